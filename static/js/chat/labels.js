/** The name that is shown for an account that no longer exists. */
export const FORMER_MEMBER = "Former member";

/**
 * The text shown in place of a message that was deleted or hidden, or null.
 * @param {{deleted: boolean, hidden: boolean}} message
 */
export function tombstoneText({ deleted, hidden }) {
	if (deleted) return "This message was deleted";
	return hidden ? "Hidden by a moderator" : null;
}
