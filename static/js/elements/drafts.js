import { deviceStorage } from "../lib/browser.js";

const SEND_AFTER_MS = 1000;
// Longer than a prefetched page is used.
const KEEP_AFTER_SENT_MS = 6000;

/** Sends a draft to the server, and so to the person's other devices. Once the server has it, this device forgets it. */
export class Drafts {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** @type {Promise<void>} */
	#sending = Promise.resolve();
	/** Whether a draft is on its way. */
	#inFlight = false;

	/** @param {Page.ChatComposer} composer */
	constructor(composer) {
		this.composer = composer;
	}

	save() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			// The server refuses a draft that is too long for a message: it stays on this device.
			if (this.composer.charactersLeft() >= 0) this.#queue(this.composer.field.value);
		}, SEND_AFTER_MS);
	}

	/** The server forgets the draft of a message that was sent. One that is on its way just now would come back. */
	onMessageSent() {
		clearTimeout(this.#timer);
		if (this.#inFlight) this.#queue("");
	}

	/** @param {string} draft */
	#queue(draft) {
		this.#sending = this.#sending.then(() => this.#send(draft));
	}

	/** @param {string} draft */
	async #send(draft) {
		const { app, conversation, draftKey } = this.composer;
		this.#inFlight = true;
		try {
			await app.api.send("PATCH", `conversations/${conversation}/me`, { draft });
			forgetLater(draftKey, draft);
		} catch {
			// It stays on this device until more is typed.
		}
		this.#inFlight = false;
	}
}

/**
 * Forget a draft that the server has. A page that was fetched earlier lacks it, so it stays here until none can be shown.
 * @param {string} key
 * @param {string} draft
 */
function forgetLater(key, draft) {
	const forget = () => {
		clearTimeout(timer);
		removeEventListener("pagehide", forget);
		if (deviceStorage()?.getItem(key) === draft) deviceStorage()?.removeItem(key);
	};
	const timer = setTimeout(forget, KEEP_AFTER_SENT_MS);
	addEventListener("pagehide", forget);
}
