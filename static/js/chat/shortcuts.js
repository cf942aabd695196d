/** @typedef {"jump" | "help" | "panel" | "settings" | "previous" | "next" | "previous-unread" | "next-unread"} Act */

/** @type {Record<string, Act>} */
const WITH_CTRL = { k: "jump", "/": "help", ".": "panel", ",": "settings" };

/** @type {Record<string, [plain: Act, shifted: Act]>} */
const WITH_ALT = { ArrowUp: ["previous", "previous-unread"], ArrowDown: ["next", "next-unread"] };

/**
 * What a key asks for. Ctrl is Cmd on Apple's keyboards; AltGr, which says Ctrl and Alt at once, asks for nothing.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {boolean} apple
 * @returns {Act | null}
 */
export function shortcut({ key, ctrlKey, metaKey, altKey, shiftKey }, apple) {
	const [main, other] = apple ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
	if (other || main === altKey) return null;
	if (altKey) return WITH_ALT[key]?.[shiftKey ? 1 : 0] ?? null;
	// A slash needs Shift on many keyboards.
	return shiftKey && key !== "/" ? null : (WITH_CTRL[key.toLowerCase()] ?? null);
}
