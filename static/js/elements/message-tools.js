import { cloneTemplate } from "../lib/dom.js";
import { messageRows } from "./day-dividers.js";
import { MessageActions } from "./message-actions.js";

const LONG_PRESS_MS = 450;
const STILL_PX = 10;
const AFTER_CLICK_MS = 50;

/** The actions on a message: in a toolbar under a mouse or the focus, in a sheet after a long press, and by keys. */
export class MessageTools {
	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		this.actions = new MessageActions(timeline);
		this.toolbar = cloneTemplate("message-tools");
		const { list } = timeline;
		list.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.#moveToolbar(event.target));
		list.addEventListener("focusin", (event) => this.#moveToolbar(event.target));
		list.addEventListener("pointerdown", (event) => event.pointerType === "touch" && this.#watchLongPress(event));
		this.#moveToolbar(list.querySelector(":scope > :hover") ?? document.activeElement);
	}

	/** @param {HTMLElement} button */
	run(button) {
		const row = /** @type {HTMLElement} */ (button.closest(".message"));
		const { actions } = this;
		switch (button.dataset.act) {
			case "toggle":
			case "quick":
				return actions.react(row, /** @type {HTMLButtonElement} */ (button).value);
			case "emoji":
				return actions.chooseReaction(row, button);
			case "reply":
				return actions.reply(row);
			case "edit":
				return actions.edit(row);
			case "quoted":
				return actions.openQuoted(row);
			case "history":
				return actions.showVersions(row);
			case "retry":
				return actions.retry(row);
			case "discard":
				return actions.discard(row);
			default:
				return actions.openMenu(row, button);
		}
	}

	/**
	 * Move the one toolbar to a message, unless it is used by keyboard or its menu is open.
	 * @param {EventTarget | null} target
	 */
	#moveToolbar(target) {
		const row = target instanceof Element ? target.closest(".message") : null;
		if (!(row instanceof HTMLElement) || row === this.toolbar.parentElement || !row.dataset.seq) return;
		if (this.toolbar.querySelector(':focus-visible, [aria-expanded="true"]')) return;
		const may = this.actions.permissions(row);
		for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.toolbar.querySelectorAll("[data-act]"))) {
			const action = button.dataset.act ?? "";
			button.hidden = !(action === "quick" || action === "emoji" ? may.react : (may[action] ?? true));
		}
		row.append(this.toolbar);
	}

	/**
	 * @param {HTMLElement} row
	 * @param {string} key
	 */
	onKey(row, key) {
		const may = this.actions.permissions(row);
		if (key === "r" && may.reply) this.actions.reply(row);
		if (key === "e" && may.react) this.actions.chooseReaction(row, row);
		if (key === "delete" && may.delete) this.actions.delete(row);
	}

	/**
	 * Open the sheet after a long press.
	 * @param {PointerEvent} down
	 */
	#watchLongPress(down) {
		const target = /** @type {Element} */ (down.target);
		const row = /** @type {HTMLElement | null} */ (target.closest(".message[data-seq]"));
		if (!row || target.closest("a, button")) return;
		const end = new AbortController();
		const { signal } = end;
		let isLong = false;
		const timer = setTimeout(() => {
			isLong = true;
			row.classList.add("held");
		}, LONG_PRESS_MS);
		const stop = () => {
			clearTimeout(timer);
			row.classList.remove("held");
			end.abort();
			return isLong;
		};
		// Not before the finger leaves: a sheet that appears under it would take the release for a tap.
		addEventListener("pointerup", () => stop() && this.#openSheet(row), { signal });
		addEventListener("pointercancel", stop, { signal });
		addEventListener("pointermove", (move) => hasMoved(down, move) && stop(), { signal });
		// Android opens its own menu after a long press, which would cover ours.
		row.addEventListener("contextmenu", (event) => event.preventDefault(), { once: true });
	}

	/** @param {HTMLElement} row */
	#openSheet(row) {
		const suppress = (/** @type {Event} */ event) => {
			event.preventDefault();
			event.stopPropagation();
		};
		addEventListener("click", suppress, { capture: true });
		setTimeout(() => {
			removeEventListener("click", suppress, { capture: true });
			this.actions.openMenu(row, row.querySelector(".row-more") ?? row);
		}, AFTER_CLICK_MS);
	}

	/**
	 * Edit the last message of one's own that can still be edited: ↑ in an empty field.
	 * @param {HTMLElement} field
	 */
	editLast(field) {
		const row = messageRows(this.timeline.list).findLast((candidate) => this.actions.permissions(candidate).edit);
		if (row) this.actions.edit(row, field);
		return row !== undefined;
	}
}

/**
 * @param {PointerEvent} from
 * @param {PointerEvent} to
 */
function hasMoved(from, to) {
	return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > STILL_PX;
}
