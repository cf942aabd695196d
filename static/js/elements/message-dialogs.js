import { confirmDialog, openDialog } from "../lib/dialog.js";
import { cloneTemplate, createElement, slot } from "../lib/dom.js";
import { sanitize } from "../lib/html.js";

/**
 * @param {HTMLElement} row
 * @param {string} conversation its name
 */
export function confirmDelete(row, conversation) {
	return confirmDialog({
		title: "Delete this message?",
		text: `It disappears for everyone in ${conversation}. People will see that a message was deleted, not what it said.`,
		quote: quoteLine(row),
		keep: "Keep it",
		act: "Delete message",
	});
}

/**
 * Show what the message said before, the latest version first.
 * @param {HTMLElement} row
 * @param {Chat.Version[]} versions
 */
export function showVersions(row, versions) {
	const list = document.createElement("ol");
	list.className = "versions";
	const { me } = /** @type {Page.ChatApp} */ (row.closest("chat-app"));
	list.append(...versions.map((version) => versionItem(version, me)));
	if (!versions.length) list.append("Nothing is kept of it.");
	const dialog = openDialog("Earlier versions", framedQuote(row), list);
	dialog.addEventListener("close", () => row.focus());
}

/**
 * @param {Chat.Version} version
 * @param {string} me
 */
function versionItem({ body, html, written_at }, me) {
	const item = cloneTemplate("version");
	for (const time of item.querySelectorAll("local-time")) {
		/** @type {Page.LocalTime} */ (time).instant = written_at;
	}
	const text = slot(item, "version");
	text.classList.toggle("rich", html !== null);
	text.replaceChildren(html === null ? body : sanitize(html, me));
	return item;
}

/**
 * @param {HTMLElement} row
 * @param {(report: {reason: string, note?: string}) => Promise<unknown>} send
 */
export function askReport(row, send) {
	const form = /** @type {HTMLFormElement} */ (cloneTemplate("report"));
	form.prepend(framedQuote(row));
	const dialog = openDialog("Report this message", form);
	slot(form, "report-cancel").addEventListener("click", () => dialog.close());
	form.addEventListener("submit", async (event) => {
		event.preventDefault();
		const fields = new FormData(form);
		const note = String(fields.get("note") ?? "").trim();
		try {
			await send({ reason: String(fields.get("reason")), ...(note ? { note } : {}) });
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
function quoteLine(row) {
	const line = document.createElement("p");
	const author = row.classList.contains("own") ? "You" : (slot(row, "author").textContent ?? "");
	const text = slot(row, "body").textContent ?? "";
	line.append(createElement("bdi", "quote-author", author), " ", createElement("bdi", "", text));
	return line;
}

/** @param {HTMLElement} row */
function framedQuote(row) {
	const line = quoteLine(row);
	line.className = "quote";
	return line;
}
