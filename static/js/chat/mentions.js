const MOST = 8;
// As chat.domain.mentions has it: not inside an address or a path.
const TYPED = /(?:^|[^\w@./+-])@([\p{L}\p{N}_.-]{0,32})$/u;

/**
 * The beginning of a name that is being typed.
 * @param {string} before what stands before the caret
 * @returns {string | null} without its @; null where nobody is being named
 */
export function wanted(before) {
	return TYPED.exec(before)?.[1] ?? null;
}

/**
 * Whose handle, or a word of whose name, begins so; handles first.
 * @template {{handle: string, name: string}} P
 * @param {P[]} people
 * @param {string} typed
 * @returns {P[]} at most eight
 */
export function matching(people, typed) {
	const start = folded(typed);
	const words = (/** @type {P} */ { name }) => [name, ...name.split(/\s+/u)].map(folded);
	const byHandle = people.filter(({ handle }) => handle.startsWith(start));
	const byName = people.filter((one) => !byHandle.includes(one) && words(one).some((word) => word.startsWith(start)));
	return [...byHandle, ...byName].slice(0, MOST);
}

/** @param {string} text */
function folded(text) {
	return text.normalize("NFD").replace(/\p{M}/gu, "").toLowerCase();
}
