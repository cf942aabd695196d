import { judge } from "./rules.js";

/**
 * What a conversation is called and allows now, wherever the page tells of it.
 * @param {Page.ChatTimeline} timeline
 * @param {{conversation: Chat.SharedConversation}} told
 */
export function settings(timeline, { conversation }) {
	const main = timeline.closest("main");
	const composer = /** @type {Page.ChatComposer | null | undefined} */ (main?.querySelector("chat-composer"));
	if (composer) judge(composer, conversation);
	const { kind, name, topic, member_count } = conversation;
	const put = (/** @type {string} */ place, /** @type {string | number | undefined} */ words) => {
		for (const element of main?.querySelectorAll(`header [data-slot="${place}"]`) ?? [])
			element.textContent = String(words ?? "");
	};
	if (kind === "direct") return;
	put("title", name ?? "Unnamed group");
	put("topic", topic);
	put("member-count", member_count);
}
