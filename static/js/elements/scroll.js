const NEAR_PX = 48;

/** The scroll position of a list that grows upwards: `scrollTop` is 0 at the newest row and negative above it. */
export class Scroll {
	/** @param {HTMLElement} scroller */
	constructor(scroller) {
		this.scroller = scroller;
	}

	get atEnd() {
		return -this.scroller.scrollTop < NEAR_PX;
	}

	get farFromEnd() {
		return -this.scroller.scrollTop > this.scroller.clientHeight;
	}

	/** Less than a screen away from the oldest row. */
	get nearTop() {
		const { scrollHeight, clientHeight, scrollTop } = this.scroller;
		return scrollHeight - clientHeight + scrollTop < clientHeight;
	}

	scrollToEnd() {
		this.scroller.scrollTop = 0;
	}

	/**
	 * Change rows while `row` stays where the reader sees it. The browser's own scroll anchoring is off meanwhile: it may
	 * choose another row, and does nothing at the very end.
	 * @param {HTMLElement | undefined} row
	 * @param {() => void} change
	 */
	keepInPlace(row, change) {
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
	 * @returns {HTMLElement | undefined} the last one that is at least partly visible
	 */
	lastVisible(rows) {
		const { bottom } = this.scroller.getBoundingClientRect();
		return rows.findLast((row) => row.getBoundingClientRect().top < bottom - 8);
	}
}
