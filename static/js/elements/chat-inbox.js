import { advance, eventOrder, isBehind } from "../chat/cursors.js";
import { FORMER_MEMBER, tombstoneText } from "../chat/labels.js";
import { countMessage, highlightCount, markRead, markUnreadFrom, titleWithCount } from "../chat/unread.js";
import { slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";

const UPDATE_COUNTS_AFTER_MS = 100;

/** The list of conversations: unread counts, previews and order, kept up to date by the same log as the timeline. */
export class ChatInbox extends HTMLElement {
	/** @type {Map<string, Page.InboxEntry>} */
	entries = new Map();
	#title = document.title;
	/** @type {Set<string>} ids of conversations whose row shows an old count */
	#outdated = new Set();
	/** @type {WeakMap<HTMLElement, Chat.Message>} the message that a row is to preview */
	#previews = new WeakMap();

	#rowChanges = loadOnce(() => import("./inbox-row.js"));

	constructor() {
		super();
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
		for (const row of /** @type {NodeListOf<HTMLElement>} */ (this.querySelectorAll("[data-conversation]"))) {
			this.entries.set(row.dataset.conversation ?? "", entryOf(row));
		}
	}

	connectedCallback() {
		this.app.join(this);
		this.addEventListener("pointerleave", () => this.sort());
		this.addEventListener("focusout", () => setTimeout(() => this.sort()));
		this.updateTitle();
	}

	/** @returns {Record<string, Chat.Cursor>} most recently active first */
	cursors() {
		const entries = [...this.entries].sort(([, a], [, b]) => b.activity.localeCompare(a.activity));
		return Object.fromEntries(entries.map(([id, { cursor }]) => [id, cursor]));
	}

	/** @param {string} title */
	setTitle(title) {
		this.#title = title;
		this.updateTitle();
	}

	/** Sync if the current page is older than the frames that arrived while it was on its way. */
	onPageChange() {
		for (const [id, cursor] of Object.entries(this.app.cursors())) {
			const received = this.entries.get(id)?.cursor;
			if (received && isBehind(cursor, received)) return this.app.sync().catch(() => {});
		}
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		switch (frame.type) {
			case "message.created":
			case "message.revised":
				return this.#applyEvent(frame);
			case "head":
				return this.#applyHead(frame);
			case "read":
				return frame.user_id === this.app.me && this.markReadTo(frame.conversation_id, frame.seq);
			case "conversation.mine":
				return this.#applyMembership(frame.conversation_id, frame.me);
			case "conversation.joined":
				return this.#changeRows("addConversation", frame.conversation);
			case "conversation.left":
				return this.#changeRows("removeConversation", frame.id);
		}
	}

	/** @param {Page.OutboxChange} change */
	onSent({ conversation_id, message }) {
		const { epoch = "" } = this.entries.get(conversation_id)?.cursor ?? {};
		if (message) this.receive({ type: "message.created", conversation_id, epoch, message });
	}

	/** @param {Chat.SyncAnswer} answer */
	onSync(answer) {
		for (const missed of answer.conversations) this.#applyMissed(missed);
		for (const conversation of answer.joined) this.#changeRows("addConversation", conversation);
		for (const id of answer.gone) this.#changeRows("removeConversation", id);
	}

	/**
	 * @param {string} id
	 * @param {number} seq
	 */
	markReadTo(id, seq) {
		const entry = this.entries.get(id);
		if (!entry) return;
		markRead(entry, seq);
		this.updateCounts(id);
	}

	/**
	 * @param {string} id
	 * @param {{notify: Chat.Notify, draft: string}} membership
	 */
	#applyMembership(id, { notify, draft }) {
		const entry = this.entries.get(id);
		if (!entry) return;
		entry.notify = notify;
		this.row(id)?.classList.toggle("drafted", draft !== "");
		this.updateCounts(id);
	}

	/**
	 * @param {string} id
	 * @param {number} seq
	 */
	markUnreadFrom(id, seq) {
		const entry = this.entries.get(id);
		if (entry) markUnreadFrom(entry, seq);
		this.updateCounts(id);
	}

	/** @param {Chat.Created | Chat.Revised} event */
	#applyEvent(event) {
		const entry = this.entries.get(event.conversation_id);
		if (!entry) return this.app.syncSoon();
		const order = eventOrder(entry.cursor, event);
		if (order === "old") return;
		if (order !== "next") return this.app.syncSoon();
		advance(entry.cursor, event);
		if (event.type === "message.created") this.#countMessage(event.conversation_id, entry, event.message);
		else this.#applyRevision(event.conversation_id, entry, event);
	}

	/** @param {Chat.HeadMoved} head */
	#applyHead(head) {
		const entry = this.entries.get(head.conversation_id);
		if (!entry || isBehind(entry.cursor, head)) this.app.syncSoon();
	}

	/** @param {Chat.Synced} missed */
	#applyMissed({ id, epoch, head, messages, revisions, more, reset }) {
		const entry = this.entries.get(id);
		if (!entry) return;
		const seq = messages.at(-1)?.seq ?? 0;
		const rev = revisions.at(-1)?.rev ?? 0;
		const before = reset ? { seq: 0, rev: 0 } : entry.cursor;
		const after = more ? { seq: 0, rev: 0 } : head;
		entry.cursor = { epoch, seq: Math.max(before.seq, seq, after.seq), rev: Math.max(before.rev, rev, after.rev) };
		if (reset) this.#changeRows("refreshConversation", id);
		for (const revision of revisions) this.#applyRevision(id, entry, revision);
		const last = messages.at(-1);
		if (last) this.#countMessage(id, entry, last);
	}

	/**
	 * @param {string} id
	 * @param {Page.InboxEntry} entry
	 * @param {Chat.Message} message
	 */
	#countMessage(id, entry, message) {
		countMessage(entry, message, this.app.me);
		this.preview(id, message);
		this.updateCounts(id);
	}

	/**
	 * @param {string} id
	 * @param {Page.InboxEntry} entry
	 * @param {Chat.Revision} revision
	 */
	#applyRevision(id, entry, { message, conversation }) {
		if (message && message.seq === entry.cursor.seq) this.preview(id, message);
		const row = this.row(id);
		if (!conversation?.name || !row || row.dataset.kind === "direct") return;
		row.dataset.name = conversation.name;
		slot(row, "name").textContent = conversation.name;
		this.sort();
	}

	/**
	 * Add, refresh or remove a row.
	 * @param {"addConversation" | "refreshConversation" | "removeConversation"} change
	 * @param {Chat.Conversation | string} conversation or its id
	 */
	async #changeRows(change, conversation) {
		(await this.#rowChanges())?.[change](this, /** @type {any} */ (conversation));
	}

	/**
	 * @param {string} id
	 * @param {Chat.Message} message
	 */
	async preview(id, message) {
		const row = this.row(id);
		if (!row) return;
		this.#previews.set(row, message);
		const author = await this.#authorPrefix(row, message);
		// A name that had to be fetched may arrive after a newer message.
		if (this.#previews.get(row) !== message) return;
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
	async #authorPrefix(row, { author_id }) {
		if (author_id === this.app.me) return "You: ";
		if (row.dataset.kind === "direct") return "";
		return `${(await this.app.users.find(author_id))?.name ?? FORMER_MEMBER}: `;
	}

	/**
	 * Update the counts of a row, but not at once: what the open conversation shows is read before anybody sees it counted.
	 * @param {string} id
	 */
	updateCounts(id) {
		if (!this.#outdated.size) setTimeout(() => this.#showCounts(), UPDATE_COUNTS_AFTER_MS);
		this.#outdated.add(id);
	}

	#showCounts() {
		for (const id of this.#outdated) {
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
		this.#outdated.clear();
		this.updateTitle();
	}

	updateTitle() {
		document.title = titleWithCount(this.#title, this.entries.values());
	}

	/** Sort the rows, but not while they could move under a pointer or the focus. */
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
function entryOf(row) {
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
