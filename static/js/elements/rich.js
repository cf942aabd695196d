import { FORMER_MEMBER, tombstoneText } from "../chat/labels.js";
import { fullTime } from "../lib/dates.js";
import { cloneTemplate, slot } from "../lib/dom.js";
import { sanitize } from "../lib/html.js";

/**
 * What a message has beside plain words: Markdown, what it answers, reactions, a pin.
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
export function enrich(row, message) {
	if (row.dataset.seq !== String(message.seq)) return;
	const gone = message.deleted || message.hidden;
	const { me } = app();
	const called = message.mentions_all || message.mentions.includes(me);
	row.classList.toggle("mentioned", !gone && called && message.author_id !== me);
	if (message.hidden && !message.deleted) slot(row, "body").replaceChildren(cloneTemplate("words-hidden"));
	else if (message.html && !gone) markdown(slot(row, "body"), message.html);
	if (message.reply_to) quote(row, message.reply_to, message.reply);
	reactions(row, gone ? [] : message.reactions);
	pinned(row, message);
	edited(row, message);
}

/**
 * @param {HTMLElement} body
 * @param {string} html
 */
export function markdown(body, html) {
	body.classList.add("rich");
	body.replaceChildren(sanitize(html, app().me));
}

/**
 * The line above a reply. What is known of the message answered: as the server says, as it stands among the rows, or
 * what was shown before; else it is asked for.
 * @param {HTMLElement} row
 * @param {number | null} seq
 * @param {Chat.Message["reply"]} [told]
 */
export async function quote(row, seq, told = null) {
	const place = slot(row, "quote");
	if (!seq || (!told && !place.hidden)) return;
	row.dataset.replyTo = String(seq);
	const timeline = /** @type {Page.ChatTimeline} */ (document.querySelector("chat-timeline"));
	const { conversation } = timeline;
	const other = timeline.rows.stored(seq);
	place.setAttribute("href", `/c/${conversation}/${seq}`);
	if (told) await show(place, { ...told, hidden: false });
	else if (other) copied(place, other);
	else show(place, await app().api.get(`conversations/${conversation}/messages/${seq}`));
}

/**
 * What quotes a message follows it: a deletion reaches the quotes too.
 * @param {ParentNode} list
 * @param {Chat.Message} message
 */
export function requote(list, message) {
	for (const row of list.querySelectorAll(`[data-reply-to="${message.seq}"]`)) show(slot(row, "quote"), message);
}

/**
 * @param {HTMLElement} place
 * @param {{author_id: string, body: string, deleted: boolean, hidden: boolean}} message
 */
async function show(place, message) {
	slot(place, "quote-words").textContent = tombstoneText(message) ?? message.body.slice(0, 100);
	place.hidden = false;
	slot(place, "quote-author").textContent = (await app().users.find(message.author_id))?.name ?? FORMER_MEMBER;
}

/**
 * @param {HTMLElement} place
 * @param {HTMLElement} other the row that it quotes
 */
function copied(place, other) {
	slot(place, "quote-author").textContent = slot(other, "author").textContent;
	slot(place, "quote-words").textContent = (slot(other, "body").textContent ?? "").slice(0, 100);
	place.hidden = false;
}

/**
 * Buttons that are there already stay, with their focus.
 * @param {HTMLElement} row
 * @param {Chat.Reaction[]} list
 */
export function reactions(row, list) {
	const box = slot(row, "reactions");
	const old = new Map([...buttons(box)].map((button) => [button.value, button]));
	for (const [emoji, button] of old) if (!list.some((one) => one.emoji === emoji)) button.remove();
	const add = box.querySelector('[data-act="emoji"]') ?? cloneTemplate("reaction-add");
	for (const one of list) {
		const button = old.get(one.emoji) ?? /** @type {HTMLButtonElement} */ (cloneTemplate("reaction"));
		reaction(button, one);
		if (!button.isConnected || button.parentElement !== box) box.append(button);
	}
	/** @type {HTMLElement} */ (add).tabIndex = -1;
	box.append(add);
	box.hidden = !list.length;
}

/** @param {ParentNode} box */
export function buttons(box) {
	return /** @type {NodeListOf<HTMLButtonElement>} */ (box.querySelectorAll('[data-act="toggle"]'));
}

/**
 * @param {HTMLButtonElement} button
 * @param {Chat.Reaction} reaction
 */
function reaction(button, { emoji, count, user_ids, mine }) {
	const unsure = count > user_ids.length && button.ariaPressed === "true";
	const pressed = mine ?? (user_ids.includes(app().me) || unsure);
	const people = count === 1 ? "1 person" : `${count} people`;
	button.value = emoji;
	button.tabIndex = -1;
	button.ariaPressed = String(pressed);
	button.ariaLabel = `${emoji} ${people}${pressed ? ", including you" : ""}`;
	slot(button, "emoji").textContent = emoji;
	slot(button, "count").textContent = String(count);
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
async function pinned(row, { pinned, pinned_by }) {
	slot(row, "pinned").hidden = !pinned;
	if (pinned_by) slot(row, "pinned-by").textContent = (await app().users.find(pinned_by))?.name ?? FORMER_MEMBER;
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
function edited(row, { conversation_id, seq, edited_at }) {
	const link = slot(row, "edited");
	if (!edited_at) return;
	link.setAttribute("href", `/c/${conversation_id}/${seq}/history`);
	link.title = `Edited ${fullTime(edited_at)}`;
	link.tabIndex = -1;
}

function app() {
	return /** @type {Page.ChatApp} */ (document.querySelector("chat-app"));
}
