import { localDay } from "../chat/grouping.js";

const WEEK = 7;
// The page is written in British English: "19 November".
const locale = document.documentElement.lang === "en" ? "en-GB" : document.documentElement.lang;
const clock = new Intl.DateTimeFormat(undefined, { timeStyle: "short" });
const full = new Intl.DateTimeFormat(undefined, { dateStyle: "full", timeStyle: "short" });

/** @typedef {"time" | "day" | "date" | "short"} Format */

/**
 * @param {string} instant RFC 3339
 * @param {Format} format
 * @returns {string} in the reader's time zone
 */
export function localTime(instant, format, now = new Date()) {
	const date = new Date(instant);
	if (format === "time") return clock.format(date);
	if (format === "date") return formatDate(date, { dateStyle: "long" });
	const daysAgo = daysBetween(date, now);
	if (format === "short") return shortTime(date, daysAgo, now);
	if (daysAgo === 0) return "Today";
	if (daysAgo === 1) return "Yesterday";
	return daysAgo > 0 && daysAgo < WEEK ? formatDate(date, { weekday: "long" }) : dayAndMonth(date, now, "long");
}

/** @param {string} instant */
export function fullTime(instant) {
	return full.format(new Date(instant));
}

/**
 * @param {Date} date
 * @param {number} daysAgo
 * @param {Date} now
 */
function shortTime(date, daysAgo, now) {
	if (daysAgo === 0) return clock.format(date);
	return daysAgo > 0 && daysAgo < WEEK ? formatDate(date, { weekday: "short" }) : dayAndMonth(date, now, "short");
}

/**
 * @param {Date} date
 * @param {Date} now
 * @param {"long" | "short"} length
 */
function dayAndMonth(date, now, length) {
	return formatDate(date, {
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
function formatDate(date, options) {
	return new Intl.DateTimeFormat(locale, options).format(date);
}

/**
 * The number of calendar days between two times.
 * @param {Date} date
 * @param {Date} now
 */
function daysBetween(date, now) {
	const noon = (/** @type {Date} */ date) => Date.parse(`${localDay(date.toISOString())}T12:00:00Z`);
	return Math.round((noon(now) - noon(date)) / 86_400_000);
}
