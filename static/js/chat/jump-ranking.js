const MOST = 8;

/**
 * How well a name fits what is typed: 3 it begins so, 2 a word of it does, 1 it holds it somewhere, 0 not at all.
 * Case and accents make no difference.
 * @param {string} name
 * @param {string} query
 */
export function fit(name, query) {
	const [text, wanted] = [plain(name), plain(query)];
	if (text.startsWith(wanted)) return 3;
	if (text.split(/[\s\-_.#@]+/u).some((word) => word.startsWith(wanted))) return 2;
	return text.includes(wanted) ? 1 : 0;
}

/**
 * The best first, among equals the latest.
 * @template {{name: string, activity: string, unread: number}} T
 * @param {T[]} places
 * @param {string} query
 * @returns {T[]} at most eight
 */
export function best(places, query) {
	const rated = places.map((place) => ({ place, fit: query ? fit(place.name, query) : Math.min(place.unread, 1) + 1 }));
	const fitting = rated.filter((one) => one.fit > 0);
	fitting.sort((a, b) => b.fit - a.fit || b.place.activity.localeCompare(a.place.activity));
	return fitting.slice(0, MOST).map((one) => one.place);
}

/** @param {string} text */
function plain(text) {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase().trim();
}
