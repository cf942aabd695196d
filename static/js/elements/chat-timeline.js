import { Announcer } from "../chat/announcer.js";
import { FORMER_MEMBER } from "../chat/labels.js";
import { applyEvent, applySync, createTimeline, isLive, trim } from "../chat/timeline.js";
import { announce, cloneTemplate, optionalSlot, slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";
import { messageRows, updateDividers, updateTabStop } from "./day-dividers.js";
import { FirstUnread } from "./first-unread.js";
import { markFailed } from "./message-row.js";
import { ReadPosition } from "./read-position.js";
import { applyRevision, applySettings } from "./revision-effects.js";
import { RowList } from "./row-list.js";
import { Scroll } from "./scroll.js";

const MAX_ROWS = 300;
const HIGHLIGHT_MS = 2000;

/** The open conversation: takes over the rows that the server rendered, follows the log and adds rows. */
export class ChatTimeline extends HTMLElement {
	/** @type {Chat.Message[]} messages to render with the next frame, by seq ascending */
	#queue = [];
	#flushScheduled = false;
	/** Whether the newest row is in sight and must stay there. */
	#followsEnd = true;
	#unseenCount = 0;
	#announcer = new Announcer({
		say: (text) => announce("announcer", text),
		now: () => performance.now(),
		setTimer: (act, ms) => setTimeout(act, ms),
	});
	#history = loadOnce(async () => new (await import("./history-loader.js")).HistoryLoader(this));
	/** Created for the first message that has to wait. */
	#countdown = loadOnce(async () => new (await import("./send-countdown.js")).SendCountdown(this));
	/** The actions on a message, created at the first hover, focus or click. */
	tools = loadOnce(async () => new (await import("./message-tools.js")).MessageTools(this));
	/** Arrow keys among the messages, created at the first focus. */
	#loadRoving = loadOnce(async () => {
		this.#onRovingKey = (await import("./roving-focus.js")).startRoving(this);
		return this.#onRovingKey;
	});
	/** @type {((event: KeyboardEvent) => void) | undefined} */
	#onRovingKey;

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
		this.reading = new ReadPosition(this, Number(readSeq));
	}

	connectedCallback() {
		const unsent = this.app.outbox.unsent(this.conversation);
		this.rows.adopt(unsent);
		if (unsent.some(({ until }) => until)) this.#countdown();
		this.updateLayout();
		this.jump.hidden = true;
		this.append(this.jump);
		this.jump.addEventListener("click", () => this.jumpToEnd());
		this.list.addEventListener("focusin", () => this.#loadRoving(), { once: true });
		// The handler is called at once if it is loaded: later it could no longer prevent the browser's own action.
		this.list.addEventListener("keydown", async (event) => (this.#onRovingKey ?? (await this.#loadRoving()))?.(event));
		for (const type of ["focusin", "pointerover"]) this.list.addEventListener(type, () => this.tools(), { once: true });
		this.list.addEventListener("click", (event) => this.#onClick(event));
		this.scroller.addEventListener("scroll", () => this.onScroll(), { passive: true });
		this.scroller.addEventListener("click", (event) => this.#onPageLink(event));
		this.app.join(this);
		this.reveal(Number(this.dataset.focus));
		if (this.reading.seq < this.state.cursor.seq) new FirstUnread(this);
		this.onScroll();
	}

	// Called by the app

	cursors() {
		return { [this.conversation]: this.state.cursor };
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "pong") return;
		if (!("conversation_id" in frame) || frame.conversation_id !== this.conversation) return;
		if (frame.type === "message.created" || frame.type === "message.revised" || frame.type === "head") {
			this.applyEffects(applyEvent(this.state, frame));
		} else if (frame.type === "read" && frame.user_id === this.app.me) {
			this.reading.markRead(frame.seq);
		}
	}

	/** @param {Chat.SyncAnswer} answer */
	onSync(answer) {
		const missed = answer.conversations.find(({ id }) => id === this.conversation);
		if (!missed) return;
		const effects = applySync(this.state, missed);
		// Where there is more, the app syncs again at once.
		this.applyEffects(missed.more ? effects.filter((effect) => effect.do !== "sync") : effects);
	}

	/** @param {Page.OutboxChange} change */
	onSent({ conversation_id, client_id, message, failed, until }) {
		if (conversation_id !== this.conversation) return;
		const { epoch } = this.state.cursor;
		if (message)
			this.applyEffects(applyEvent(this.state, { type: "message.created", conversation_id, epoch, message }));
		const row = this.rows.byClientId(client_id);
		if (row && message) this.#removeIfStoredEarlier(row, message.seq);
		if (until) this.#countdown();
		if (row && failed) {
			markFailed(row, failed);
			announce("alerts", `Not sent. ${failed}`);
		}
	}

	/**
	 * Remove the pending row of a message that an earlier try had stored: its row is, or was, further up.
	 * @param {HTMLElement} row
	 * @param {number} seq
	 */
	#removeIfStoredEarlier(row, seq) {
		const isComing = seq > this.state.cursor.seq || this.#queue.some((message) => message.seq === seq);
		if (!row.dataset.seq && !isComing) row.remove();
	}

	/** @param {Chat.Unsent} unsent */
	async onQueued(unsent) {
		if (unsent.conversation_id !== this.conversation) return;
		if (!isLive(this.state)) await this.loadHistory("latest");
		this.rows.addPending(unsent);
		this.updateLayout();
		this.view.scrollToEnd();
	}

	/** @param {string} conversation */
	markUnreadFrom(conversation) {
		if (conversation === this.conversation) this.reading.paused = true;
	}

	/** @param {Event} event */
	async #onClick(event) {
		const button = /** @type {Element} */ (event.target).closest("[data-act]");
		if (!(button instanceof HTMLElement)) return;
		event.preventDefault();
		(await this.tools())?.run(button);
	}

	jumpToEnd() {
		if (isLive(this.state)) this.view.scrollToEnd();
		else this.loadHistory("latest");
		this.onScroll();
	}

	// The log

	/** @param {Chat.Effect[]} effects */
	applyEffects(effects) {
		for (const effect of effects) this.#applyEffect(effect);
	}

	/** @param {Chat.Effect} effect */
	#applyEffect(effect) {
		switch (effect.do) {
			case "append":
			case "replace":
				return this.#enqueue(effect.message);
			case "missed":
				this.#noteArrival(effect.message);
				return this.#updateJumpButton();
			case "revised":
				return applyRevision(this, effect);
			case "settings":
				return applySettings(this, effect.conversation);
			case "fetch":
				return this.loadHistory("fetchAfter", effect.after);
			case "sync":
				return this.app.syncSoon();
			case "reload":
				return this.loadHistory("latest");
		}
	}

	/** @param {Chat.Message} message */
	#enqueue(message) {
		this.#queue.push(message);
		if (this.#flushScheduled) return;
		this.#flushScheduled = true;
		const flush = () => this.#flush();
		// A hidden page gets no animation frames.
		if (document.hidden) setTimeout(flush);
		else requestAnimationFrame(flush);
	}

	#flush() {
		this.#flushScheduled = false;
		const messages = this.#queue.splice(0);
		this.#followsEnd = this.view.atEnd;
		this.changeRows(messages.length, () => {
			for (const message of messages) this.#show(message);
			this.trim(this.#followsEnd ? "older" : "newer");
			this.updateLayout();
		});
		if (this.#followsEnd) this.view.scrollToEnd();
		this.onScroll();
	}

	/** @param {Chat.Message} message */
	#show(message) {
		const { first, last } = this.state;
		// The message may have left the window since it was applied.
		const inWindow = first <= message.seq && message.seq <= last;
		if (this.rows.show(message, inWindow)) this.#noteArrival(message);
	}

	/**
	 * Count and announce a message that arrived now, and not out of history.
	 * @param {Chat.Message} message
	 */
	async #noteArrival({ author_id, kind, body }) {
		const { me, blocked, users } = this.app;
		if (author_id === me) return;
		if (!this.#followsEnd || !isLive(this.state)) this.#unseenCount++;
		if (document.hidden || kind === "system" || blocked.has(author_id)) return;
		const person = await users.find(author_id);
		this.#announcer.add({ name: person?.name ?? FORMER_MEMBER, text: body });
	}

	/**
	 * Load messages beyond the rows shown.
	 * @param {"older" | "newer" | "latest" | "around" | "fetchAfter"} what
	 * @param {number} [seq]
	 */
	async loadHistory(what, seq = 0) {
		return (await this.#history())?.[what](seq);
	}

	/**
	 * Show another window of the log instead of the current one.
	 * @param {Page.Timeline} state
	 * @param {Chat.Message[]} messages
	 */
	replaceWindow(state, messages) {
		this.state = state;
		this.#queue = [];
		this.rows.replace(messages);
		this.updateLayout();
	}

	/** @param {Event} event */
	#onPageLink(event) {
		/** @type {HTMLAnchorElement | null} */
		const link = /** @type {Element} */ (event.target).closest(".more a");
		if (!link) return;
		event.preventDefault();
		const end = /** @type {"older" | "newer"} */ (link.parentElement?.dataset.slot);
		this.loadHistory(link.search ? end : "latest");
	}

	/**
	 * Change the rows while the text stays where the reader sees it. The browser does it where rows are only added; where
	 * some are removed too, or the browser cannot do it, this does.
	 * @param {number} addedCount
	 * @param {() => void} change
	 */
	changeRows(addedCount, change) {
		const rows = messageRows(this.list);
		const browserDoesIt = rows.length + addedCount <= MAX_ROWS && CSS.supports("overflow-anchor", "auto");
		if (browserDoesIt || this.scroller.scrollTop === 0) change();
		else this.view.keepInPlace(this.view.lastVisible(rows), change);
	}

	/** @param {"older" | "newer"} end */
	trim(end) {
		trim(this.state, end, MAX_ROWS);
		this.rows.keepRange(this.state.first, this.state.last);
	}

	/** Update dividers, names and the links at both ends, after any change of the rows. */
	updateLayout() {
		updateDividers(this.list);
		updateTabStop(this.list);
		slot(this, "older").hidden = !this.state.older;
		slot(this, "start").hidden = this.state.older;
		const newer = optionalSlot(this, "newer");
		if (newer) newer.hidden = isLive(this.state);
	}

	onScroll() {
		if (this.view.atEnd && isLive(this.state)) this.#unseenCount = 0;
		this.#updateJumpButton();
		this.reading.update();
		if (this.state.older && this.view.nearTop) this.loadHistory("older");
		if (!isLive(this.state) && this.view.atEnd) this.loadHistory("newer");
	}

	#updateJumpButton() {
		this.jump.hidden = isLive(this.state) && !this.view.farFromEnd;
		const count = this.#unseenCount;
		const text = count ? `${count} new ${count === 1 ? "message" : "messages"}` : "Latest";
		const label = slot(this.jump, "jump-words");
		if (label.textContent !== text) label.textContent = text;
	}

	/**
	 * Scroll to a message and highlight it for a moment.
	 * @param {number} seq
	 * @returns {boolean} whether it is among the rows
	 */
	reveal(seq) {
		const row = this.rows.bySeq(seq);
		if (!row) return false;
		row.scrollIntoView({ block: "center" });
		row.classList.add("target");
		setTimeout(() => row.classList.remove("target"), HIGHLIGHT_MS);
		return true;
	}
}
