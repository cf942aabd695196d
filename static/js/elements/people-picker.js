import { renderAvatar } from "../lib/avatars.js";
import { createElement } from "../lib/dom.js";

const SEARCH_AFTER_MS = 150;
const MAX_RESULTS = 8;

/** Finds people while their handle is typed. The field itself works as without script: handles with commas between. */
class PeoplePicker extends HTMLElement {
	/** @type {Chat.Person[]} */
	#shown = [];
	#active = -1;
	/** @type {AbortController | null} */
	#search = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;

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
		const attributes = {
			role: "combobox",
			"aria-expanded": "false",
			"aria-controls": options.id,
			"aria-autocomplete": "list",
		};
		for (const [name, value] of Object.entries(attributes)) input.setAttribute(name, value);
		input.after(options, status);
		input.addEventListener("input", () => this.#onInput());
		input.addEventListener("keydown", (event) => this.#onKey(event));
		input.addEventListener("blur", () => this.#show([]));
		options.addEventListener("pointerdown", (event) => this.#onPress(event));
		// Somebody may have begun to type before this script arrived.
		if (input === document.activeElement) this.#onInput();
	}

	/** The handle that is being typed, after the last comma or space. */
	get #prefix() {
		return /[^\s,]*$/u.exec(this.input.value)?.[0].replace(/^@/u, "").toLowerCase() ?? "";
	}

	#onInput() {
		clearTimeout(this.#timer);
		this.#search?.abort();
		const prefix = this.#prefix;
		if (!prefix) return this.#show([]);
		this.#timer = setTimeout(() => this.#searchServer(prefix), SEARCH_AFTER_MS);
	}

	/** @param {string} prefix */
	async #searchServer(prefix) {
		this.#search = new AbortController();
		const { signal } = this.#search;
		const answer = await this.app.api.get("users", { prefix, limit: MAX_RESULTS }, signal).catch(() => null);
		if (signal.aborted || !answer) return;
		/** @type {Chat.Person[]} */
		const people = answer.results;
		const chosen = new Set(
			this.input.value
				.toLowerCase()
				.split(/[\s,@]+/u)
				.slice(0, -1),
		);
		this.#show(people.filter((person) => person.id !== this.app.me && !chosen.has(person.handle)));
		this.status.textContent = this.#shown.length === 1 ? "1 person" : `${this.#shown.length || "No"} people`;
	}

	/** @param {KeyboardEvent} event */
	#onKey(event) {
		if (this.options.hidden || event.isComposing) return;
		const step = { ArrowDown: 1, ArrowUp: -1 }[event.key];
		if (step) this.#setActive(this.#active + step);
		else if (event.key === "Enter" || event.key === "Tab") this.#choose(this.#active);
		else if (event.key === "Escape") this.#show([]);
		else return;
		event.preventDefault();
	}

	/** @param {PointerEvent} event */
	#onPress(event) {
		// The field keeps the focus.
		event.preventDefault();
		const option = /** @type {Element} */ (event.target).closest("[role=option]");
		if (option) this.#choose([...this.options.children].indexOf(option));
	}

	/** @param {number} index */
	#setActive(index) {
		const count = this.#shown.length;
		this.#active = (index + count) % count;
		for (const [i, option] of [...this.options.children].entries()) {
			option.setAttribute("aria-selected", String(i === this.#active));
			if (i !== this.#active) continue;
			this.input.setAttribute("aria-activedescendant", option.id);
			option.scrollIntoView({ block: "nearest" });
		}
	}

	/** @param {number} index */
	#choose(index) {
		const person = this.#shown[index];
		if (!person) return;
		const before = this.input.value.replace(/[^\s,]*$/u, "");
		this.input.value = this.dataset.kind === "direct" ? person.handle : `${before}${person.handle}, `;
		this.#show([]);
	}

	/** @param {Chat.Person[]} people */
	#show(people) {
		this.#shown = people;
		this.options.replaceChildren(...people.map((person, i) => option(person, `${this.options.id}-${i}`)));
		this.options.hidden = !people.length;
		this.input.setAttribute("aria-expanded", String(people.length > 0));
		this.input.removeAttribute("aria-activedescendant");
		if (people.length) this.#setActive(0);
	}
}

/**
 * @param {Chat.Person} person
 * @param {string} id
 */
function option(person, id) {
	const item = document.createElement("li");
	Object.assign(item, { id, role: "option" });
	const avatar = createElement("span", "avatar small");
	avatar.ariaHidden = "true";
	renderAvatar(avatar, person);
	item.append(
		avatar,
		createElement("bdi", "person-name", person.name),
		createElement("bdi", "person-handle", `@${person.handle}`),
	);
	return item;
}

customElements.define("people-picker", PeoplePicker);
