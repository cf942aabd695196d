import { slot } from "../lib/dom.js";
import { messageRows } from "./day-dividers.js";
import { createPendingRow, createStoredRow, fillRow, markFailed, showAuthor } from "./message-row.js";

/** The rows of one conversation: stored ones by seq, then those that are not stored yet. */
export class RowList {
	/**
	 * @param {HTMLElement} list
	 * @param {Page.ChatApp} app
	 */
	constructor(list, app) {
		this.list = list;
		this.app = app;
	}

	/**
	 * Take over the rows that the server rendered, and add rows for one's own messages that it does not have yet.
	 * @param {Chat.Unsent[]} unsent
	 */
	adopt(unsent) {
		const stored = messageRows(this.list);
		for (const row of stored) this.#adoptRow(row);
		const storedIds = new Set(stored.map((row) => row.dataset.clientId));
		for (const message of unsent) {
			if (storedIds.has(message.client_id)) this.app.outbox.discard(message.client_id);
			else this.addPending(message);
		}
	}

	/** @param {Chat.Unsent} unsent */
	addPending(unsent) {
		const row = createPendingRow(unsent, this.app.me);
		showAuthor(row, this.app.users.get(this.app.me));
		if (unsent.failed) markFailed(row, unsent.failed);
		this.list.append(row);
	}

	/**
	 * @param {Chat.Message} message
	 * @param {boolean} inWindow whether the message belongs to the rows shown
	 * @returns {boolean} whether a row was added
	 */
	show(message, inWindow) {
		const row = this.bySeq(message.seq) ?? this.byClientId(message.client_id);
		if (!inWindow) row?.remove();
		else if (row) this.#update(row, message);
		else this.insert(this.create(message));
		return inWindow && !row;
	}

	/** @param {Chat.Message} message */
	create(message) {
		const row = createStoredRow(message, this.app.me);
		const author = this.app.users.get(message.author_id);
		showAuthor(row, author);
		if (!author) this.app.users.find(message.author_id).then((person) => showAuthor(row, person));
		return row;
	}

	/**
	 * Insert a row behind the stored ones. A row that is there already is not moved, because it would lose the focus.
	 * @param {HTMLElement} row
	 */
	insert(row) {
		const firstPending = messageRows(this.list).find((other) => !other.dataset.seq) ?? null;
		const isThere = row.isConnected && (!firstPending || row.nextElementSibling === firstPending);
		if (!isThere) this.list.insertBefore(row, firstPending);
	}

	/**
	 * Replace all stored rows.
	 * @param {Chat.Message[]} messages
	 */
	replace(messages) {
		const unsent = messageRows(this.list).filter((row) => !row.dataset.seq);
		const stored = messages.map((message) => {
			const own = this.byClientId(message.client_id, unsent);
			if (own) fillRow(own, message);
			return own ?? this.create(message);
		});
		this.list.replaceChildren(...stored, ...unsent.filter((row) => !stored.includes(row)));
	}

	/**
	 * Remove the stored rows that are not from `first` to `last`.
	 * @param {number} first
	 * @param {number} last
	 */
	keepRange(first, last) {
		for (const row of messageRows(this.list)) {
			const seq = Number(row.dataset.seq);
			if (row.dataset.seq && (seq < first || seq > last)) row.remove();
		}
	}

	/**
	 * @param {number} seq
	 * @returns {HTMLElement | null}
	 */
	bySeq(seq) {
		return this.list.querySelector(`:scope > [data-seq="${seq}"]`);
	}

	/**
	 * @param {string | null} client_id
	 * @param {HTMLElement[]} rows
	 */
	byClientId(client_id, rows = messageRows(this.list)) {
		return client_id ? (rows.find((row) => row.dataset.clientId === client_id) ?? null) : null;
	}

	/**
	 * @param {HTMLElement} row
	 * @param {Chat.Message} message
	 */
	#update(row, message) {
		const wasPending = !row.dataset.seq;
		fillRow(row, message);
		if (wasPending) this.insert(row);
	}

	/** @param {HTMLElement} row */
	#adoptRow(row) {
		const { author = "" } = row.dataset;
		const name = slot(row, "author").textContent;
		// All messages together are one stop in the tab order.
		for (const inner of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("a, button, pre")))
			inner.tabIndex = -1;
		if (!name || this.app.users.get(author)) return;
		this.app.users.remember([{ id: author, name, avatar_url: row.querySelector("img")?.src }]);
	}
}
