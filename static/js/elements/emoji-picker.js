import { addRecent, nextIndex, parseGroups, searchEmoji } from "../chat/emoji.js";
import { EMOJI } from "../data/emoji.js";
import { deviceStorage } from "../lib/browser.js";
import { cloneTemplate, slot } from "../lib/dom.js";

const COLUMNS = 8;
const RECENT_KEY = "emoji:recent";
const groups = parseGroups(EMOJI);
const allEmoji = groups.flatMap(({ emoji }) => emoji);

/** @typedef {import("../chat/emoji.js").Emoji} Emoji */

/**
 * Open the picker beside `anchor`. The focus stays in its field: arrow keys move among the emoji, Enter chooses one.
 * @param {HTMLElement} anchor
 * @param {{choose: (emoji: string) => unknown, focus: HTMLElement}} after `focus` gets the focus back
 */
export function pickEmoji(anchor, after) {
	new EmojiPicker(after).open(anchor);
}

class EmojiPicker {
	/** @type {number[]} the lengths of the rows that show */
	#rows = [];
	#active = 0;

	/** @param {{choose: (emoji: string) => unknown, focus: HTMLElement}} after */
	constructor(after) {
		this.after = after;
		this.box = cloneTemplate("emoji-picker");
		this.field = /** @type {HTMLInputElement} */ (this.box.querySelector("input"));
		this.list = slot(this.box, "emoji-list");
		this.field.addEventListener("input", () => this.#update());
		this.field.addEventListener("keydown", (event) => this.#onKey(event));
		this.list.addEventListener("click", (event) => this.#onClick(event));
		this.list.addEventListener("pointerover", (event) => this.#onPointerOver(event));
		this.list.addEventListener("pointerdown", (event) => event.preventDefault());
		this.box.addEventListener("toggle", (event) => {
			if (/** @type {ToggleEvent} */ (event).newState === "closed") this.#onClose();
		});
	}

	/** @param {HTMLElement} anchor */
	open(anchor) {
		/** @type {Element} */ (document.querySelector("chat-app")).append(this.box);
		this.#update();
		this.box.showPopover();
		if (!matchMedia("(width <= 720px)").matches) placeBeside(this.box, anchor);
		this.field.focus();
	}

	#onClose() {
		const hadFocus = this.box.contains(document.activeElement) || document.activeElement === document.body;
		this.box.remove();
		if (hadFocus) this.after.focus.focus({ preventScroll: true });
	}

	#update() {
		const query = this.field.value.trim();
		const sections = query ? [{ name: "", emoji: searchEmoji(allEmoji, query) }] : [recentGroup(), ...groups];
		const shown = sections.filter(({ emoji }) => emoji.length);
		this.list.replaceChildren(...shown.map(section));
		this.#rows = shown.flatMap(({ emoji }) => rowLengths(emoji.length));
		slot(this.box, "emoji-none").hidden = shown.length > 0;
		this.#setActive(0);
	}

	/** @param {KeyboardEvent} event */
	#onKey(event) {
		if (event.isComposing) return;
		if (event.key === "Enter") this.#choose(this.#options[this.#active]);
		else if (event.key.startsWith("Arrow"))
			this.#setActive(nextIndex(this.#rows, this.#active, this.#mirrorKey(event.key)));
		else return;
		event.preventDefault();
	}

	/** @param {string} key */
	#mirrorKey(key) {
		if (!this.list.matches(":dir(rtl)")) return key;
		return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
	}

	get #options() {
		return /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[role=option]"));
	}

	/** @param {number} index */
	#setActive(index) {
		const options = this.#options;
		options[this.#active]?.setAttribute("aria-selected", "false");
		this.#active = index;
		const active = options[index];
		slot(this.box, "emoji-name").textContent = active?.ariaLabel ?? "";
		if (!active) return this.field.removeAttribute("aria-activedescendant");
		active.id = `emoji-${index}`;
		active.setAttribute("aria-selected", "true");
		this.field.setAttribute("aria-activedescendant", active.id);
		active.scrollIntoView({ block: "nearest" });
	}

	/** @param {Event} event */
	#onPointerOver(event) {
		const option = optionAt(event);
		if (option) slot(this.box, "emoji-name").textContent = option.ariaLabel;
	}

	/** @param {Event} event */
	#onClick(event) {
		this.#choose(optionAt(event));
	}

	/** @param {HTMLElement | null | undefined} option */
	#choose(option) {
		const emoji = option?.textContent;
		if (!emoji) return;
		try {
			deviceStorage()?.setItem(RECENT_KEY, JSON.stringify(addRecent(storedRecent(), emoji)));
		} catch {
			// The recent emoji are a convenience: a full storage may lose them.
		}
		this.box.hidePopover();
		this.after.choose(emoji);
	}
}

/** @param {Event} event */
function optionAt(event) {
	return /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[role=option]"));
}

/** @returns {string[]} */
function storedRecent() {
	try {
		return JSON.parse(deviceStorage()?.getItem(RECENT_KEY) ?? "[]");
	} catch {
		return [];
	}
}

function recentGroup() {
	const emoji = storedRecent().flatMap((text) => allEmoji.find((known) => known.emoji === text) ?? []);
	return { name: "Recent", emoji };
}

/** @param {number} count */
function rowLengths(count) {
	return Array.from({ length: Math.ceil(count / COLUMNS) }, (_, row) => Math.min(COLUMNS, count - row * COLUMNS));
}

/** @param {{name: string, emoji: Emoji[]}} content */
function section({ name, emoji }) {
	const group = document.createElement("div");
	Object.assign(group, { role: "group", className: "emoji-group", ariaLabel: name || "Found" });
	if (name) {
		const heading = document.createElement("p");
		Object.assign(heading, { textContent: name, ariaHidden: "true" });
		group.append(heading);
	}
	const grid = document.createElement("div");
	Object.assign(grid, { role: "presentation", className: "emoji-grid" });
	grid.append(...emoji.map(option));
	group.append(grid);
	return group;
}

/** @param {Emoji} emoji */
function option({ emoji, name }) {
	const element = document.createElement("span");
	Object.assign(element, { role: "option", textContent: emoji, ariaLabel: name, ariaSelected: "false" });
	return element;
}

/**
 * Place the picker above its anchor if there is space, else below.
 * @param {HTMLElement} box
 * @param {HTMLElement} anchor
 */
function placeBeside(box, anchor) {
	const [own, target] = [box.getBoundingClientRect(), anchor.getBoundingClientRect()];
	const above = target.top - own.height - 6;
	const top = above >= 8 ? above : Math.min(target.bottom + 6, innerHeight - own.height - 8);
	const end = anchor.tagName === "LI" ? target.right - 24 : target.right;
	const start = Math.min(Math.max(8, end - own.width), innerWidth - own.width - 8);
	box.style.top = `${Math.max(8, top)}px`;
	box.style.left = `${start}px`;
}
