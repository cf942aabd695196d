import { renderAvatar } from "../lib/avatars.js";
import { cloneTemplate, slot } from "../lib/dom.js";

/**
 * @param {Page.Inbox} inbox
 * @param {Chat.Conversation} conversation
 */
export async function joined(inbox, conversation) {
	const { id, kind, epoch, last_seq, last_rev, me } = conversation;
	if (inbox.entries.has(id)) return;
	const cursor = { epoch, seq: last_seq, rev: last_rev };
	const activity = conversation.last_message?.sent_at ?? new Date().toISOString();
	const { read_seq: read = 0, unread = 0, mentions = 0, notify = "all" } = me ?? {};
	inbox.entries.set(id, { cursor, read, unread, mentions, notify, activity });
	if (kind === "direct" && !conversation.peer) await refresh(inbox, id);
	else put(inbox, conversation);
}

/**
 * As the server has it now.
 * @param {Page.Inbox} inbox
 * @param {string} id
 */
export async function refresh(inbox, id) {
	/** @type {Chat.Conversation | null} */
	const conversation = await inbox.app.api.get(`conversations/${id}`).catch(() => null);
	const found = inbox.entries.get(id);
	if (!conversation?.me || !found) return;
	const { read_seq: read, unread, mentions, notify } = conversation.me;
	Object.assign(found, { read, unread, mentions, notify });
	put(inbox, conversation);
}

/**
 * @param {Page.Inbox} inbox
 * @param {string} id
 */
export function left(inbox, id) {
	inbox.entries.delete(id);
	const gone = inbox.row(id);
	const section = gone?.closest("section");
	gone?.remove();
	if (section && section.dataset.kind !== "channel") section.hidden = !section.querySelector("li");
	slot(inbox, "inbox-empty").hidden = inbox.entries.size > 0;
	inbox.count();
}

/**
 * @param {Page.Inbox} inbox
 * @param {Chat.Conversation} conversation
 */
function put(inbox, conversation) {
	const { id, kind, peer, last_message } = conversation;
	inbox.app.users.remember([peer]);
	const old = inbox.row(id);
	const made = row(conversation, old);
	const list = /** @type {HTMLElement} */ (inbox.querySelector(`[data-list="${kind}"]`));
	if (!old) list.append(made);
	/** @type {HTMLElement} */ (list.closest("section")).hidden = false;
	slot(inbox, "inbox-empty").hidden = true;
	if (last_message) inbox.preview(id, last_message);
	inbox.mark(id);
	inbox.sort();
}

/**
 * @param {Chat.Conversation} conversation
 * @param {HTMLElement | null} old
 */
function row({ id, kind, name, peer, public: open }, old) {
	const made = old ?? cloneTemplate(`inbox-row-${kind}`);
	const title = peer?.name ?? name ?? "Unnamed group";
	Object.assign(made.dataset, { conversation: id, kind, public: String(open), name: title });
	made.querySelector("a")?.setAttribute("href", `/c/${id}`);
	slot(made, "name").textContent = title;
	if (peer) face(made, peer);
	return made;
}

/**
 * @param {HTMLElement} made
 * @param {Chat.Person} peer
 */
function face(made, peer) {
	const { id } = peer;
	made.dataset.peer = id;
	const avatar = /** @type {HTMLElement | null} */ (made.querySelector(".avatar"));
	/** @type {HTMLElement} */ (made.querySelector(".face")).dataset.user = id;
	if (avatar) renderAvatar(avatar, peer);
}
