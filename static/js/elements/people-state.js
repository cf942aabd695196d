import { createElement } from "../lib/dom.js";
import { watchVisibility } from "./page-visibility.js";

const REFRESH_INTERVAL_MS = 60_000;
// A page that is reloaded is gone for a moment.
const OFFLINE_AFTER_MS = 5000;

/** @type {MutationObserver | undefined} */
let rowObserver;

/**
 * Keep up to date what the page shows about other people besides their messages: who is online, and who is blocked.
 * @param {Page.ChatApp} app
 */
export function watchPeople(app) {
	const presence = new Presence(app);
	watchVisibility(app, () => presence.refresh());
	app.join({
		onPageChange: () => foldBlocked(app),
		onConnectionChange: () => app.socket.connected && loadBlocked(app),
	});
	document.addEventListener("answered", (event) => {
		if (/block$/.test(/** @type {CustomEvent<string>} */ (event).detail)) loadBlocked(app);
	});
	loadBlocked(app);
}

/** @param {Page.ChatApp} app */
async function loadBlocked(app) {
	app.blocked = await fetchBlocked(app).catch(() => app.blocked);
	foldBlocked(app);
}

/** @param {Page.ChatApp} app */
async function fetchBlocked({ api }) {
	/** @type {Set<string>} */
	const blocked = new Set();
	for (let cursor = ""; ; ) {
		const { results, next } = await api.get("me/blocks", cursor ? { limit: 100, cursor } : { limit: 100 });
		for (const { id } of results) blocked.add(id);
		if (!next) return blocked;
		cursor = next;
	}
}

/**
 * Fold away the messages of blocked people, now and whenever rows are added.
 * @param {Page.ChatApp} app
 */
function foldBlocked(app) {
	rowObserver?.disconnect();
	const list = app.querySelector('[data-slot="messages"]');
	if (!list || !(app.blocked.size || list.querySelector(".folded"))) return;
	const rows = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(":scope > .message"));
	for (const row of rows) setFolded(row, app.blocked.has(row.dataset.author ?? ""));
	rowObserver = new MutationObserver(() => foldBlocked(app));
	rowObserver.observe(list, { childList: true });
}

/**
 * @param {HTMLElement} row
 * @param {boolean} isBlocked
 */
function setFolded(row, isBlocked) {
	const folded = isBlocked && !row.classList.contains("unfolded");
	row.classList.toggle("blocked", folded);
	const note = row.querySelector(":scope > .folded");
	if (!folded) note?.remove();
	else if (!note) row.prepend(createFoldedNote(row));
}

/** @param {HTMLElement} row */
function createFoldedNote(row) {
	const note = createElement("p", "folded", "Message from someone you blocked. ");
	const show = document.createElement("button");
	Object.assign(show, { type: "button", className: "link", textContent: "Show" });
	show.addEventListener("click", () => {
		row.classList.replace("blocked", "unfolded");
		note.remove();
		row.tabIndex = 0;
		row.focus();
	});
	note.append(show);
	return note;
}

/** Who is online, among the people whose faces show. The server pushes direct contacts; others are fetched now and then. */
class Presence {
	/** @type {Map<string, ReturnType<typeof setTimeout>>} people who seem to have left, by id */
	#leaving = new Map();
	/** @type {Map<string, number>} when the server last pushed about somebody: an answer may be older */
	#pushedAt = new Map();

	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		app.join(this);
		setInterval(() => !document.hidden && app.socket.connected && this.refresh(), REFRESH_INTERVAL_MS);
		this.refresh();
	}

	onConnectionChange() {
		if (this.app.socket.connected) this.refresh();
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "presence") this.#update(frame.user_id, frame.online);
		if (frame.type === "conversation.joined") this.refresh();
	}

	/**
	 * @param {string} id
	 * @param {boolean} online
	 */
	#update(id, online) {
		this.#pushedAt.set(id, Date.now());
		clearTimeout(this.#leaving.get(id));
		if (online) return showPresence(id, true);
		const timer = setTimeout(() => showPresence(id, false), OFFLINE_AFTER_MS);
		this.#leaving.set(id, timer);
	}

	async refresh() {
		const faces = /** @type {HTMLElement[]} */ ([
			...document.querySelectorAll(".face[data-user], .people [data-user]"),
		]);
		const ids = new Set(faces.map(({ dataset }) => dataset.user ?? "").filter(Boolean));
		if (!ids.size) return;
		const askedAt = Date.now();
		/** @type {{results: Chat.Person[]}} */
		const { results } = await this.app.api
			.get("users", { ids: [...ids].slice(0, 100).join(",") })
			.catch(() => ({ results: [] }));
		this.app.users.remember(results);
		for (const { id, online } of results) if ((this.#pushedAt.get(id) ?? 0) < askedAt) showPresence(id, online);
	}
}

/**
 * @param {string} id
 * @param {boolean} online
 */
function showPresence(id, online) {
	const user = CSS.escape(id);
	for (const face of document.querySelectorAll(`.face[data-user="${user}"], [data-user="${user}"] .face`)) {
		face.classList.toggle("online", online);
		const text = face.querySelector(".visually-hidden") ?? face.appendChild(document.createElement("span"));
		Object.assign(text, { className: "visually-hidden", textContent: online ? "online" : "" });
	}
}
