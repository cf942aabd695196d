import { FORMER_MEMBER, tombstoneText } from "../chat/labels.js";
import { fullTime } from "../lib/dates.js";
import { cloneTemplate, slot } from "../lib/dom.js";
import { sanitize } from "../lib/html.js";

/** @typedef {Chat.Reaction & {mine: boolean}} ShownReaction */

const QUOTE_CHARACTERS = 100;

/**
 * Render everything that a message has besides plain text: Markdown, a quote, reactions, a pin.
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
export function renderContent(row, message) {
	const gone = message.deleted || message.hidden;
	const { me } = app();
	const isMentioned = message.mentions_all || message.mentions.includes(me);
	row.classList.toggle("mentioned", !gone && isMentioned && message.author_id !== me);
	if (message.hidden && !message.deleted) slot(row, "body").replaceChildren(cloneTemplate("words-hidden"));
	else if (message.html && !gone) renderMarkdown(slot(row, "body"), message.html);
	if (message.reply_to) renderQuote(row, message.reply_to, message.reply);
	renderReactions(row, gone ? [] : message.reactions);
	renderPin(row, message);
	renderEdited(row, message);
}

/**
 * @param {HTMLElement} body
 * @param {string} html
 */
function renderMarkdown(body, html) {
	body.classList.add("rich");
	body.replaceChildren(sanitize(html, app().me));
}

/**
 * Render the line above a reply. The quoted message comes from the server's answer, from the rows shown, or from what
 * the line says already; otherwise it is fetched.
 * @param {HTMLElement} row
 * @param {number | null} seq
 * @param {Chat.Message["reply"]} [quote]
 */
export async function renderQuote(row, seq, quote = null) {
	const line = slot(row, "quote");
	if (!seq || (!quote && !line.hidden)) return;
	row.dataset.replyTo = String(seq);
	const timeline = /** @type {Page.ChatTimeline} */ (document.querySelector("chat-timeline"));
	const { conversation } = timeline;
	const quotedRow = timeline.rows.bySeq(seq);
	line.setAttribute("href", `/c/${conversation}/${seq}`);
	if (quote) await showQuote(line, { ...quote, hidden: false });
	else if (quotedRow) copyQuote(line, quotedRow);
	else {
		const message = await app()
			.api.get(`conversations/${conversation}/messages/${seq}`)
			.catch(() => null);
		if (message) showQuote(line, message);
	}
}

/**
 * Update the quotes of a message that was revised: a deletion must reach them too.
 * @param {ParentNode} list
 * @param {Chat.Message} message
 */
export function updateQuotes(list, message) {
	for (const row of list.querySelectorAll(`[data-reply-to="${message.seq}"]`)) showQuote(slot(row, "quote"), message);
}

/**
 * @param {HTMLElement} line
 * @param {{author_id: string, body: string, deleted: boolean, hidden: boolean}} message
 */
async function showQuote(line, message) {
	slot(line, "quote-words").textContent = tombstoneText(message) ?? message.body.slice(0, QUOTE_CHARACTERS);
	line.hidden = false;
	slot(line, "quote-author").textContent = (await app().users.find(message.author_id))?.name ?? FORMER_MEMBER;
}

/**
 * @param {HTMLElement} line
 * @param {HTMLElement} quotedRow
 */
function copyQuote(line, quotedRow) {
	slot(line, "quote-author").textContent = slot(quotedRow, "author").textContent;
	slot(line, "quote-words").textContent = (slot(quotedRow, "body").textContent ?? "").slice(0, QUOTE_CHARACTERS);
	line.hidden = false;
}

/**
 * Render the reactions. Buttons that exist stay, so that they keep the focus.
 * @param {HTMLElement} row
 * @param {Chat.Reaction[]} reactions
 */
export function renderReactions(row, reactions) {
	const box = slot(row, "reactions");
	const existing = new Map([...reactionButtons(box)].map((button) => [button.value, button]));
	for (const [emoji, button] of existing) if (!reactions.some((reaction) => reaction.emoji === emoji)) button.remove();
	const add = box.querySelector('[data-act="emoji"]') ?? cloneTemplate("reaction-add");
	for (const reaction of reactions) {
		const button = existing.get(reaction.emoji) ?? /** @type {HTMLButtonElement} */ (cloneTemplate("reaction"));
		renderReaction(button, reaction);
		if (!button.isConnected || button.parentElement !== box) box.append(button);
	}
	/** @type {HTMLElement} */ (add).tabIndex = -1;
	if (reactions.length) box.append(add);
	box.hidden = !reactions.length;
}

/** @param {ParentNode} box */
function reactionButtons(box) {
	return /** @type {NodeListOf<HTMLButtonElement>} */ (box.querySelectorAll('[data-act="toggle"]'));
}

/**
 * @param {HTMLButtonElement} button
 * @param {Chat.Reaction} reaction
 */
function renderReaction(button, { emoji, count, user_ids, mine }) {
	// Not everybody is listed: then the reader's own reaction, if it is shown, stays.
	const mayBeMine = count > user_ids.length && button.ariaPressed === "true";
	const pressed = mine ?? (user_ids.includes(app().me) || mayBeMine);
	const people = count === 1 ? "1 person" : `${count} people`;
	button.value = emoji;
	button.tabIndex = -1;
	button.ariaPressed = String(pressed);
	button.ariaLabel = `${emoji} ${people}${pressed ? ", including you" : ""}`;
	slot(button, "emoji").textContent = emoji;
	slot(button, "count").textContent = String(count);
}

/**
 * The reactions that a row shows.
 * @param {HTMLElement} row
 * @returns {ShownReaction[]}
 */
export function shownReactions(row) {
	return [...reactionButtons(slot(row, "reactions"))].map((button) => ({
		emoji: button.value,
		count: Number(slot(button, "count").textContent),
		user_ids: [],
		mine: button.ariaPressed === "true",
	}));
}

/**
 * The reactions with one's own `emoji` added or removed.
 * @param {ShownReaction[]} reactions
 * @param {string} emoji
 * @returns {{reactions: ShownReaction[], mine: boolean}}
 */
export function toggleReaction(reactions, emoji) {
	const old = reactions.find((reaction) => isSameEmoji(reaction.emoji, emoji));
	if (!old) return { reactions: [...reactions, { emoji, count: 1, user_ids: [], mine: true }], mine: true };
	const mine = !old.mine;
	const toggled = { ...old, mine, count: old.count + (mine ? 1 : -1) };
	const others = reactions.map((reaction) => (reaction === old ? toggled : reaction));
	return { reactions: others.filter(({ count }) => count > 0), mine };
}

/**
 * The server ignores variation selectors too.
 * @param {string} a
 * @param {string} b
 */
function isSameEmoji(a, b) {
	return a.replaceAll("\uFE0F", "") === b.replaceAll("\uFE0F", "");
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
async function renderPin(row, { pinned, pinned_by }) {
	slot(row, "pinned").hidden = !pinned;
	if (pinned_by) slot(row, "pinned-by").textContent = (await app().users.find(pinned_by))?.name ?? FORMER_MEMBER;
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
function renderEdited(row, { conversation_id, seq, edited_at }) {
	const link = slot(row, "edited");
	if (!edited_at) return;
	link.setAttribute("href", `/c/${conversation_id}/${seq}/history`);
	link.title = `Edited ${fullTime(edited_at)}`;
	link.tabIndex = -1;
}

function app() {
	return /** @type {Page.ChatApp} */ (document.querySelector("chat-app"));
}
