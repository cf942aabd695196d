import { cloneTemplate, slot } from "../lib/dom.js";
import { canNotify } from "./notifications.js";
import { showHelp } from "./shortcuts.js";

// The person's own menu: adds what it can offer only with script, and loads on its first opening.
const app = /** @type {Page.ChatApp} */ (document.querySelector("chat-app"));
const menu = /** @type {HTMLDetailsElement} */ (app.querySelector(".self details.menu"));
const body = /** @type {HTMLElement} */ (menu.querySelector(".menu-body"));
const themes = /** @type {HTMLFormElement | null} */ (body.querySelector("form.themes"));
const extras = cloneTemplate("self-menu");
/** @type {Element} */ (body.querySelector("form:last-of-type")).before(extras);
slot(extras, "help").addEventListener("click", () => {
	menu.open = false;
	showHelp();
});
themes?.addEventListener("submit", (event) => chooseTheme(event, themes));
if (canNotify()) addNotificationToggle(slot(extras, "notices"));
addEventListener("keydown", (event) => {
	if (event.key !== "Escape" || !menu.open) return;
	menu.open = false;
	menu.querySelector("summary")?.focus();
});
addEventListener("pointerdown", (event) => {
	if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
});

/** @param {HTMLElement} button */
async function addNotificationToggle(button) {
	const notifications = await app.notifications();
	if (!notifications) return;
	const show = (/** @type {boolean} */ on) => button.setAttribute("aria-pressed", String(on));
	button.hidden = false;
	show(notifications.on);
	button.addEventListener("click", async () => {
		show(await notifications.setOn(button.getAttribute("aria-pressed") !== "true"));
		slot(extras, "refused").hidden = Notification.permission !== "denied";
	});
}

/**
 * Show a theme at once; the form also tells the server, which renders the next page with it.
 * @param {SubmitEvent} event
 * @param {HTMLFormElement} form
 */
function chooseTheme(event, form) {
	const chosen = /** @type {HTMLButtonElement | null} */ (event.submitter);
	if (!chosen) return;
	event.preventDefault();
	const theme = chosen.value;
	const { dataset } = document.documentElement;
	if (theme) dataset.theme = theme;
	else delete dataset.theme;
	document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme || "light dark");
	for (const button of form.querySelectorAll("button")) button.setAttribute("aria-pressed", String(button === chosen));
	fetch(form.action, { method: "POST", body: new FormData(form, chosen), redirect: "manual" }).catch(() => {});
}
