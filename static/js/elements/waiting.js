import { localTime } from "../lib/dates.js";
import { announce, slot } from "../lib/dom.js";
import { state } from "./rows.js";

const EACH_SECOND = 1000;
// Nobody counts beyond that: a clock says it better.
const COUNTED = 100;

/** Says under one's own messages that they were asked to wait, and how long. They go out by themselves. */
export class Waiting {
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;
	#announced = 0;

	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		timeline.app.join(this);
		this.#tell();
	}

	get isConnected() {
		return this.timeline.isConnected;
	}

	queued() {
		this.#tell();
	}

	sent() {
		this.#tell();
	}

	#tell() {
		clearTimeout(this.#timer);
		if (!this.isConnected) return;
		const { app, conversation } = this.timeline;
		const [first, ...others] = app.outbox.unsent(conversation).filter((one) => !one.failed);
		if (!first) return;
		const words = due(first.until ?? 0);
		this.#put(first, words && `Waiting: goes out ${words}`);
		for (const one of others) this.#put(one, words && "Waiting for the message above");
		if (!words) return;
		this.#timer = setTimeout(() => this.#tell(), EACH_SECOND);
		if (this.#announced === first.until) return;
		this.#announced = first.until ?? 0;
		announce("announcer", `Your message waits, and goes out ${words}`);
	}

	/**
	 * @param {Chat.Unsent} unsent
	 * @param {string} words empty for one that goes out now
	 */
	#put({ client_id }, words) {
		const row = this.timeline.rows.own(client_id);
		if (!row) return;
		const place = row.querySelector('[data-slot="wait"]');
		if (!words) return place && state(row, "state-sending");
		if (!place) state(row, "state-waiting");
		slot(row, "wait").textContent = words;
	}
}

/**
 * @param {number} until
 * @returns {string} empty where it is over
 */
function due(until) {
	const left = Math.ceil((until - Date.now()) / 1000);
	if (left <= 0) return "";
	return left < COUNTED ? `in ${left} s` : `at ${localTime(new Date(until).toISOString(), "time")}`;
}
