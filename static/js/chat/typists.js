/** Who types in one conversation, each until they stop saying so or a message of theirs arrives. */
export class Typists {
	/** @type {Map<string, number>} the end, in milliseconds, by user id */
	#until = new Map();

	/**
	 * @param {string} user
	 * @param {number} until
	 */
	heard(user, until) {
		this.#until.set(user, until);
	}

	/** @param {string} user */
	stopped(user) {
		this.#until.delete(user);
	}

	/**
	 * @param {number} now
	 * @returns {string[]} in the order they began
	 */
	at(now) {
		for (const [user, until] of this.#until) if (until <= now) this.#until.delete(user);
		return [...this.#until.keys()];
	}
}

/**
 * @param {string[]} names
 * @returns {[names: string[], words: string]} the names to show, and what follows them
 */
export function typing(names) {
	if (!names.length) return [[], ""];
	if (names.length === 1) return [names, " is typing…"];
	return names.length === 2 ? [names, " are typing…"] : [[], "Several people are typing…"];
}
