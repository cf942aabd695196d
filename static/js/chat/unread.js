/**
 * What the inbox knows of a conversation.
 * @typedef {object} Entry
 * @property {Chat.Cursor} cursor
 * @property {number} read
 * @property {number} unread
 * @property {number} mentions those of them that call this person
 * @property {Chat.Notify} notify
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
	if (calls(message, me)) entry.mentions += 1;
	entry.mentions = Math.min(entry.mentions, entry.unread);
}

/**
 * @param {Chat.Message} message
 * @param {string} me
 */
export function calls({ author_id, mentions, mentions_all }, me) {
	return author_id !== me && (mentions_all || mentions.includes(me));
}

/**
 * How much of it should stand out.
 * @param {Entry} entry
 */
export function loud({ unread, mentions, notify }) {
	return notify === "none" ? mentions : unread;
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
	entry.mentions = Math.min(entry.mentions, entry.unread);
}

/**
 * The one way back: unread from `seq` on.
 * @param {Entry} entry
 * @param {number} seq
 */
export function unreadFrom(entry, seq) {
	entry.read = Math.max(0, seq - 1);
	entry.unread = Math.max(0, entry.cursor.seq - entry.read);
}

/**
 * @param {string} base the page's own title
 * @param {Iterable<Entry>} entries
 */
export function titled(base, entries) {
	let sum = 0;
	for (const entry of entries) sum += loud(entry);
	return sum ? `(${sum}) ${base}` : base;
}
