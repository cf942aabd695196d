/** @typedef {"jump" | "help" | "panel" | "settings" | "previous" | "next" | "previous-unread" | "next-unread"} ShortcutName */

/** @type {Record<string, ShortcutName>} */
const WITH_CTRL = { k: "jump", "/": "help", ".": "panel", ",": "settings" };

/** @type {Record<string, [plain: ShortcutName, shifted: ShortcutName]>} */
const WITH_ALT = { ArrowUp: ["previous", "previous-unread"], ArrowDown: ["next", "next-unread"] };

/**
 * The shortcut that a key press means. Ctrl is Cmd on Apple's keyboards; AltGr, which reports Ctrl and Alt at once, means
 * none.
 * @param {Pick<KeyboardEvent, "key" | "ctrlKey" | "metaKey" | "altKey" | "shiftKey">} event
 * @param {boolean} isApple
 * @returns {ShortcutName | null}
 */
export function shortcutFor({ key, ctrlKey, metaKey, altKey, shiftKey }, isApple) {
	const [main, other] = isApple ? [metaKey, ctrlKey] : [ctrlKey, metaKey];
	if (other || main === altKey) return null;
	if (altKey) return WITH_ALT[key]?.[shiftKey ? 1 : 0] ?? null;
	// Many keyboards need Shift for a slash.
	return shiftKey && key !== "/" ? null : (WITH_CTRL[key.toLowerCase()] ?? null);
}
