import { cloneTemplate, icon, slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";

/** Replies and edits in the composer, and the buttons that help to write. */
export class ComposerTools {
	/** @type {number | null} the seq of the message that is being answered */
	#replyTo = null;
	/** @type {Chat.Message | null} the message being edited */
	editing = null;
	/** The text that was in the field before the edit. */
	#textBeforeEdit = "";
	/** @type {HTMLElement | null} the element that gets the focus back */
	#returnFocusTo = null;
	#hasBeenUsed = false;
	/** @type {Page.MentionList | undefined} */
	#mentionList;
	/** From the first @ on. */
	#loadMentionList = loadOnce(async () => {
		this.#mentionList = new (await import("./mention-list.js")).MentionList(this.composer);
		return this.#mentionList;
	});

	/** @param {Page.ChatComposer} composer */
	constructor(composer) {
		this.composer = composer;
		this.context = slot(composer, "context");
		this.form = /** @type {HTMLFormElement} */ (composer.form);
		for (const type of ["pointerover", "keydown", "input"]) {
			this.form.addEventListener(type, () => this.#onFirstUse(), { once: true });
		}
		this.#adoptServerState();
	}

	#onFirstUse() {
		this.#hasBeenUsed = true;
	}

	/** Whether somebody is writing: a field that merely has the focus since the page was opened does not count. */
	get busy() {
		const isWriting = this.#hasBeenUsed && this.composer.field === document.activeElement;
		return Boolean(this.editing || this.#replyTo || isWriting);
	}

	/**
	 * Begin a reply to a row, or an edit of a message. `row` gets the focus back afterwards.
	 * @param {{reply?: HTMLElement, edit?: Chat.Message, row?: HTMLElement}} what
	 */
	begin({ reply, edit, row }) {
		this.cancel();
		this.#returnFocusTo = reply ?? row ?? null;
		if (reply) this.#beginReply(reply);
		if (edit) this.#beginEdit(edit);
		this.composer.field.focus();
	}

	/**
	 * Return to writing a new message.
	 * @returns {boolean} whether a reply or an edit was cancelled
	 */
	cancel() {
		if (this.context.hidden) return false;
		slot(this.composer, "error").hidden = true;
		if (this.editing) this.#setText(this.#textBeforeEdit);
		this.editing = this.#replyTo = null;
		for (const name of ["edit", "reply_to"]) this.form.querySelector(`[name="${name}"]`)?.remove();
		this.context.hidden = true;
		this.context.replaceChildren();
		return true;
	}

	/** End the reply, and return the seq of the message that it answers. */
	takeReply() {
		const seq = this.#replyTo;
		this.cancel();
		return seq;
	}

	/**
	 * @param {string} body
	 * @returns {boolean} whether the text is an edit, and not a new message
	 */
	submitEdit(body) {
		if (!this.editing) return false;
		this.#save(this.editing, body);
		return true;
	}

	/**
	 * @param {KeyboardEvent} event
	 * @returns {boolean} whether the key was used
	 */
	onKey(event) {
		if (this.#mentionList?.onKey(event)) return true;
		if (event.key === "Escape" && this.cancel()) {
			this.#returnFocusTo?.focus();
		} else if (event.key === "ArrowUp" && !this.composer.field.value && !event.altKey) {
			this.#editLast();
		} else return false;
		event.preventDefault();
		event.stopPropagation();
		return true;
	}

	async onInput() {
		const { field } = this.composer;
		if (!this.#mentionList && !/(?:^|[^\w@./+-])@/u.test(field.value.slice(0, field.selectionEnd))) return;
		(await this.#loadMentionList())?.onInput();
	}

	/** @param {HTMLElement} button */
	async run(button) {
		switch (button.dataset.tool) {
			case "cancel":
				this.cancel();
				return this.composer.field.focus();
			case "mention":
				this.insert("@", { afterSpace: true });
				return this.onInput();
			case "code":
				return this.#insertCode();
			case "emoji": {
				const { pickEmoji } = await import("./emoji-picker.js");
				return pickEmoji(button, { choose: (emoji) => this.insert(emoji), focus: this.composer.field });
			}
		}
	}

	/**
	 * Insert text at the caret, in place of the selection. Ctrl Z undoes it.
	 * @param {string} text
	 * @param {{afterSpace?: boolean, from?: number}} [how] `from`: replace the text from there to the caret
	 */
	insert(text, { afterSpace = false, from } = {}) {
		const { field } = this.composer;
		const start = from ?? field.selectionStart;
		const needsSpace = afterSpace && start > 0 && !/\s/u.test(field.value[start - 1] ?? "");
		field.focus();
		field.setSelectionRange(start, field.selectionEnd);
		// Only execCommand keeps the browser's own undo; if it is missing, the text is inserted all the same.
		const inserted = needsSpace ? ` ${text}` : text;
		if (document.execCommand("insertText", false, inserted)) return;
		field.setRangeText(inserted, start, field.selectionEnd, "end");
		field.dispatchEvent(new Event("input", { bubbles: true }));
	}

	#insertCode() {
		const { field } = this.composer;
		const [start, end] = [field.selectionStart, field.selectionEnd];
		const selected = field.value.slice(start, end);
		const isBlock = selected.includes("\n");
		this.insert(isBlock ? `\`\`\`\n${selected}\n\`\`\`` : `\`${selected}\``);
		if (!selected) field.setSelectionRange(start + 1, start + 1);
	}

	/** Take over the reply or edit that the server rendered for people without script. */
	#adoptServerState() {
		const value = (/** @type {string} */ name) =>
			Number(/** @type {HTMLInputElement | null} */ (this.form.querySelector(`[name="${name}"]`))?.value);
		const edit = value("edit");
		this.#replyTo = value("reply_to") || null;
		if (edit) this.editing = /** @type {Chat.Message} */ ({ seq: edit });
		if (edit || this.#replyTo) this.context.querySelector("a")?.replaceWith(cloneTemplate("composer-cancel"));
	}

	/** @param {HTMLElement} row */
	#beginReply(row) {
		this.#replyTo = Number(row.dataset.seq);
		const context = cloneTemplate("composer-reply");
		slot(context, "whom").textContent = row.classList.contains("own") ? "yourself" : slot(row, "author").textContent;
		slot(context, "words").textContent = slot(row, "body").textContent;
		this.#showContext("reply", context);
	}

	/** @param {Chat.Message} message */
	#beginEdit(message) {
		this.editing = message;
		this.#textBeforeEdit = this.composer.field.value;
		this.#showContext("pencil", cloneTemplate("composer-edit"));
		this.#setText(message.body);
	}

	/**
	 * @param {string} iconName
	 * @param {HTMLElement} context
	 */
	#showContext(iconName, context) {
		this.context.replaceChildren(icon(iconName), context, cloneTemplate("composer-cancel"));
		this.context.hidden = false;
	}

	/** @param {string} text */
	#setText(text) {
		const { field } = this.composer;
		field.value = text;
		field.setSelectionRange(text.length, text.length);
		this.composer.update();
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
