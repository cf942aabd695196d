import { confirmDialog, openDialog } from "../lib/dialog.js";
import { cloneTemplate, slot } from "../lib/dom.js";
import { sanitize } from "../lib/html.js";

/**
 * @param {HTMLElement} row
 * @param {string} room
 */
export function confirmDelete(row, room) {
	return confirmDialog({
		title: "Delete this message?",
		text: `It disappears for everyone in ${room}. People will see that a message was deleted, not what it said.`,
		quote: quoted(row),
		keep: "Keep it",
		act: "Delete message",
	});
}

/**
 * What it said before, the latest first.
 * @param {HTMLElement} row
 * @param {Chat.Version[]} versions
 */
export function showHistory(row, versions) {
	const list = document.createElement("ol");
	list.className = "versions";
	const { me } = /** @type {Page.ChatApp} */ (row.closest("chat-app"));
	list.append(...versions.map((version) => earlier(version, me)));
	if (!versions.length) list.append("Nothing is kept of it.");
	const dialog = openDialog("Earlier versions", quoteOf(row), list);
	dialog.addEventListener("close", () => row.focus());
}

/**
 * @param {Chat.Version} version
 * @param {string} me
 */
function earlier({ body, html, written_at }, me) {
	const item = cloneTemplate("version");
	for (const time of item.querySelectorAll("local-time")) {
		/** @type {Page.LocalTime} */ (time).instant = written_at;
	}
	const words = slot(item, "version");
	words.classList.toggle("rich", html !== null);
	words.replaceChildren(html === null ? body : sanitize(html, me));
	return item;
}

/**
 * @param {HTMLElement} row
 * @param {(words: {reason: string, note?: string}) => Promise<unknown>} send
 */
export function askReport(row, send) {
	const form = /** @type {HTMLFormElement} */ (cloneTemplate("report"));
	form.prepend(quoteOf(row));
	const dialog = openDialog("Report this message", form);
	slot(form, "report-cancel").addEventListener("click", () => dialog.close());
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const words = new FormData(form);
		const note = String(words.get("note") ?? "").trim();
		try {
			await send({ reason: String(words.get("reason")), ...(note ? { note } : {}) });
			form.replaceChildren(cloneTemplate("reported"));
		} catch (error) {
			const problem = slot(form, "report-error");
			problem.hidden = false;
			problem.textContent = /** @type {Error} */ (error).message;
		}
	});
	dialog.addEventListener("close", () => row.focus());
}

/** @param {HTMLElement} row */
function quoted(row) {
	const line = document.createElement("p");
	const [author, words] = [document.createElement("bdi"), document.createElement("bdi")];
	author.className = "quote-author";
	author.textContent = row.classList.contains("own") ? "You" : slot(row, "author").textContent;
	words.textContent = slot(row, "body").textContent;
	line.append(author, " ", words);
	return line;
}

/** @param {HTMLElement} row */
function quoteOf(row) {
	const line = quoted(row);
	line.className = "quote";
	return line;
}
