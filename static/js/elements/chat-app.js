import { findStored } from "../chat/find-stored.js";
import { Outbox } from "../chat/outbox.js";
import { OutboxStore } from "../chat/outbox-store.js";
import { shortcutFor } from "../chat/shortcuts.js";
import { Api } from "../lib/api.js";
import { areShortcutsOff, deviceStorage, isApplePlatform, runExclusively } from "../lib/browser.js";
import { optionalSlot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";
import { Socket } from "../lib/socket.js";
import { Users } from "../lib/users.js";

const SYNC_WITHIN = 1000;
// The server looks at no more.
const PING_CURSORS = 200;

/**
 * What takes part in the page's conversation with the server.
 * @typedef {object} Part
 * @property {(frame: Chat.Frame) => void} [receive]
 * @property {() => Record<string, Chat.Cursor>} [cursors] later parts override earlier ones
 * @property {(answer: Chat.SyncAnswer) => void} [synced]
 * @property {(unsent: Chat.Unsent) => void} [queued]
 * @property {(change: Page.Change) => void} [sent]
 * @property {(conversation: string, seq: number) => void} [readTo]
 * @property {(conversation: string, seq: number) => void} [unreadFrom]
 * @property {() => void} [connection]
 * @property {() => void} [turned] another page shows
 * @property {(title: string) => void} [named] the page's title
 * @property {boolean} [isConnected] one that has left the document takes part no longer
 */

/** Owns the one socket, the outbox and the ways to the server; its parts own the markup. */
export class ChatApp extends HTMLElement {
	/** @type {Set<Part>} */
	#joined = new Set();
	#shown = new AbortController();
	/** From the first sign of life on. */
	navigation = loadOnce(async () => {
		const { Navigation } = await import("./navigation.js");
		this.#ready = true;
		return new Navigation(this);
	});
	#ready = false;
	notifications = loadOnce(async () => new (await import("./notifications.js")).Notifications(this));
	/** @type {Promise<void> | null} */
	#syncing = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#due;
	/** From the first connection on. */
	#company = loadOnce(async () => (await import("./company.js")).company(this));
	leaving = false;
	/** @type {string | null} why the server does not want this page's socket */
	dismissed = null;

	constructor() {
		super();
		const { me = "", meName = "", api = "", csrf = "", socket = "" } = this.dataset;
		this.me = me;
		/** @type {Set<string>} user ids */
		this.blocked = new Set();
		this.api = new Api(api, csrf, () => this.signIn());
		this.users = new Users((ids) => this.api.get("users", { ids: ids.join(",") }));
		this.users.remember([{ id: me, name: meName, avatar_url: this.querySelector(".self img")?.getAttribute("src") }]);
		this.outbox = new Outbox(this.#outboxDependencies());
		this.revised = loadOnce(() => import("./revised.js"));
		this.socket = new Socket({
			url: new URL(socket, location.href.replace(/^http/, "ws")).href,
			sync: () => this.sync(),
			cursors: () => Object.fromEntries(Object.entries(this.cursors()).slice(0, PING_CURSORS)),
			receive: (frame) => this.#receive(frame),
			onChange: (connected) => this.#changed(connected),
			onDismissal: (reason) => this.#dismiss(reason),
		});
		this.api.socket = this.socket;
	}

	/** When all parts are there. */
	start() {
		addEventListener("online", () => this.reconnect());
		addEventListener("offline", () => this.socket.close());
		addEventListener("pageshow", (event) => event.persisted && !this.leaving && this.reconnect());
		addEventListener("pagehide", () => this.socket.close());
		// Whoever comes back to a page after signing out must not find it as it was.
		addEventListener("pageshow", () => this.leaving && location.reload());
		this.querySelector('form[action*="sign-out"]')?.addEventListener("submit", () => this.#leave());
		for (const sign of ["pointermove", "pointerdown", "keydown", "popstate"]) {
			addEventListener(sign, () => this.navigation(), { once: true, passive: true });
		}
		document.addEventListener("visibilitychange", () => !document.hidden && this.socket.ping());
		addEventListener("keydown", (event) => this.#key(event));
		this.addEventListener("click", (event) => this.#early(event));
		this.querySelector("[data-jump]")?.addEventListener("click", (event) => this.#act(event, "jump"));
		const key = optionalSlot(this, "jump-key");
		if (key && !areShortcutsOff())
			Object.assign(key, { textContent: isApplePlatform() ? "⌘ K" : "Ctrl K", hidden: false });
		if (deviceStorage()?.getItem(`notices:${this.me}`)) this.notifications();
		this.reconnect();
	}

	/**
	 * A click that came before the script for it: followed as soon as that is there.
	 * @param {MouseEvent} event
	 */
	async #early(event) {
		const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
		if (this.#ready || defaultPrevented || button || metaKey || ctrlKey || shiftKey || altKey) return;
		const link = /** @type {Element} */ (event.target).closest(
			'a:is([href^="/c/"], [href^="/channels/"], [data-dialog])',
		);
		if (!(link instanceof HTMLAnchorElement) || link.hash) return;
		event.preventDefault();
		const navigation = await this.navigation();
		if (navigation) navigation.follow(link);
		else location.assign(link.href);
	}

	/** @param {KeyboardEvent} event */
	#key(event) {
		const name = shortcutFor(event, isApplePlatform());
		if (name && !areShortcutsOff()) this.#act(event, name);
	}

	/**
	 * @param {Event} event
	 * @param {import("../chat/shortcuts.js").ShortcutName} name
	 */
	async #act(event, name) {
		event.preventDefault();
		if (this.#shortcut) return this.#shortcut(this, name);
		const release = hold();
		try {
			this.#shortcut = (await import("./shortcuts.js")).act;
			await this.#shortcut(this, name);
		} finally {
			release();
		}
	}
	/** @type {((app: Page.ChatApp, name: import("../chat/shortcuts.js").ShortcutName) => unknown) | undefined} */
	#shortcut;

	/**
	 * Unread from there on; what shows is not read again by merely showing.
	 * @param {string} conversation
	 * @param {number} seq
	 */
	async unread(conversation, seq) {
		await this.api.send("POST", `conversations/${conversation}/unread`, { seq });
		(await this.navigation())?.forget();
		for (const part of this.#parts) part.unreadFrom?.(conversation, seq);
	}

	reconnect() {
		this.dismissed = null;
		this.socket.connect();
		this.outbox.wake();
	}

	/** @param {Part} part */
	join(part) {
		this.#joined.add(part);
	}

	get #parts() {
		for (const part of this.#joined) if (part.isConnected === false) this.#joined.delete(part);
		return this.#joined;
	}

	/** Ends with the page that shows: for listeners on what outlives it. */
	get shown() {
		return this.#shown.signal;
	}

	/** Another page takes the place of what shows. */
	turn() {
		this.#shown.abort();
		this.#shown = new AbortController();
	}

	/** It stands there, made from what the server knew when it was asked. */
	turned() {
		this.#look();
		for (const part of this.#parts) part.turned?.();
	}

	/** @param {string} title the page's own */
	named(title) {
		for (const part of this.#parts) part.named?.(title);
	}

	/** @param {string | URL} to */
	async visit(to) {
		return (await this.navigation())?.visit(to);
	}

	/** @param {{client_id: string, conversation_id: string, body: string, reply_to?: number | null}} draft */
	send(draft) {
		const unsent = this.outbox.add(draft);
		for (const part of this.#parts) part.queued?.(unsent);
	}

	/** @returns {Record<string, Chat.Cursor>} */
	cursors() {
		return Object.assign({}, ...[...this.#parts].map((part) => part.cursors?.()));
	}

	/** Asks for all that is new until nothing is. Calls that come meanwhile share the answer. */
	sync() {
		this.#syncing ??= this.#sync().finally(() => {
			this.#syncing = null;
		});
		return this.#syncing;
	}

	/** Something was missed: sync, but not with everybody else in the same moment. */
	syncSoon() {
		this.#due ??= setTimeout(() => {
			this.#due = undefined;
			this.sync().catch(() => {});
		}, Math.random() * SYNC_WITHIN);
	}

	/**
	 * Read on this device: the server tells only the others.
	 * @param {string} conversation
	 * @param {number} seq
	 */
	readHere(conversation, seq) {
		for (const part of this.#parts) part.readTo?.(conversation, seq);
	}

	async #sync() {
		/** @type {Chat.SyncAnswer} */
		const answer = await this.api.send("POST", "sync", { cursors: this.cursors() });
		this.users.remember(Object.values(answer.users ?? {}));
		for (const part of this.#parts) part.synced?.(answer);
		if (answer.conversations.some((one) => one.more)) await this.#sync();
	}

	/** @param {Chat.Frame} frame */
	#receive(frame) {
		if (frame.type === "bye" && (frame.reason === "revoked" || frame.reason === "banned")) return this.signIn();
		if (frame.type === "message.created") this.users.remember([frame.author]);
		for (const part of this.#parts) part.receive?.(frame);
		if (frame.type === "pong" && Object.keys(frame.heads).length) this.syncSoon();
	}

	/** @returns {Page.OutboxDependencies} */
	#outboxDependencies() {
		return {
			store: new OutboxStore(deviceStorage(), this.me),
			post: ({ conversation_id, client_id, body, after, reply_to }) => {
				const message = reply_to === null ? { client_id, body, after } : { client_id, body, after, reply_to };
				return this.api.send("POST", `conversations/${conversation_id}/messages`, message);
			},
			findStored: (unsent) => findStored(unsent, this.api),
			contiguousSeq: (id) => this.cursors()[id]?.seq ?? 0,
			onChange: (change) => {
				// The server answers, whatever the browser believes of its network.
				if (change.message) this.socket.ensureConnection();
				for (const part of this.#parts) part.sent?.(change);
			},
			runExclusively: (name, act) => runExclusively(`outbox:${this.me}:${name}`, act),
			setTimer: (act, ms) => setTimeout(act, ms),
			now: Date.now,
		};
	}

	/** @param {boolean} connected */
	#changed(connected) {
		if (connected) this.outbox.wake();
		if (connected) this.#look();
		if (connected) this.#company();
		for (const part of this.#parts) part.connection?.();
	}

	/** In large rooms only those who look are told of everything. */
	#look() {
		const shown = /** @type {HTMLElement | null} */ (this.querySelector("chat-timeline"));
		this.socket.send({ type: "open", conversation_id: shown?.dataset.conversation ?? null });
	}

	/** @param {"revoked" | "banned" | "too_many"} reason */
	#dismiss(reason) {
		this.dismissed = reason;
		if (reason === "too_many") for (const part of this.#parts) part.connection?.();
		else this.signIn();
	}

	/** Says nothing more to the server. */
	#leave() {
		this.leaving = true;
		this.api.close();
		this.socket.close();
	}

	/** What was typed and not sent stays on this device until then. */
	signIn() {
		if (this.leaving) return;
		this.#leave();
		location.assign(`/accounts/sign-in/?next=${encodeURIComponent(location.pathname)}`);
	}
}

/**
 * Words typed before what they are for has come: not for what has the focus meanwhile.
 * @returns {() => void} gives them to what has it then
 */
function hold() {
	let words = "";
	const end = new AbortController();
	const keep = (/** @type {KeyboardEvent} */ event) => {
		if (!/^(.|Enter)$/u.test(event.key) || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		event.stopImmediatePropagation();
		if (event.key !== "Enter") words += event.key;
	};
	addEventListener("keydown", keep, { capture: true, signal: end.signal });
	return () => {
		end.abort();
		if (words) document.execCommand("insertText", false, words);
	};
}
