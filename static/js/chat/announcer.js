const INTERVAL_MS = 3000;
const MAX_CHARACTERS = 120;

/** @typedef {{name: string, text: string, mention?: boolean}} Arrival */

/** Announces arriving messages to a screen reader: the first at once, more of them together, every 3 seconds at most. */
export class Announcer {
	#last = Number.NEGATIVE_INFINITY;
	/** @type {Arrival[]} */
	#arrivals = [];

	/** @param {{say: (text: string) => void, now: () => number, setTimer: (act: () => void, ms: number) => unknown}} dependencies */
	constructor(dependencies) {
		this.dependencies = dependencies;
	}

	/** @param {Arrival} arrival */
	add(arrival) {
		this.#arrivals.push(arrival);
		if (this.#arrivals.length > 1) return;
		const wait = this.#last + INTERVAL_MS - this.dependencies.now();
		if (wait <= 0) this.#say();
		else this.dependencies.setTimer(() => this.#say(), wait);
	}

	#say() {
		this.dependencies.say(summary(this.#arrivals));
		this.#arrivals = [];
		this.#last = this.dependencies.now();
	}
}

/** @param {Arrival[]} arrivals */
function summary(arrivals) {
	const first = arrivals.find(({ mention }) => mention) ?? arrivals[0];
	const more = arrivals.length - 1;
	if (!first) return "";
	if (!more) return sentence(first);
	if (first.mention) return `${sentence(first)} And ${more} more new ${more === 1 ? "message" : "messages"}`;
	const people = new Set(arrivals.map(({ name }) => name)).size;
	const authors = people === 1 ? first.name : `${people} people`;
	return `${arrivals.length} new messages from ${authors}`;
}

/** @param {Arrival} arrival */
function sentence({ name, text }) {
	const letters = Array.from(text);
	const short = letters.length > MAX_CHARACTERS ? `${letters.slice(0, MAX_CHARACTERS - 1).join("")}…` : text;
	return `${name}: ${short}`;
}
