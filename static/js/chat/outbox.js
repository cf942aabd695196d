import { delay } from "./backoff.js";

/**
 * @typedef {object} Door what the outbox needs from the world
 * @property {Page.Shelf} shelf
 * @property {(unsent: Chat.Unsent) => Promise<Chat.Message>} post
 * @property {(unsent: Chat.Unsent) => Promise<{mine?: Chat.Message, after: number}>} look for it among all that came since
 * @property {(conversation: string) => Promise<number> | number} held the highest seq held without a hole
 * @property {(change: Change) => void} changed
 * @property {(name: string, act: () => Promise<void>) => Promise<void>} alone across tabs
 * @property {(act: () => void, ms: number) => unknown} later
 * @property {() => number} now in milliseconds
 *
 * @typedef {{conversation_id: string, client_id: string, message?: Chat.Message, failed?: string, until?: number}} Change
 * @typedef {{status: number, code: string, detail: string, retryAfter: number | null}} Refusal
 */

/**
 * Messages on their way. The shelf is the truth, so a reload or another tab goes on where this one stopped, and the
 * server knows a `client_id` again: a message goes out once, however often it is tried.
 */
export class Outbox {
	/** @type {Map<string, number>} tries since the last success, by conversation */
	#tries = new Map();
	/** @type {Set<string>} conversations with a try under way or due */
	#busy = new Set();

	/** @param {Door} door */
	constructor(door) {
		this.door = door;
	}

	/**
	 * @param {{client_id: string, conversation_id: string, body: string, reply_to?: number | null}} draft
	 * @returns {Chat.Unsent}
	 */
	add({ client_id, conversation_id, body, reply_to = null }) {
		// Strictly after what is queued already, though the clock may stand still or go back.
		const at = Math.max(this.door.now(), ...this.unsent().map((one) => one.at + 1));
		const unsent = { client_id, conversation_id, body, reply_to, after: null, at, failed: null };
		this.door.shelf.put(unsent);
		this.drain(conversation_id);
		return unsent;
	}

	/** @param {string} [conversation] */
	unsent(conversation) {
		return this.door.shelf.all().filter((one) => !conversation || one.conversation_id === conversation);
	}

	/** How many will go out by themselves. */
	get waiting() {
		return this.unsent().filter((one) => !one.failed).length;
	}

	/**
	 * Now, whatever it waits for.
	 * @param {string} client_id
	 */
	retry(client_id) {
		const unsent = this.door.shelf.get(client_id);
		if (!unsent) return;
		this.door.shelf.put({ ...unsent, failed: null, until: 0 });
		this.#busy.delete(unsent.conversation_id);
		this.drain(unsent.conversation_id);
	}

	/** @param {string} client_id */
	discard(client_id) {
		this.door.shelf.remove(client_id);
	}

	/** Now is a good time: the connection is back. Forgets the back-off. */
	wake() {
		this.#tries.clear();
		this.#busy.clear();
		for (const conversation of new Set(this.unsent().map((one) => one.conversation_id))) this.drain(conversation);
	}

	/** @param {string} conversation */
	async drain(conversation) {
		if (this.#busy.has(conversation)) return;
		this.#busy.add(conversation);
		await this.door.alone(conversation, () => this.#sendAll(conversation));
	}

	/** @param {string} conversation */
	async #sendAll(conversation) {
		// Read again each time: another tab may have sent it while this one waited for its turn.
		for (let next = this.#next(conversation); next; next = this.#next(conversation)) {
			const wait = await this.#attempt(next);
			if (wait !== null) return this.#pause(conversation, wait);
			this.#tries.delete(conversation);
		}
		this.#busy.delete(conversation);
	}

	/** @param {string} conversation */
	#next(conversation) {
		return this.unsent(conversation).find((one) => !one.failed);
	}

	/**
	 * @param {string} conversation
	 * @param {number} ms
	 */
	#pause(conversation, ms) {
		// The lock is given back meanwhile: a tab in the background has slow timers.
		this.door.later(() => {
			this.#busy.delete(conversation);
			this.drain(conversation);
		}, ms);
	}

	/**
	 * @param {Chat.Unsent} unsent
	 * @returns {Promise<number | null>} milliseconds to wait before the next try; null when this message is settled
	 */
	async #attempt(unsent) {
		const held = (unsent.until ?? 0) - this.door.now();
		if (held > 0) return held;
		try {
			const after = unsent.after ?? (await this.door.held(unsent.conversation_id));
			// Stored before it is tried: a retry after a reload must repeat the same `after`.
			if (unsent.after === null) this.door.shelf.put({ ...unsent, after });
			this.#settle(unsent, await this.door.post({ ...unsent, after }));
			return null;
		} catch (error) {
			return this.#refused(unsent.client_id, /** @type {Refusal} */ (error));
		}
	}

	/**
	 * @param {string} client_id
	 * @param {Refusal} refusal
	 */
	async #refused(client_id, refusal) {
		const unsent = this.door.shelf.get(client_id);
		if (!unsent) return null;
		if (refusal.code === "stale" || refusal.code === "bad_after") return this.#catchUp(unsent);
		if (refusal.status === 429 && refusal.retryAfter) return this.#hold(unsent, refusal.retryAfter);
		if (passing(refusal)) return this.#wait(unsent.conversation_id, refusal.retryAfter);
		this.door.shelf.put({ ...unsent, failed: refusal.detail });
		this.door.changed({ ...named(unsent), failed: refusal.detail });
		return null;
	}

	/**
	 * Asked to wait. On the shelf too: neither a reload nor a new connection asks before the time.
	 * @param {Chat.Unsent} unsent
	 * @param {number} seconds
	 */
	#hold(unsent, seconds) {
		const until = this.door.now() + seconds * 1000;
		this.door.shelf.put({ ...unsent, until });
		this.door.changed({ ...named(unsent), until });
		return seconds * 1000;
	}

	/**
	 * Too far behind for the server to tell whether an earlier try was stored: look through all that came since.
	 * @param {Chat.Unsent} unsent
	 * @returns {Promise<number | null>}
	 */
	async #catchUp(unsent) {
		try {
			const { mine, after } = await this.door.look(unsent);
			if (mine) return this.#settle(unsent, mine);
			this.door.shelf.put({ ...unsent, after });
			// At once, but not in a circle without a breath where the log runs faster than this.
			return this.#wait(unsent.conversation_id, 0);
		} catch {
			return this.#wait(unsent.conversation_id, null);
		}
	}

	/**
	 * @param {Chat.Unsent} unsent
	 * @param {Chat.Message} message
	 */
	#settle(unsent, message) {
		this.door.shelf.remove(unsent.client_id);
		this.door.changed({ ...named(unsent), message });
		return null;
	}

	/**
	 * @param {string} conversation
	 * @param {number | null} retryAfter seconds
	 */
	#wait(conversation, retryAfter) {
		const tries = this.#tries.get(conversation) ?? 0;
		this.#tries.set(conversation, tries + 1);
		return retryAfter === 0 && tries === 0 ? 0 : Math.max((retryAfter ?? 0) * 1000, delay(tries));
	}
}

/** @param {Chat.Unsent} unsent */
function named({ conversation_id, client_id }) {
	return { conversation_id, client_id };
}

/**
 * No answer, a slow-down, a server in trouble, or signed out: trying again later is right.
 * @param {Refusal} refusal
 */
function passing({ status }) {
	return !status || status === 401 || status === 429 || status >= 500;
}
