/**
 * A conversation's new name, topic or size, where the page tells of them.
 * @param {HTMLElement} timeline
 * @param {Partial<Chat.Conversation>} conversation
 */
export function show(timeline, { name, topic, member_count }) {
	const header = timeline.closest("main")?.querySelector("header");
	if (!header) return;
	const put = (/** @type {string} */ place, /** @type {string} */ words) => {
		for (const element of header.querySelectorAll(`[data-slot="${place}"]`)) element.textContent = words;
	};
	if (name && timeline.dataset.kind !== "direct") put("title", name);
	if (topic) put("topic", topic);
	if (member_count !== undefined) put("member-count", String(member_count));
}
