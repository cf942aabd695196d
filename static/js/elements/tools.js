import { cloneTemplate } from "../lib/dom.js";
import { Acts } from "./acts.js";
import { messages } from "./arrange.js";

const LONG = 450;
const STILL = 10;
const AFTER_CLICK = 50;

/** What can be done with a message: a toolbar where a mouse or the focus is, a sheet where fingers point, and keys. */
export class Tools {
	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		this.acts = new Acts(timeline);
		this.bar = cloneTemplate("message-tools");
		const { list } = timeline;
		list.addEventListener("pointerover", (event) => event.pointerType === "mouse" && this.#offer(event.target));
		list.addEventListener("focusin", (event) => this.#offer(event.target));
		list.addEventListener("pointerdown", (event) => event.pointerType === "touch" && this.#held(event));
		this.#offer(list.querySelector(":scope > :hover") ?? document.activeElement);
	}

	/** @param {HTMLElement} button */
	act(button) {
		const row = /** @type {HTMLElement} */ (button.closest(".message"));
		const { acts } = this;
		switch (button.dataset.act) {
			case "toggle":
			case "quick":
				return acts.react(row, /** @type {HTMLButtonElement} */ (button).value);
			case "emoji":
				return acts.choose(row, button);
			case "reply":
				return acts.reply(row);
			case "edit":
				return acts.edit(row);
			case "quoted":
				return acts.quoted(row);
			case "history":
				return acts.history(row);
			case "retry":
				return acts.retry(row);
			case "discard":
				return acts.discard(row);
			default:
				return acts.menu(row, button);
		}
	}

	/**
	 * The one toolbar goes where it is wanted; it does not leave under somebody’s keys, or while its menu is open.
	 * @param {EventTarget | null} target
	 */
	#offer(target) {
		const row = target instanceof Element ? target.closest(".message") : null;
		if (!(row instanceof HTMLElement) || row === this.bar.parentElement || !row.dataset.seq) return;
		if (this.bar.querySelector(':focus-visible, [aria-expanded="true"]')) return;
		const may = this.acts.may(row);
		for (const button of /** @type {NodeListOf<HTMLElement>} */ (this.bar.querySelectorAll("[data-act]"))) {
			const act = button.dataset.act ?? "";
			button.hidden = !(act === "quick" || act === "emoji" ? may.react : (may[act] ?? true));
		}
		row.append(this.bar);
	}

	/**
	 * @param {HTMLElement} row
	 * @param {string} key
	 */
	key(row, key) {
		const may = this.acts.may(row);
		if (key === "r" && may.reply) this.acts.reply(row);
		if (key === "e" && may.react) this.acts.choose(row, row);
		if (key === "delete" && may.delete) this.acts.delete(row);
	}

	/**
	 * A finger that stays where it is asks for the sheet.
	 * @param {PointerEvent} down
	 */
	#held(down) {
		const target = /** @type {Element} */ (down.target);
		const row = /** @type {HTMLElement | null} */ (target.closest(".message[data-seq]"));
		if (!row || target.closest("a, button")) return;
		const end = new AbortController();
		const { signal } = end;
		let held = false;
		const timer = setTimeout(() => {
			held = true;
			row.classList.add("held");
		}, LONG);
		const stop = () => {
			clearTimeout(timer);
			row.classList.remove("held");
			end.abort();
			return held;
		};
		// When the finger leaves: a sheet that came under it would take its release for a tap.
		addEventListener("pointerup", () => stop() && this.#sheet(row), { signal });
		addEventListener("pointercancel", stop, { signal });
		addEventListener("pointermove", (move) => moved(down, move) && stop(), { signal });
		// Android's own sign of a long press; its menu would cover ours.
		row.addEventListener("contextmenu", (event) => event.preventDefault(), { once: true });
	}

	/** @param {HTMLElement} row */
	#sheet(row) {
		const click = (/** @type {Event} */ event) => {
			event.preventDefault();
			event.stopPropagation();
		};
		addEventListener("click", click, { capture: true });
		setTimeout(() => {
			removeEventListener("click", click, { capture: true });
			this.acts.menu(row, row.querySelector(".row-more") ?? row);
		}, AFTER_CLICK);
	}

	/**
	 * The last message of one's own that can still be changed, for ↑ in an empty field.
	 * @param {HTMLElement} field
	 */
	editLast(field) {
		const row = messages(this.timeline.list).findLast((one) => this.acts.may(one).edit);
		if (row) this.acts.edit(row, field);
		return row !== undefined;
	}
}

/**
 * @param {PointerEvent} from
 * @param {PointerEvent} to
 */
function moved(from, to) {
	return Math.hypot(to.clientX - from.clientX, to.clientY - from.clientY) > STILL;
}
