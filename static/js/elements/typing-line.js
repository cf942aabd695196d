import { FORMER_MEMBER } from "../chat/labels.js";
import { Typists, typingLabel } from "../chat/typists.js";
import { setTextWithBold, slot } from "../lib/dom.js";

/** The line that says who is typing. It is never announced to a screen reader. */
export class TypingLine {
	#typists = new Typists();
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** Counts the updates: only the latest one is shown. */
	#latestUpdate = 0;

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
		this.#update();
	}

	async #update() {
		clearTimeout(this.#timer);
		const thisUpdate = ++this.#latestUpdate;
		const ids = this.#typists.activeAt(performance.now());
		const people = await Promise.all(ids.map((id) => this.app.users.find(id)));
		if (thisUpdate !== this.#latestUpdate) return;
		const [names, text] = typingLabel(people.map((person) => person?.name ?? FORMER_MEMBER));
		setTextWithBold(slot(this.line, "typing-words"), names, text);
		this.line.classList.toggle("active", ids.length > 0);
		if (ids.length) this.#timer = setTimeout(() => this.#update(), 1000);
	}
}
