import { applyFetched, createTimeline, extend, prepend } from "../chat/timeline.js";
import { slot } from "../lib/dom.js";
import { messages } from "./arrange.js";

const PAGE = 50;
const SKELETON_AFTER = 300;
const RETRY_AFTER = 3000;
const DOUBLINGS = 4;

/** Pages of the log beyond what shows. One at a time of a kind; after a failure not again at once. */
export class History {
	/** @type {Set<string>} what is being loaded */
	#loading = new Set();
	/** How often in a row it failed. */
	#failed = 0;

	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
	}

	older() {
		return this.#once("older", async () => {
			const skeleton = setTimeout(() => this.#skeleton(true), SKELETON_AFTER);
			try {
				const { timeline } = this;
				const page = await this.#beside({ before: timeline.state.first, limit: PAGE });
				const rows = prepend(timeline.state, page).map((message) => timeline.rows.make(message));
				const shown = messages(timeline.list);
				// A name that may be in sight stays, though rows of the same author come above it.
				if (shown[0]) shown[0].dataset.named = "";
				// At the very top a browser would hold on to the link for older messages, and lose the text.
				timeline.view.still(timeline.view.lastVisible(shown), () => {
					this.#skeleton(false);
					timeline.list.prepend(...rows);
					timeline.trim("newer");
					timeline.settle();
				});
			} finally {
				clearTimeout(skeleton);
				this.#skeleton(false);
			}
		});
	}

	newer() {
		return this.#once("newer", async () => {
			const { timeline } = this;
			const page = await this.#beside({ after: timeline.state.last, limit: PAGE });
			const rows = extend(timeline.state, page).map((message) => timeline.rows.make(message));
			timeline.view.still(messages(timeline.list).at(-1), () => {
				for (const row of rows) timeline.rows.place(row);
				timeline.trim("older");
				timeline.settle();
			});
		});
	}

	/** The newest page in place of what is shown: after a restored log, or from far up. */
	latest() {
		return this.#once("latest", async () => {
			await this.#turn({ limit: PAGE });
			this.timeline.view.toEnd();
		});
	}

	/**
	 * The page around a message, likewise.
	 * @param {number} around
	 */
	around(around) {
		return this.#once("around", async () => {
			await this.#turn({ around, limit: PAGE });
			this.timeline.reveal(around);
		});
	}

	/**
	 * What a hole in the log hides.
	 * @param {number} after
	 */
	async fetch(after) {
		const { timeline } = this;
		await this.#once("fetch", async () => {
			const page = await this.#page({ after, limit: 100 });
			timeline.follow(applyFetched(timeline.state, page).filter((effect) => effect.do !== "fetch"));
		});
		if (timeline.state.earlyMessages.size) timeline.app.syncSoon();
	}

	/** @param {Record<string, number>} query */
	async #turn(query) {
		const { head, results, has_older: older, has_newer: newer } = await this.#page(query);
		const shown = { first: results[0]?.seq ?? 0, last: results.at(-1)?.seq ?? 0, older, newer };
		this.timeline.begin(createTimeline(head, shown), results);
		this.timeline.app.syncSoon();
	}

	/** @param {Record<string, number>} query */
	async #page(query) {
		const { app, conversation } = this.timeline;
		/** @type {Chat.Page} */
		const page = await app.api.get(`conversations/${conversation}/messages`, { ...query, users: "true" });
		app.users.remember(Object.values(page.users ?? {}));
		return page;
	}

	/**
	 * A page that goes with what is on show. After a restored log the sync says so, and what shows is loaded anew.
	 * @param {Record<string, number>} query
	 */
	async #beside(query) {
		const page = await this.#page(query);
		if (page.head.epoch === this.timeline.state.cursor.epoch) return page;
		this.timeline.app.syncSoon();
		throw new Error("another log");
	}

	/**
	 * @param {string} kind
	 * @param {() => Promise<void>} act
	 */
	async #once(kind, act) {
		if (this.#loading.has(kind)) return;
		this.#loading.add(kind);
		try {
			await act();
			this.#loading.delete(kind);
			this.#failed = 0;
			this.timeline.scrolled();
		} catch (error) {
			const { status = 0 } = /** @type {{status?: number}} */ (error);
			const again = status === 0 || status === 429 || status >= 500;
			const wait = RETRY_AFTER * 2 ** Math.min(this.#failed++, DOUBLINGS) * (1 + Math.random());
			setTimeout(() => {
				this.#loading.delete(kind);
				if (again && this.timeline.isConnected) this.timeline.scrolled();
			}, wait);
		}
	}

	/** @param {boolean} shown */
	#skeleton(shown) {
		slot(this.timeline, "skeleton").hidden = !shown;
	}
}
