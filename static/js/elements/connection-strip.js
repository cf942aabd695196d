import { cloneTemplate, setTextWithBold, slot } from "../lib/dom.js";

const AFTER = 3000;

/** Says so after three seconds without a connection, and what becomes of the words that wait. */
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
		this.connection();
	}

	connection() {
		if (this.app.socket.connected) {
			clearTimeout(this.#timer);
			this.#timer = undefined;
			this.hidden = true;
		} else if (this.app.dismissed) this.#show();
		else this.#timer ??= setTimeout(() => this.#show(), AFTER);
	}

	queued() {
		if (!this.hidden) this.#show();
	}

	sent() {
		this.queued();
	}

	#show() {
		const count = this.app.outbox.pendingCount;
		const [start, end] = this.#words();
		const many = count === 1 ? "1 message" : `${count} messages`;
		const words = slot(this, "words");
		if (count) {
			setTextWithBold(words, [many], ` will send when you’re back.`);
			words.prepend(`${start} `);
		} else words.textContent = `${start} ${end}`.trim();
		this.hidden = false;
	}

	#words() {
		if (this.app.dismissed === "too_many") return ["Chatify is open in too many places, so this one stopped.", ""];
		return navigator.onLine
			? ["There’s no connection to the server.", "Trying again."]
			: ["You’re offline.", "You can read what’s already here and keep writing."];
	}
}
