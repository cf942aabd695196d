import { isMentioned } from "../chat/unread.js";
import { deviceStorage } from "../lib/browser.js";

const MAX_CHARACTERS = 200;

/** Notifications by the operating system about messages that nobody looks at, if the person turned them on. */
export class Notifications {
	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		this.storageKey = `notices:${app.me}`;
		app.join(this);
	}

	get on() {
		return canNotify() && Notification.permission === "granted" && deviceStorage()?.getItem(this.storageKey) === "on";
	}

	/**
	 * Call it from a click only: browsers refuse a page for good that asks by itself.
	 * @param {boolean} on
	 * @returns {Promise<boolean>} whether they are on now
	 */
	async setOn(on) {
		const allowed = on && (await Notification.requestPermission()) === "granted";
		if (allowed) deviceStorage()?.setItem(this.storageKey, "on");
		else deviceStorage()?.removeItem(this.storageKey);
		return allowed;
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "message.created" && this.on) this.#notify(frame);
	}

	/** @param {Chat.Created} event */
	async #notify({ conversation_id, message, author }) {
		const { app } = this;
		if (message.author_id === app.me || message.kind === "system" || app.blocked.has(message.author_id)) return;
		const row = /** @type {HTMLElement | null} */ (
			app.querySelector(`[data-conversation="${CSS.escape(conversation_id)}"]`)
		);
		if (!row || !wantsNotification(row.dataset.notify, isMentioned(message, app.me)) || isInSight(app, conversation_id))
			return;
		const name = author?.name ?? (await app.users.find(message.author_id))?.name ?? "";
		const title = row.dataset.kind === "direct" ? name : `${name} in ${row.dataset.name}`;
		const characters = Array.from(message.body);
		const body =
			characters.length > MAX_CHARACTERS ? `${characters.slice(0, MAX_CHARACTERS - 1).join("")}…` : message.body;
		const notification = new Notification(title, { body, tag: conversation_id, icon: siteIcon() });
		notification.onclick = () => {
			window.focus();
			app.visit(`/c/${conversation_id}`);
			notification.close();
		};
	}
}

/**
 * @param {string | undefined} level
 * @param {boolean} mentioned
 */
function wantsNotification(level, mentioned) {
	return level === "all" || (level === "mentions" && mentioned);
}

/**
 * @param {Page.ChatApp} app
 * @param {string} id
 */
function isInSight(app, id) {
	const timeline = /** @type {HTMLElement | null} */ (app.querySelector("chat-timeline"));
	return !document.hidden && document.hasFocus() && timeline?.dataset.conversation === id;
}

function siteIcon() {
	return /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'))?.href;
}

export function canNotify() {
	return "Notification" in window && isSecureContext;
}
