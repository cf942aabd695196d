import { Presence } from "./presence.js";

/**
 * What the page knows of other people beyond their words: who is there, and whom this person blocked.
 * @param {Page.ChatApp} app
 */
export function company(app) {
	new Presence(app);
	app.join({ turned: () => learn(app) });
	learn(app);
}

/** @param {Page.ChatApp} app */
async function learn(app) {
	const answer = await app.api.get("me/blocks", { limit: 100 }).catch(() => null);
	if (!answer) return;
	app.blocked = new Set(answer.results.map((/** @type {Chat.Person} */ { id }) => id));
	if (app.blocked.size) (await import("./blocks.js")).fold(app);
}
