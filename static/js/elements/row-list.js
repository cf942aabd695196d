import { slot } from "../lib/dom.js";
import { messages } from "./arrange.js";
import { fail, fill, pendingRow, sign, storedRow } from "./rows.js";

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
	 * What the server rendered, and words of one's own that it does not have yet.
	 * @param {Chat.Unsent[]} unsent
	 */
	adopt(unsent) {
		const stored = messages(this.list);
		for (const row of stored) this.#adopted(row);
		const arrived = new Set(stored.map((row) => row.dataset.clientId));
		for (const one of unsent) {
			if (arrived.has(one.client_id)) this.app.outbox.discard(one.client_id);
			else this.pend(one);
		}
	}

	/** @param {Chat.Unsent} unsent */
	pend(unsent) {
		const row = pendingRow(unsent, this.app.me);
		sign(row, this.app.users.get(this.app.me));
		if (unsent.failed) fail(row, unsent.failed);
		this.list.append(row);
	}

	/**
	 * @param {Chat.Message} message
	 * @param {boolean} inside whether it belongs to what is on show
	 * @returns {boolean} whether a row was added
	 */
	show(message, inside) {
		const row = this.stored(message.seq) ?? this.own(message.client_id);
		if (!inside) row?.remove();
		else if (row) this.#arrived(row, message);
		else this.place(this.make(message));
		return inside && !row;
	}

	/** @param {Chat.Message} message */
	make(message) {
		const row = storedRow(message, this.app.me);
		const known = this.app.users.get(message.author_id);
		sign(row, known);
		if (!known) this.app.users.find(message.author_id).then((person) => sign(row, person));
		return row;
	}

	/**
	 * Behind the stored rows. One that is in its place is left alone: moving it would take its focus.
	 * @param {HTMLElement} row
	 */
	place(row) {
		const first = messages(this.list).find((one) => !one.dataset.seq) ?? null;
		if (!row.isConnected || (first && row.nextElementSibling !== first)) this.list.insertBefore(row, first);
	}

	/**
	 * Other stored rows in place of all there are.
	 * @param {Chat.Message[]} page
	 */
	replace(page) {
		const unsent = messages(this.list).filter((row) => !row.dataset.seq);
		const stored = page.map((message) => {
			const own = this.own(message.client_id, unsent);
			if (own) fill(own, message);
			return own ?? this.make(message);
		});
		this.list.replaceChildren(...stored, ...unsent.filter((row) => !stored.includes(row)));
	}

	/**
	 * Only the stored rows from `first` to `last`.
	 * @param {number} first
	 * @param {number} last
	 */
	keep(first, last) {
		for (const row of messages(this.list)) {
			const seq = Number(row.dataset.seq);
			if (row.dataset.seq && (seq < first || seq > last)) row.remove();
		}
	}

	/**
	 * @param {number} seq
	 * @returns {HTMLElement | null}
	 */
	stored(seq) {
		return this.list.querySelector(`:scope > [data-seq="${seq}"]`);
	}

	/**
	 * @param {string | null} client_id
	 * @param {HTMLElement[]} among
	 */
	own(client_id, among = messages(this.list)) {
		return client_id ? (among.find((row) => row.dataset.clientId === client_id) ?? null) : null;
	}

	/**
	 * @param {HTMLElement} row
	 * @param {Chat.Message} message
	 */
	#arrived(row, message) {
		const pending = !row.dataset.seq;
		fill(row, message);
		if (pending) this.place(row);
	}

	/** @param {HTMLElement} row */
	#adopted(row) {
		const { author = "" } = row.dataset;
		const name = slot(row, "author").textContent;
		// One stop for all messages, not one each.
		for (const inner of /** @type {NodeListOf<HTMLElement>} */ (row.querySelectorAll("a, button, pre")))
			inner.tabIndex = -1;
		if (!name || this.app.users.get(author)) return;
		this.app.users.remember([{ id: author, name, avatar_url: row.querySelector("img")?.src }]);
	}
}
