import { FORMER_MEMBER, tombstoneText } from "../chat/labels.js";
import { renderAvatar } from "../lib/avatars.js";
import { cloneTemplate, optionalSlot, slot } from "../lib/dom.js";
import { renderContent, renderQuote } from "./message-content.js";

const SHOW_SENDING_AFTER_MS = 400;

/**
 * @param {Chat.Message} message
 * @param {string} me
 */
export function createStoredRow(message, me) {
	const row = cloneTemplate(message.kind === "system" ? "system-row" : "message-row");
	row.classList.toggle("own", message.kind === "user" && message.author_id === me);
	fillRow(row, message);
	return row;
}

/**
 * A row for one's own message, shown before the server has it.
 * @param {Chat.Unsent} unsent
 * @param {string} me
 */
export function createPendingRow(unsent, me) {
	const row = cloneTemplate("message-row");
	delete row.dataset.seq;
	row.classList.add("own", "pending");
	row.dataset.author = me;
	row.dataset.clientId = unsent.client_id;
	showTime(row, new Date(unsent.at).toISOString());
	slot(row, "you").hidden = false;
	slot(row, "permalink").removeAttribute("href");
	slot(row, "body").textContent = unsent.body;
	if (unsent.reply_to) renderQuote(row, unsent.reply_to);
	const showSending = () => row.matches(".pending:not(:has(.sending))") && showState(row, "state-sending");
	setTimeout(showSending, SHOW_SENDING_AFTER_MS);
	return row;
}

/**
 * Fill a row with a message: a pending row becomes a stored one, a stored one shows its revision.
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
export function fillRow(row, message) {
	row.id = `m-${message.seq}`;
	row.dataset.seq = String(message.seq);
	row.dataset.author = message.author_id;
	if (message.client_id) row.dataset.clientId = message.client_id;
	row.classList.remove("pending", "failed");
	showTime(row, message.sent_at);
	slot(row, "permalink").setAttribute("href", `/c/${message.conversation_id}/${message.seq}`);
	if (message.kind === "system") slot(row, "body").textContent = message.body;
	else fillBody(row, message);
}

/**
 * Show the author's name on a row, and in front of a system line that begins with it.
 * @param {HTMLElement} row
 * @param {Chat.Face | null | undefined} person
 */
export function showAuthor(row, person) {
	const name = person?.name ?? FORMER_MEMBER;
	const avatar = optionalSlot(row, "avatar");
	if (!avatar) return splitActor(row, name);
	slot(row, "author").textContent = name;
	renderAvatar(avatar, { id: row.dataset.author ?? "", name, avatar_url: person?.avatar_url });
}

/**
 * Move the name from the beginning of a system line's text into its own place.
 * @param {HTMLElement} row
 * @param {string} name
 */
function splitActor(row, name) {
	const body = slot(row, "body");
	const text = body.textContent ?? "";
	if (!text.startsWith(`${name} `)) return;
	slot(row, "author").textContent = name;
	body.textContent = text.slice(name.length + 1);
}

/**
 * @param {HTMLElement} row
 * @param {string} reason
 */
export function markFailed(row, reason) {
	row.classList.remove("pending");
	row.classList.add("failed");
	showState(row, "state-failed");
	slot(row, "state").title = reason;
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
function fillBody(row, message) {
	const tombstone = tombstoneText(message);
	const body = slot(row, "body");
	row.classList.toggle("deleted", message.deleted);
	row.classList.toggle("hidden-by-moderator", message.hidden && !message.deleted);
	row.classList.toggle("pinned", message.pinned);
	const isRich = !tombstone && message.html;
	if (!isRich) {
		body.classList.remove("rich");
		body.textContent = tombstone ?? message.body;
	}
	slot(row, "you").hidden = !row.classList.contains("own");
	slot(row, "edited").hidden = !message.edited_at || tombstone !== null;
	slot(row, "state").replaceChildren();
	renderContent(row, message);
}

/**
 * @param {HTMLElement} row
 * @param {string} instant
 */
function showTime(row, instant) {
	row.dataset.sentAt = instant;
	slot(row, "permalink").tabIndex = -1;
	const time = /** @type {Page.LocalTime | null} */ (row.querySelector("local-time"));
	if (time) time.instant = instant;
}

/**
 * @param {HTMLElement} row
 * @param {string} template
 */
export function showState(row, template) {
	slot(row, "state").replaceChildren(cloneTemplate(template));
}
