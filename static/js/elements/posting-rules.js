import { closedReason, slowModeNotice } from "../chat/posting-rules.js";
import { announce, createElement, icon } from "../lib/dom.js";

const LEFT_REASON = "You’re no longer in this conversation.";

/** Counts the calls: an answer of the server may be older than what was pushed since it was asked. */
let latestCall = 0;

/**
 * Show whether the reader may write here, and how often: a sentence in place of the form, or below it. The text in the
 * field stays.
 * @param {Page.ChatComposer} composer
 * @param {Partial<Chat.Conversation> | null} [conversation] null for one that the reader has left; fetched if undefined
 * @returns {Promise<void>}
 */
export async function applyPostingRules(composer, conversation) {
	const thisCall = ++latestCall;
	const known = conversation === undefined ? await fetchConversation(composer) : conversation;
	if (known === undefined || !composer.isConnected) return;
	// What was pushed meanwhile does not say the reader's role, so ask again.
	if (thisCall !== latestCall) return conversation === undefined ? applyPostingRules(composer) : undefined;
	const role = known?.me?.role ?? composer.dataset.role ?? "";
	composer.dataset.role = role;
	const timeline = composer.closest("main")?.querySelector("chat-timeline");
	timeline?.setAttribute("data-role", role);
	timeline?.toggleAttribute("data-archived", Boolean(known?.archived));
	const reason = known ? closedReason(known, role) : LEFT_REASON;
	showClosed(composer, reason);
	showSlowMode(composer, known && !reason ? slowModeNotice(known, role) : "");
}

/**
 * @param {Page.ChatComposer} composer
 * @returns {Promise<Chat.Conversation | null | undefined>} null for somebody who is no member, undefined without an answer
 */
async function fetchConversation({ app, conversation }) {
	try {
		const current = await app.api.get(`conversations/${conversation}`);
		return current.me ? current : null;
	} catch (error) {
		return /** @type {{status: number}} */ (error).status === 404 ? null : undefined;
	}
}

/**
 * @param {Page.ChatComposer} composer
 * @param {string} reason empty if the conversation is open
 */
function showClosed(composer, reason) {
	const { form } = composer;
	// A page that was served closed has no form, and only the server renders one.
	if (!reason && !form) return location.reload();
	const old = composer.querySelector(".composer-closed");
	if (reason && old?.textContent?.trim() !== reason) announce("announcer", reason);
	if (form) form.hidden = reason !== "";
	if (!reason) return old?.remove();
	const sentence = createElement("p", "composer-closed");
	sentence.append(icon("megaphone"), createElement("span", "", reason));
	if (old) old.replaceWith(sentence);
	else composer.prepend(sentence);
}

/**
 * @param {Page.ChatComposer} composer
 * @param {string} notice empty without slow mode, and if the conversation is closed
 */
function showSlowMode(composer, notice) {
	const old = composer.querySelector(".pace");
	if ((old?.textContent ?? "") === notice) return;
	old?.remove();
	if (notice) {
		const line = createElement("p", "pace", notice);
		// Not `form.after`: that is one of the form's fields.
		composer.form?.insertAdjacentElement("afterend", line);
		announce("announcer", notice);
	}
	retryPostponed(composer);
}

/**
 * Try a message that waits because of the old rules: the new ones may allow it.
 * @param {Page.ChatComposer} composer
 */
function retryPostponed({ app: { outbox }, conversation }) {
	const postponed = outbox.unsent(conversation).find(({ until, failed }) => until && !failed);
	if (postponed) outbox.retry(postponed.client_id);
}
