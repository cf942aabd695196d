import { deviceStorage } from "../lib/browser.js";

const AFTER = 1000;
const FETCHED_BEFORE = 6000;

/** Brings a draft to the server, and so to one's other devices. What it has, this device need not keep. */
export class Drafts {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** @type {Promise<void>} */
	#sending = Promise.resolve();
	#under = false;

	/** @param {Page.ChatComposer} composer */
	constructor(composer) {
		this.composer = composer;
	}

	keep() {
		clearTimeout(this.#timer);
		this.#timer = setTimeout(() => {
			// What is too long for a message is too long for the server: it stays on this device.
			if (this.composer.left() >= 0) this.#put(this.composer.field.value);
		}, AFTER);
	}

	/** The server forgets a draft when it is sent; one that is on its way just now would come back. */
	sent() {
		clearTimeout(this.#timer);
		if (this.#under) this.#put("");
	}

	/** @param {string} draft */
	#put(draft) {
		this.#sending = this.#sending.then(() => this.#send(draft));
	}

	/** @param {string} draft */
	async #send(draft) {
		const { app, conversation, draft: key } = this.composer;
		this.#under = true;
		try {
			await app.api.send("PATCH", `conversations/${conversation}/me`, { draft });
			known(key, draft);
		} catch {
			// It stays on this device until the next word.
		}
		this.#under = false;
	}
}

/**
 * The server has it. A page that was fetched before comes without it, so it stays here until none can come any more.
 * @param {string} key
 * @param {string} draft
 */
function known(key, draft) {
	const forget = () => {
		clearTimeout(timer);
		removeEventListener("pagehide", forget);
		if (deviceStorage()?.getItem(key) === draft) deviceStorage()?.removeItem(key);
	};
	const timer = setTimeout(forget, FETCHED_BEFORE);
	addEventListener("pagehide", forget);
}
