const NEAR = 48;

/** A list that grows upwards from its end: `scrollTop` is 0 at the newest and negative above it. */
export class Scroll {
	/** @param {HTMLElement} scroller */
	constructor(scroller) {
		this.scroller = scroller;
	}

	get atEnd() {
		return -this.scroller.scrollTop < NEAR;
	}

	get farFromEnd() {
		return -this.scroller.scrollTop > this.scroller.clientHeight;
	}

	/** Less than a screen away from the oldest row. */
	get nearTop() {
		const { scrollHeight, clientHeight, scrollTop } = this.scroller;
		return scrollHeight - clientHeight + scrollTop < clientHeight;
	}

	toEnd() {
		this.scroller.scrollTop = 0;
	}

	/**
	 * Changes rows while `row` stays where the reader sees it. The browser's own anchoring is off meanwhile: it may
	 * choose another row, and does nothing at the very end.
	 * @param {HTMLElement | undefined} row
	 * @param {() => void} change
	 */
	still(row, change) {
		const { scroller } = this;
		scroller.style.overflowAnchor = "none";
		const before = row?.getBoundingClientRect().top ?? 0;
		change();
		if (row?.isConnected) scroller.scrollTop += row.getBoundingClientRect().top - before;
		requestAnimationFrame(() => {
			scroller.style.overflowAnchor = "";
		});
	}

	/**
	 * @param {HTMLElement[]} rows
	 * @returns {HTMLElement | undefined} the last one of which something shows
	 */
	lastVisible(rows) {
		const { bottom } = this.scroller.getBoundingClientRect();
		return rows.findLast((row) => row.getBoundingClientRect().top < bottom - 8);
	}
}
