const APART = 3000;
const LONGEST = 120;

/** @typedef {{name: string, text: string, mention?: boolean}} Heard */

/** Tells a screen reader of arriving messages: one at once, more of them together, never oftener than each 3 seconds. */
export class Announcer {
	#last = Number.NEGATIVE_INFINITY;
	/** @type {Heard[]} */
	#heard = [];

	/** @param {{say: (words: string) => void, now: () => number, later: (act: () => void, ms: number) => unknown}} world */
	constructor(world) {
		this.world = world;
	}

	/** @param {Heard} heard */
	hear(heard) {
		this.#heard.push(heard);
		if (this.#heard.length > 1) return;
		const wait = this.#last + APART - this.world.now();
		if (wait <= 0) this.#say();
		else this.world.later(() => this.#say(), wait);
	}

	#say() {
		this.world.say(words(this.#heard));
		this.#heard = [];
		this.#last = this.world.now();
	}
}

/** @param {Heard[]} heard */
function words(heard) {
	const first = heard.find((one) => one.mention) ?? heard[0];
	const more = heard.length - 1;
	if (!first) return "";
	if (!more) return sentence(first);
	if (first.mention) return `${sentence(first)} And ${more} more new ${more === 1 ? "message" : "messages"}`;
	const people = new Set(heard.map((one) => one.name)).size;
	const whom = people === 1 ? first.name : `${people} people`;
	return `${heard.length} new messages from ${whom}`;
}

/** @param {Heard} heard */
function sentence({ name, text }) {
	const letters = Array.from(text);
	const short = letters.length > LONGEST ? `${letters.slice(0, LONGEST - 1).join("")}…` : text;
	return `${name}: ${short}`;
}
