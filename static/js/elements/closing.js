/**
 * Puts a sentence in place of the form where one may not write any more, and renders the page anew where one may again.
 * What was typed stays in the field.
 * @param {Page.ChatApp} app
 * @param {string} id
 * @param {HTMLFormElement | null} form
 * @param {boolean} left known without asking
 */
export async function judge(app, id, form, left = false) {
	const why = left ? LEFT : await reason(app, id);
	if (why === undefined) return;
	const closed = !form || form.hidden;
	if (why === null && closed) location.reload();
	if (why === null || closed) return;
	form.hidden = true;
	const sentence = document.createElement("p");
	sentence.className = "composer-closed";
	sentence.textContent = why;
	form.before(sentence);
}

/**
 * @param {Page.ChatApp} app
 * @param {string} id
 * @returns {Promise<string | null | undefined>} null where one may write, undefined where the server did not say
 */
async function reason(app, id) {
	try {
		/** @type {Chat.Conversation} */
		const { me, archived, posting, name } = await app.api.get(`conversations/${id}`);
		if (!me) return LEFT;
		if (archived) return "This conversation is archived.";
		return posting === "owners" && me.role !== "owner" ? `Only owners post in ${name}.` : null;
	} catch (error) {
		return /** @type {{status: number}} */ (error).status === 404 ? LEFT : undefined;
	}
}

const LEFT = "You’re no longer in this conversation.";
