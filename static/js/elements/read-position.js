import { messageRows } from "./day-dividers.js";

const SETTLED_AFTER_MS = 400;
const RETRY_AFTER_MS = 5000;

/** Tells the server how far this person has read: up to the last visible message, and never back. */
export class ReadPosition {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#sending = false;
	/** The highest seq that was seen. */
	#seen = 0;
	/** True after somebody marked messages as unread, to come back to them. */
	paused = false;

	/**
	 * @param {Page.ChatTimeline} timeline
	 * @param {number} seq the highest one that the server knows to be read
	 */
	constructor(timeline, seq) {
		this.timeline = timeline;
		this.seq = seq;
		const { pageSignal: signal } = timeline.app;
		addEventListener("focus", () => this.update(), { signal });
		document.addEventListener("visibilitychange", () => this.update(), { signal });
		// Somebody who leaves the page has read what was seen.
		signal.addEventListener("abort", () => this.#timer && this.#report(this.#seen));
	}

	/** @param {number} seq read on another device */
	markRead(seq) {
		this.seq = Math.max(this.seq, seq);
	}

	/** Mark the visible messages as read: here at once, at the server when scrolling has stopped. */
	update() {
		const seq = this.#visibleSeq();
		if (seq <= this.seq) return;
		this.#seen = seq;
		this.timeline.app.markReadTo(this.timeline.conversation, seq);
		this.#timer ??= setTimeout(() => this.#report(this.#visibleSeq()), SETTLED_AFTER_MS);
	}

	/** @param {number} seq */
	async #report(seq) {
		clearTimeout(this.#timer);
		this.#timer = undefined;
		if (seq <= this.seq || this.#sending) return;
		this.#sending = true;
		const { app, conversation } = this.timeline;
		try {
			await app.api.send("PUT", `conversations/${conversation}/read`, { seq });
			this.seq = Math.max(this.seq, seq);
			this.update();
		} catch {
			setTimeout(() => this.update(), RETRY_AFTER_MS);
		} finally {
			this.#sending = false;
		}
	}

	/** @returns {number} the last message in sight; 0 if nobody looks */
	#visibleSeq() {
		if (this.paused || document.hidden || !document.hasFocus()) return 0;
		if (this.timeline.state.last <= this.seq) return 0;
		const stored = messageRows(this.timeline.list).filter((row) => row.dataset.seq);
		return Number(this.timeline.view.lastVisible(stored)?.dataset.seq ?? 0);
	}
}
