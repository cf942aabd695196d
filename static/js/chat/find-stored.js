/**
 * Read everything that arrived after a message was first tried, and look for that message.
 * @param {Chat.Unsent} unsent
 * @param {{get: (path: string, query: {after: number, limit: number}) => Promise<Chat.Page>}} api
 * @returns {Promise<{message?: Chat.Message, after: number}>} the message as it was stored, or the end of the log
 */
export async function findStored({ conversation_id, client_id, after: first }, api) {
	let after = first ?? 0;
	for (;;) {
		const query = { after, limit: 100 };
		const { results, head, has_newer } = await api.get(`conversations/${conversation_id}/messages`, query);
		const message = results.find((candidate) => candidate.client_id === client_id);
		const last = results.at(-1)?.seq;
		// A log that was restored from a backup may end before the first try's `after`.
		after = last ?? Math.min(after, head.seq);
		if (message || !has_newer || last === undefined) return { message, after };
	}
}
