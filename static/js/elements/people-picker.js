import { renderAvatar } from "../lib/avatars.js";

const AFTER = 150;
const MOST = 8;

/** Finds people while their handle is typed. The field stays what it is without script: handles with commas between. */
class PeoplePicker extends HTMLElement {
	/** @type {Chat.Person[]} */
	#found = [];
	#at = -1;
	/** @type {AbortController | null} */
	#asking = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#due;

	constructor() {
		super();
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
		this.input = /** @type {HTMLInputElement} */ (this.querySelector("input"));
		this.options = document.createElement("ul");
		this.status = document.createElement("p");
	}

	connectedCallback() {
		const { input, options, status } = this;
		Object.assign(options, { id: `${input.id}-people`, role: "listbox", className: "people-options", hidden: true });
		options.ariaLabel = "People";
		Object.assign(status, { role: "status", className: "visually-hidden" });
		input.autocomplete = "off";
		const facts = {
			role: "combobox",
			"aria-expanded": "false",
			"aria-controls": options.id,
			"aria-autocomplete": "list",
		};
		for (const [name, value] of Object.entries(facts)) input.setAttribute(name, value);
		input.after(options, status);
		input.addEventListener("input", () => this.#typed());
		input.addEventListener("keydown", (event) => this.#key(event));
		input.addEventListener("blur", () => this.#show([]));
		options.addEventListener("pointerdown", (event) => this.#press(event));
		// Somebody may have begun to type before this script arrived.
		if (input === document.activeElement) this.#typed();
	}

	/** The handle that is being typed: what follows the last comma or space. */
	get #prefix() {
		return /[^\s,]*$/u.exec(this.input.value)?.[0].replace(/^@/u, "").toLowerCase() ?? "";
	}

	#typed() {
		clearTimeout(this.#due);
		this.#asking?.abort();
		const prefix = this.#prefix;
		if (!prefix) return this.#show([]);
		this.#due = setTimeout(() => this.#ask(prefix), AFTER);
	}

	/** @param {string} prefix */
	async #ask(prefix) {
		this.#asking = new AbortController();
		const { signal } = this.#asking;
		const answer = await this.app.api.get("users", { prefix, limit: MOST }, signal).catch(() => null);
		if (signal.aborted || !answer) return;
		/** @type {Chat.Person[]} */
		const people = answer.results;
		const taken = new Set(
			this.input.value
				.toLowerCase()
				.split(/[\s,@]+/u)
				.slice(0, -1),
		);
		this.#show(people.filter((person) => person.id !== this.app.me && !taken.has(person.handle)));
		this.status.textContent = this.#found.length === 1 ? "1 person" : `${this.#found.length || "No"} people`;
	}

	/** @param {KeyboardEvent} event */
	#key(event) {
		if (this.options.hidden || event.isComposing) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) this.#move(this.#at + step);
		else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#at);
		else if (event.key === "Escape") this.#show([]);
		else return;
		event.preventDefault();
	}

	/** @param {PointerEvent} event */
	#press(event) {
		// The field keeps its focus.
		event.preventDefault();
		const option = /** @type {Element} */ (event.target).closest("[role=option]");
		if (option) this.#choose([...this.options.children].indexOf(option));
	}

	/** @param {number} to */
	#move(to) {
		const count = this.#found.length;
		this.#at = (to + count) % count;
		for (const [i, option] of [...this.options.children].entries()) {
			option.setAttribute("aria-selected", String(i === this.#at));
			if (i !== this.#at) continue;
			this.input.setAttribute("aria-activedescendant", option.id);
			option.scrollIntoView({ block: "nearest" });
		}
	}

	/** @param {number} at */
	#choose(at) {
		const person = this.#found[at];
		if (!person) return;
		const before = this.input.value.replace(/[^\s,]*$/u, "");
		this.input.value = this.dataset.kind === "direct" ? person.handle : `${before}${person.handle}, `;
		this.#show([]);
	}

	/** @param {Chat.Person[]} people */
	#show(people) {
		this.#found = people;
		this.options.replaceChildren(...people.map((person, i) => option(person, `${this.options.id}-${i}`)));
		this.options.hidden = !people.length;
		this.input.setAttribute("aria-expanded", String(people.length > 0));
		this.input.removeAttribute("aria-activedescendant");
		if (people.length) this.#move(0);
	}
}

/**
 * @param {Chat.Person} person
 * @param {string} id
 */
function option(person, id) {
	const item = document.createElement("li");
	Object.assign(item, { id, role: "option" });
	const avatar = piece("span", "avatar small", "");
	avatar.ariaHidden = "true";
	renderAvatar(avatar, person);
	item.append(avatar, piece("bdi", "person-name", person.name), piece("bdi", "person-handle", `@${person.handle}`));
	return item;
}

/**
 * @param {"span" | "bdi"} tag
 * @param {string} classes
 * @param {string} words
 */
function piece(tag, classes, words) {
	const element = document.createElement(tag);
	element.className = classes;
	element.textContent = words;
	return element;
}

customElements.define("people-picker", PeoplePicker);
