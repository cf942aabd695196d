import { Announcer } from "../chat/announcer.js";
import { FORMER_MEMBER } from "../chat/labels.js";
import { announce } from "../lib/dom.js";

/**
 * The page's voice for arriving messages; of blocked people it says nothing.
 * @param {Page.ChatApp} app
 * @returns {(message: Chat.Message) => Promise<void>}
 */
export function announcer(app) {
	const voice = new Announcer({
		say: (words) => announce("announcer", words),
		now: () => performance.now(),
		setTimer: (act, ms) => setTimeout(act, ms),
	});
	return async ({ author_id, body }) => {
		if (app.blocked.has(author_id)) return;
		const person = await app.users.find(author_id);
		voice.add({ name: person?.name ?? FORMER_MEMBER, text: body });
	};
}
