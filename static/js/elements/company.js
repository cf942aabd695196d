import { Presence } from "./presence.js";

/**
 * What the page knows of other people beyond their words: who is there, and whom this person blocked.
 * @param {Page.ChatApp} app
 */
export function company(app) {
	const presence = new Presence(app);
	const hide = async () => (await import("./hiding.js")).hiding(app, () => presence.ask());
	if (document.hidden) hide();
	else document.addEventListener("visibilitychange", hide, { once: true });
	app.join({ turned: () => learn(app) });
	learn(app);
}

/** @param {Page.ChatApp} app */
async function learn(app) {
	const blocked = await all(app).catch(() => null);
	if (!blocked) return;
	app.blocked = blocked;
	if (app.blocked.size) (await import("./blocks.js")).fold(app);
}

/** @param {Page.ChatApp} app */
async function all({ api }) {
	/** @type {Set<string>} */
	const blocked = new Set();
	for (let cursor = ""; ; ) {
		const { results, next } = await api.get("me/blocks", cursor ? { limit: 100, cursor } : { limit: 100 });
		for (const { id } of results) blocked.add(id);
		if (!next) return blocked;
		cursor = next;
	}
}
