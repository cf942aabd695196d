import { areShortcutsOff, isApplePlatform, setShortcutsOn } from "../lib/browser.js";
import { openDialog } from "../lib/dialog.js";
import { cloneTemplate, slot } from "../lib/dom.js";
import { jump } from "./jump.js";

/** @typedef {import("../chat/shortcuts.js").ShortcutName} ShortcutName */

/** @type {Record<ShortcutName, (app: Page.ChatApp) => unknown>} */
const HANDLERS = {
	jump,
	help: showHelp,
	panel: togglePanel,
	settings: () => location.assign("/settings/"),
	previous: (app) => openNeighbour(app, -1, "a.inbox-row"),
	next: (app) => openNeighbour(app, 1, "a.inbox-row"),
	"previous-unread": (app) => openNeighbour(app, -1, ".unread > a.inbox-row"),
	"next-unread": (app) => openNeighbour(app, 1, ".unread > a.inbox-row"),
};

/**
 * @param {Page.ChatApp} app
 * @param {ShortcutName} name
 */
export function runShortcut(app, name) {
	// Over an open dialog no shortcut makes sense; Escape closes it.
	if (!document.querySelector("dialog[open]")) return HANDLERS[name](app);
}

/**
 * Open the conversation above or below the open one, in the order of the list, which wraps at its ends.
 * @param {Page.ChatApp} app
 * @param {1 | -1} direction
 * @param {string} selector of the rows that count
 */
function openNeighbour(app, direction, selector) {
	const links = /** @type {HTMLAnchorElement[]} */ ([...app.querySelectorAll("chat-inbox a.inbox-row")]);
	const current = links.findIndex((link) => link.hasAttribute("aria-current"));
	const candidates =
		direction > 0
			? [...links.slice(current + 1), ...links.slice(0, current + 1)]
			: [...links.slice(0, Math.max(0, current)).reverse(), ...links.slice(Math.max(0, current)).reverse()];
	const next = candidates.find((link) => link.matches(selector) && !link.hasAttribute("aria-current"));
	if (next) app.visit(next.href);
	next?.scrollIntoView({ block: "nearest" });
}

/**
 * Close the panel, or open the one about the conversation.
 * @param {Page.ChatApp} app
 */
function togglePanel(app) {
	const close = app.querySelector("aside.panel .panel-close");
	const open = app.querySelector(".bar-links .members-link, .bar-links a");
	/** @type {HTMLElement | null} */ (close ?? open)?.click();
}

export function showHelp() {
	const sheet = cloneTemplate("shortcuts");
	const checkbox = /** @type {HTMLInputElement} */ (slot(sheet, "shortcuts-on"));
	checkbox.checked = !areShortcutsOff();
	checkbox.addEventListener("change", () => setShortcutsOn(checkbox.checked));
	if (isApplePlatform())
		for (const key of sheet.querySelectorAll("kbd")) if (key.textContent === "Ctrl") key.textContent = "⌘";
	const dialog = openDialog("Keyboard shortcuts", sheet);
	dialog.classList.add("wide");
	slot(dialog, "dialog-title").focus();
	// The checkbox at the end had the focus for a moment, and so was scrolled to.
	slot(dialog, "dialog-body").scrollTop = 0;
}
