import { slot } from "../lib/dom.js";
import { buttons } from "./rich.js";

/** @typedef {{emoji: string, count: number, user_ids: string[], mine: boolean}} Held */

/**
 * The reactions as they show.
 * @param {HTMLElement} row
 * @returns {Held[]}
 */
export function held(row) {
	return [...buttons(slot(row, "reactions"))].map((button) => ({
		emoji: button.value,
		count: Number(slot(button, "count").textContent),
		user_ids: [],
		mine: button.ariaPressed === "true",
	}));
}

/**
 * The same with one's own `emoji` added, or taken back.
 * @param {Held[]} before
 * @param {string} emoji
 * @returns {{list: Held[], mine: boolean}}
 */
export function toggled(before, emoji) {
	const old = before.find((one) => same(one.emoji, emoji));
	if (!old) return { list: [...before, { emoji, count: 1, user_ids: [], mine: true }], mine: true };
	const mine = !old.mine;
	const changed = { ...old, mine, count: old.count + (mine ? 1 : -1) };
	return { list: before.map((one) => (one === old ? changed : one)).filter((one) => one.count > 0), mine };
}

/**
 * With or without its variation selector it is one, as for the server.
 * @param {string} a
 * @param {string} b
 */
function same(a, b) {
	return a.replaceAll("\uFE0F", "") === b.replaceAll("\uFE0F", "");
}
