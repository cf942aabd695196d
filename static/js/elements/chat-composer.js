import { deviceStorage } from "../lib/browser.js";
import { cloneTemplate, optionalSlot, slot, uuid } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";

const LONGEST = 8000;
const WARN_AT = 500;
const TYPING_EVERY = 6000;
const DRAFT_AFTER = 300;

/** Where one writes. The form works without script; with it, messages go through the outbox. */
export class ChatComposer extends HTMLElement {
	#typed = Number.NEGATIVE_INFINITY;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#keeping;
	/** Whether anybody has typed yet. */
	#watched = false;
	#line = loadOnce(async () => {
		const { TypingLine } = await import("./typing-line.js");
		return new TypingLine(slot(this, "typing"), this.app, this.conversation);
	});
	/** Replies, edits, mentions, emoji: from the first key or pointer on. */
	more = loadOnce(async () => {
		this.#composing = new (await import("./composing.js")).Composing(this);
		return this.#composing;
	});
	/** @type {Page.Composing | undefined} the same, when it is there */
	#composing;
	#drafts = loadOnce(async () => new (await import("./drafts.js")).Drafts(this));

	constructor() {
		super();
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
		this.conversation = this.dataset.conversation ?? "";
		this.draft = `draft:${this.app.me}:${this.conversation}`;
		this.form = this.querySelector("form");
		this.coarse = matchMedia("(pointer: coarse)");
	}

	connectedCallback() {
		this.app.join(this);
		const { form } = this;
		if (!form) return;
		slot(this, "tools").replaceChildren(...cloneTemplate("composer-tools").children);
		// Kept here are only words that the server does not have yet.
		if (!form.elements.namedItem("edit")) this.field.value = deviceStorage()?.getItem(this.draft) ?? this.field.value;
		this.changed();
		form.addEventListener("submit", (event) => this.#submit(event));
		this.field.addEventListener("input", () => this.#input());
		this.field.addEventListener("keydown", (event) => this.#key(event));
		form.addEventListener("click", (event) => this.#tool(event));
		form.addEventListener("pointerover", () => this.more(), { once: true });
		if (form.elements.namedItem("edit") || form.elements.namedItem("reply_to")) this.more();
		addEventListener("pagehide", () => this.keep(), { signal: this.app.shown });
		if (!this.coarse.matches && !location.hash) this.field.focus({ preventScroll: true });
	}

	disconnectedCallback() {
		this.keep();
	}

	get field() {
		return /** @type {HTMLTextAreaElement} */ (this.querySelector("textarea"));
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "typing") this.#watched = true;
		if (this.#watched) this.#line().then((line) => line?.receive(frame));
		if (!("conversation_id" in frame) || frame.conversation_id !== this.conversation) return;
		if (frame.type === "conversation.mine") this.#mine(frame.me);
		if (frame.type === "conversation.joined") this.#rules(frame.conversation);
		if (frame.type === "conversation.left") this.#rules(null);
	}

	/** @param {{reply?: HTMLElement, edit?: Chat.Message, row?: HTMLElement}} what */
	async compose(what) {
		(await this.more())?.begin(what);
	}

	/** @param {Event} event */
	async #tool(event) {
		const button = /** @type {Element} */ (event.target).closest("[data-tool]");
		if (button instanceof HTMLElement) (await this.more())?.tool(button);
	}

	/** @param {{role: string, draft: string}} me the draft: what another device left */
	#mine({ role, draft }) {
		if (role !== this.dataset.role) this.#rules();
		if (deviceStorage()?.getItem(this.draft) != null || this.#composing?.busy) return;
		this.field.value = draft;
		this.changed();
	}

	/** @param {Chat.SyncAnswer} answer */
	synced({ gone, conversations }) {
		if (gone.includes(this.conversation)) this.#rules(null);
		const mine = conversations.find((one) => one.id === this.conversation);
		if (mine?.revisions.some((one) => one.conversation)) this.#rules();
	}

	/**
	 * May one still write here, or again, and how often?
	 * @param {Chat.Conversation | null} [conversation] null for one that was left; asked for where it is not known
	 */
	async #rules(conversation) {
		(await this.app.revised())?.judge(this, conversation);
	}

	/** @param {SubmitEvent} event */
	#submit(event) {
		event.preventDefault();
		const body = this.field.value;
		if (!body.trim() || this.left() < 0) return this.field.focus();
		if (this.#composing?.submit(body)) return;
		const reply_to = this.#composing?.replied() ?? null;
		this.field.value = "";
		clearTimeout(this.#keeping);
		this.#keeping = undefined;
		deviceStorage()?.removeItem(this.draft);
		this.#drafts().then((drafts) => drafts?.sent());
		this.changed();
		// Said sooner, it would be taken for what was typed before this message.
		this.#typed = performance.now() - 4000;
		this.app.send({ client_id: uuid(), conversation_id: this.conversation, body, reply_to });
		this.field.focus();
	}

	/** @param {KeyboardEvent} event */
	#key(event) {
		// 229: Safari ends a composition before the key that ends it.
		const composing = event.isComposing || event.keyCode === 229;
		if (!composing && this.#composing?.key(event)) return;
		// The very first key may be one of its own.
		if (!composing && !this.#composing) this.more().then((more) => more?.key(event));
		if (event.key !== "Enter" || event.shiftKey || composing || this.coarse.matches) return;
		event.preventDefault();
		this.form?.requestSubmit();
	}

	#input() {
		this.changed();
		this.more().then((more) => more?.typed());
		clearTimeout(this.#keeping);
		this.#keeping = setTimeout(() => this.keep(), DRAFT_AFTER);
		const now = performance.now();
		if (!this.field.value.trim() || now - this.#typed < TYPING_EVERY) return;
		this.#typed = now;
		this.app.socket.send({ type: "typing", conversation_id: this.conversation });
	}

	/** Here at once, at the server when there is a moment. An edit is no draft. */
	keep() {
		clearTimeout(this.#keeping);
		if (this.#keeping === undefined || this.#composing?.editing) return;
		this.#keeping = undefined;
		try {
			deviceStorage()?.setItem(this.draft, this.field.value);
		} catch {
			// A full store keeps no draft; the words are still in the field.
		}
		this.#drafts().then((drafts) => drafts?.keep());
	}

	/** How many characters there is room for, once that is worth saying. */
	left() {
		const { value } = this.field;
		const left = value.length < LONGEST - WARN_AT ? LONGEST : LONGEST - Array.from(value).length;
		return left > WARN_AT ? Infinity : left;
	}

	/** The field holds something else. */
	changed() {
		const { value } = this.field;
		const left = this.left();
		slot(this, "send").setAttribute("aria-disabled", String(!value.trim() || left < 0));
		if (!CSS.supports("field-sizing", "content")) this.field.rows = Math.min(10, value.split("\n").length);
		// What the server said of these very words stands until they change.
		if (value !== this.field.defaultValue) slot(this, "error").hidden = left >= 0;
		const hint = optionalSlot(this, "hint");
		if (hint) hint.hidden = !value || this.coarse.matches;
		if (left < Infinity || this.#counted) this.#counter().then((count) => count?.());
		this.#counted = left < Infinity;
	}
	/** Whether the field says how much there is room for. */
	#counted = false;
	#counter = loadOnce(async () => (await import("./counter.js")).counter(this));
}
