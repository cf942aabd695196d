import { areShortcutsOff, isApplePlatform, setShortcutsOn } from "../lib/browser.js";
import { openDialog } from "../lib/dialog.js";
import { cloneTemplate, slot } from "../lib/dom.js";
import { jump } from "./jump.js";

/** @typedef {import("../chat/shortcuts.js").ShortcutName} ShortcutName */

/** @type {Record<ShortcutName, (app: Page.ChatApp) => unknown>} */
const ACTS = {
	jump,
	help,
	panel,
	settings: () => location.assign("/settings/"),
	previous: (app) => step(app, -1, "a.inbox-row"),
	next: (app) => step(app, 1, "a.inbox-row"),
	"previous-unread": (app) => step(app, -1, ".unread > a.inbox-row"),
	"next-unread": (app) => step(app, 1, ".unread > a.inbox-row"),
};

/**
 * @param {Page.ChatApp} app
 * @param {ShortcutName} name
 */
export function act(app, name) {
	// Over a dialog only what closes or replaces it makes sense: Escape does that.
	if (!document.querySelector("dialog[open]")) return ACTS[name](app);
}

/**
 * The conversation above or below the open one, in the list's order, and round its ends.
 * @param {Page.ChatApp} app
 * @param {1 | -1} way
 * @param {string} wanted
 */
function step(app, way, wanted) {
	const all = /** @type {HTMLAnchorElement[]} */ ([...app.querySelectorAll("chat-inbox a.inbox-row")]);
	const at = all.findIndex((link) => link.hasAttribute("aria-current"));
	const turned =
		way > 0
			? [...all.slice(at + 1), ...all.slice(0, at + 1)]
			: [...all.slice(0, Math.max(0, at)).reverse(), ...all.slice(Math.max(0, at)).reverse()];
	const to = turned.find((link) => link.matches(wanted) && !link.hasAttribute("aria-current"));
	if (to) app.visit(to.href);
	to?.scrollIntoView({ block: "nearest" });
}

/**
 * Closes the panel, or opens the one about the conversation.
 * @param {Page.ChatApp} app
 */
function panel(app) {
	const close = app.querySelector("aside.panel .panel-close");
	const open = app.querySelector(".bar-links .members-link, .bar-links a");
	/** @type {HTMLElement | null} */ (close ?? open)?.click();
}

export function help() {
	const sheet = cloneTemplate("shortcuts");
	const box = /** @type {HTMLInputElement} */ (slot(sheet, "shortcuts-on"));
	box.checked = !areShortcutsOff();
	box.addEventListener("change", () => setShortcutsOn(box.checked));
	if (isApplePlatform())
		for (const key of sheet.querySelectorAll("kbd")) if (key.textContent === "Ctrl") key.textContent = "⌘";
	const dialog = openDialog("Keyboard shortcuts", sheet);
	dialog.classList.add("wide");
	slot(dialog, "dialog-title").focus();
	// The box at the end had the focus for a moment.
	slot(dialog, "dialog-body").scrollTop = 0;
}
