import { localTime } from "../lib/dates.js";
import { announce, slot } from "../lib/dom.js";
import { showState } from "./message-row.js";

const TICK_MS = 1000;
// Nobody counts more seconds than these: a time of day says it better.
const MAX_COUNTED_SECONDS = 100;

/** Says below one's own messages how long the server has asked them to wait. They go out by themselves. */
export class SendCountdown {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	/** The time that was announced last. */
	#announcedUntil = 0;

	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		timeline.app.join(this);
		this.#update();
	}

	get isConnected() {
		return this.timeline.isConnected;
	}

	onQueued() {
		this.#update();
	}

	onSent() {
		this.#update();
	}

	#update() {
		clearTimeout(this.#timer);
		if (!this.isConnected) return;
		const { app, conversation } = this.timeline;
		const [first, ...others] = app.outbox.unsent(conversation).filter(({ failed }) => !failed);
		if (!first) return;
		const due = dueText(first.until ?? 0);
		this.#show(first, due && `Waiting: goes out ${due}`);
		for (const other of others) this.#show(other, due && "Waiting for the message above");
		if (!due) return;
		this.#timer = setTimeout(() => this.#update(), TICK_MS);
		if (this.#announcedUntil === first.until) return;
		this.#announcedUntil = first.until ?? 0;
		announce("announcer", `Your message waits, and goes out ${due}`);
	}

	/**
	 * @param {Chat.Unsent} unsent
	 * @param {string} text empty for a message that goes out now
	 */
	#show({ client_id }, text) {
		const row = this.timeline.rows.byClientId(client_id);
		if (!row) return;
		const isShown = row.querySelector('[data-slot="wait"]') !== null;
		if (!text) return isShown && showState(row, "state-sending");
		if (!isShown) showState(row, "state-waiting");
		slot(row, "wait").textContent = text;
	}
}

/**
 * @param {number} until
 * @returns {string} empty if the time is over
 */
function dueText(until) {
	const seconds = Math.ceil((until - Date.now()) / 1000);
	if (seconds <= 0) return "";
	return seconds < MAX_COUNTED_SECONDS ? `in ${seconds} s` : `at ${localTime(new Date(until).toISOString(), "time")}`;
}
