const BATCH = 50;

/** Public profiles by id. Those that arrive with other data are kept; missing ones are fetched once, many at a time. */
export class Users {
	/** @type {Map<string, Chat.Face>} */
	#known = new Map();
	/** @type {Map<string, Promise<Chat.Face | null>>} */
	#requested = new Map();
	/** @type {string[]} the ids to fetch with the next call */
	#next = [];
	/** @type {Promise<void> | null} */
	#request = null;

	/** @param {(ids: string[]) => Promise<{results: Chat.Face[]}>} fetch */
	constructor(fetch) {
		this.fetch = fetch;
	}

	/** @param {Iterable<Chat.Face | null | undefined>} people */
	remember(people) {
		for (const person of people) if (person) this.#known.set(person.id, person);
	}

	/** @param {string} id */
	get(id) {
		return this.#known.get(id);
	}

	/**
	 * @param {string} id
	 * @returns {Promise<Chat.Face | null>} null if there is no such person, or the server did not answer
	 */
	async find(id) {
		const known = this.#known.get(id);
		if (known) return known;
		if (!this.#requested.has(id)) this.#requested.set(id, this.#fetch(id));
		return this.#requested.get(id) ?? null;
	}

	/** @param {string} id */
	async #fetch(id) {
		this.#next.push(id);
		this.#request ??= Promise.resolve().then(() => this.#fetchBatch());
		try {
			await this.#request;
		} catch {
			this.#requested.delete(id);
		}
		return this.#known.get(id) ?? null;
	}

	async #fetchBatch() {
		const ids = this.#next;
		this.#next = [];
		this.#request = null;
		for (let i = 0; i < ids.length; i += BATCH) this.remember((await this.fetch(ids.slice(i, i + BATCH))).results);
	}
}
