import { delay } from "./backoff.js";

/**
 * What the outbox needs from the page.
 * @typedef {object} Dependencies
 * @property {Page.OutboxStore} store
 * @property {(unsent: Chat.Unsent) => Promise<Chat.Message>} post
 * @property {(unsent: Chat.Unsent) => Promise<{message?: Chat.Message, after: number}>} findStored looks for the message
 *   among all that arrived since its first try
 * @property {(conversation: string) => Promise<number> | number} contiguousSeq the highest seq held without a gap
 * @property {(change: Change) => void} onChange
 * @property {(name: string, act: () => Promise<void>) => Promise<void>} runExclusively across tabs
 * @property {(act: () => void, ms: number) => unknown} setTimer
 * @property {() => number} now in milliseconds
 *
 * @typedef {{conversation_id: string, client_id: string, message?: Chat.Message, failed?: string, until?: number}} Change
 * @typedef {{status: number, code: string, detail: string, retryAfter: number | null}} Refusal
 */

/**
 * Messages on their way. The store is the truth, so that a reload or another tab continues where this one stopped, and
 * the server recognises a `client_id`: a message is stored once, however often it is tried.
 */
export class Outbox {
	/** @type {Map<string, number>} tries since the last success, by conversation */
	#tries = new Map();
	/** @type {Set<string>} conversations with a try under way or due */
	#busy = new Set();

	/** @param {Dependencies} dependencies */
	constructor(dependencies) {
		this.dependencies = dependencies;
		this.store = dependencies.store;
	}

	/**
	 * @param {{client_id: string, conversation_id: string, body: string, reply_to?: number | null}} draft
	 * @returns {Chat.Unsent}
	 */
	add({ client_id, conversation_id, body, reply_to = null }) {
		// Strictly after everything that is queued already, though the clock may stand still or go back.
		const at = Math.max(this.dependencies.now(), ...this.unsent().map((queued) => queued.at + 1));
		const unsent = { client_id, conversation_id, body, reply_to, after: null, at, failed: null };
		this.store.put(unsent);
		this.drain(conversation_id);
		return unsent;
	}

	/** @param {string} [conversation] */
	unsent(conversation) {
		return this.store.all().filter((unsent) => !conversation || unsent.conversation_id === conversation);
	}

	/** How many messages will go out by themselves. */
	get pendingCount() {
		return this.unsent().filter((unsent) => !unsent.failed).length;
	}

	/**
	 * Send a message now, whatever it waits for.
	 * @param {string} client_id
	 */
	retry(client_id) {
		const unsent = this.store.get(client_id);
		if (!unsent) return;
		this.store.put({ ...unsent, failed: null, until: 0 });
		this.#busy.delete(unsent.conversation_id);
		this.drain(unsent.conversation_id);
	}

	/** @param {string} client_id */
	discard(client_id) {
		this.store.remove(client_id);
	}

	/** Try everything now and forget the back-off: the connection is back. */
	wake() {
		this.#tries.clear();
		this.#busy.clear();
		for (const conversation of new Set(this.unsent().map((unsent) => unsent.conversation_id))) this.drain(conversation);
	}

	/** @param {string} conversation */
	async drain(conversation) {
		if (this.#busy.has(conversation)) return;
		this.#busy.add(conversation);
		await this.dependencies.runExclusively(conversation, () => this.#sendAll(conversation));
	}

	/** @param {string} conversation */
	async #sendAll(conversation) {
		// The store is read again each time: another tab may have sent the message while this one waited for its turn.
		for (let next = this.#next(conversation); next; next = this.#next(conversation)) {
			const wait = await this.#attempt(next);
			if (wait !== null) return this.#pause(conversation, wait);
			this.#tries.delete(conversation);
		}
		this.#busy.delete(conversation);
	}

	/** @param {string} conversation */
	#next(conversation) {
		return this.unsent(conversation).find((unsent) => !unsent.failed);
	}

