const TOGETHER = 50;

/** Public profiles by id: what passes by is kept, what is missing is asked for once, many at a time. */
export class Users {
	/** @type {Map<string, Chat.Face>} */
	#known = new Map();
	/** @type {Map<string, Promise<Chat.Face | null>>} */
	#asked = new Map();
	/** @type {string[]} to ask for with the next call */
	#next = [];
	/** @type {Promise<void> | null} */
	#asking = null;

	/** @param {(ids: string[]) => Promise<{results: Chat.Face[]}>} fetch */
	constructor(fetch) {
		this.fetch = fetch;
	}

	/** @param {Iterable<Chat.Face | null | undefined>} people */
	learn(people) {
		for (const person of people) if (person) this.#known.set(person.id, person);
	}

	/** @param {string} id */
	known(id) {
		return this.#known.get(id);
	}

	/**
	 * @param {string} id
	 * @returns {Promise<Chat.Face | null>} null for nobody, or where the server did not say
	 */
	async find(id) {
		const known = this.#known.get(id);
		if (known) return known;
		if (!this.#asked.has(id)) this.#asked.set(id, this.#ask(id));
		return this.#asked.get(id) ?? null;
	}

	/** @param {string} id */
	async #ask(id) {
		this.#next.push(id);
		this.#asking ??= Promise.resolve().then(() => this.#call());
		try {
			await this.#asking;
		} catch {
			this.#asked.delete(id);
		}
		return this.#known.get(id) ?? null;
	}

	async #call() {
		const ids = this.#next;
		this.#next = [];
		this.#asking = null;
		for (let i = 0; i < ids.length; i += TOGETHER) this.learn((await this.fetch(ids.slice(i, i + TOGETHER))).results);
	}
}
