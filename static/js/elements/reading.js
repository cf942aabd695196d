import { messages } from "./arrange.js";

const SETTLED = 400;
const RETRY_AFTER = 5000;

/** Tells the server how far this person has read: what shows while the page is looked at. Never back. */
export class Reading {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#sending = false;
	#looked = 0;
	/** Somebody wants to come back to it. */
	held = false;

	/**
	 * @param {Page.ChatTimeline} timeline
	 * @param {number} read
	 */
	constructor(timeline, read) {
		this.timeline = timeline;
		this.read = read;
		const { shown: signal } = timeline.app;
		addEventListener("focus", () => this.look(), { signal });
		document.addEventListener("visibilitychange", () => this.look(), { signal });
		signal.addEventListener("abort", () => this.#timer && this.#tell(this.#looked));
	}

	/** @param {number} seq */
	elsewhere(seq) {
		this.read = Math.max(this.read, seq);
	}

	/** Marks what shows: here at once, at the server when scrolling and arriving have settled. */
	look() {
		const seq = this.#seen();
		if (seq <= this.read) return;
		this.#looked = seq;
		this.timeline.app.readHere(this.timeline.conversation, seq);
		this.#timer ??= setTimeout(() => this.#tell(), SETTLED);
	}

	/** @param {number} [seq] what was seen by one who has gone on already */
	async #tell(seq = this.#seen()) {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (seq <= this.read || this.#sending) return;
		this.#sending = true;
		const { app, conversation } = this.timeline;
		try {
			await app.api.send("PUT", `conversations/${conversation}/read`, { seq });
			this.read = Math.max(this.read, seq);
			this.look();
		} catch {
			setTimeout(() => this.look(), RETRY_AFTER);
		} finally {
			this.#sending = false;
		}
	}

	/** @returns {number} 0 where nobody looks */
	#seen() {
		if (this.held || document.hidden || !document.hasFocus()) return 0;
		if (this.timeline.state.last <= this.read) return 0;
		const stored = messages(this.timeline.list).filter((row) => row.dataset.seq);
		return Number(this.timeline.view.lastVisible(stored)?.dataset.seq ?? 0);
	}
}
