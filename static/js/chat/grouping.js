const GROUP_MS = 5 * 60_000;

/** @typedef {{author: string, sentAt: string, system: boolean, pinned?: boolean}} Row */

/**
 * True if a row continues the one above it, so that the name need not be repeated. A pin is shown beside the name.
 * @param {Row | null} above
 * @param {Row} row
 */
export function isGrouped(above, row) {
	if (!above || above.system || row.system || row.pinned || above.author !== row.author) return false;
	return (
		Date.parse(row.sentAt) - Date.parse(above.sentAt) < GROUP_MS && localDay(above.sentAt) === localDay(row.sentAt)
	);
}

/**
 * The calendar day in the reader's time zone.
 * @param {string} instant RFC 3339
 * @returns {string} YYYY-MM-DD
 */
export function localDay(instant) {
	const date = new Date(instant);
	const twoDigits = (/** @type {number} */ number) => String(number).padStart(2, "0");
	return `${date.getFullYear()}-${twoDigits(date.getMonth() + 1)}-${twoDigits(date.getDate())}`;
}
