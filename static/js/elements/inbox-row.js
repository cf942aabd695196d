import { renderAvatar } from "../lib/avatars.js";
import { cloneTemplate, slot } from "../lib/dom.js";

/**
 * Add a conversation that the reader has joined.
 * @param {Page.ChatInbox} inbox
 * @param {Chat.Conversation} conversation
 */
export async function addConversation(inbox, conversation) {
	const { id, kind, epoch, last_seq, last_rev, me } = conversation;
	if (inbox.entries.has(id)) return;
	const cursor = { epoch, seq: last_seq, rev: last_rev };
	const activity = conversation.last_message?.sent_at ?? new Date().toISOString();
	const { read_seq: read = 0, unread = 0, mentions = 0, notify = "all" } = me ?? {};
	inbox.entries.set(id, { cursor, read, unread, mentions, notify, activity });
	if (kind === "direct" && !conversation.peer) await refreshConversation(inbox, id);
	else showRow(inbox, conversation);
}

/**
 * Fetch a conversation and show it as the server has it now.
 * @param {Page.ChatInbox} inbox
 * @param {string} id
 */
export async function refreshConversation(inbox, id) {
	/** @type {Chat.Conversation | null} */
	const conversation = await inbox.app.api.get(`conversations/${id}`).catch(() => null);
	const entry = inbox.entries.get(id);
	if (!conversation?.me || !entry) return;
	const { read_seq: read, unread, mentions, notify } = conversation.me;
	Object.assign(entry, { read, unread, mentions, notify });
	showRow(inbox, conversation);
}

/**
 * Remove a conversation that the reader has left.
 * @param {Page.ChatInbox} inbox
 * @param {string} id
 */
export function removeConversation(inbox, id) {
	inbox.entries.delete(id);
	const row = inbox.row(id);
	const section = row?.closest("section");
	row?.remove();
	if (section && section.dataset.kind !== "channel") section.hidden = !section.querySelector("li");
	slot(inbox, "inbox-empty").hidden = inbox.entries.size > 0;
	inbox.updateTitle();
}

/**
 * @param {Page.ChatInbox} inbox
 * @param {Chat.Conversation} conversation
 */
function showRow(inbox, conversation) {
	const { id, kind, peer, last_message } = conversation;
	inbox.app.users.remember([peer]);
	const existing = inbox.row(id);
	const row = fillRow(existing ?? cloneTemplate(`inbox-row-${kind}`), conversation);
	const list = /** @type {HTMLElement} */ (inbox.querySelector(`[data-list="${kind}"]`));
	if (!existing) list.append(row);
	/** @type {HTMLElement} */ (list.closest("section")).hidden = false;
	slot(inbox, "inbox-empty").hidden = true;
	if (last_message) inbox.preview(id, last_message);
	inbox.updateCounts(id);
	inbox.sort();
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Conversation} conversation
 */
function fillRow(row, { id, kind, name, peer, public: isPublic }) {
	const title = peer?.name ?? name ?? "Unnamed group";
	Object.assign(row.dataset, { conversation: id, kind, public: String(isPublic), name: title });
	row.querySelector("a")?.setAttribute("href", `/c/${id}`);
	slot(row, "name").textContent = title;
	if (peer) showPeer(row, peer);
	return row;
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Person} peer
 */
function showPeer(row, peer) {
	const { id } = peer;
	row.dataset.peer = id;
	const avatar = /** @type {HTMLElement | null} */ (row.querySelector(".avatar"));
	/** @type {HTMLElement} */ (row.querySelector(".face")).dataset.user = id;
	if (avatar) renderAvatar(avatar, peer);
}
