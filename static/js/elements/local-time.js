import { fullTime, localTime } from "../lib/dates.js";

/** The server's time, in words of the reader's own zone. */
export class LocalTime extends HTMLElement {
	connectedCallback() {
		this.show();
	}

	/** @param {string} instant */
	set instant(instant) {
		const time = this.querySelector("time");
		if (time) time.dateTime = instant;
		this.show();
	}

	show() {
		const time = this.querySelector("time");
		if (!time?.dateTime) return;
		time.textContent = localTime(time.dateTime, /** @type {Page.Format} */ (this.dataset.format));
		time.title = fullTime(time.dateTime);
	}
}
