/**
 * A list to choose from while the focus stays in a field: the keys and attributes of the combobox pattern. The owner
 * handles the field's events: it passes each key to `onKey` first, and calls `show` when there is something to choose.
 */
export class Listbox {
	#active = -1;

	/**
	 * @param {HTMLInputElement | HTMLTextAreaElement} input
	 * @param {HTMLElement} list has an id; gets `role=listbox` and the options
	 * @param {(option: HTMLElement, index: number) => void} choose
	 */
	constructor(input, list, choose) {
		this.input = input;
		this.list = list;
		this.choose = choose;
		list.role = "listbox";
		list.hidden = true;
		list.addEventListener("pointerdown", (event) => event.preventDefault());
		list.addEventListener("click", (event) => this.#onClick(event));
		input.setAttribute("aria-autocomplete", "list");
		input.setAttribute("aria-controls", list.id);
		// ARIA does not allow a text area to be a combobox; it may still name its active option.
		if (input instanceof HTMLInputElement) input.role = "combobox";
		this.hide();
	}

	get isOpen() {
		return !this.list.hidden;
	}

	/**
	 * @param {HTMLElement[]} options
	 * @param {number} [active] index; -1 for none until an arrow key
	 */
	show(options, active = 0) {
		for (const [i, option] of options.entries()) {
			option.role = "option";
			option.id = `${this.list.id}-${i}`;
		}
		this.list.replaceChildren(...options);
		this.list.hidden = !options.length;
		this.#setExpanded(options.length > 0);
		this.#setActive(options.length ? active : -1);
	}

	hide() {
		this.show([]);
	}

	/**
	 * @param {KeyboardEvent} event
	 * @returns {boolean} whether the list has used the key
	 */
	onKey(event) {
		if (!this.isOpen || event.isComposing) return false;
		const count = this.list.children.length;
		const next = { ArrowDown: this.#active + 1, ArrowUp: this.#active < 0 ? count - 1 : this.#active - 1 }[event.key];
		const chooses = (event.key === "Enter" || event.key === "Tab") && this.#active >= 0 && !event.shiftKey;
		if (next !== undefined) this.#setActive((next + count) % count);
		else if (chooses) this.#choose(this.#active);
		else if (event.key === "Escape") this.hide();
		else return false;
		event.preventDefault();
		event.stopPropagation();
		return true;
	}

	/** @param {number} index */
	#choose(index) {
		const option = /** @type {HTMLElement | undefined} */ (this.list.children[index]);
		if (option) this.choose(option, index);
	}

	/** @param {Event} event */
	#onClick(event) {
		const option = /** @type {Element} */ (event.target).closest("[role=option]");
		if (option) this.#choose([...this.list.children].indexOf(option));
	}

	/** @param {number} index */
	#setActive(index) {
		this.#active = index;
		for (const [i, option] of [...this.list.children].entries())
			option.setAttribute("aria-selected", String(i === index));
		const active = this.list.children[index];
		if (active) this.input.setAttribute("aria-activedescendant", active.id);
		else this.input.removeAttribute("aria-activedescendant");
		active?.scrollIntoView({ block: "nearest" });
	}

	/** @param {boolean} expanded */
	#setExpanded(expanded) {
		if (this.input instanceof HTMLInputElement) this.input.setAttribute("aria-expanded", String(expanded));
	}
}
