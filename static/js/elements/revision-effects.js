import { updateQuotes } from "./message-content.js";
import { applyPostingRules } from "./posting-rules.js";

/**
 * Update what else on the page depends on a revised message, whether the message is shown or not.
 * @param {Page.ChatTimeline} timeline
 * @param {{kind: Chat.Revision["kind"], message: Chat.Message}} revision
 */
export function applyRevision({ app, list }, revision) {
	updateQuotes(list, revision.message);
	updatePins(app, revision);
}

/**
 * Show a conversation's new name, topic, member count and posting rules.
 * @param {Page.ChatTimeline} timeline
 * @param {Chat.SharedConversation} conversation
 */
export function applySettings(timeline, conversation) {
	const main = timeline.closest("main");
	const composer = /** @type {Page.ChatComposer | null | undefined} */ (main?.querySelector("chat-composer"));
	if (composer) applyPostingRules(composer, conversation);
	const { kind, name, topic, member_count } = conversation;
	const setText = (/** @type {string} */ slotName, /** @type {string | number} */ text) => {
		for (const element of main?.querySelectorAll(`header [data-slot="${slotName}"]`) ?? [])
			element.textContent = String(text);
	};
	if (kind === "direct") return;
	setText("title", name ?? "Unnamed group");
	setText("topic", topic);
	setText("member-count", member_count);
}

/** Counts the fetches of the pins panel: only the latest one counts. */
let latestFetch = 0;

/**
 * Refresh the open list of pinned messages if one was pinned or unpinned, or one on the list changed.
 * @param {Page.ChatApp} app
 * @param {{kind: Chat.Revision["kind"], message: Chat.Message}} revision
 */
async function updatePins(app, { kind, message: { conversation_id, seq } }) {
	const panel = app.querySelector("aside.panel:has(.pins)");
	const listed = panel?.querySelector(`a[href="/c/${conversation_id}/${seq}"]`);
	if (!panel || kind === "reaction" || (kind !== "pin" && !listed)) return;
	const thisFetch = ++latestFetch;
	const navigation = await app.navigation();
	navigation?.clearPrefetched();
	const fetched = await navigation?.fetchPage(new URL(location.href)).catch(() => null);
	if (fetched && thisFetch === latestFetch) replacePins(panel, fetched.page);
}

/**
 * @param {Element} panel
 * @param {Document} page
 */
function replacePins(panel, page) {
	const hadFocus = panel.contains(document.activeElement);
	for (const part of [".panel-count", ".panel-body"]) {
		const fresh = page.querySelector(`aside.panel:has(.pins) ${part}`);
		if (fresh) panel.querySelector(part)?.replaceChildren(...document.adoptNode(fresh).childNodes);
	}
	// The element that had the focus may be gone.
	if (hadFocus && !panel.contains(document.activeElement)) panel.querySelector("h2")?.focus();
}
