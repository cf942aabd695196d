import { bestMatches } from "../chat/jump-ranking.js";
import { renderAvatar } from "../lib/avatars.js";
import { cloneTemplate, icon, slot } from "../lib/dom.js";
import { Listbox } from "../lib/listbox.js";

const AFTER = 150;
const STRANGERS = 5;
const KINDS = { channel: "channel", group: "group", direct: "" };

/** @typedef {{name: string, kind: "channel" | "group" | "direct", hint: string, open: () => unknown, id: string, peer: string, locked: boolean, online: boolean, activity: string, unread: number, picture?: string | null}} Place */

/**
 * The way to any conversation, person or public channel, by name.
 * @param {Page.ChatApp} app
 */
export function jump(app) {
	const dialog = /** @type {HTMLDialogElement} */ (cloneTemplate("jump"));
	app.append(dialog);
	new Jump(app, dialog);
	dialog.showModal();
}

class Jump {
	/** @type {Place[]} */
	#found = [];
	/** @type {AbortController | null} */
	#asking = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#due;

	/**
	 * @param {Page.ChatApp} app
	 * @param {HTMLDialogElement} dialog
	 */
	constructor(app, dialog) {
		this.app = app;
		this.dialog = dialog;
		this.input = /** @type {HTMLInputElement} */ (dialog.querySelector("input"));
		this.list = new Listbox(this.input, slot(dialog, "jump-list"), (_, at) => this.#open(this.#found[at]));
		this.places = [...app.querySelectorAll("chat-inbox [data-conversation]")].map((row) =>
			place(app, /** @type {HTMLElement} */ (row)),
		);
		this.input.addEventListener("input", () => this.#typed());
		// Escape closes the dialog, not the list alone.
		this.input.addEventListener("keydown", (event) => event.key !== "Escape" && this.list.onKey(event));
		dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
		dialog.addEventListener("close", () => this.#closed());
		this.#show(bestMatches(this.places, ""));
	}

	get query() {
		return this.input.value.trim().replace(/^[#@]/u, "");
	}

	#typed() {
		clearTimeout(this.#due);
		this.#asking?.abort();
		const { query } = this;
		this.#show(bestMatches(this.places, query), query !== "");
		if (query) this.#due = setTimeout(() => this.#ask(query), AFTER);
	}

	/** @param {string} query */
	async #ask(query) {
		this.#asking = new AbortController();
		const { signal } = this.#asking;
		const ask = (/** @type {string} */ path) =>
			this.app.api
				.get(path, { prefix: query.toLowerCase(), limit: STRANGERS * 2 }, signal)
				.catch(() => ({ results: [] }));
		const [people, channels] = await Promise.all([ask("users"), ask("channels")]);
		if (signal.aborted) return;
		const known = bestMatches(this.places, query);
		const strangers = this.#strangers(people.results).slice(0, STRANGERS);
		const open = this.#unjoined(channels.results).slice(0, STRANGERS);
		this.#show([...known, ...strangers, ...open]);
	}

	/** @param {Chat.Person[]} people */
	#strangers(people) {
		const known = new Set([this.app.me, ...this.places.map(({ peer }) => peer)]);
		return people.filter(({ id }) => !known.has(id)).map((person) => this.#person(person));
	}

	/**
	 * @param {Chat.Person} person
	 * @returns {Place}
	 */
	#person({ id, name, handle, online, avatar_url: picture }) {
		const write = async () => {
			const made = await this.app.api.send("POST", "conversations", { kind: "direct", member_ids: [id] });
			return this.app.visit(`/c/${made.id}`);
		};
		return {
			name,
			kind: "direct",
			hint: `@${handle}`,
			open: write,
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
	#unjoined(channels) {
		const known = new Set(this.places.map(({ id }) => id));
		return channels
			.filter(({ id }) => !known.has(id))
			.map(
				({ id, name }) =>
					/** @type {Place} */ ({
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
	 * @param {Place[]} places
	 * @param {boolean} [more] whether the server is still to be asked
	 */
	#show(places, more = false) {
		this.#found = places;
		this.list.show(places.map(option));
		const none = slot(this.dialog, "jump-none");
		none.hidden = more || places.length > 0;
		none.textContent = this.query ? `Nothing for “${this.query}”` : "No conversations yet";
		if (!more)
			slot(this.dialog, "jump-count").textContent = places.length === 1 ? "1 result" : `${places.length} results`;
	}

	/** @param {Place | undefined} chosen */
	#open(chosen) {
		this.dialog.close();
		chosen?.open();
	}

	#closed() {
		clearTimeout(this.#due);
		this.#asking?.abort();
		this.dialog.remove();
	}
}

/**
 * @param {Page.ChatApp} app
 * @param {HTMLElement} row
 * @returns {Place}
 */
function place(app, row) {
	const { conversation: id = "", kind, name = "", peer = "", activity = "", unread } = row.dataset;
	const known = /** @type {Place["kind"]} */ (kind);
	return {
		name,
		kind: known,
		hint: KINDS[known],
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

/** @param {Place} place */
function option(place) {
	const { name, hint, unread } = place;
	const item = document.createElement("li");
	item.append(sign(place), words("bdi", "jump-name", name), words("bdi", "jump-hint", hint));
	if (unread) item.append(words("span", "jump-unread", unread === 1 ? "1 unread" : `${unread} unread`));
	return item;
}

/** @param {Place} place */
function sign({ kind, peer, name, locked, online, picture }) {
	const face = words("span", "sign", "");
	if (kind !== "direct") {
		face.append(icon(kind === "group" ? "people" : locked ? "lock" : "hash"));
		return face;
	}
	face.className = online ? "face online" : "face";
	const avatar = words("span", "avatar small", "");
	avatar.ariaHidden = "true";
	renderAvatar(avatar, { id: peer, name, avatar_url: picture });
	face.append(avatar);
	return face;
}

/**
 * @param {"bdi" | "span"} tag
 * @param {string} className
 * @param {string} text
 */
function words(tag, className, text) {
	const element = document.createElement(tag);
	element.className = className;
	element.textContent = text;
	return element;
}
