/** @typedef {Pick<Chat.Conversation, "kind" | "name" | "archived" | "posting" | "slow_mode">} Rules */

/** @type {[unit: string, size: number][]} */
const UNITS = [
	["hour", 3600],
	["minute", 60],
	["second", 1],
];

/**
 * A sentence about why a member cannot write here; empty if they can.
 * @param {Partial<Rules>} conversation as far as it is known
 * @param {string} role
 */
export function closedReason({ kind, name, archived, posting }, role) {
	if (archived) return "This conversation is archived. You can read it, and nobody can write.";
	if (posting !== "owners" || role === "owner") return "";
	return `Only owners post in ${kind === "channel" ? "#" : ""}${name ?? "Unnamed group"}.`;
}

/**
 * A sentence about how often a member may write here; empty if as often as they like.
 * @param {Partial<Rules>} conversation
 * @param {string} role
 */
export function slowModeNotice({ slow_mode: seconds = 0 }, role) {
	if (!seconds || role !== "member") return "";
	const [unit, size] = UNITS.find(([, size]) => seconds % size === 0) ?? ["second", 1];
	const count = seconds / size;
	const span = count === 1 ? unit : `${count} ${unit}s`;
	return `Slow mode: one message every ${span}.`;
}
