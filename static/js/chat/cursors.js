/**
 * Where an event stands to a cursor: `next` is the one to apply, `old` is held already, `ahead` shows a hole,
 * `foreign` belongs to another epoch.
 * @typedef {"next" | "old" | "ahead" | "foreign"} Place
 */

/**
 * @param {Chat.Cursor} cursor
 * @param {Chat.Created | Chat.Revised} event
 * @returns {Place}
 */
export function place(cursor, event) {
	if (event.epoch !== cursor.epoch) return "foreign";
	const [number, held] = event.type === "message.created" ? [event.message.seq, cursor.seq] : [event.rev, cursor.rev];
	if (number <= held) return "old";
	return number === held + 1 ? "next" : "ahead";
}

/**
 * Moves a cursor over the event that is next. Changes `cursor`.
 * @param {Chat.Cursor} cursor
 * @param {Chat.Created | Chat.Revised} event
 */
export function advance(cursor, event) {
	if (event.type === "message.created") cursor.seq = event.message.seq;
	else cursor.rev = event.rev;
}

/**
 * True where `head` knows something that `cursor` does not. A head may lag behind the log: an older one says nothing.
 * @param {Chat.Cursor} cursor
 * @param {Chat.Cursor} head
 */
export function behind(cursor, head) {
	return head.epoch !== cursor.epoch || head.seq > cursor.seq || head.rev > cursor.rev;
}
