import { applyFetched, createTimeline, extend, prepend } from "../chat/timeline.js";
import { slot } from "../lib/dom.js";
import { messageRows } from "./day-dividers.js";

const PAGE_SIZE = 50;
const GAP_PAGE_SIZE = 100;
const SKELETON_AFTER_MS = 300;
const RETRY_AFTER_MS = 3000;
const MAX_DOUBLINGS = 4;

/** Loads pages of the log beyond the rows shown: one at a time of each kind, and not at once after a failure. */
export class HistoryLoader {
	/** @type {Set<string>} the kinds that are being loaded */
	#loading = new Set();
	/** How many times loading has failed since it last succeeded. */
	#failures = 0;

	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
	}

	older() {
		return this.#loadExclusively("older", async () => {
			const skeleton = setTimeout(() => this.#showSkeleton(true), SKELETON_AFTER_MS);
			try {
				const { timeline } = this;
				const page = await this.#fetchOfSameLog({ before: timeline.state.first, limit: PAGE_SIZE });
				const rows = prepend(timeline.state, page).map((message) => timeline.rows.create(message));
				const shown = messageRows(timeline.list);
				// A name that may be in sight stays, though rows of the same author are put above it.
				if (shown[0]) shown[0].dataset.named = "";
				// At the very top a browser would anchor to the link for older messages, and lose the text.
				timeline.view.keepInPlace(timeline.view.lastVisible(shown), () => {
					this.#showSkeleton(false);
					timeline.list.prepend(...rows);
					timeline.trim("newer");
					timeline.updateLayout();
				});
			} finally {
				clearTimeout(skeleton);
				this.#showSkeleton(false);
			}
		});
	}

	newer() {
		return this.#loadExclusively("newer", async () => {
			const { timeline } = this;
			const page = await this.#fetchOfSameLog({ after: timeline.state.last, limit: PAGE_SIZE });
			const rows = extend(timeline.state, page).map((message) => timeline.rows.create(message));
			timeline.view.keepInPlace(messageRows(timeline.list).at(-1), () => {
				for (const row of rows) timeline.rows.insert(row);
				timeline.trim("older");
				timeline.updateLayout();
			});
		});
	}

	/** Show the newest page instead of the current rows: after a restored log, or from far up. */
	latest() {
		return this.#loadExclusively("latest", async () => {
			await this.#replaceWindow({ limit: PAGE_SIZE });
			this.timeline.view.scrollToEnd();
		});
	}

	/**
	 * Show the page around a message instead of the current rows.
	 * @param {number} seq
	 */
	around(seq) {
		return this.#loadExclusively("around", async () => {
			await this.#replaceWindow({ around: seq, limit: PAGE_SIZE });
			this.timeline.reveal(seq);
		});
	}

	/**
	 * Fetch the messages that a gap in the log hides.
	 * @param {number} after
	 */
	async fetchAfter(after) {
		const { timeline } = this;
		await this.#loadExclusively("fetch", async () => {
			const page = await this.#fetch({ after, limit: GAP_PAGE_SIZE });
			timeline.applyEffects(applyFetched(timeline.state, page).filter((effect) => effect.do !== "fetch"));
		});
		if (timeline.state.earlyMessages.size) timeline.app.syncSoon();
	}

	/** @param {Record<string, number>} query */
	async #replaceWindow(query) {
		const { head, results, has_older: older, has_newer: newer } = await this.#fetch(query);
		const shown = { first: results[0]?.seq ?? 0, last: results.at(-1)?.seq ?? 0, older, newer };
		this.timeline.replaceWindow(createTimeline(head, shown), results);
		this.timeline.app.syncSoon();
	}

	/** @param {Record<string, number>} query */
	async #fetch(query) {
		const { app, conversation } = this.timeline;
		/** @type {Chat.Page} */
		const page = await app.api.get(`conversations/${conversation}/messages`, { ...query, users: "true" });
		app.users.remember(Object.values(page.users ?? {}));
		return page;
	}

	/**
	 * Fetch a page that fits the rows shown. Throws after the log was restored: the sync then replaces them.
	 * @param {Record<string, number>} query
	 */
	async #fetchOfSameLog(query) {
		const page = await this.#fetch(query);
		if (page.head.epoch === this.timeline.state.cursor.epoch) return page;
		this.timeline.app.syncSoon();
		throw new Error("The log was restored.");
	}

	/**
	 * @param {string} kind
	 * @param {() => Promise<void>} load
	 */
	async #loadExclusively(kind, load) {
		if (this.#loading.has(kind)) return;
		this.#loading.add(kind);
		try {
			await load();
			this.#loading.delete(kind);
			this.#failures = 0;
			this.timeline.onScroll();
		} catch (error) {
			const { status = 0 } = /** @type {{status?: number}} */ (error);
			const mayWorkLater = status === 0 || status === 429 || status >= 500;
			const wait = RETRY_AFTER_MS * 2 ** Math.min(this.#failures++, MAX_DOUBLINGS) * (1 + Math.random());
			setTimeout(() => {
				this.#loading.delete(kind);
				if (mayWorkLater && this.timeline.isConnected) this.timeline.onScroll();
			}, wait);
		}
	}

	/** @param {boolean} shown */
	#showSkeleton(shown) {
		slot(this.timeline, "skeleton").hidden = !shown;
	}
}
