import { announce, createElement, icon, slot } from "../lib/dom.js";
import { openMenu } from "../lib/menu.js";
import { renderReactions, shownReactions, toggleReaction } from "./message-content.js";
import { showState } from "./message-row.js";

const QUICK_REACTIONS = ["👍", "😂", "🎉", "😮", "🙏"];

/** What people do with one message. A change that shows at once is undone if the server refuses it. */
export class MessageActions {
	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		this.app = timeline.app;
	}

	/**
	 * What this person may do with this message. The server checks it again.
	 * @param {HTMLElement} row
	 * @returns {Record<string, boolean>}
	 */
	permissions(row) {
		const { classList, dataset } = row;
		const { archived, role } = this.timeline.dataset;
		const stored = Boolean(dataset.seq) && !classList.contains("system");
		const visible = stored && !classList.contains("deleted") && !classList.contains("hidden-by-moderator");
		const open = visible && archived === undefined;
		const own = classList.contains("own");
		return {
			visible,
			stored,
			react: open,
			pin: open,
			reply: open && this.#composer?.form?.hidden === false,
			edit: open && own,
			delete: stored && !classList.contains("deleted") && (own || role === "owner" || role === "moderator"),
			report: visible && !own,
		};
	}

	/**
	 * @param {HTMLElement} row
	 * @param {string} emoji
	 */
	async react(row, emoji) {
		if (!this.permissions(row).react) return;
		const before = shownReactions(row);
		const { reactions, mine } = toggleReaction(before, emoji);
		renderReactions(row, reactions);
		const path = `${this.#path(row)}/reactions/${encodeURIComponent(emoji)}`;
		const done = await this.#try(row, () => this.app.api.send(mine ? "PUT" : "DELETE", path));
		if (!done) renderReactions(row, before);
	}

	/**
	 * Choose any emoji as a reaction.
	 * @param {HTMLElement} row
	 * @param {HTMLElement} anchor
	 */
	async chooseReaction(row, anchor) {
		const { pickEmoji } = await import("./emoji-picker.js");
		pickEmoji(anchor, { choose: (emoji) => this.react(row, emoji), focus: row });
	}

	/** @param {HTMLElement} row */
	reply(row) {
		this.#composer?.tools?.begin({ reply: row });
	}

	/**
	 * @param {HTMLElement} row
	 * @param {HTMLElement} [returnFocusTo] gets the focus when the edit is cancelled
	 */
	async edit(row, returnFocusTo = row) {
		/** @type {Chat.Message | undefined} */
		const message = await this.#try(row, () => this.app.api.get(this.#path(row)));
		if (message && !message.deleted) this.#composer?.tools?.begin({ edit: message, row: returnFocusTo });
	}

	/** @param {HTMLElement} row */
	async pin(row) {
		const pinned = row.classList.contains("pinned");
		await this.#try(row, () => this.app.api.send(pinned ? "DELETE" : "PUT", `${this.#path(row)}/pin`));
	}

	/** @param {HTMLElement} row */
	async delete(row) {
		const { confirmDelete } = await import("./message-dialogs.js");
		if (!(await confirmDelete(row, this.timeline.dataset.name ?? ""))) return row.focus();
		await this.#try(row, () => this.app.api.send("DELETE", this.#path(row)));
		row.focus();
	}

	/** @param {HTMLElement} row of a message that was not sent */
	retry(row) {
		row.classList.replace("failed", "pending");
		showState(row, "state-sending");
		this.app.outbox.retry(row.dataset.clientId ?? "");
	}

	/** @param {HTMLElement} row of a message that was not sent, or not yet */
	discard(row) {
		const { outbox } = this.app;
		const firstPending = () => outbox.unsent(this.timeline.conversation).find(({ failed }) => !failed)?.client_id;
		const wasFirst = firstPending() === row.dataset.clientId;
		outbox.discard(row.dataset.clientId ?? "");
		if (row.contains(document.activeElement)) this.app.querySelector("textarea")?.focus();
		row.remove();
		this.timeline.updateLayout();
		// The others waited for this one.
		const next = firstPending();
		if (next && wasFirst) outbox.retry(next);
	}

	/** @param {HTMLElement} row */
	async showVersions(row) {
		const answer = await this.#try(row, () => this.app.api.get(`${this.#path(row)}/history`));
		if (answer) (await import("./message-dialogs.js")).showVersions(row, answer.results);
	}

	/** @param {HTMLElement} row */
	async report(row) {
		const { askReport } = await import("./message-dialogs.js");
		askReport(row, (report) => this.app.api.send("POST", `${this.#path(row)}/report`, report));
	}

	/**
	 * Mark the messages from this one on as unread.
	 * @param {HTMLElement} row
	 */
	markUnread(row) {
		return this.#try(row, () => this.app.markUnreadFrom(this.timeline.conversation, Number(row.dataset.seq)));
	}

	/**
	 * Go to the message that a reply answers.
	 * @param {HTMLElement} row
	 */
	openQuoted(row) {
		const link = /** @type {HTMLAnchorElement} */ (slot(row, "quote"));
		if (!this.timeline.reveal(Number(row.dataset.replyTo))) this.app.visit(link.href);
	}

	/**
	 * @param {HTMLElement} row
	 * @param {HTMLElement} anchor
	 */
	openMenu(row, anchor) {
		const may = this.permissions(row);
		const menu = openMenu(anchor, this.#menuItems(row, may));
		if (may.react && menu.classList.contains("sheet")) menu.prepend(this.#quickReactions(row, menu));
	}

	/**
	 * @param {HTMLElement} row
	 * @param {Record<string, boolean>} may
	 */
	#menuItems(row, may) {
		const pinned = row.classList.contains("pinned");
		const edited = may.visible && !slot(row, "edited").hidden;
		const items = [
			{ label: "Reply", icon: "reply", when: may.reply, act: () => this.reply(row) },
			{ label: "Edit", icon: "pencil", when: may.edit, act: () => this.edit(row) },
			{ label: "Copy text", icon: "copy", when: may.visible, act: () => this.#copy(row, readableText(row)) },
			{ label: "Copy link", icon: "link", when: true, act: () => this.#copy(row, permalink(row)) },
			{ label: pinned ? "Unpin" : "Pin for everyone", icon: "pin", when: may.pin, act: () => this.pin(row) },
			{ label: "Mark unread from here", icon: "unread", when: may.stored, act: () => this.markUnread(row) },
			{ label: "Earlier versions", icon: "history", when: edited, act: () => this.showVersions(row) },
			{ label: "Report message", icon: "flag", when: may.report, danger: true, act: () => this.report(row) },
			{ label: "Delete message", icon: "trash", when: may.delete, danger: true, act: () => this.delete(row) },
		];
		return items.filter((item) => item.when);
	}

	/**
	 * @param {HTMLElement} row
	 * @param {HTMLElement} menu
	 */
	#quickReactions(row, menu) {
		const line = document.createElement("div");
		Object.assign(line, { role: "group", className: "quick", ariaLabel: "React" });
		const quick = QUICK_REACTIONS.map((emoji) => ({ label: emoji, content: emoji, act: () => this.react(row, emoji) }));
		const more = { label: "More emoji", content: icon("plus"), act: () => this.chooseReaction(row, row) };
		for (const { label, content, act } of [...quick, more]) {
			const button = document.createElement("button");
			Object.assign(button, { type: "button", role: "menuitem", ariaLabel: label });
			button.append(content);
			button.addEventListener("click", () => {
				menu.hidePopover();
				act();
			});
			line.append(button);
		}
		return line;
	}

	/**
	 * @param {HTMLElement} row
	 * @param {string} text
	 */
	async #copy(row, text) {
		// Over plain http there is no clipboard.
		const done = await this.#try(row, async () => {
			if (!navigator.clipboard) throw new Error("The browser lets no page copy here.");
			await navigator.clipboard.writeText(text);
		});
		if (done) announce("announcer", "Copied");
	}

	/**
	 * Run an act, and show below the message why it failed.
	 * @template T
	 * @param {HTMLElement} row
	 * @param {() => Promise<T>} act
	 * @returns {Promise<T | true | undefined>} its result, or true without one; undefined if it failed
	 */
	async #try(row, act) {
		const state = slot(row, "state");
		state.replaceChildren();
		try {
			return (await act()) ?? true;
		} catch (error) {
			const { message } = /** @type {Error} */ (error);
			state.replaceChildren(createElement("span", "not-sent", message));
			announce("alerts", message);
		}
	}

	/** @param {HTMLElement} row */
	#path(row) {
		return `conversations/${this.timeline.conversation}/messages/${row.dataset.seq}`;
	}

	get #composer() {
		const composer = this.timeline.closest("main")?.querySelector("chat-composer");
		return /** @type {Page.ChatComposer | null} */ (composer ?? null);
	}
}

/** @param {HTMLElement} row */
function permalink(row) {
	return /** @type {HTMLAnchorElement} */ (slot(row, "permalink")).href;
}

/**
 * The text as it reads, with its line breaks.
 * @param {HTMLElement} row
 */
function readableText(row) {
	// biome-ignore lint/performance/useDomNodeTextContent: only innerText turns paragraphs, lists and breaks into lines
	return slot(row, "body").innerText;
}
