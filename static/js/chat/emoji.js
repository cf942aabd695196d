const MAX_RECENT = 24;

/** @typedef {{emoji: string, name: string, words: string}} Emoji */

/**
 * @param {Record<string, string>} groups as static/js/data/emoji.js has them
 * @returns {{name: string, emoji: Emoji[]}[]}
 */
export function parseGroups(groups) {
	return Object.entries(groups).map(([name, lines]) => ({ name, emoji: lines.split("\n").map(parseLine) }));
}

/** @param {string} line */
function parseLine(line) {
	const [emoji = "", name = "", words = ""] = line.split("\t");
	return { emoji, name, words };
}

/**
 * Find the emoji for which every typed word begins one of their words; matches of the name first.
 * @param {Emoji[]} all
 * @param {string} query
 * @returns {Emoji[]}
 */
export function searchEmoji(all, query) {
	const typed = query
		.toLowerCase()
		.split(/[\s:_]+/u)
		.filter(Boolean);
	const matches = (/** @type {string} */ text) => {
		const words = text.toLowerCase().split(/[^\p{L}\p{N}]+/u);
		return typed.every((start) => words.some((word) => word.startsWith(start)));
	};
	const byName = all.filter(({ name }) => matches(name));
	return [...byName, ...all.filter((emoji) => !byName.includes(emoji) && matches(`${emoji.name} ${emoji.words}`))];
}

/**
 * Put an emoji in front of the recently used ones.
 * @param {string[]} recent the latest first
 * @param {string} emoji
 */
export function addRecent(recent, emoji) {
	return [emoji, ...recent.filter((other) => other !== emoji)].slice(0, MAX_RECENT);
}

/**
 * The index that an arrow key leads to, in rows of different lengths.
 * @param {number[]} rows the length of each
 * @param {number} at
 * @param {string} key
 * @returns {number} `at` for any other key
 */
export function nextIndex(rows, at, key) {
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
