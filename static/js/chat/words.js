/** The name of who is gone. */
export const NOBODY = "Former member";

/**
 * What stands where a message was.
 * @param {{deleted: boolean, hidden: boolean}} message
 */
export function stone({ deleted, hidden }) {
	if (deleted) return "This message was deleted";
	return hidden ? "Hidden by a moderator" : null;
}
