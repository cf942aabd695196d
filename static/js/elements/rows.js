import { FORMER_MEMBER, tombstoneText } from "../chat/labels.js";
import { renderAvatar } from "../lib/avatars.js";
import { cloneTemplate, optionalSlot, slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";

const SENDING_AFTER = 400;
const rich = loadOnce(() => import("./rich.js"));

/**
 * @param {Chat.Message} message
 * @param {string} me
 */
export function storedRow(message, me) {
	const row = cloneTemplate(message.kind === "system" ? "system-row" : "message-row");
	row.classList.toggle("own", message.kind === "user" && message.author_id === me);
	fill(row, message);
	return row;
}

/**
 * Words of one's own, shown before the server has them.
 * @param {Chat.Unsent} unsent
 * @param {string} me
 */
export function pendingRow(unsent, me) {
	const row = cloneTemplate("message-row");
	delete row.dataset.seq;
	row.classList.add("own", "pending");
	row.dataset.author = me;
	row.dataset.clientId = unsent.client_id;
	timed(row, new Date(unsent.at).toISOString());
	slot(row, "you").hidden = false;
	slot(row, "permalink").removeAttribute("href");
	slot(row, "body").textContent = unsent.body;
	if (unsent.reply_to) rich().then((loaded) => loaded?.quote(row, unsent.reply_to));
	setTimeout(() => row.matches(".pending:not(:has(.sending))") && state(row, "state-sending"), SENDING_AFTER);
	return row;
}

/**
 * A pending row becomes the stored one; a stored one takes its revision.
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 */
export function fill(row, message) {
	const known = row.dataset.seq !== "" && row.dataset.seq === String(message.seq);
	row.id = `m-${message.seq}`;
	row.dataset.seq = String(message.seq);
	row.dataset.author = message.author_id;
	if (message.client_id) row.dataset.clientId = message.client_id;
	row.classList.remove("pending", "failed");
	timed(row, message.sent_at);
	slot(row, "permalink").setAttribute("href", `/c/${message.conversation_id}/${message.seq}`);
	if (message.kind === "system") slot(row, "body").textContent = message.body;
	else words(row, message, known);
}

/**
 * Puts the author's name to a row, and in front of a system line that begins with it.
 * @param {HTMLElement} row
 * @param {Chat.Face | null | undefined} person
 */
export function sign(row, person) {
	const name = person?.name ?? FORMER_MEMBER;
	const avatar = optionalSlot(row, "avatar");
	if (!avatar) return actor(row, name);
	slot(row, "author").textContent = name;
	renderAvatar(avatar, { id: row.dataset.author ?? "", name, avatar_url: person?.avatar_url });
}

/**
 * @param {HTMLElement} row
 * @param {string} name
 */
function actor(row, name) {
	const body = slot(row, "body");
	const words = body.textContent ?? "";
	if (!words.startsWith(`${name} `)) return;
	slot(row, "author").textContent = name;
	body.textContent = words.slice(name.length + 1);
}

/**
 * @param {HTMLElement} row
 * @param {string} why
 */
export function fail(row, why) {
	row.classList.remove("pending");
	row.classList.add("failed");
	state(row, "state-failed");
	slot(row, "state").title = why;
}

/**
 * @param {HTMLElement} row
 * @param {Chat.Message} message
 * @param {boolean} known whether it was shown already, as it was before
 */
function words(row, message, known) {
	const tombstone = tombstoneText(message);
	const body = slot(row, "body");
	row.classList.toggle("deleted", message.deleted);
	row.classList.toggle("hidden-by-moderator", message.hidden && !message.deleted);
	row.classList.toggle("pinned", message.pinned);
	if (tombstone || !message.html) body.classList.remove("rich");
	if (!body.classList.contains("rich")) body.textContent = tombstone ?? message.body;
	slot(row, "you").hidden = !row.classList.contains("own");
	slot(row, "edited").hidden = !message.edited_at || tombstone !== null;
	slot(row, "state").replaceChildren();
	if (known || more(message)) rich().then((loaded) => loaded?.enrich(row, message));
}

/**
 * Whether there is more to a message than its words.
 * @param {Chat.Message} message
 */
function more({ html, reply_to, hidden, pinned, mentions_all, mentions, reactions }) {
	return html || reply_to || hidden || pinned || mentions_all || mentions.length || reactions.length;
}

/**
 * @param {HTMLElement} row
 * @param {string} instant
 */
function timed(row, instant) {
	row.dataset.sentAt = instant;
	slot(row, "permalink").tabIndex = -1;
	const time = /** @type {Page.LocalTime | null} */ (row.querySelector("local-time"));
	if (time) time.instant = instant;
}

/**
 * @param {HTMLElement} row
 * @param {string} template
 */
export function state(row, template) {
	slot(row, "state").replaceChildren(cloneTemplate(template));
}
