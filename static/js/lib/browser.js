/** The storage for unsent messages and drafts; null if the browser forbids it. It never holds a token. */
export function deviceStorage() {
	try {
		return localStorage;
	} catch {
		return null;
	}
}

/** @type {Map<string, Promise<void>>} the last call under each name */
const lastCalls = new Map();

/**
 * Run one call at a time under a name: across tabs where the browser has locks (over plain http it has none), else in
 * this tab.
 * @param {string} name
 * @param {() => Promise<void>} act
 * @returns {Promise<void>}
 */
export function runExclusively(name, act) {
	if (navigator.locks) return navigator.locks.request(name, act);
	const call = (lastCalls.get(name) ?? Promise.resolve()).then(act);
	lastCalls.set(name, call);
	return call;
}

/** True if there is certainly no network. A server on this very machine needs none. */
export function isOffline() {
	return !navigator.onLine && !["localhost", "127.0.0.1", "[::1]"].includes(location.hostname);
}

const SHORTCUTS_KEY = "shortcuts";

/** The choice is kept on this device, because keys belong to a keyboard. */
export function areShortcutsOff() {
	return deviceStorage()?.getItem(SHORTCUTS_KEY) === "off";
}

/** @param {boolean} on */
export function setShortcutsOn(on) {
	if (on) deviceStorage()?.removeItem(SHORTCUTS_KEY);
	else deviceStorage()?.setItem(SHORTCUTS_KEY, "off");
}

/** Apple's keyboards have Cmd where others have Ctrl. */
export function isApplePlatform() {
	return /Mac|iP/.test(navigator.platform);
}
