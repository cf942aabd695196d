import { cloneTemplate, optionalSlot, slot } from "../lib/dom.js";
import { arrange, messages } from "./arrange.js";

/** The New line above what was not read when the conversation was opened, and a way up to it until it has been seen. */
export class FirstUnread {
	/** @type {Element | null | undefined} what is looked for; null above the rows on show */
	#target;
	#eye;

	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		this.from = Number(timeline.dataset.readSeq) + 1;
		this.last = timeline.state.cursor.seq;
		this.pill = cloneTemplate("jump-to-unread");
		const count = this.last - this.from + 1;
		slot(this.pill, "unread-words").textContent = `${count} new ${count === 1 ? "message" : "messages"}`;
		this.pill.addEventListener("click", () => this.#go());
		this.#eye = new IntersectionObserver((seen) => this.#look(seen.at(-1)), { root: timeline.scroller });
		this.#place();
		timeline.prepend(this.pill);
		new MutationObserver(() => this.#place()).observe(timeline.list, { childList: true });
	}

	/** Rows come and go at both ends; the line is where it belongs, or not at all. */
	#place() {
		const { list, state } = this.timeline;
		const rows = messages(list);
		const at = rows.findIndex(({ dataset, classList }) => {
			const seq = Number(dataset.seq);
			return this.from <= seq && seq <= this.last && !classList.contains("own");
		});
		const row = rows[at];
		const line = optionalSlot(list, "new") ?? cloneTemplate("new-divider");
		if (!row || row.previousElementSibling !== line) {
			// Above everything it would say nothing.
			if (row && at) row.before(line);
			else line.remove();
			arrange(list);
		}
		this.#watch(state.first > this.from ? null : line.isConnected ? line : row);
	}

	/** @param {Element | null | undefined} target */
	#watch(target) {
		if (target === this.#target) return;
		this.#eye.disconnect();
		this.#target = target;
		this.pill.hidden = target !== null;
		if (target) this.#eye.observe(target);
	}

	/** @param {IntersectionObserverEntry | undefined} seen */
	#look(seen) {
		if (!seen?.rootBounds) return;
		this.pill.hidden = seen.boundingClientRect.top >= seen.rootBounds.top;
		if (seen.isIntersecting) this.pill.remove();
	}

	async #go() {
		if (!this.#target) await this.timeline.history("around", this.from);
		this.#target?.scrollIntoView({ block: "center" });
		/** @type {HTMLElement | null | undefined} */ (this.#target?.nextElementSibling)?.focus({ preventScroll: true });
	}
}