	/**
	 * @param {string} conversation
	 * @param {number} ms
	 */
	#pause(conversation, ms) {
		// The lock is free meanwhile: a tab in the background has slow timers.
		this.dependencies.setTimer(() => {
			this.#busy.delete(conversation);
			this.drain(conversation);
		}, ms);
	}

	/**
	 * @param {Chat.Unsent} unsent
	 * @returns {Promise<number | null>} milliseconds to wait before the next try; null when this message is finished
	 */
	async #attempt(unsent) {
		const wait = (unsent.until ?? 0) - this.dependencies.now();
		if (wait > 0) return wait;
		try {
			const after = unsent.after ?? (await this.dependencies.contiguousSeq(unsent.conversation_id));
			// Stored before the first try: a retry after a reload must repeat the same `after`.
			if (unsent.after === null) this.store.put({ ...unsent, after });
			return this.#finish(unsent, await this.dependencies.post({ ...unsent, after }));
		} catch (error) {
			return this.#handleRefusal(unsent.client_id, /** @type {Refusal} */ (error));
		}
	}

	/**
	 * @param {string} client_id
	 * @param {Refusal} refusal
	 */
	async #handleRefusal(client_id, refusal) {
		const unsent = this.store.get(client_id);
		if (!unsent) return null;
		if (refusal.code === "stale" || refusal.code === "bad_after") return this.#catchUp(unsent);
		if (refusal.status === 429 && refusal.retryAfter) return this.#postpone(unsent, refusal.retryAfter);
		if (isTemporary(refusal)) return this.#backOff(unsent.conversation_id, refusal.retryAfter);
		this.store.put({ ...unsent, failed: refusal.detail });
		this.dependencies.onChange({ ...idsOf(unsent), failed: refusal.detail });
		return null;
	}

	/**
	 * Keep the time before which the server refuses, so that neither a reload nor a new connection asks earlier.
	 * @param {Chat.Unsent} unsent
	 * @param {number} seconds
	 */
	#postpone(unsent, seconds) {
		const until = this.dependencies.now() + seconds * 1000;
		this.store.put({ ...unsent, until });
		this.dependencies.onChange({ ...idsOf(unsent), until });
		return seconds * 1000;
	}

	/**
	 * Find out whether an earlier try was stored, if this page is too far behind for the server to tell.
	 * @param {Chat.Unsent} unsent
	 * @returns {Promise<number | null>}
	 */
	async #catchUp(unsent) {
		try {
			const { message, after } = await this.dependencies.findStored(unsent);
			if (message) return this.#finish(unsent, message);
			this.store.put({ ...unsent, after });
			// At once the first time; later with a pause, because the log grows faster than this page reads it.
			return this.#backOff(unsent.conversation_id, 0);
		} catch {
			return this.#backOff(unsent.conversation_id, null);
		}
	}

	/**
	 * @param {Chat.Unsent} unsent
	 * @param {Chat.Message} message
	 */
	#finish(unsent, message) {
		this.store.remove(unsent.client_id);
		this.dependencies.onChange({ ...idsOf(unsent), message });
		return null;
	}

	/**
	 * @param {string} conversation
	 * @param {number | null} retryAfter seconds
	 */
	#backOff(conversation, retryAfter) {
		const tries = this.#tries.get(conversation) ?? 0;
		this.#tries.set(conversation, tries + 1);
		return retryAfter === 0 && tries === 0 ? 0 : Math.max((retryAfter ?? 0) * 1000, delay(tries));
	}
}

/** @param {Chat.Unsent} unsent */
function idsOf({ conversation_id, client_id }) {
	return { conversation_id, client_id };
}

/**
 * True if trying again later is right: no answer, a rate limit, a server in trouble, or a session that ended.
 * @param {Refusal} refusal
 */
function isTemporary({ status }) {
	return !status || status === 401 || status === 429 || status >= 500;
}
