import { addRecent, nextIndex, parseGroups, searchEmoji } from "../chat/emoji.js";
import { EMOJI } from "../data/emoji.js";
import { deviceStorage } from "../lib/browser.js";
import { cloneTemplate, slot } from "../lib/dom.js";

const ACROSS = 8;
const KEY = "emoji:recent";
const groups = parseGroups(EMOJI);
const all = groups.flatMap(({ emoji }) => emoji);

/** @typedef {import("../chat/emoji.js").Emoji} Emoji */

/**
 * Opens the picker beside `at`. The focus stays in its field: arrow keys move among the emoji, Enter takes one.
 * @param {HTMLElement} at
 * @param {{choose: (emoji: string) => unknown, focus: HTMLElement}} after `focus` gets the focus back
 */
export function pickEmoji(at, after) {
	new EmojiPicker(after).open(at);
}

class EmojiPicker {
	/** @type {number[]} lengths of the rows on show */
	#rows = [];
	#at = 0;

	/** @param {{choose: (emoji: string) => unknown, focus: HTMLElement}} after */
	constructor(after) {
		this.after = after;
		this.box = cloneTemplate("emoji-picker");
		this.field = /** @type {HTMLInputElement} */ (this.box.querySelector("input"));
		this.list = slot(this.box, "emoji-list");
		this.field.addEventListener("input", () => this.#show());
		this.field.addEventListener("keydown", (event) => this.#key(event));
		this.list.addEventListener("click", (event) => this.#click(event));
		this.list.addEventListener("pointerover", (event) => this.#over(event));
		this.list.addEventListener("pointerdown", (event) => event.preventDefault());
		this.box.addEventListener("toggle", (event) => {
			if (/** @type {ToggleEvent} */ (event).newState === "closed") this.#closed();
		});
	}

	/** @param {HTMLElement} at */
	open(at) {
		/** @type {Element} */ (document.querySelector("chat-app")).append(this.box);
		this.#show();
		this.box.showPopover();
		if (!matchMedia("(width <= 720px)").matches) beside(this.box, at);
		this.field.focus();
	}

	#closed() {
		const within = this.box.contains(document.activeElement) || document.activeElement === document.body;
		this.box.remove();
		if (within) this.after.focus.focus({ preventScroll: true });
	}

	#show() {
		const query = this.field.value.trim();
		const parts = query ? [{ name: "", emoji: searchEmoji(all, query) }] : [...recent(), ...groups];
		const shown = parts.filter(({ emoji }) => emoji.length);
		this.list.replaceChildren(...shown.map(part));
		this.#rows = shown.flatMap(({ emoji }) => lengths(emoji.length));
		slot(this.box, "emoji-none").hidden = shown.length > 0;
		this.#move(0);
	}

	/** @param {KeyboardEvent} event */
	#key(event) {
		if (event.isComposing) return;
		if (event.key === "Enter") this.#choose(this.#options[this.#at]);
		else if (event.key.startsWith("Arrow")) this.#move(nextIndex(this.#rows, this.#at, this.#mirrored(event.key)));
		else return;
		event.preventDefault();
	}

	/** @param {string} key */
	#mirrored(key) {
		if (!this.list.matches(":dir(rtl)")) return key;
		return { ArrowLeft: "ArrowRight", ArrowRight: "ArrowLeft" }[key] ?? key;
	}

	get #options() {
		return /** @type {NodeListOf<HTMLElement>} */ (this.list.querySelectorAll("[role=option]"));
	}

	/** @param {number} to */
	#move(to) {
		const options = this.#options;
		options[this.#at]?.setAttribute("aria-selected", "false");
		this.#at = to;
		const active = options[to];
		slot(this.box, "emoji-name").textContent = active?.ariaLabel ?? "";
		if (!active) return this.field.removeAttribute("aria-activedescendant");
		active.id = `emoji-${to}`;
		active.setAttribute("aria-selected", "true");
		this.field.setAttribute("aria-activedescendant", active.id);
		active.scrollIntoView({ block: "nearest" });
	}

	/** @param {Event} event */
	#over(event) {
		const option = optionAt(event);
		if (option) slot(this.box, "emoji-name").textContent = option.ariaLabel;
	}

	/** @param {Event} event */
	#click(event) {
		this.#choose(optionAt(event));
	}

	/** @param {HTMLElement | null | undefined} option */
	#choose(option) {
		const emoji = option?.textContent;
		if (!emoji) return;
		try {
			deviceStorage()?.setItem(KEY, JSON.stringify(addRecent(kept(), emoji)));
		} catch {
			// Nothing depends on it.
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
function kept() {
	try {
		return JSON.parse(deviceStorage()?.getItem(KEY) ?? "[]");
	} catch {
		return [];
	}
}

function recent() {
	const known = kept().flatMap((emoji) => all.find((one) => one.emoji === emoji) ?? []);
	return [{ name: "Recent", emoji: known }];
}

/** @param {number} count */
function lengths(count) {
	return Array.from({ length: Math.ceil(count / ACROSS) }, (_, row) => Math.min(ACROSS, count - row * ACROSS));
}

/** @param {{name: string, emoji: Emoji[]}} part */
function part({ name, emoji }) {
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
 * Above what opened it where there is room, else below.
 * @param {HTMLElement} box
 * @param {HTMLElement} at
 */
function beside(box, at) {
	const [own, there] = [box.getBoundingClientRect(), at.getBoundingClientRect()];
	const above = there.top - own.height - 6;
	const top = above >= 8 ? above : Math.min(there.bottom + 6, innerHeight - own.height - 8);
	const end = at.tagName === "LI" ? there.right - 24 : there.right;
	const start = Math.min(Math.max(8, end - own.width), innerWidth - own.width - 8);
	box.style.top = `${Math.max(8, top)}px`;
	box.style.left = `${start}px`;
}
