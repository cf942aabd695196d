import { slot } from "../lib/dom.js";
import { messageRows } from "./day-dividers.js";

/** @type {Record<string, number>} */
const STEPS = { ArrowRight: 1, ArrowLeft: -1 };

/**
 * Move the focus by keys: arrows go from message to message, Enter goes into one and Escape back out; letters act on the
 * message that has the focus.
 * @param {Page.ChatTimeline} timeline
 * @returns the handler of a key press on the messages
 */
export function startRoving(timeline) {
	const { list } = timeline;
	list.addEventListener("focusin", (event) => takeTabStop(list, event.target));
	takeTabStop(list, document.activeElement);
	return (/** @type {KeyboardEvent} */ event) => {
		const target = /** @type {HTMLElement} */ (event.target);
		if (isForSomethingElse(event, target)) return;
		const row = /** @type {HTMLElement | null} */ (target.closest(".message, .system"));
		const rows = messageRows(list);
		const next = row && nextIndex(event.key, rows.indexOf(row), rows.length);
		if (next !== null) focusRow(rows[next]);
		else if (!row || !(runLetter(timeline, event.key, target) || moveWithin(event.key, target, row))) return;
		event.preventDefault();
	};
}

/**
 * With Alt the keys belong to the list of conversations; in a code block they scroll long lines.
 * @param {KeyboardEvent} event
 * @param {HTMLElement} target
 */
function isForSomethingElse({ key, altKey, ctrlKey, metaKey }, target) {
	return altKey || ctrlKey || metaKey || (target.localName === "pre" && key in STEPS);
}

/**
 * Make the message that has the focus the one in the tab order.
 * @param {HTMLElement} list
 * @param {EventTarget | null} row
 */
function takeTabStop(list, row) {
	if (!(row instanceof HTMLElement) || row.parentElement !== list) return;
	for (const other of list.querySelectorAll(":scope > [tabindex]"))
		if (other !== row) other.removeAttribute("tabindex");
	row.tabIndex = 0;
	row.setAttribute("aria-label", label(row));
}

/** @param {HTMLElement | undefined} row */
function focusRow(row) {
	if (!row) return;
	row.tabIndex = 0;
	row.focus({ preventScroll: true });
	row.scrollIntoView({ block: "nearest" });
}

/**
 * @param {string} key
 * @param {number} index
 * @param {number} count
 */
function nextIndex(key, index, count) {
	if (key === "ArrowUp") return Math.max(0, index - 1);
	if (key === "ArrowDown") return Math.min(count - 1, index + 1);
	if (key === "Home") return 0;
	return key === "End" ? count - 1 : null;
}

/**
 * @param {Page.ChatTimeline} timeline
 * @param {string} key
 * @param {HTMLElement} target
 * @returns {boolean} whether the key means an action, and a message itself has the focus
 */
function runLetter(timeline, key, target) {
	if (!/^([re]|Delete)$/i.test(key) || !target.matches(".message[data-seq]")) return false;
	timeline.tools().then((tools) => tools?.onKey(target, key.toLowerCase()));
	return true;
}

/**
 * Move from a message into it, along its toolbar, links and buttons, and back out.
 * @param {string} key
 * @param {HTMLElement} target
 * @param {HTMLElement} row
 */
function moveWithin(key, target, row) {
	const inside = target !== row;
	if (key === "Escape" && inside) row.focus();
	else if (inside ? !STEPS[key] : !["Enter", "ArrowRight"].includes(key)) return false;
	else moveAlong(inside ? target : null, row, STEPS[key] ?? 1);
	return true;
}

/**
 * @param {HTMLElement | null} current
 * @param {HTMLElement} row
 * @param {number} step
 */
function moveAlong(current, row, step) {
	const tools = /** @type {HTMLElement[]} */ ([...row.querySelectorAll(".tools button")]);
	const others = /** @type {HTMLElement[]} */ ([...row.querySelectorAll("a[href], button, pre")]);
	const stops = [...tools, ...others.filter((other) => !tools.includes(other))].filter((stop) =>
		stop.checkVisibility(),
	);
	const index = current ? stops.indexOf(current) : -1;
	stops.at((index + step) % stops.length)?.focus();
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
