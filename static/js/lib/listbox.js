/**
 * A list to choose from while the focus stays in a field: the keys and the attributes of the combobox pattern.
 * The field's own events stay with its owner, who calls `key` first and `show` when there is something to choose.
 */
export class Listbox {
	#at = -1;

	/**
	 * @param {HTMLInputElement | HTMLTextAreaElement} input
	 * @param {HTMLElement} list with an id; gets `role=listbox` and its options
	 * @param {(option: HTMLElement, index: number) => void} choose
	 */
	constructor(input, list, choose) {
		this.input = input;
		this.list = list;
		this.choose = choose;
		list.role = "listbox";
		list.hidden = true;
		list.addEventListener("pointerdown", (event) => event.preventDefault());
		list.addEventListener("click", (event) => this.#clicked(event));
		input.setAttribute("aria-autocomplete", "list");
		input.setAttribute("aria-controls", list.id);
		// A text area is no combobox by the rules; it may still say which option is active.
		if (input instanceof HTMLInputElement) input.role = "combobox";
		this.hide();
	}

	get open() {
		return !this.list.hidden;
	}

	/**
	 * @param {HTMLElement[]} options
	 * @param {number} [at] which is active; -1: none until an arrow key
	 */
	show(options, at = 0) {
		for (const [i, option] of options.entries()) {
			option.role = "option";
			option.id = `${this.list.id}-${i}`;
		}
		this.list.replaceChildren(...options);
		this.list.hidden = !options.length;
		this.#expanded(options.length > 0);
		this.#move(options.length ? at : -1);
	}

	hide() {
		this.show([]);
	}

	/**
	 * @param {KeyboardEvent} event
	 * @returns {boolean} whether it was meant for the list
	 */
	key(event) {
		if (!this.open || event.isComposing) return false;
		const count = this.list.children.length;
		const to = { ArrowDown: this.#at + 1, ArrowUp: this.#at < 0 ? count - 1 : this.#at - 1 }[event.key];
		const taken = (event.key === "Enter" || event.key === "Tab") && this.#at >= 0 && !event.shiftKey;
		if (to !== undefined) this.#move((to + count) % count);
		else if (taken) this.#choose(this.#at);
		else if (event.key === "Escape") this.hide();
		else return false;
		event.preventDefault();
		event.stopPropagation();
		return true;
	}

	/** @param {number} at */
	#choose(at) {
		const option = /** @type {HTMLElement | undefined} */ (this.list.children[at]);
		if (option) this.choose(option, at);
	}

	/** @param {Event} event */
	#clicked(event) {
		const option = /** @type {Element} */ (event.target).closest("[role=option]");
		if (option) this.#choose([...this.list.children].indexOf(option));
	}

	/** @param {number} to */
	#move(to) {
		this.#at = to;
		for (const [i, option] of [...this.list.children].entries()) option.setAttribute("aria-selected", String(i === to));
		const active = this.list.children[to];
		if (active) this.input.setAttribute("aria-activedescendant", active.id);
		else this.input.removeAttribute("aria-activedescendant");
		active?.scrollIntoView({ block: "nearest" });
	}

	/** @param {boolean} expanded */
	#expanded(expanded) {
		if (this.input instanceof HTMLInputElement) this.input.setAttribute("aria-expanded", String(expanded));
	}
}
