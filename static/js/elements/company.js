import { Blocks } from "./blocks.js";
import { Presence } from "./presence.js";

/**
 * What the page knows of other people beyond their words.
 * @param {Page.ChatApp} app
 */
export function company(app) {
	new Presence(app);
	new Blocks(app);
}
