import { bestMatches } from "../chat/jump-ranking.js";
import { renderAvatar } from "../lib/avatars.js";
import { cloneTemplate, createElement, icon, slot } from "../lib/dom.js";
import { Listbox } from "../lib/listbox.js";

const SEARCH_AFTER_MS = 150;
const MAX_FOUND = 5;
const HINTS = { channel: "channel", group: "group", direct: "" };

/** @typedef {{name: string, kind: "channel" | "group" | "direct", hint: string, open: () => unknown, id: string, peer: string, locked: boolean, online: boolean, activity: string, unread: number, picture?: string | null}} JumpTarget */

/**
 * Open the dialog that finds any conversation, person or public channel by name.
 * @param {Page.ChatApp} app
 */
export function jump(app) {
	const dialog = /** @type {HTMLDialogElement} */ (cloneTemplate("jump"));
	app.append(dialog);
	new JumpDialog(app, dialog);
	dialog.showModal();
}

class JumpDialog {
	/** @type {JumpTarget[]} */
	#shown = [];
	/** @type {AbortController | null} */
	#search = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#timer;

	/**
	 * @param {Page.ChatApp} app
	 * @param {HTMLDialogElement} dialog
	 */
	constructor(app, dialog) {
		this.app = app;
		this.dialog = dialog;
		this.input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
		this.list = new Listbox(this.input, slot(dialog, "jump-list"), (_, index) => this.#open(this.#shown[index]));
		this.targets = [...app.querySelectorAll("chat-inbox [data-conversation]")].map((row) =>
			targetOf(app, /** @type {HTMLElement} */ (row)),
		);
		this.input.addEventListener("input", () => this.#onInput());
		// Escape closes the dialog, not the list alone.
		this.input.addEventListener("keydown", (event) => event.key !== "Escape" && this.list.onKey(event));
		dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
		dialog.addEventListener("close", () => this.#onClose());
		this.#show(bestMatches(this.targets, ""));
	}

	get query() {
		return this.input.value.trim().replace(/^[#@]/u, "");
	}

	#onInput() {
		clearTimeout(this.#timer);
		this.#search?.abort();
		const { query } = this;
		this.#show(bestMatches(this.targets, query), query !== "");
		if (query) this.#timer = setTimeout(() => this.#searchServer(query), SEARCH_AFTER_MS);
	}

	/** @param {string} query */
	async #searchServer(query) {
		this.#search = new AbortController();
		const { signal } = this.#search;
		const find = (/** @type {string} */ path) =>
			this.app.api
				.get(path, { prefix: query.toLowerCase(), limit: MAX_FOUND * 2 }, signal)
				.catch(() => ({ results: [] }));
		const [people, channels] = await Promise.all([find("users"), find("channels")]);
		if (signal.aborted) return;
		const known = bestMatches(this.targets, query);
		const newPeople = this.#newPeople(people.results).slice(0, MAX_FOUND);
		const newChannels = this.#newChannels(channels.results).slice(0, MAX_FOUND);
		this.#show([...known, ...newPeople, ...newChannels]);
	}

	/** @param {Chat.Person[]} people */
	#newPeople(people) {
		const known = new Set([this.app.me, ...this.targets.map(({ peer }) => peer)]);
		return people.filter(({ id }) => !known.has(id)).map((person) => this.#personTarget(person));
	}

	/**
	 * @param {Chat.Person} person
	 * @returns {JumpTarget}
	 */
	#personTarget({ id, name, handle, online, avatar_url: picture }) {
		const open = async () => {
			const conversation = await this.app.api.send("POST", "conversations", { kind: "direct", member_ids: [id] });
			return this.app.visit(`/c/${conversation.id}`);
		};
		return {
			name,
			kind: "direct",
			hint: `@${handle}`,
			open,
			id,
			peer: id,
			online,
			locked: false,
			activity: "",
			unread: 0,
			picture,
		};
	}

	/** @param {Chat.Conversation[]} channels */
	#newChannels(channels) {
		const known = new Set(this.targets.map(({ id }) => id));
		return channels
			.filter(({ id }) => !known.has(id))
			.map(
				({ id, name }) =>
					/** @type {JumpTarget} */ ({
						name,
						kind: "channel",
						hint: "channel, not joined",
						open: () => this.app.visit(`/c/${id}`),
						id,
						peer: "",
						locked: false,
						online: false,
						activity: "",
						unread: 0,
					}),
			);
	}

	/**
	 * @param {JumpTarget[]} targets
	 * @param {boolean} [isSearching] whether the server has yet to answer
	 */
	#show(targets, isSearching = false) {
		this.#shown = targets;
		this.list.show(targets.map(option));
		const none = slot(this.dialog, "jump-none");
		none.hidden = isSearching || targets.length > 0;
		none.textContent = this.query ? `Nothing for “${this.query}”` : "No conversations yet";
		if (!isSearching)
			slot(this.dialog, "jump-count").textContent = targets.length === 1 ? "1 result" : `${targets.length} results`;
	}

	/** @param {JumpTarget | undefined} target */
	#open(target) {
		this.dialog.close();
		target?.open();
	}

	#onClose() {
		clearTimeout(this.#timer);
		this.#search?.abort();
		this.dialog.remove();
	}
}

/**
 * @param {Page.ChatApp} app
 * @param {HTMLElement} row
 * @returns {JumpTarget}
 */
function targetOf(app, row) {
	const { conversation: id = "", kind, name = "", peer = "", activity = "", unread } = row.dataset;
	const targetKind = /** @type {JumpTarget["kind"]} */ (kind);
	return {
		name,
		kind: targetKind,
		hint: HINTS[targetKind],
		open: () => app.visit(`/c/${id}`),
		id,
		peer,
		activity,
		unread: Number(unread),
		locked: kind === "channel" && row.dataset.public === "false",
		online: Boolean(row.querySelector(".face.online")),
		picture: row.querySelector(".face img")?.getAttribute("src"),
	};
}

/** @param {JumpTarget} target */
function option(target) {
	const { name, hint, unread } = target;
	const item = document.createElement("li");
	item.append(sign(target), createElement("bdi", "jump-name", name), createElement("bdi", "jump-hint", hint));
	if (unread) item.append(createElement("span", "jump-unread", unread === 1 ? "1 unread" : `${unread} unread`));
	return item;
}

/** @param {JumpTarget} target */
function sign({ kind, peer, name, locked, online, picture }) {
	const face = createElement("span", "sign", "");
	if (kind !== "direct") {
		face.append(icon(kind === "group" ? "people" : locked ? "lock" : "hash"));
		return face;
	}
	face.className = online ? "face online" : "face";
	const avatar = createElement("span", "avatar small", "");
	avatar.ariaHidden = "true";
	renderAvatar(avatar, { id: peer, name, avatar_url: picture });
	face.append(avatar);
	return face;
}
