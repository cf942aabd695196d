const MAX_RESULTS = 8;
// The same rule as in chat/domain/mentions.py: not inside an address or a path.
const TYPED = /(?:^|[^\w@./+-])@([\p{L}\p{N}_.-]{0,32})$/u;

/**
 * The beginning of a handle that is being typed.
 * @param {string} text what stands before the caret
 * @returns {string | null} without its @; null if no handle is being typed
 */
export function handlePrefix(text) {
	return TYPED.exec(text)?.[1] ?? null;
}

/**
 * Find the people whose handle, or a word of whose name, begins with what was typed; handles first.
 * @template {{handle: string, name: string}} P
 * @param {P[]} people
 * @param {string} typed
 * @returns {P[]} at most eight
 */
export function findPeople(people, typed) {
	const start = normalize(typed);
	const words = (/** @type {P} */ { name }) => [name, ...name.split(/\s+/u)].map(normalize);
	const byHandle = people.filter(({ handle }) => handle.startsWith(start));
	const byName = people.filter(
		(person) => !byHandle.includes(person) && words(person).some((word) => word.startsWith(start)),
	);
	return [...byHandle, ...byName].slice(0, MAX_RESULTS);
}

/** @param {string} text */
function normalize(text) {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
