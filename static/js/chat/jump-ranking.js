const MAX_RESULTS = 8;

/**
 * How well a name matches the query: 3 if it begins with it, 2 if a word of it does, 1 if it contains it, else 0.
 * Case and accents make no difference.
 * @param {string} name
 * @param {string} query
 */
export function matchScore(name, query) {
	const [text, part] = [normalize(name), normalize(query)];
	if (text.startsWith(part)) return 3;
	if (text.split(/[\s\-_.#@]+/u).some((word) => word.startsWith(part))) return 2;
	return text.includes(part) ? 1 : 0;
}

/**
 * The best matches first, among equals the most recently active.
 * @template {{name: string, activity: string, unread: number}} T
 * @param {T[]} targets
 * @param {string} query
 * @returns {T[]} at most eight
 */
export function bestMatches(targets, query) {
	const rated = targets.map((target) => ({
		target,
		score: query ? matchScore(target.name, query) : Math.min(target.unread, 1) + 1,
	}));
	const matches = rated.filter(({ score }) => score > 0);
	matches.sort((a, b) => b.score - a.score || b.target.activity.localeCompare(a.target.activity));
	return matches.slice(0, MAX_RESULTS).map(({ target }) => target);
}

/** @param {string} text */
function normalize(text) {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
