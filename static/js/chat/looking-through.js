/**
 * All that came after a message was first tried: is it among them?
 * @param {Chat.Unsent} unsent
 * @param {{get: (path: string, query: {after: number, limit: number}) => Promise<Chat.Page>}} api
 * @returns {Promise<{mine?: Chat.Message, after: number}>} the message as it was stored, or where the log ends
 */
export async function lookThrough({ conversation_id, client_id, after: first }, api) {
	let after = first ?? 0;
	for (;;) {
		const { results, head, has_newer } = await api.get(`conversations/${conversation_id}/messages`, {
			after,
			limit: 100,
		});
		const mine = results.find((message) => message.client_id === client_id);
		const last = results.at(-1)?.seq;
		// A restored log may end before that.
		after = last ?? Math.min(after, head.seq);
		if (mine || !has_newer || last === undefined) return { mine, after };
	}
}
