import { store } from "../lib/browser.js";

const AFTER = 1000;

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
		this.#timer = setTimeout(() => this.#put(this.composer.field.value), AFTER);
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
			if (store()?.getItem(key) === draft) store()?.removeItem(key);
		} catch {
			// It stays on this device until the next word.
		}
		this.#under = false;
	}
}
