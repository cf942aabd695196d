import { applyEvent, applySync, createTimeline, isLive, trim } from "../chat/timeline.js";
import { announce, cloneTemplate, optionalSlot, slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";
import { arrange, messages, offer } from "./arrange.js";
import { Reading } from "./reading.js";
import { RowList } from "./row-list.js";
import { fail } from "./rows.js";
import { Scroll } from "./scroll.js";

const ROWS = 300;
const FLASH = 2000;

/** The open conversation: follows the log with the rows that the server rendered, and adds to them. */
export class ChatTimeline extends HTMLElement {
	/** @type {Chat.Message[]} what waits for the next frame, by seq ascending */
	#queue = [];
	#flushing = false;
	/** Whether the newest row is in sight, and is to stay so. */
	#following = true;
	#unseen = 0;
	#announcer = loadOnce(async () => (await import("./announcing.js")).announcer(this.app));
	/** What can be done with a message: from the first sign that somebody may want to. */
	tools = loadOnce(async () => new (await import("./tools.js")).Tools(this));
	/** @type {((event: KeyboardEvent) => void) | undefined} */
	#keys;
	#roving = loadOnce(async () => {
		this.#keys = (await import("./roving.js")).rove(this);
		return this.#keys;
	});
	#history = loadOnce(async () => new (await import("./history.js")).History(this));
	#waiting = loadOnce(async () => new (await import("./waiting.js")).Waiting(this));

	constructor() {
		super();
		const { conversation = "", epoch = "", seq, rev, first, last, hasOlder, hasNewer, readSeq } = this.dataset;
		this.conversation = conversation;
		this.app = /** @type {Page.ChatApp} */ (this.closest("chat-app"));
		this.list = slot(this, "messages");
		this.rows = new RowList(this.list, this.app);
		this.scroller = /** @type {HTMLElement} */ (this.querySelector("section"));
		this.view = new Scroll(this.scroller);
		this.jump = cloneTemplate("jump-to-latest");
		this.state = createTimeline(
			{ epoch, seq: Number(seq), rev: Number(rev) },
			{ first: Number(first), last: Number(last), older: hasOlder === "true", newer: hasNewer === "true" },
		);
		this.reading = new Reading(this, Number(readSeq));
	}

	connectedCallback() {
		const unsent = this.app.outbox.unsent(this.conversation);
		this.rows.adopt(unsent);
		if (unsent.some(({ until }) => until)) this.#waiting();
		this.settle();
		this.jump.hidden = true;
		this.append(this.jump);
		this.jump.addEventListener("click", () => this.toEnd());
		this.list.addEventListener("focusin", () => this.#roving(), { once: true });
		this.list.addEventListener("keydown", async (event) => (this.#keys ?? (await this.#roving()))?.(event));
		for (const sign of ["focusin", "pointerover"]) this.list.addEventListener(sign, () => this.tools(), { once: true });
		this.list.addEventListener("click", (event) => this.#click(event));
		this.scroller.addEventListener("scroll", () => this.scrolled(), { passive: true });
		this.scroller.addEventListener("click", (event) => this.#more(event));
		this.app.join(this);
		this.reveal(Number(this.dataset.focus));
		if (this.reading.read < this.state.cursor.seq) {
			import("./first-unread.js").then(({ FirstUnread }) => new FirstUnread(this));
		}
		this.scrolled();
	}

	// What the app tells

	cursors() {
		return { [this.conversation]: this.state.cursor };
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "pong") return;
		if (!("conversation_id" in frame) || frame.conversation_id !== this.conversation) return;
		if (frame.type === "message.created" || frame.type === "message.revised" || frame.type === "head") {
			this.follow(applyEvent(this.state, frame));
		} else if (frame.type === "read" && frame.user_id === this.app.me) {
			this.reading.elsewhere(frame.seq);
		}
	}

	/** @param {Chat.SyncAnswer} answer */
	synced(answer) {
		const mine = answer.conversations.find((one) => one.id === this.conversation);
		if (!mine) return;
		// `more` is asked for by the app, at once.
		const effects = applySync(this.state, mine);
		this.follow(mine.more ? effects.filter((effect) => effect.do !== "sync") : effects);
	}

	/** @param {Page.Change} change */
	sent({ conversation_id, client_id, message, failed, until }) {
		if (conversation_id !== this.conversation) return;
		const { epoch } = this.state.cursor;
		if (message) this.follow(applyEvent(this.state, { type: "message.created", conversation_id, epoch, message }));
		const row = this.rows.own(client_id);
		if (row && message) this.#stored(row, message.seq);
		if (until) this.#waiting();
		if (row && failed) {
			fail(row, failed);
			announce("alerts", `Not sent. ${failed}`);
		}
	}

	/**
	 * It was stored earlier than thought, and stands or stood further up.
	 * @param {HTMLElement} row
	 * @param {number} seq
	 */
	#stored(row, seq) {
		const comes = seq > this.state.cursor.seq || this.#queue.some((message) => message.seq === seq);
		if (!row.dataset.seq && !comes) row.remove();
	}

	/** @param {Chat.Unsent} unsent */
	async queued(unsent) {
		if (unsent.conversation_id !== this.conversation) return;
		if (!isLive(this.state)) await this.history("latest");
		this.rows.pend(unsent);
		this.settle();
		this.view.toEnd();
	}

	/** @param {Event} event */
	#click(event) {
		const button = /** @type {Element} */ (event.target).closest("[data-act]");
		if (!(button instanceof HTMLElement)) return;
		event.preventDefault();
		this.tools().then((tools) => tools?.act(button));
	}

	/** @param {string} conversation */
	unreadFrom(conversation) {
		if (conversation === this.conversation) this.reading.held = true;
	}

	toEnd() {
		if (isLive(this.state)) this.view.toEnd();
		else this.history("latest");
		this.scrolled();
	}

	// Following the log

	/** @param {Chat.Effect[]} effects */
	follow(effects) {
		for (const effect of effects) this.#one(effect);
	}

	/** @param {Chat.Effect} effect */
	#one(effect) {
		switch (effect.do) {
			case "append":
			case "replace":
				return this.#enqueue(effect.message);
			case "missed":
				this.#tell(effect.message);
				return this.#jumpWords();
			case "revised":
			case "settings":
				return this.app.revised().then((loaded) => loaded?.[effect.do](this, /** @type {any} */ (effect)));
			case "fetch":
				return this.history("fetch", effect.after);
			case "sync":
				return this.app.syncSoon();
			case "reload":
				return this.history("latest");
		}
	}

	/** @param {Chat.Message} message */
	#enqueue(message) {
		this.#queue.push(message);
		if (this.#flushing) return;
		this.#flushing = true;
		const flush = () => this.#flush();
		// No frames come while a page is hidden.
		if (document.hidden) setTimeout(flush);
		else requestAnimationFrame(flush);
	}

	#flush() {
		this.#flushing = false;
		const arrived = this.#queue.splice(0);
		this.#following = this.view.atEnd;
		const change = () => {
			for (const message of arrived) this.#show(message);
			this.trim(this.#following ? "older" : "newer");
			this.settle();
		};
		this.still(arrived.length, change);
		if (this.#following) this.view.toEnd();
		this.scrolled();
	}

	/** @param {Chat.Message} message */
	#show(message) {
		const { first, last } = this.state;
		// It may have left the window since it was applied.
		const shown = first <= message.seq && message.seq <= last;
		if (this.rows.show(message, shown)) this.#tell(message);
	}

	/**
	 * A message that arrived now, and not out of history.
	 * @param {Chat.Message} message
	 */
	async #tell(message) {
		if (message.author_id === this.app.me) return;
		if (!this.#following || !isLive(this.state)) this.#unseen++;
		if (document.hidden || message.kind === "system") return;
		(await this.#announcer())?.(message);
	}

	// History

	/**
	 * Beyond what shows.
	 * @param {"older" | "newer" | "latest" | "around" | "fetch"} what
	 * @param {number} [seq]
	 */
	async history(what, seq = 0) {
		return (await this.#history())?.[what](seq);
	}

	/**
	 * Another window of the log in place of the one on show.
	 * @param {Page.Timeline} state
	 * @param {Chat.Message[]} rows
	 */
	begin(state, rows) {
		this.state = state;
		this.#queue = [];
		this.rows.replace(rows);
		this.settle();
	}

	/** @param {Event} event */
	#more(event) {
		/** @type {HTMLAnchorElement | null} */
		const link = /** @type {Element} */ (event.target).closest(".more a");
		if (!link) return;
		event.preventDefault();
		const way = /** @type {"older" | "newer"} */ (link.parentElement?.dataset.slot);
		this.history(link.search ? way : "latest");
	}

	/**
	 * The browser holds the text still where rows only come; where some go too, or it can't, this does.
	 * @param {number} coming
	 * @param {() => void} change
	 */
	still(coming, change) {
		const rows = messages(this.list);
		const enough = rows.length + coming <= ROWS && CSS.supports("overflow-anchor", "auto");
		if (enough || this.scroller.scrollTop === 0) change();
		else this.view.still(this.view.lastVisible(rows), change);
	}

	/** @param {"older" | "newer"} end */
	trim(end) {
		trim(this.state, end, ROWS);
		this.rows.keep(this.state.first, this.state.last);
	}

	/** Dividers, names and the ends of what is shown, after any change. */
	settle() {
		arrange(this.list);
		offer(this.list);
		slot(this, "older").hidden = !this.state.older;
		slot(this, "start").hidden = this.state.older;
		const newer = optionalSlot(this, "newer");
		if (newer) newer.hidden = isLive(this.state);
	}

	scrolled() {
		if (this.view.atEnd && isLive(this.state)) this.#unseen = 0;
		this.#jumpWords();
		this.reading.look();
		if (this.state.older && this.view.nearTop) this.history("older");
		if (!isLive(this.state) && this.view.atEnd) this.history("newer");
	}

	#jumpWords() {
		this.jump.hidden = isLive(this.state) && !this.view.farFromEnd;
		const count = this.#unseen;
		const words = count ? `${count} new ${count === 1 ? "message" : "messages"}` : "Latest";
		const element = slot(this.jump, "jump-words");
		if (element.textContent !== words) element.textContent = words;
	}

	/**
	 * Shows a message, and where it is.
	 * @param {number} seq
	 * @returns {boolean} whether it is among the rows
	 */
	reveal(seq) {
		const row = this.rows.stored(seq);
		if (!row) return false;
		row.scrollIntoView({ block: "center" });
		row.classList.add("target");
		setTimeout(() => row.classList.remove("target"), FLASH);
		return true;
	}
}
