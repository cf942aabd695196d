/**
 * Unsent messages that survive a reload: one key each, so that two tabs never overwrite each other's.
 * @typedef {Pick<Storage, "getItem" | "setItem" | "removeItem" | "key" | "length">} Store
 */
export class Shelf {
	/** @type {Map<string, Chat.Unsent>} what the browser refuses to keep */
	#loose = new Map();

	/**
	 * @param {Store | null} store
	 * @param {string} owner the person's id: people who share a browser do not send each other's words
	 */
	constructor(store, owner) {
		this.store = store;
		this.prefix = `outbox:${owner}:`;
	}

	/** @returns {Chat.Unsent[]} oldest first */
	all() {
		const kept = this.#keys().map((key) => this.get(key.slice(this.prefix.length)));
		const found = new Map([...kept, ...this.#loose.values()].flatMap((one) => (one ? [[one.client_id, one]] : [])));
		return [...found.values()].sort((a, b) => a.at - b.at);
	}

	/**
	 * @param {string} client_id
	 * @returns {Chat.Unsent | null}
	 */
	get(client_id) {
		const text = this.#loose.has(client_id) ? null : this.store?.getItem(this.prefix + client_id);
		return text ? JSON.parse(text) : (this.#loose.get(client_id) ?? null);
	}

	/** @param {Chat.Unsent} unsent */
	put(unsent) {
		try {
			if (!this.store) throw new Error("no storage");
			this.store.setItem(this.prefix + unsent.client_id, JSON.stringify(unsent));
		} catch {
			// Full or forbidden: it still goes out, only a reload would lose it.
			this.#loose.set(unsent.client_id, unsent);
		}
	}

	/** @param {string} client_id */
	remove(client_id) {
		this.#loose.delete(client_id);
		this.store?.removeItem(this.prefix + client_id);
	}

	#keys() {
		const keys = [];
		for (let i = 0; i < (this.store?.length ?? 0); i++) keys.push(this.store?.key(i) ?? "");
		return keys.filter((key) => key.startsWith(this.prefix));
	}
}
