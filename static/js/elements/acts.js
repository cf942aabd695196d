import { announce, icon, slot } from "../lib/dom.js";
import { openMenu } from "../lib/menu.js";
import { held, toggled } from "./reacting.js";
import { reactions } from "./rich.js";
import { state } from "./rows.js";

const QUICK = ["👍", "😂", "🎉", "😮", "🙏"];

/** Acts on one message. What shows at once is taken back where the server refuses. */
export class Acts {
	/** @param {Page.ChatTimeline} timeline */
	constructor(timeline) {
		this.timeline = timeline;
		this.app = timeline.app;
	}

	/**
	 * What this person may do with this message; the server judges again.
	 * @param {HTMLElement} row
	 * @returns {Record<string, boolean>}
	 */
	may(row) {
		const { classList, dataset } = row;
		const { archived, role } = this.timeline.dataset;
		const stored = Boolean(dataset.seq) && !classList.contains("system");
		const there = stored && !classList.contains("deleted") && !classList.contains("hidden-by-moderator");
		const open = there && archived === undefined;
		const own = classList.contains("own");
		return {
			there,
			stored,
			react: open,
			pin: open,
			reply: open && this.#composer?.form?.hidden === false,
			edit: open && own,
			delete: stored && !classList.contains("deleted") && (own || role === "owner" || role === "moderator"),
			report: there && !own,
		};
	}

	/**
	 * @param {HTMLElement} row
	 * @param {string} emoji
	 */
	async react(row, emoji) {
		if (!this.may(row).react) return;
		const before = held(row);
		const { list, mine } = toggled(before, emoji);
		reactions(row, list);
		const path = `${this.#path(row)}/reactions/${encodeURIComponent(emoji)}`;
		const done = await this.#try(row, () => this.app.api.send(mine ? "PUT" : "DELETE", path));
		if (!done) reactions(row, before);
	}

	/**
	 * Any emoji, out of all there are.
	 * @param {HTMLElement} row
	 * @param {HTMLElement} at
	 */
	async choose(row, at) {
		const { pickEmoji } = await import("./emoji-picker.js");
		pickEmoji(at, { choose: (emoji) => this.react(row, emoji), focus: row });
	}

	/** @param {HTMLElement} row */
	reply(row) {
		this.#composer?.compose({ reply: row });
	}

