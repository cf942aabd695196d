import { cloneTemplate, optionalSlot, slot } from "../lib/dom.js";
import { messageRows, updateDividers } from "./day-dividers.js";

/**
 * The "New" line above the messages that were unread when the conversation was opened, and a button that leads up to it
 * until it has been seen.
 */
export class FirstUnread {
	/** @type {Element | null | undefined} the element to see; null if it is above the rows shown */
	#target;
	#targetObserver;

	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		this.first = Number(timeline.dataset.readSeq) + 1;
		this.last = timeline.state.cursor.seq;
		this.button = cloneTemplate("jump-to-unread");
		const count = this.last - this.first + 1;
		slot(this.button, "unread-words").textContent = `${count} new ${count === 1 ? "message" : "messages"}`;
		this.button.addEventListener("click", () => this.#jump());
		const root = timeline.scroller;
		this.#targetObserver = new IntersectionObserver((entries) => this.#onTargetMoved(entries.at(-1)), { root });
		this.#placeLine();
		timeline.prepend(this.button);
		new MutationObserver(() => this.#placeLine()).observe(timeline.list, { childList: true });
	}

	/** Put the line where it belongs, or nowhere: rows come and go at both ends. */
	#placeLine() {
		const { list, state } = this.timeline;
		const rows = messageRows(list);
		const index = rows.findIndex(({ dataset, classList }) => {
			const seq = Number(dataset.seq);
			return this.first <= seq && seq <= this.last && !classList.contains("own");
		});
		const row = rows[index];
		const line = optionalSlot(list, "new") ?? cloneTemplate("new-divider");
		if (!row || row.previousElementSibling !== line) {
			// Above the first row the line would say nothing.
			if (row && index) row.before(line);
			else line.remove();
			updateDividers(list);
		}
		this.#observe(state.first > this.first ? null : line.isConnected ? line : row);
	}

	/** @param {Element | null | undefined} target */
	#observe(target) {
		if (target === this.#target) return;
		this.#targetObserver.disconnect();
		this.#target = target;
		this.button.hidden = target !== null;
		if (target) this.#targetObserver.observe(target);
	}

	/** @param {IntersectionObserverEntry | undefined} entry */
	#onTargetMoved(entry) {
		if (!entry?.rootBounds) return;
		this.button.hidden = entry.boundingClientRect.top >= entry.rootBounds.top;
		if (entry.isIntersecting) this.button.remove();
	}

	async #jump() {
		if (!this.#target) await this.timeline.loadHistory("around", this.first);
		this.#target?.scrollIntoView({ block: "center" });
		/** @type {HTMLElement | null | undefined} */ (this.#target?.nextElementSibling)?.focus({ preventScroll: true });
	}
}
