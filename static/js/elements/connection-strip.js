import { cloneTemplate, setTextWithBold, slot } from "../lib/dom.js";

const SHOW_AFTER_MS = 3000;

/** Tells the reader when there has been no connection for three seconds, and how many messages wait for it. */
export class ConnectionStrip extends HTMLElement {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;

	constructor() {
		super();
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
	}

	connectedCallback() {
		const button = cloneTemplate("strip-retry");
		button.addEventListener("click", () => this.app.reconnect());
		this.append(button);
		this.app.join(this);
		this.onConnectionChange();
	}

	onConnectionChange() {
		if (this.app.socket.connected) {
			clearTimeout(this.#timer);
			this.#timer = undefined;
			this.hidden = true;
		} else if (this.app.dismissalReason) this.#show();
		else this.#timer ??= setTimeout(() => this.#show(), SHOW_AFTER_MS);
	}

	onQueued() {
		if (!this.hidden) this.#show();
	}

	onSent() {
		this.onQueued();
	}

	#show() {
		const count = this.app.outbox.pendingCount;
		const [situation, hint] = this.#texts();
		const messages = count === 1 ? "1 message" : `${count} messages`;
		const line = slot(this, "words");
		if (count) {
			setTextWithBold(line, [messages], ` will send when you’re back.`);
			line.prepend(`${situation} `);
		} else line.textContent = `${situation} ${hint}`.trim();
		this.hidden = false;
	}

	#texts() {
		if (this.app.dismissalReason === "too_many")
			return ["Chatify is open in too many places, so this one stopped.", ""];
		return navigator.onLine
			? ["There’s no connection to the server.", "Trying again."]
			: ["You’re offline.", "You can read what’s already here and keep writing."];
	}
}
