import { isGrouped, localDay } from "../chat/grouping.js";
import { cloneTemplate } from "../lib/dom.js";

/**
 * Put day dividers where the reader's days begin, and names only where a new author begins. Touches only what changes.
 * @param {HTMLElement} list
 */
export function updateDividers(list) {
	const orphans = new Set(list.querySelectorAll(":scope > .day"));
	/** @type {HTMLElement | null} */
	let above = null;
	for (const row of messageRows(list)) {
		const today = localDay(row.dataset.sentAt ?? "");
		const begins = localDay(above?.dataset.sentAt ?? "") !== today;
		if (begins) orphans.delete(ensureDivider(row, today));
		const parted = begins || "named" in row.dataset || isUnreadDivider(row.previousElementSibling);
		row.classList.toggle("grouped", !parted && isGrouped(above && groupingFacts(above), groupingFacts(row)));
		above = row;
	}
	for (const orphan of orphans) orphan.remove();
}

/**
 * Keep one message in the tab order: the newest, unless one of them has the focus.
 * @param {HTMLElement} list
 */
export function updateTabStop(list) {
	if (list.matches(":focus-within")) return;
	for (const row of list.querySelectorAll(":scope > [tabindex]")) row.removeAttribute("tabindex");
	const newest = messageRows(list).at(-1);
	if (newest) newest.tabIndex = 0;
}

/**
 * @param {HTMLElement} list
 * @returns {HTMLElement[]} stored and pending ones, in order
 */
export function messageRows(list) {
	return [.../** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(":scope > .message, :scope > .system"))];
}

/**
 * The divider above `row`, which is created if it is missing.
 * @param {HTMLElement} row
 * @param {string} today
 */
function ensureDivider(row, today) {
	const unread = isUnreadDivider(row.previousElementSibling) ? row.previousElementSibling : null;
	const below = unread ?? row;
	const above = below.previousElementSibling;
	if (above instanceof HTMLElement && above.dataset.day === today) return above;
	const divider = cloneTemplate("day-divider");
	divider.dataset.day = today;
	below.before(divider);
	/** @type {Page.LocalTime} */ (divider.querySelector("local-time")).instant = row.dataset.sentAt ?? "";
	return divider;
}

/** @param {Element | null} element */
function isUnreadDivider(element) {
	return element?.classList.contains("new-divider") ?? false;
}

/** @param {HTMLElement} row */
function groupingFacts(row) {
	const { author = "", sentAt = "" } = row.dataset;
	const has = (/** @type {string} */ name) => row.classList.contains(name);
	return { author, sentAt, system: has("system"), pinned: has("pinned") };
}
