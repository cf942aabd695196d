const RECENT_MAX = 24;

/** @typedef {{emoji: string, name: string, words: string}} Emoji */

/**
 * @param {Record<string, string>} groups as static/js/data/emoji.js has them
 * @returns {{name: string, emoji: Emoji[]}[]}
 */
export function parsed(groups) {
	return Object.entries(groups).map(([name, lines]) => ({ name, emoji: lines.split("\n").map(one) }));
}

/** @param {string} line */
function one(line) {
	const [emoji = "", name = "", words = ""] = line.split("\t");
	return { emoji, name, words };
}

/**
 * Those of which every word typed begins a word; by name first.
 * @param {Emoji[]} all
 * @param {string} query
 * @returns {Emoji[]}
 */
export function found(all, query) {
	const typed = query
		.toLowerCase()
		.split(/[\s:_]+/u)
		.filter(Boolean);
	const begins = (/** @type {string} */ text) => {
		const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
		return typed.every((start) => words.some((word) => word.startsWith(start)));
	};
	const named = all.filter(({ name }) => begins(name));
	return [...named, ...all.filter((emoji) => !named.includes(emoji) && begins(`${emoji.name} ${emoji.words}`))];
}

/**
 * @param {string[]} recent the latest first
 * @param {string} emoji
 */
export function used(recent, emoji) {
	return [emoji, ...recent.filter((other) => other !== emoji)].slice(0, RECENT_MAX);
}

/**
 * Where an arrow key leads in rows of different lengths.
 * @param {number[]} rows the length of each
 * @param {number} at
 * @param {string} key
 * @returns {number} `at` for any other key
 */
export function moved(rows, at, key) {
	const count = rows.reduce((sum, length) => sum + length, 0);
	if (key === "ArrowLeft") return Math.max(0, at - 1);
	if (key === "ArrowRight") return Math.min(count - 1, at + 1);
	if (key !== "ArrowUp" && key !== "ArrowDown") return at;
	const starts = rows.map((_, i) => rows.slice(0, i).reduce((sum, length) => sum + length, 0));
	const row = starts.findLastIndex((start) => start <= at);
	const next = row + (key === "ArrowDown" ? 1 : -1);
	const [start, length] = [starts[next], rows[next]];
	if (start === undefined || length === undefined) return at;
	return start + Math.min(at - (starts[row] ?? 0), length - 1);
}
