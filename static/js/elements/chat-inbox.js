import { advance, eventOrder, isBehind } from "../chat/cursors.js";
import { FORMER_MEMBER, tombstoneText } from "../chat/labels.js";
import { countMessage, highlightCount, markRead, markUnreadFrom, titleWithCount } from "../chat/unread.js";
import { slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";

const CALM = 100;

/** The list of conversations: unread counts, last words and order, kept by the same log as the timeline. */
export class ChatInbox extends HTMLElement {
	/** @type {Map<string, Page.InboxEntry>} */
	entries = new Map();
	#title = document.title;
	/** @type {Set<string>} whose row shows an old count */
	#stale = new Set();
	/** @type {WeakMap<HTMLElement, object>} which last words a row is to show */
	#turns = new WeakMap();
	#rows = loadOnce(() => import("./inbox-row.js"));

	constructor() {
		super();
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
		for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-conversation]"))) {
			this.entries.set(row.dataset.conversation ?? "", entry(row));
		}
	}

	connectedCallback() {
		this.app.join(this);
		this.addEventListener("pointerleave", () => this.sort());
		this.addEventListener("focusout", () => setTimeout(() => this.sort()));
		this.count();
	}

	/** @returns {Record<string, Chat.Cursor>} most recently active first */
	cursors() {
		const entries = [...this.entries].sort(([, a], [, b]) => b.activity.localeCompare(a.activity));
		return Object.fromEntries(entries.map(([id, { cursor }]) => [id, cursor]));
	}

	/** @param {string} title */
	named(title) {
		this.#title = title;
		this.count();
	}

	/** The page that came may be older than what was heard while it was on its way. */
	turned() {
		for (const [id, cursor] of Object.entries(this.app.cursors())) {
			const own = this.entries.get(id)?.cursor;
			if (own && isBehind(cursor, own)) return this.app.sync().catch(() => {});
		}
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		switch (frame.type) {
			case "message.created":
			case "message.revised":
				return this.#event(frame);
			case "head":
				return this.#head(frame);
			case "read":
				return frame.user_id === this.app.me && this.readTo(frame.conversation_id, frame.seq);
			case "conversation.mine":
				return this.#mine(frame.conversation_id, frame.me);
			case "conversation.joined":
				return this.#change("joined", frame.conversation);
			case "conversation.left":
				return this.#change("left", frame.id);
		}
	}

	/** @param {Page.Change} change */
	sent({ conversation_id, message }) {
		const { epoch = "" } = this.entries.get(conversation_id)?.cursor ?? {};
		if (message) this.receive({ type: "message.created", conversation_id, epoch, message });
	}

	/** @param {Chat.SyncAnswer} answer */
	synced(answer) {
		for (const conversation of answer.conversations) this.#synced(conversation);
		for (const conversation of answer.joined) this.#change("joined", conversation);
		for (const id of answer.gone) this.#change("left", id);
	}

	/**
	 * @param {string} id
	 * @param {number} seq
	 */
	readTo(id, seq) {
		const found = this.entries.get(id);
		if (!found) return;
		markRead(found, seq);
		this.mark(id);
	}

	/**
	 * @param {string} id
	 * @param {{notify: Chat.Notify, draft: string}} me
	 */
	#mine(id, { notify, draft }) {
		const found = this.entries.get(id);
		if (!found) return;
		found.notify = notify;
		this.row(id)?.classList.toggle("drafted", draft !== "");
		this.mark(id);
	}

	/** @param {string} id */
	entry(id) {
		return this.entries.get(id);
	}

	/**
	 * @param {string} id
	 * @param {number} seq
	 */
	unreadFrom(id, seq) {
		const found = this.entries.get(id);
		if (found) markUnreadFrom(found, seq);
		this.mark(id);
	}

	/** @param {Chat.Created | Chat.Revised} event */
	#event(event) {
		const found = this.entries.get(event.conversation_id);
		if (!found) return this.app.syncSoon();
		const order = eventOrder(found.cursor, event);
		if (order === "old") return;
		if (order !== "next") return this.app.syncSoon();
		advance(found.cursor, event);
		if (event.type === "message.created") this.#heard(event.conversation_id, found, event.message);
		else this.#revised(event.conversation_id, found, event);
	}

	/** @param {Chat.HeadMoved} head */
	#head(head) {
		const found = this.entries.get(head.conversation_id);
		if (!found || isBehind(found.cursor, head)) this.app.syncSoon();
	}

	/** @param {Chat.Synced} answer */
	#synced({ id, epoch, head, messages, revisions, more, reset }) {
		const found = this.entries.get(id);
		if (!found) return;
		const seq = messages.at(-1)?.seq ?? 0;
		const rev = revisions.at(-1)?.rev ?? 0;
		const held = reset ? { seq: 0, rev: 0 } : found.cursor;
		const end = more ? { seq: 0, rev: 0 } : head;
		found.cursor = { epoch, seq: Math.max(held.seq, seq, end.seq), rev: Math.max(held.rev, rev, end.rev) };
		if (reset) this.#change("refresh", id);
		for (const revision of revisions) this.#revised(id, found, revision);
		const last = messages.at(-1);
		if (last) this.#heard(id, found, last);
	}

	/**
	 * @param {string} id
	 * @param {Page.InboxEntry} found
	 * @param {Chat.Message} message
	 */
	#heard(id, found, message) {
		countMessage(found, message, this.app.me);
		this.preview(id, message);
		this.mark(id);
	}

	/**
	 * @param {string} id
	 * @param {Page.InboxEntry} found
	 * @param {Chat.Revision} revision
	 */
	#revised(id, found, { message, conversation }) {
		if (message && message.seq === found.cursor.seq) this.preview(id, message);
		const row = this.row(id);
		if (!conversation?.name || !row || row.dataset.kind === "direct") return;
		row.dataset.name = conversation.name;
		slot(row, "name").textContent = conversation.name;
		this.sort();
	}

	/**
	 * Rows that come and go, or change their looks.
	 * @param {"joined" | "refresh" | "left"} what
	 * @param {Chat.Conversation | string} whose
	 */
	async #change(what, whose) {
		(await this.#rows())?.[what](this, /** @type {any} */ (whose));
	}

	/**
	 * @param {string} id
	 * @param {Chat.Message} message
	 */
	async preview(id, message) {
		const row = this.row(id);
		if (!row) return;
		const turn = {};
		this.#turns.set(row, turn);
		const author = await this.#author(row, message);
		// A name that had to be asked for may come after a newer message.
		if (this.#turns.get(row) !== turn) return;
		slot(row, "preview-body").textContent = tombstoneText(message) ?? message.body;
		slot(row, "preview-author").textContent = author;
		/** @type {Page.LocalTime} */ (slot(row, "time")).instant = message.sent_at;
		row.dataset.activity = message.sent_at;
		this.sort();
	}

	/**
	 * @param {HTMLElement} row
	 * @param {Chat.Message} message
	 */
	async #author(row, { author_id }) {
		if (author_id === this.app.me) return "You: ";
		if (row.dataset.kind === "direct") return "";
		return `${(await this.app.users.find(author_id))?.name ?? FORMER_MEMBER}: `;
	}

	/**
	 * Not at once: what the open conversation shows is read before anybody sees it counted.
	 * @param {string} id
	 */
	mark(id) {
		if (!this.#stale.size) setTimeout(() => this.#marked(), CALM);
		this.#stale.add(id);
	}

	#marked() {
		for (const id of this.#stale) {
			const [row, entry] = [this.row(id), this.entries.get(id)];
			if (!row || !entry) continue;
			const { unread, mentions, notify } = entry;
			row.classList.toggle("unread", highlightCount(entry) > 0);
			row.classList.toggle("muted", notify === "none");
			row.dataset.unread = String(unread);
			slot(row, "unread").hidden = !unread || mentions > 0;
			slot(row, "count").textContent = String(unread);
			slot(row, "badge").hidden = !mentions;
			slot(row, "mentions").textContent = String(mentions);
		}
		this.#stale.clear();
		this.count();
	}

	count() {
		document.title = titleWithCount(this.#title, this.entries.values());
	}

	/** Only while nobody is about to click: rows must not move under a pointer or a focus. */
	sort() {
		if (this.matches(":hover, :focus-within")) return;
		for (const list of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-list]"))) {
			const rows = /** @type {HTMLElement[]} */ ([...list.children]);
			const sorted = rows.toSorted(list.dataset.list === "direct" ? byActivity : byName);
			if (sorted.some((row, i) => row !== rows[i])) list.replaceChildren(...sorted);
		}
	}

	/** @param {string} id */
	row(id) {
		return /** @type {HTMLElement | null} */ (this.querySelector(`[data-conversation="${CSS.escape(id)}"]`));
	}
}

/**
 * @param {HTMLElement} row
 * @returns {Page.InboxEntry}
 */
function entry(row) {
	const { epoch = "", seq, rev, readSeq, unread, mentions, notify, activity = "" } = row.dataset;
	return {
		cursor: { epoch, seq: Number(seq), rev: Number(rev) },
		read: Number(readSeq),
		unread: Number(unread),
		mentions: Number(mentions),
		notify: /** @type {Chat.Notify} */ (notify),
		activity,
	};
}

/**
 * @param {HTMLElement} a
 * @param {HTMLElement} b
 */
function byName(a, b) {
	return (a.dataset.name ?? "").localeCompare(b.dataset.name ?? "");
}

/**
 * @param {HTMLElement} a
 * @param {HTMLElement} b
 */
function byActivity(a, b) {
	return (b.dataset.activity ?? "").localeCompare(a.dataset.activity ?? "");
}
