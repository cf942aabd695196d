import { localDay } from "../chat/grouping.js";

const WEEK = 7;
// The page's words are English; the order of "19 November" is the one they are written in.
const locale = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** @typedef {"time" | "day" | "date" | "short"} Format */

/**
 * @param {string} instant RFC 3339
 * @param {Format} format
 * @returns {string} words in the reader's own zone
 */
export function local(instant, format, now = new Date()) {
	const date = new Date(instant);
	if (format === "time") return clock.format(date);
	if (format === "date") return worded(date, { dateStyle: "long" });
	const ago = daysBetween(date, now);
	if (format === "short") return short(date, ago, now);
	if (ago === 0) return "Today";
	if (ago === 1) return "Yesterday";
	return ago > 0 && ago < WEEK ? worded(date, { weekday: "long" }) : written(date, now, "long");
}

/** @param {string} instant */
export function inFull(instant) {
	return full.format(new Date(instant));
}

/**
 * @param {Date} date
 * @param {number} ago
 * @param {Date} now
 */
function short(date, ago, now) {
	if (ago === 0) return clock.format(date);
	return ago > 0 && ago < WEEK ? worded(date, { weekday: "short" }) : written(date, now, "short");
}

/**
 * @param {Date} date
 * @param {Date} now
 * @param {"long" | "short"} length
 */
function written(date, now, length) {
	return worded(date, {
		weekday: length === "long" ? "long" : undefined,
		day: "numeric",
		month: length,
		year: date.getFullYear() === now.getFullYear() ? undefined : "numeric",
	});
}

/**
 * @param {Date} date
 * @param {Intl.DateTimeFormatOptions} options
 */
function worded(date, options) {
	return new Intl.DateTimeFormat(locale, options).format(date);
}

/**
 * Calendar days, whatever their length.
 * @param {Date} date
 * @param {Date} now
 */
function daysBetween(date, now) {
	const noon = (/** @type {Date} */ date) => Date.parse(`${localDay(date.toISOString())}T12:00:00Z`);
	return Math.round((noon(now) - noon(date)) / 86_400_000);
}
