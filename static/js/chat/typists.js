/** Who types in one conversation, each until they stop saying so or a message of theirs arrives. */
export class Typists {
	/** A frame may come after the message that it was about: they take different ways. */
	static LATE = 1500;

	/** @type {Map<string, number>} the end, in milliseconds, by user id */
	#until = new Map();
	/** @type {Map<string, number>} when each wrote last */
	#wrote = new Map();

	/**
	 * @param {string} user
	 * @param {number} now in milliseconds
	 * @param {number} lasts
	 */
	heard(user, now, lasts) {
		if (now - (this.#wrote.get(user) ?? -Infinity) > Typists.LATE) this.#until.set(user, now + lasts);
	}

	/**
	 * @param {string} user
	 * @param {number} now
	 */
	stopped(user, now) {
		this.#wrote.set(user, now);
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
