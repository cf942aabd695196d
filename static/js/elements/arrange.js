import { isGrouped, localDay } from "../chat/grouping.js";
import { cloneTemplate } from "../lib/dom.js";

/**
 * Puts day dividers where the reader's days begin, and names only where a new speaker begins. Touches only what changes.
 * @param {HTMLElement} list
 */
export function arrange(list) {
	const days = new Set(list.querySelectorAll(":scope > .day"));
	/** @type {HTMLElement | null} */
	let above = null;
	for (const row of messages(list)) {
		const today = localDay(row.dataset.sentAt ?? "");
		const begins = localDay(above?.dataset.sentAt ?? "") !== today;
		if (begins) days.delete(divider(row, today));
		const parted = begins || "named" in row.dataset || isDivider(row.previousElementSibling);
		row.classList.toggle("grouped", !parted && isGrouped(above && facts(above), facts(row)));
		above = row;
	}
	for (const orphan of days) orphan.remove();
}

/**
 * One of the messages is in the tab order: the newest, until somebody is among them.
 * @param {HTMLElement} list
 */
export function offer(list) {
	if (list.matches(":focus-within")) return;
	for (const row of list.querySelectorAll(":scope > [tabindex]")) row.removeAttribute("tabindex");
	const newest = messages(list).at(-1);
	if (newest) newest.tabIndex = 0;
}

/**
 * @param {HTMLElement} list
 * @returns {HTMLElement[]} stored and pending ones, in order
 */
export function messages(list) {
	return [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(":scope > .message, :scope > .system"))];
}

/**
 * The divider above `row`, made where it is missing.
 * @param {HTMLElement} row
 * @param {string} today
 */
function divider(row, today) {
	const unread = isDivider(row.previousElementSibling) ? row.previousElementSibling : null;
	const place = unread ?? row;
	const above = place.previousElementSibling;
	if (above instanceof HTMLElement && above.dataset.day === today) return above;
	const made = cloneTemplate("day-divider");
	made.dataset.day = today;
	place.before(made);
	/** @type {Page.LocalTime} */ (made.querySelector("local-time")).instant = row.dataset.sentAt ?? "";
	return made;
}

/** @param {Element | null} element */
function isDivider(element) {
	return element?.classList.contains("new-divider") ?? false;
}

/** @param {HTMLElement} row */
function facts(row) {
	const { author = "", sentAt = "" } = row.dataset;
	const has = (/** @type {string} */ name) => row.classList.contains(name);
	return { author, sentAt, system: has("system"), pinned: has("pinned") };
}
