import { deviceStorage } from "../lib/browser.js";
import { cloneTemplate, optionalSlot, slot, uuid } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";
import { ComposerTools } from "./composer-tools.js";
import { Drafts } from "./drafts.js";
import { applyPostingRules } from "./posting-rules.js";

const MAX_CHARACTERS = 8000;
const WARN_BELOW = 500;
const TYPING_INTERVAL_MS = 6000;
const TYPING_AFTER_SEND_MS = 2000;
const SAVE_DRAFT_AFTER_MS = 300;
const MAX_ROWS = 10;

/** The form to write messages in. It works without script; with it, messages go through the outbox. */
export class ChatComposer extends HTMLElement {
	/** When the server was last told that somebody types here. */
	#typingSentAt = Number.NEGATIVE_INFINITY;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#draftTimer;
	/** @type {ComposerTools | undefined} missing if the conversation is closed: there is no form */
	tools;
	/** @type {Node[]} what the hint says while there is space */
	#hint = [];
	#somebodyTyped = false;
	/** Created for the first typing frame. */
	#typingLine = loadOnce(async () => {
		const { TypingLine } = await import("./typing-line.js");
		return new TypingLine(slot(this, "typing"), this.app, this.conversation);
	});

	constructor() {
		super();
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
		this.conversation = this.dataset.conversation ?? "";
		this.draftKey = `draft:${this.app.me}:${this.conversation}`;
		this.form = this.querySelector("form");
		this.isTouch = matchMedia("(pointer: coarse)");
		this.drafts = new Drafts(this);
	}

	connectedCallback() {
		this.app.join(this);
		const { form } = this;
		if (!form) return;
		slot(this, "tools").replaceChildren(...cloneTemplate("composer-tools").children);
		this.tools = new ComposerTools(this);
		this.#hint = [...(optionalSlot(this, "hint")?.childNodes ?? [])];
		// A draft on this device is newer than the server's.
		if (!form.elements.namedItem("edit"))
			this.field.value = deviceStorage()?.getItem(this.draftKey) ?? this.field.value;
		this.update();
		form.addEventListener("submit", (event) => this.#onSubmit(event));
		this.field.addEventListener("input", () => this.#onInput());
		this.field.addEventListener("keydown", (event) => this.#onKey(event));
		form.addEventListener("click", (event) => this.#onToolClick(event));
		addEventListener("pagehide", () => this.saveDraft(), { signal: this.app.pageSignal });
		if (!this.isTouch.matches && !location.hash) this.field.focus({ preventScroll: true });
	}

	disconnectedCallback() {
		this.saveDraft();
	}

	get field() {
		return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "typing") this.#somebodyTyped = true;
		if (this.#somebodyTyped) this.#typingLine().then((line) => line?.receive(frame));
		if (!("conversation_id" in frame) || frame.conversation_id !== this.conversation) return;
		if (frame.type === "conversation.mine") this.#applyMembership(frame.me);
		if (frame.type === "conversation.joined") applyPostingRules(this, frame.conversation);
		if (frame.type === "conversation.left") applyPostingRules(this, null);
	}

	/** @param {{role: string, draft: string}} membership the draft is what another device left */
	#applyMembership({ role, draft }) {
		if (role !== this.dataset.role) applyPostingRules(this);
		if (!this.form || deviceStorage()?.getItem(this.draftKey) != null || this.tools?.busy) return;
		this.field.value = draft;
		this.update();
	}

	/** @param {Chat.SyncAnswer} answer */
	onSync({ gone, conversations }) {
		if (gone.includes(this.conversation)) applyPostingRules(this, null);
		const missed = conversations.find(({ id }) => id === this.conversation);
		if (missed?.revisions.some(({ conversation }) => conversation)) applyPostingRules(this);
	}

	/** @param {Event} event */
	#onToolClick(event) {
		const button = /** @type {Element} */ (event.target).closest("[data-tool]");
		if (button instanceof HTMLElement) this.tools?.run(button);
	}

	/** @param {SubmitEvent} event */
	#onSubmit(event) {
		event.preventDefault();
		const body = this.field.value;
		if (!body.trim() || this.charactersLeft() < 0) return this.field.focus();
		if (this.tools?.submitEdit(body)) return;
		const reply_to = this.tools?.takeReply() ?? null;
		this.field.value = "";
		clearTimeout(this.#draftTimer);
		this.#draftTimer = undefined;
		deviceStorage()?.removeItem(this.draftKey);
		this.drafts.onMessageSent();
		this.update();
		// Sent sooner, a typing frame would be taken for one about the message before.
		this.#typingSentAt = performance.now() - TYPING_INTERVAL_MS + TYPING_AFTER_SEND_MS;
		this.app.send({ client_id: uuid(), conversation_id: this.conversation, body, reply_to });
		this.field.focus();
	}

	/** @param {KeyboardEvent} event */
	#onKey(event) {
		// 229: Safari ends a composition before the key that ends it.
		const isComposing = event.isComposing || event.keyCode === 229;
		if (!isComposing && this.tools?.onKey(event)) return;
		if (event.key !== "Enter" || event.shiftKey || isComposing || this.isTouch.matches) return;
		event.preventDefault();
		this.form?.requestSubmit();
	}

	#onInput() {
		this.update();
		this.tools?.onInput();
		clearTimeout(this.#draftTimer);
		this.#draftTimer = setTimeout(() => this.saveDraft(), SAVE_DRAFT_AFTER_MS);
		const now = performance.now();
		if (!this.field.value.trim() || now - this.#typingSentAt < TYPING_INTERVAL_MS) return;
		this.#typingSentAt = now;
		this.app.socket.send({ type: "typing", conversation_id: this.conversation });
	}

	/** Save what was typed: on this device at once, at the server soon. An edit is no draft. */
	saveDraft() {
		clearTimeout(this.#draftTimer);
		if (this.#draftTimer === undefined || this.tools?.editing) return;
		this.#draftTimer = undefined;
		try {
			deviceStorage()?.setItem(this.draftKey, this.field.value);
		} catch {
			// A full storage keeps no draft; the text is still in the field.
		}
		this.drafts.save();
	}

	/** How many more characters fit, near the end; else Infinity. */
	charactersLeft() {
		const { value } = this.field;
		// Counting characters is slow in a long text, and no text has more characters than code units.
		if (value.length < MAX_CHARACTERS - WARN_BELOW) return Infinity;
		const left = MAX_CHARACTERS - Array.from(value).length;
		return left > WARN_BELOW ? Infinity : left;
	}

	/** Update the button, the height and the hints after the field's text has changed. */
	update() {
		const { value } = this.field;
		const left = this.charactersLeft();
		slot(this, "send").setAttribute("aria-disabled", String(!value.trim() || left < 0));
		if (!CSS.supports("field-sizing", "content")) this.field.rows = Math.min(MAX_ROWS, value.split("\n").length);
		this.#updateHint(left);
		// An error that the server reported about this very text stays until the text changes.
		if (value === this.field.defaultValue) return;
		const error = slot(this, "error");
		error.hidden = left >= 0;
		if (left < 0) error.textContent = `${characters(-left)} too long`;
		this.field.ariaInvalid = String(left < 0);
	}

	/** @param {number} left */
	#updateHint(left) {
		const hint = optionalSlot(this, "hint");
		if (!hint) return;
		const isNearEnd = left >= 0 && left < Infinity;
		hint.hidden = !isNearEnd && (!this.field.value || this.isTouch.matches);
		if (isNearEnd) hint.replaceChildren(`${characters(left)} left`);
		else if (hint.firstChild !== this.#hint[0]) hint.replaceChildren(...this.#hint);
	}
}

/** @param {number} count */
function characters(count) {
	return count === 1 ? "1 character" : `${count} characters`;
}
