import { closedReason, slowModeNotice } from "../chat/posting-rules.js";
import { announce, icon } from "../lib/dom.js";

const LEFT = "You’re no longer in this conversation.";

/** What was judged last: an answer may be older than what was told since. */
let turn = 0;

/**
 * Whether one may write here, and how often: a sentence in place of the form, or under it. What was typed stays in the
 * field.
 * @param {Page.ChatComposer} composer
 * @param {Partial<Chat.Conversation> | null} [conversation] null for one that was left; asked for where it is not known
 * @returns {Promise<void>}
 */
export async function judge(composer, conversation) {
	const mine = ++turn;
	const known = conversation === undefined ? await asked(composer) : conversation;
	if (known === undefined || !composer.isConnected) return;
	// What was told meanwhile doesn't say one's own role.
	if (mine !== turn) return conversation === undefined ? judge(composer) : undefined;
	const role = known?.me?.role ?? composer.dataset.role ?? "";
	composer.dataset.role = role;
	const timeline = composer.closest("main")?.querySelector("chat-timeline");
	timeline?.setAttribute("data-role", role);
	timeline?.toggleAttribute("data-archived", Boolean(known?.archived));
	const why = known ? closedReason(known, role) : LEFT;
	close(composer, why);
	slow(composer, known && !why ? slowModeNotice(known, role) : "");
}

/**
 * @param {Page.ChatComposer} composer
 * @returns {Promise<Chat.Conversation | null | undefined>} null where one is no member, undefined where nobody said
 */
async function asked({ app, conversation }) {
	try {
		const found = await app.api.get(`conversations/${conversation}`);
		return found.me ? found : null;
	} catch (error) {
		return /** @type {{status: number}} */ (error).status === 404 ? null : undefined;
	}
}

/**
 * @param {Page.ChatComposer} composer
 * @param {string} why empty where it is open
 */
function close(composer, why) {
	const { form } = composer;
	// A page that came closed has no form: only the server makes one.
	if (!why && !form) return location.reload();
	const old = composer.querySelector(".composer-closed");
	if (why && old?.textContent?.trim() !== why) announce("announcer", why);
	if (form) form.hidden = why !== "";
	if (!why) return old?.remove();
	const [sentence, words] = [document.createElement("p"), document.createElement("span")];
	sentence.className = "composer-closed";
	words.textContent = why;
	sentence.append(icon("megaphone"), words);
	if (old) old.replaceWith(sentence);
	else composer.prepend(sentence);
}

/**
 * @param {Page.ChatComposer} composer
 * @param {string} words empty where one may write as often as one likes, or not at all
 */
function slow(composer, words) {
	const old = composer.querySelector(".pace");
	if ((old?.textContent ?? "") === words) return;
	old?.remove();
	if (words) {
		const line = Object.assign(document.createElement("p"), { className: "pace", textContent: words });
		// Not `after`: that is one of the form's fields.
		composer.form?.insertAdjacentElement("afterend", line);
		announce("announcer", words);
	}
	hurry(composer);
}

/**
 * What waits by the old rule is tried by the new one.
 * @param {Page.ChatComposer} composer
 */
function hurry({ app: { outbox }, conversation }) {
	const held = outbox.unsent(conversation).find(({ until, failed }) => until && !failed);
	if (held) outbox.retry(held.client_id);
}
