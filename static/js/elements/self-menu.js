import { cloneTemplate, slot } from "../lib/dom.js";
import { possible } from "./notifications.js";
import { help } from "./shortcuts.js";
import "./themes.js";

// What the menu of oneself offers only where there is script.
const app = /** @type {Page.ChatApp} */ (document.querySelector("chat-app"));
const menu = /** @type {HTMLDetailsElement} */ (app.querySelector(".self details.menu"));
const body = /** @type {HTMLElement} */ (menu.querySelector(".menu-body"));
const extras = cloneTemplate("self-menu");
/** @type {Element} */ (body.querySelector("form:last-of-type")).before(extras);
slot(extras, "help").addEventListener("click", () => {
	menu.open = false;
	help();
});
if (possible()) await notices(slot(extras, "notices"));
addEventListener("keydown", (event) => {
	if (event.key !== "Escape" || !menu.open) return;
	menu.open = false;
	menu.querySelector("summary")?.focus();
});
addEventListener("pointerdown", (event) => {
	if (!menu.contains(/** @type {Node} */ (event.target))) menu.open = false;
});

/** @param {HTMLElement} button */
async function notices(button) {
	const notifications = await app.notifications();
	if (!notifications) return;
	const show = (/** @type {boolean} */ on) => button.setAttribute("aria-pressed", String(on));
	button.hidden = false;
	show(notifications.on);
	button.addEventListener("click", async () => {
		show(await notifications.turn(button.getAttribute("aria-pressed") !== "true"));
		slot(extras, "refused").hidden = Notification.permission !== "denied";
	});
}
