/**
 * How an event relates to a cursor: `next` is the one to apply, `old` was applied already, `early` leaves a gap before
 * it, `foreign` belongs to another epoch.
 * @typedef {"next" | "old" | "early" | "foreign"} EventOrder
 */

/**
 * @param {Chat.Cursor} cursor
 * @param {Chat.Created | Chat.Revised} event
 * @returns {EventOrder}
 */
export function eventOrder(cursor, event) {
	if (event.epoch !== cursor.epoch) return "foreign";
	const [number, applied] =
		event.type === "message.created" ? [event.message.seq, cursor.seq] : [event.rev, cursor.rev];
	if (number <= applied) return "old";
	return number === applied + 1 ? "next" : "early";
}

/**
 * Advance a cursor past the event that is next. Changes `cursor`.
 * @param {Chat.Cursor} cursor
 * @param {Chat.Created | Chat.Revised} event
 */
export function advance(cursor, event) {
	if (event.type === "message.created") cursor.seq = event.message.seq;
	else cursor.rev = event.rev;
}

/**
 * True if `head` is further than `cursor`. A head may lag behind the log, so an older one means nothing.
 * @param {Chat.Cursor} cursor
 * @param {Chat.Cursor} head
 */
export function isBehind(cursor, head) {
	return head.epoch !== cursor.epoch || head.seq > cursor.seq || head.rev > cursor.rev;
}
