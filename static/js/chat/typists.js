/** The people who are typing in one conversation. Each stays until their time is over or a message of theirs arrives. */
export class Typists {
	/** In milliseconds: a typing frame may arrive after the message that was being typed. */
	static LATE_FRAME_MS = 1500;

	/** @type {Map<string, number>} when each stops, in milliseconds, by user id */
	#until = new Map();
	/** @type {Map<string, number>} when the last message of each arrived, by user id */
	#lastMessage = new Map();

	/**
	 * @param {string} user
	 * @param {number} now in milliseconds
	 * @param {number} duration in milliseconds
	 */
	add(user, now, duration) {
		if (now - (this.#lastMessage.get(user) ?? -Infinity) > Typists.LATE_FRAME_MS) this.#until.set(user, now + duration);
	}

	/**
	 * @param {string} user
	 * @param {number} now
	 */
	remove(user, now) {
		this.#lastMessage.set(user, now);
		this.#until.delete(user);
	}

	/**
	 * @param {number} now
	 * @returns {string[]} in the order in which they began
	 */
	activeAt(now) {
		for (const [user, until] of this.#until) if (until <= now) this.#until.delete(user);
		return [...this.#until.keys()];
	}
}

/**
 * @param {string[]} names
 * @returns {[names: string[], text: string]} the names to show, and the text after them
 */
export function typingLabel(names) {
	if (!names.length) return [[], ""];
	if (names.length === 1) return [names, " is typing…"];
	return names.length === 2 ? [names, " are typing…"] : [[], "Several people are typing…"];
}
