import { dress } from "../lib/avatars.js";
import { copy, slot } from "../lib/dom.js";

/**
 * The row of a conversation that came while the page was open, or that changed its looks.
 * @param {HTMLElement} inbox
 * @param {Chat.Conversation} conversation
 * @param {HTMLElement | null} old
 */
export function put(inbox, conversation, old) {
	const made = row(conversation, old);
	const list = /** @type {HTMLElement} */ (inbox.querySelector(`[data-list="${conversation.kind}"]`));
	if (!old) list.append(made);
	/** @type {HTMLElement} */ (list.closest("section")).hidden = false;
	slot(inbox, "inbox-empty").hidden = true;
}

/**
 * @param {Chat.Conversation} conversation
 * @param {HTMLElement | null} old
 */
function row({ id, kind, name, peer, public: open }, old) {
	const made = old ?? copy(`inbox-row-${kind}`);
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
	if (avatar) dress(avatar, peer);
}
