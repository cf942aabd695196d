import { style } from "../lib/styles.js";

/** Whom this person blocked, and what becomes of their words in rooms that both are in: they fold away. */
export class Blocks {
	#observer = new MutationObserver(() => this.#fold());

	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		app.join(this);
		this.turned();
	}

	/** Another page shows: perhaps somebody was blocked on it, or taken back. */
	async turned() {
		const answer = await this.app.api.get("me/blocks", { limit: 100 }).catch(() => null);
		/** @type {Chat.Person[]} */
		const people = answer?.results ?? [];
		if (answer) this.app.blocked = new Set(people.map(({ id }) => id));
		if (people.length) await style("folded");
		this.#fold();
	}

	#fold() {
		this.#observer.disconnect();
		const list = this.app.querySelector('[data-slot="messages"]');
		if (!list) return;
		for (const row of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(".message"))) this.#row(row);
		if (this.app.blocked.size) this.#observer.observe(list, { childList: true });
	}

	/** @param {HTMLElement} row */
	#row(row) {
		const folded = this.app.blocked.has(row.dataset.author ?? "") && !row.classList.contains("unfolded");
		row.classList.toggle("blocked", folded);
		if (folded && !row.querySelector(".folded")) row.prepend(note(row));
	}
}

/** @param {HTMLElement} row */
function note(row) {
	const [words, show] = [document.createElement("p"), document.createElement("button")];
	words.className = "folded";
	Object.assign(show, { type: "button", className: "link", textContent: "Show" });
	show.addEventListener("click", () => {
		row.classList.replace("blocked", "unfolded");
		words.remove();
		row.focus();
	});
	words.append("Message from someone you blocked. ", show);
	return words;
}
