import { FORMER_MEMBER } from "../chat/labels.js";
import { Typists, typingLabel } from "../chat/typists.js";
import { setTextWithBold, slot } from "../lib/dom.js";

/** Who is typing here. Never announced. */
export class TypingLine {
	#typists = new Typists();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#shown = 0;

	/**
	 * @param {HTMLElement} line
	 * @param {Page.ChatApp} app
	 * @param {string} conversation
	 */
	constructor(line, app, conversation) {
		this.line = line;
		this.app = app;
		this.conversation = conversation;
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (!("conversation_id" in frame) || frame.conversation_id !== this.conversation) return;
		if (frame.type === "typing" && frame.user_id !== this.app.me) {
			this.#typists.add(frame.user_id, performance.now(), frame.expires_in * 1000);
		} else if (frame.type === "message.created") {
			this.#typists.remove(frame.message.author_id, performance.now());
		} else return;
		this.#show();
	}

	async #show() {
		clearTimeout(this.#timer);
		const turn = ++this.#shown;
		const ids = this.#typists.activeAt(performance.now());
		const people = await Promise.all(ids.map((id) => this.app.users.find(id)));
		if (turn !== this.#shown) return;
		const [names, words] = typingLabel(people.map((person) => person?.name ?? FORMER_MEMBER));
		setTextWithBold(slot(this.line, "typing-words"), names, words);
		this.line.classList.toggle("active", ids.length > 0);
		if (ids.length) this.#timer = setTimeout(() => this.#show(), 1000);
	}
}
