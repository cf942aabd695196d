import { slot } from "../lib/dom.js";
import { messages } from "./arrange.js";

/**
 * Arrow keys among the messages: one of them is in the tab order, the newest until another was visited.
 * @param {HTMLElement} list
 */
export function rove(list) {
	/** @type {HTMLElement | null} */
	let current = null;
	const focus = (/** @type {HTMLElement | undefined} */ row) => {
		if (!row) return;
		current?.removeAttribute("tabindex");
		current = row;
		row.tabIndex = 0;
		row.setAttribute("aria-label", label(row));
		row.focus({ preventScroll: true });
		row.scrollIntoView({ block: "nearest" });
	};
	list.addEventListener("keydown", (event) => {
		const rows = messages(list);
		const at = rows.indexOf(/** @type {HTMLElement} */ (event.target));
		const to = target(event.key, at, rows.length);
		if (at < 0 || to === null) return;
		event.preventDefault();
		focus(rows[to]);
	});
	return {
		/** The newest takes the place in the tab order, unless somebody is among the rows. */
		newest() {
			if (current?.isConnected && current.matches(":focus")) return;
			current?.removeAttribute("tabindex");
			current = messages(list).at(-1) ?? null;
			if (!current) return;
			current.tabIndex = 0;
			current.setAttribute("aria-label", label(current));
		},
	};
}

/**
 * @param {string} key
 * @param {number} at
 * @param {number} count
 */
function target(key, at, count) {
	if (key === "ArrowUp") return Math.max(0, at - 1);
	if (key === "ArrowDown") return Math.min(count - 1, at + 1);
	if (key === "Home") return 0;
	return key === "End" ? count - 1 : null;
}

/** @param {HTMLElement} row */
function label(row) {
	const parts = [slot(row, "author"), row.querySelector("time"), slot(row, "body")].map((part) => part?.textContent);
	if (row.querySelector('[data-slot="edited"]:not([hidden])')) parts.push("edited");
	if (row.classList.contains("failed")) parts.push("not sent");
	return parts.join(", ");
}
