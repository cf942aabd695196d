import { slot } from "../lib/dom.js";
import { messages } from "./arrange.js";

/** @type {Record<string, number>} */
const ALONG = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * Arrow keys among the messages, Enter into one, Escape back out; letters act on the message that has the focus.
 * @param {Page.ChatTimeline} timeline
 * @returns what a key among them does
 */
export function rove(timeline) {
	const { list } = timeline;
	list.addEventListener("focusin", (event) => visited(list, event.target));
	visited(list, document.activeElement);
	return (/** @type {KeyboardEvent} */ event) => {
		const at = /** @type {HTMLElement} */ (event.target);
		if (elsewhere(event, at)) return;
		const row = /** @type {HTMLElement | null} */ (at.closest(".message, .system"));
		const rows = messages(list);
		const to = row && next(event.key, rows.indexOf(row), rows.length);
		if (to !== null) focus(rows[to]);
		else if (!row || !(letter(timeline, event.key, at) || within(event.key, at, row))) return;
		event.preventDefault();
	};
}

/**
 * With Alt the keys belong to the list of conversations; in code they scroll long lines.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} at
 */
function elsewhere({ key, altKey, ctrlKey, metaKey }, at) {
	return altKey || ctrlKey || metaKey || (at.localName === "pre" && key in ALONG);
}

/**
 * The message that has the focus keeps the place in the tab order.
 * @param {HTMLElement} list
 * @param {EventTarget | null} row
 */
function visited(list, row) {
	if (!(row instanceof HTMLElement) || row.parentElement !== list) return;
	for (const other of list.querySelectorAll(":scope > [tabindex]"))
		if (other !== row) other.removeAttribute("tabindex");
	row.tabIndex = 0;
	row.setAttribute("aria-label", label(row));
}

/** @param {HTMLElement | undefined} row */
function focus(row) {
	if (!row) return;
	row.tabIndex = 0;
	row.focus({ preventScroll: true });
	row.scrollIntoView({ block: "nearest" });
}

/**
 * @param {string} key
 * @param {number} at
 * @param {number} count
 */
function next(key, at, count) {
	if (key === "ArrowUp") return Math.max(0, at - 1);
	if (key === "ArrowDown") return Math.min(count - 1, at + 1);
	if (key === "Home") return 0;
	return key === "End" ? count - 1 : null;
}

/**
 * @param {Page.ChatTimeline} timeline
 * @param {string} key
 * @param {HTMLElement} at
 * @returns {boolean} whether it was one of those, on a message itself
 */
function letter(timeline, key, at) {
	if (!/^([re]|Delete)$/i.test(key) || !at.matches(".message[data-seq]")) return false;
	timeline.tools().then((tools) => tools?.key(at, key.toLowerCase()));
	return true;
}

/**
 * From a message to what can be done with it, its toolbar first, along that, and back.
 * @param {string} key
 * @param {HTMLElement} at
 * @param {HTMLElement} row
 */
function within(key, at, row) {
	const inside = at !== row;
	if (key === "Escape" && inside) row.focus();
	else if (inside ? !ALONG[key] : !["Enter", "ArrowRight"].includes(key)) return false;
	else along(inside ? at : null, row, ALONG[key] ?? 1);
	return true;
}

/**
 * @param {HTMLElement | null} at
 * @param {HTMLElement} row
 * @param {number} step
 */
function along(at, row, step) {
	const tools = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(".tools button")]);
	const others = /** @type {HTMLElement[]} */ ([...row.querySelectorAll("a[href], button, pre")]);
	const stops = [...tools, ...others.filter((one) => !tools.includes(one))].filter((one) => one.checkVisibility());
	const now = at ? stops.indexOf(at) : -1;
	stops.at((now + step) % stops.length)?.focus();
}

/** @param {HTMLElement} row */
function label(row) {
	if (row.classList.contains("blocked")) return row.querySelector(".folded")?.textContent ?? "";
	const parts = [slot(row, "author"), row.querySelector("time"), slot(row, "body")].map((part) => part?.textContent);
	if (row.querySelector('[data-slot="edited"]:not([hidden])')) parts.push("edited");
	const reacted = row.querySelectorAll('[data-act="toggle"]').length;
	if (reacted) parts.push(reacted === 1 ? "1 reaction" : `${reacted} reactions`);
	if (row.classList.contains("pinned")) parts.push("pinned");
	if (row.classList.contains("failed")) parts.push("not sent");
	const waits = row.querySelector('[data-slot="wait"]');
	if (waits) parts.push(waits.textContent);
	return parts.join(", ");
}
