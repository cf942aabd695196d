/**
 * Unsent messages that survive a reload. Each has a key of its own, so that two tabs never overwrite each other's.
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} KeyValueStore
 */
export class OutboxStore {
	/** @type {Map<string, Chat.Unsent>} messages that the browser refuses to store, by client_id */
	#inMemory = new Map();

	/**
	 * @param {KeyValueStore | null} storage
	 * @param {string} owner the user's id: people who share a browser must not send each other's messages
	 */
	constructor(storage, owner) {
		this.storage = storage;
		this.prefix = `outbox:${owner}:`;
	}

	/** @returns {Chat.Unsent[]} oldest first */
	all() {
		const stored = this.#keys().map((key) => this.get(key.slice(this.prefix.length)));
		/** @type {Map<string, Chat.Unsent>} */
		const byId = new Map();
		for (const unsent of [...stored, ...this.#inMemory.values()]) if (unsent) byId.set(unsent.client_id, unsent);
		return [...byId.values()].sort((a, b) => a.at - b.at);
	}

	/**
	 * @param {string} client_id
	 * @returns {Chat.Unsent | null}
	 */
	get(client_id) {
		const text = this.#inMemory.has(client_id) ? null : this.storage?.getItem(this.prefix + client_id);
		return text ? JSON.parse(text) : (this.#inMemory.get(client_id) ?? null);
	}

	/** @param {Chat.Unsent} unsent */
	put(unsent) {
		try {
			if (!this.storage) throw new Error("no storage");
			this.storage.setItem(this.prefix + unsent.client_id, JSON.stringify(unsent));
		} catch {
			// The storage is full or forbidden: the message still goes out, only a reload would lose it.
			this.#inMemory.set(unsent.client_id, unsent);
		}
	}

	/** @param {string} client_id */
	remove(client_id) {
		this.#inMemory.delete(client_id);
		this.storage?.removeItem(this.prefix + client_id);
	}

	#keys() {
		const keys = [];
		for (let i = 0; i < (this.storage?.length ?? 0); i++) keys.push(this.storage?.key(i) ?? "");
		return keys.filter((key) => key.startsWith(this.prefix));
	}
}
