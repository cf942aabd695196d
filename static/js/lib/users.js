const TOGETHER = 50;

/** Public profiles by id: what passes by is kept, what is missing is asked for, many at a time. */
export class Users {
	/** @type {Map<string, Chat.Person>} */
	#known = new Map();
	/** @type {Map<string, ((person: Chat.Person | null) => void)[]>} */
	#asked = new Map();

	/** @param {(ids: string[]) => Promise<{results: Chat.Person[]}>} fetch */
	constructor(fetch) {
		this.fetch = fetch;
	}

	/** @param {Iterable<Chat.Person | null | undefined>} people */
	learn(people) {
		for (const person of people) if (person) this.#known.set(person.id, person);
	}

	/** @param {string} id */
	known(id) {
		return this.#known.get(id);
	}

	/**
	 * @param {string} id
	 * @returns {Promise<Chat.Person | null>} null for nobody, or where the server did not say
	 */
	find(id) {
		const known = this.#known.get(id);
		if (known) return Promise.resolve(known);
		return new Promise((resolve) => {
			if (!this.#asked.size) queueMicrotask(() => this.#ask());
			this.#asked.set(id, [...(this.#asked.get(id) ?? []), resolve]);
		});
	}

	async #ask() {
		const asked = this.#asked;
		this.#asked = new Map();
		const ids = [...asked.keys()];
		for (let i = 0; i < ids.length; i += TOGETHER) {
			const answer = await this.fetch(ids.slice(i, i + TOGETHER)).catch(() => ({ results: [] }));
			this.learn(answer.results);
		}
		for (const [id, waiting] of asked) for (const resolve of waiting) resolve(this.#known.get(id) ?? null);
	}
}
