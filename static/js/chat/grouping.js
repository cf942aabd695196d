const APART = 5 * 60_000;

/** @typedef {{author: string, sentAt: string, system: boolean, pinned?: boolean}} Row a pin stands beside the name */

/**
 * True where a row goes on under the name above it.
 * @param {Row | null} above
 * @param {Row} row
 */
export function grouped(above, row) {
	if (!above || above.system || row.system || row.pinned || above.author !== row.author) return false;
	return Date.parse(row.sentAt) - Date.parse(above.sentAt) < APART && day(above.sentAt) === day(row.sentAt);
}

/**
 * The reader's own calendar day.
 * @param {string} instant RFC 3339
 * @returns {string} YYYY-MM-DD
 */
export function day(instant) {
	const date = new Date(instant);
	const two = (/** @type {number} */ number) => String(number).padStart(2, "0");
	return `${date.getFullYear()}-${two(date.getMonth() + 1)}-${two(date.getDate())}`;
}
