import { cloneTemplate, icon, slot } from "../lib/dom.js";

/** What the field is for besides a new message: an answer, or one's own words anew; and what helps to write. */
export class Composing {
	/** @type {number | null} */
	#reply = null;
	/** @type {Chat.Message | null} the message being edited */
	editing = null;
	/** What was in the field before the edit. */
	#aside = "";
	/** @type {HTMLElement | null} where the focus was */
	#from = null;
	/** @type {Promise<Page.Mentioning> | undefined} */
	#mentioning;
	/** @type {Page.Mentioning | undefined} */
	#list;

	/** @param {Page.ChatComposer} composer */
	constructor(composer) {
		this.composer = composer;
		this.context = slot(composer, "context");
		this.form = /** @type {HTMLFormElement} */ (composer.form);
		this.#adopt();
	}

	get busy() {
		return Boolean(this.editing || this.#reply || this.composer.field === document.activeElement);
	}

	/** @param {{reply?: HTMLElement, edit?: Chat.Message, row?: HTMLElement}} what */
	begin({ reply, edit, row }) {
		this.cancel();
		this.#from = reply ?? row ?? null;
		if (reply) this.#answer(reply);
		if (edit) this.#change(edit);
		this.composer.field.focus();
	}

	/** Back to a new message. @returns {boolean} whether there was something else */
	cancel() {
		if (this.context.hidden) return false;
		slot(this.composer, "error").hidden = true;
		if (this.editing) this.#write(this.#aside);
		this.editing = this.#reply = null;
		for (const name of ["edit", "reply_to"]) this.form.querySelector(`[name="${name}"]`)?.remove();
		this.context.hidden = true;
		this.context.replaceChildren();
		return true;
	}

	/** The seq answered, once. */
	replied() {
		const seq = this.#reply;
		this.cancel();
		return seq;
	}

	/**
	 * @param {string} body
	 * @returns {boolean} whether these words are an edit, and no message
	 */
	submit(body) {
		if (!this.editing) return false;
		this.#save(this.editing, body);
		return true;
	}

	/**
	 * @param {KeyboardEvent} event
	 * @returns {boolean} whether it was meant for this
	 */
	key(event) {
		if (this.#list?.onKey(event)) return true;
		if (event.key === "Escape" && this.cancel()) {
			this.#from?.focus();
		} else if (event.key === "ArrowUp" && !this.composer.field.value && !event.altKey) {
			this.#editLast();
		} else return false;
		event.preventDefault();
		event.stopPropagation();
		return true;
	}

	/** Something was typed. */
	async typed() {
		const { field } = this.composer;
		if (!this.#mentioning && !/(?:^|[^\w@./+-])@/u.test(field.value.slice(0, field.selectionEnd))) return;
		this.#mentioning ??= import("./mentioning.js").then(({ Mentioning }) => new Mentioning(this.composer));
		this.#list = await this.#mentioning;
		this.#list.typed();
	}

	/** @param {HTMLElement} button */
	async tool(button) {
		switch (button.dataset.tool) {
			case "cancel":
				this.cancel();
				return this.composer.field.focus();
			case "mention":
				this.insert("@", { apart: true });
				return this.typed();
			case "code":
				return this.#code();
			case "emoji": {
				const { pickEmoji } = await import("./emoji-picker.js");
				return pickEmoji(button, { choose: (emoji) => this.insert(emoji), focus: this.composer.field });
			}
		}
	}

	/**
	 * At the caret, in place of what is selected; undone by Ctrl Z.
	 * @param {string} text
	 * @param {{apart?: boolean, from?: number}} [how] `apart`: after a space; `from`: instead of what follows it
	 */
	insert(text, { apart = false, from } = {}) {
		const { field } = this.composer;
		const start = from ?? field.selectionStart;
		const glued = apart && start > 0 && !/\s/u.test(field.value[start - 1] ?? "");
		field.focus();
		field.setSelectionRange(start, field.selectionEnd);
		// The one way that keeps the browser's own undo; where it is gone, the text still comes.
		const words = glued ? ` ${text}` : text;
		if (document.execCommand("insertText", false, words)) return;
		field.setRangeText(words, start, field.selectionEnd, "end");
		field.dispatchEvent(new Event("input", { bubbles: true }));
	}

	#code() {
		const { field } = this.composer;
		const [start, end] = [field.selectionStart, field.selectionEnd];
		const chosen = field.value.slice(start, end);
		const block = chosen.includes("\n");
		this.insert(block ? `\`\`\`\n${chosen}\n\`\`\`` : `\`${chosen}\``);
		if (!chosen) field.setSelectionRange(start + 1, start + 1);
	}

	/** What the server put there for those without script. */
	#adopt() {
		const value = (/** @type {string} */ name) =>
			Number(/** @type {HTMLInputElement | null} */ (this.form.querySelector(`[name="${name}"]`))?.value);
		const edit = value("edit");
		this.#reply = value("reply_to") || null;
		if (edit) this.editing = /** @type {Chat.Message} */ ({ seq: edit });
		if (edit || this.#reply) this.context.querySelector("a")?.replaceWith(cloneTemplate("composer-cancel"));
	}

	/** @param {HTMLElement} row */
	#answer(row) {
		this.#reply = Number(row.dataset.seq);
		const words = cloneTemplate("composer-reply");
		slot(words, "whom").textContent = row.classList.contains("own") ? "yourself" : slot(row, "author").textContent;
		slot(words, "words").textContent = slot(row, "body").textContent;
		this.#show("reply", words);
	}

	/** @param {Chat.Message} message */
	#change(message) {
		this.editing = message;
		this.#aside = this.composer.field.value;
		this.#show("pencil", cloneTemplate("composer-edit"));
		this.#write(message.body);
	}

	/**
	 * @param {string} drawing
	 * @param {HTMLElement} words
	 */
	#show(drawing, words) {
		this.context.replaceChildren(icon(drawing), words, cloneTemplate("composer-cancel"));
		this.context.hidden = false;
	}

	/** @param {string} text */
	#write(text) {
		const { field } = this.composer;
		field.value = text;
		field.setSelectionRange(text.length, text.length);
		this.composer.changed();
	}

	/**
	 * @param {Chat.Message} message
	 * @param {string} body
	 */
	async #save({ seq }, body) {
		const { app, conversation } = this.composer;
		try {
			await app.api.send("PATCH", `conversations/${conversation}/messages/${seq}`, { body });
			this.cancel();
			this.composer.field.focus();
		} catch (error) {
			const problem = slot(this.composer, "error");
			problem.hidden = false;
			problem.textContent = `Not saved. ${/** @type {Error} */ (error).message}`;
		}
	}

	async #editLast() {
		const timeline = /** @type {Page.ChatTimeline | null} */ (document.querySelector("chat-timeline"));
		(await timeline?.tools())?.editLast(this.composer.field);
	}
}
