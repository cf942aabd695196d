/**
 * What the inbox knows about a conversation.
 * @typedef {object} InboxEntry
 * @property {Chat.Cursor} cursor
 * @property {number} read the highest seq that was read
 * @property {number} unread
 * @property {number} mentions how many of the unread messages mention the reader
 * @property {Chat.Notify} notify
 * @property {string} activity when the last message was sent, RFC 3339
 */

/**
 * Count a new message. Everything with a seq counts, but nothing is unread after a message of one's own.
 * @param {InboxEntry} entry
 * @param {Chat.Message} message the newest
 * @param {string} me
 */
export function countMessage(entry, message, me) {
	entry.activity = message.sent_at;
	entry.unread = message.author_id === me ? 0 : Math.max(0, message.seq - entry.read);
	if (isMentioned(message, me)) entry.mentions += 1;
	entry.mentions = Math.min(entry.mentions, entry.unread);
}

/**
 * True if a message of somebody else mentions `me`.
 * @param {Chat.Message} message
 * @param {string} me
 */
export function isMentioned({ author_id, mentions, mentions_all }, me) {
	return author_id !== me && (mentions_all || mentions.includes(me));
}

/**
 * How many messages should stand out.
 * @param {InboxEntry} entry
 */
export function highlightCount({ unread, mentions, notify }) {
	return notify === "none" ? mentions : unread;
}

/**
 * Mark everything up to `seq` as read, here or on another device. Never goes back.
 * @param {InboxEntry} entry
 * @param {number} seq
 */
export function markRead(entry, seq) {
	if (seq <= entry.read) return;
	entry.read = seq;
	entry.unread = Math.min(entry.unread, Math.max(0, entry.cursor.seq - seq));
	entry.mentions = Math.min(entry.mentions, entry.unread);
}

/**
 * Mark everything from `seq` on as unread: the only way back.
 * @param {InboxEntry} entry
 * @param {number} seq
 */
export function markUnreadFrom(entry, seq) {
	entry.read = Math.max(0, seq - 1);
	entry.unread = Math.max(0, entry.cursor.seq - entry.read);
}

/**
 * @param {string} base the page's own title
 * @param {Iterable<InboxEntry>} entries
 */
export function titleWithCount(base, entries) {
	let sum = 0;
	for (const entry of entries) sum += highlightCount(entry);
	return sum ? `(${sum}) ${base}` : base;
}
