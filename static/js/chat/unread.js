/**
 * What the inbox knows of a conversation.
 * @typedef {object} Entry
 * @property {Chat.Cursor} cursor
 * @property {number} read
 * @property {number} unread
 * @property {string} activity RFC 3339
 */

/**
 * A message that came: everything with a seq counts, but nothing is unread where the last word is one's own.
 * @param {Entry} entry
 * @param {Chat.Message} message the newest
 * @param {string} me
 */
export function heard(entry, message, me) {
	entry.activity = message.sent_at;
	entry.unread = message.author_id === me ? 0 : Math.max(0, message.seq - entry.read);
}

/**
 * Read up to `seq`, here or on another device. Never back.
 * @param {Entry} entry
 * @param {number} seq
 */
export function read(entry, seq) {
	if (seq <= entry.read) return;
	entry.read = seq;
	entry.unread = Math.min(entry.unread, Math.max(0, entry.cursor.seq - seq));
}

/**
 * @param {string} base the page's own title
 * @param {Iterable<Entry>} entries
 */
export function titled(base, entries) {
	let sum = 0;
	for (const entry of entries) sum += entry.unread;
	return sum ? `(${sum}) ${base}` : base;
}