	/**
	 * @param {HTMLElement} row
	 * @param {HTMLElement} [back] gets the focus where it is given up
	 */
	async edit(row, back = row) {
		/** @type {Chat.Message | undefined} */
		const message = await this.#try(row, () => this.app.api.get(this.#path(row)));
		if (message && !message.deleted) this.#composer?.compose({ edit: message, row: back });
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

	/** @param {HTMLElement} row that was not sent */
	retry(row) {
		row.classList.replace("failed", "pending");
		state(row, "state-sending");
		this.app.outbox.retry(row.dataset.clientId ?? "");
	}

	/** @param {HTMLElement} row that was not sent, or not yet */
	discard(row) {
		const { outbox } = this.app;
		const first = () => outbox.unsent(this.timeline.conversation).find((one) => !one.failed)?.client_id;
		const before = first();
		outbox.discard(row.dataset.clientId ?? "");
		if (row.contains(document.activeElement)) this.app.querySelector("textarea")?.focus();
		row.remove();
		this.timeline.settle();
		// It was what the others waited for.
		const next = first();
		if (next && before === row.dataset.clientId) outbox.retry(next);
	}

	/** @param {HTMLElement} row */
	async history(row) {
		const answer = await this.#try(row, () => this.app.api.get(`${this.#path(row)}/history`));
		if (answer) (await import("./message-dialogs.js")).showHistory(row, answer.results);
	}

	/** @param {HTMLElement} row */
	async report(row) {
		const { askReport } = await import("./message-dialogs.js");
		askReport(row, (words) => this.app.api.send("POST", `${this.#path(row)}/report`, words));
	}

	/** From here on, when one comes back. @param {HTMLElement} row */
	unread(row) {
		return this.#try(row, () => this.app.unread(this.timeline.conversation, Number(row.dataset.seq)));
	}

	/** To what a reply answers. @param {HTMLElement} row */
	quoted(row) {
		const link = /** @type {HTMLAnchorElement} */ (slot(row, "quote"));
		if (!this.timeline.reveal(Number(row.dataset.replyTo))) this.app.visit(link.href);
	}

	/**
	 * @param {HTMLElement} row
	 * @param {HTMLElement} at
	 */
	menu(row, at) {
		const may = this.may(row);
		const menu = openMenu(at, this.#items(row, may));
		if (may.react && menu.classList.contains("sheet")) menu.prepend(this.#quick(row, menu));
	}

	/**
	 * @param {HTMLElement} row
	 * @param {Record<string, boolean>} may
	 */
	#items(row, may) {
		const pinned = row.classList.contains("pinned");
		const edited = may.there && !slot(row, "edited").hidden;
		const all = [
			{ label: "Reply", icon: "reply", when: may.reply, act: () => this.reply(row) },
			{ label: "Edit", icon: "pencil", when: may.edit, act: () => this.edit(row) },
			{ label: "Copy text", icon: "copy", when: may.there, act: () => this.#copy(row, words(row)) },
			{ label: "Copy link", icon: "link", when: true, act: () => this.#copy(row, link(row)) },
			{ label: pinned ? "Unpin" : "Pin for everyone", icon: "pin", when: may.pin, act: () => this.pin(row) },
			{ label: "Mark unread from here", icon: "unread", when: may.stored, act: () => this.unread(row) },
			{ label: "Earlier versions", icon: "history", when: edited, act: () => this.history(row) },
			{ label: "Report message", icon: "flag", when: may.report, danger: true, act: () => this.report(row) },
			{ label: "Delete message", icon: "trash", when: may.delete, danger: true, act: () => this.delete(row) },
		];
		return all.filter((item) => item.when);
	}

	/**
	 * @param {HTMLElement} row
	 * @param {HTMLElement} menu
	 */
	#quick(row, menu) {
		const line = document.createElement("div");
		Object.assign(line, { role: "group", className: "quick", ariaLabel: "React" });
		const shown = QUICK.map((emoji) => ({ label: emoji, sign: emoji, act: () => this.react(row, emoji) }));
		const more = { label: "More emoji", sign: icon("plus"), act: () => this.choose(row, row) };
		for (const { label, sign, act } of [...shown, more]) {
			const button = document.createElement("button");
			Object.assign(button, { type: "button", role: "menuitem", ariaLabel: label });
			button.append(sign);
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
	 * @param {string} words
	 */
	async #copy(row, words) {
		// Over plain http there is no clipboard.
		const done = await this.#try(row, async () => {
			if (!navigator.clipboard) throw new Error("The browser lets no page copy here.");
			await navigator.clipboard.writeText(words);
		});
		if (done) announce("announcer", "Copied");
	}

	/**
	 * Says under the message what went wrong with it.
	 * @template T
	 * @param {HTMLElement} row
	 * @param {() => Promise<T>} act
	 * @returns {Promise<T | true | undefined>} what came, true for nothing; undefined where it failed
	 */
	async #try(row, act) {
		const state = slot(row, "state");
		state.replaceChildren();
		try {
			return (await act()) ?? true;
		} catch (error) {
			const why = document.createElement("span");
			why.className = "not-sent";
			why.textContent = /** @type {Error} */ (error).message;
			state.replaceChildren(why);
			announce("alerts", why.textContent);
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
function link(row) {
	return /** @type {HTMLAnchorElement} */ (slot(row, "permalink")).href;
}

/**
 * As it reads, with its lines.
 * @param {HTMLElement} row
 */
function words(row) {
	// biome-ignore lint/performance/useDomNodeTextContent: paragraphs, lists and breaks become lines only so
	return slot(row, "body").innerText;
}
