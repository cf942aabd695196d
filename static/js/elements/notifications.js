import { isMentioned } from "../chat/unread.js";
import { deviceStorage } from "../lib/browser.js";

const LONGEST = 200;

/** What arrives while nobody looks, as the system's own notices: on this device, where the person asked for them. */
export class Notifications {
	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		this.kept = `notices:${app.me}`;
		app.join(this);
	}

	get on() {
		return possible() && Notification.permission === "granted" && deviceStorage()?.getItem(this.kept) === "on";
	}

	/**
	 * Only ever from a click: a page that asks by itself is refused for good.
	 * @param {boolean} wanted
	 * @returns {Promise<boolean>} whether they are on now
	 */
	async turn(wanted) {
		const allowed = wanted && (await Notification.requestPermission()) === "granted";
		if (allowed) deviceStorage()?.setItem(this.kept, "on");
		else deviceStorage()?.removeItem(this.kept);
		return allowed;
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "message.created" && this.on) this.#heard(frame);
	}

	/** @param {Chat.Created} event */
	async #heard({ conversation_id, message, author }) {
		const { app } = this;
		if (message.author_id === app.me || message.kind === "system" || app.blocked.has(message.author_id)) return;
		const row = /** @type {HTMLElement | null} */ (
			app.querySelector(`[data-conversation="${CSS.escape(conversation_id)}"]`)
		);
		if (!row || !wanted(row.dataset.notify, isMentioned(message, app.me)) || looked(app, conversation_id)) return;
		const name = author?.name ?? (await app.users.find(message.author_id))?.name ?? "";
		const title = row.dataset.kind === "direct" ? name : `${name} in ${row.dataset.name}`;
		const letters = Array.from(message.body);
		const body = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : message.body;
		const notice = new Notification(title, { body, tag: conversation_id, icon: icon() });
		notice.onclick = () => {
			window.focus();
			app.visit(`/c/${conversation_id}`);
			notice.close();
		};
	}
}

/**
 * @param {string | undefined} level
 * @param {boolean} called
 */
function wanted(level, called) {
	return level === "all" || (level === "mentions" && called);
}

/**
 * @param {Page.ChatApp} app
 * @param {string} id
 */
function looked(app, id) {
	const shown = /** @type {HTMLElement | null} */ (app.querySelector("chat-timeline"));
	return !document.hidden && document.hasFocus() && shown?.dataset.conversation === id;
}

function icon() {
	return /** @type {HTMLLinkElement | null} */ (document.querySelector('link[rel="icon"]'))?.href;
}

export function possible() {
	return "Notification" in window && isSecureContext;
}
