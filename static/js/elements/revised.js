import { repin } from "./pins.js";
import { requote } from "./rich.js";

export { judge } from "./rules.js";
export { settings } from "./settings.js";

/**
 * A message changed, on show or not: what else speaks of it follows.
 * @param {Page.ChatTimeline} timeline
 * @param {{kind: Chat.Revision["kind"], message: Chat.Message}} revision
 */
export function revised({ app, list }, revision) {
	requote(list, revision.message);
	repin(app, revision);
}
