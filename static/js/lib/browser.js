/** Where unsent words and drafts are kept; null where the browser forbids it. Never a token. */
export function store() {
	try {
		return localStorage;
	} catch {
		return null;
	}
}

/** @type {Map<string, Promise<void>>} */
const turns = new Map();

/**
 * One at a time under a name: across tabs where the browser has locks, which plain http does not, else in this one.
 * @param {string} name
 * @param {() => Promise<void>} act
 * @returns {Promise<void>}
 */
export function alone(name, act) {
	if (navigator.locks) return navigator.locks.request(name, act);
	const turn = (turns.get(name) ?? Promise.resolve()).then(act);
	turns.set(name, turn);
	return turn;
}

/** Certainly without a network; a server on this very machine needs none. */
export function cut() {
	return !navigator.onLine && !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
}

const OFF = "shortcuts";

/** Keys belong to a keyboard: kept on this device. */
export function shortcutsOff() {
	return store()?.getItem(OFF) === "off";
}

/** @param {boolean} on */
export function turnShortcuts(on) {
	if (on) store()?.removeItem(OFF);
	else store()?.setItem(OFF, "off");
}

/** Apple's keyboards have Cmd where others have Ctrl. */
export function apple() {
	return /Mac|iP/.test(navigator.platform);
}
