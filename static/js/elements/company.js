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
	app.join({
		turned: () => follow(app),
		connection: () => app.socket.connected && learn(app),
	});
	document.addEventListener("answered", (event) => {
		if (/block$/.test(/** @type {CustomEvent<string>} */ (event).detail)) learn(app);
	});
	learn(app);
}

/** @param {Page.ChatApp} app */
async function learn(app) {
	app.blocked = await all(app).catch(() => app.blocked);
	await follow(app);
}

/** @param {Page.ChatApp} app */
async function follow(app) {
	if (app.blocked.size || app.querySelector(".folded")) (await import("./blocks.js")).fold(app);
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
