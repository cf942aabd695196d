import { fullTime, localTime } from "../lib/dates.js";

/** A time of the server, shown in the reader's time zone. */
export class LocalTime extends HTMLElement {
	connectedCallback() {
		this.render();
	}

	/** @param {string} instant */
	set instant(instant) {
		const time = this.querySelector("time");
		if (time) time.dateTime = instant;
		this.render();
	}

	render() {
		const time = this.querySelector("time");
		if (!time?.dateTime) return;
		time.textContent = localTime(time.dateTime, /** @type {Page.Format} */ (this.dataset.format));
		time.title = fullTime(time.dateTime);
	}
}
