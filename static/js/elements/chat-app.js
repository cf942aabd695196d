import { Outbox } from "../chat/outbox.js";
import { OutboxStore } from "../chat/outbox-store.js";
import { shortcutFor } from "../chat/shortcuts.js";
import { Api } from "../lib/api.js";
import { areShortcutsOff, deviceStorage, isApplePlatform, runExclusively } from "../lib/browser.js";
import { optionalSlot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";
import { Socket } from "../lib/socket.js";
import { Users } from "../lib/users.js";
import { watchPeople } from "./people-state.js";

const MAX_SYNC_DELAY_MS = 1000;
// The server ignores the cursors beyond these.
const MAX_PING_CURSORS = 200;

/**
 * A part of the page that gets frames from the server and answers of a sync.
 * @typedef {object} Part
 * @property {(frame: Chat.Frame) => void} [receive]
 * @property {() => Record<string, Chat.Cursor>} [cursors] those of later parts override those of earlier ones
 * @property {(answer: Chat.SyncAnswer) => void} [onSync]
 * @property {(unsent: Chat.Unsent) => void} [onQueued] a message was put into the outbox
 * @property {(change: Page.OutboxChange) => void} [onSent] a message was stored, failed, or has to wait
 * @property {(conversation: string, seq: number) => void} [markReadTo]
 * @property {(conversation: string, seq: number) => void} [markUnreadFrom]
 * @property {() => void} [onConnectionChange]
 * @property {() => void} [onPageChange] another page is shown
 * @property {(title: string) => void} [setTitle]
 * @property {boolean} [isConnected] a part that has left the document takes part no longer
 */

/** Owns the one socket, the outbox and the ways to the server; its parts own the markup. */
export class ChatApp extends HTMLElement {
	/** Created when it is first needed, because a screen that merely opens needs none. */
	navigation = loadOnce(async () => {
		const { Navigation } = await import("./navigation.js");
		this.#canNavigate = true;
		return new Navigation(this);
	});
	#canNavigate = false;
	/** @type {Set<Part>} */
	#joined = new Set();
	#page = new AbortController();
	/** @type {Promise<void> | null} */
	#syncing = null;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#syncTimer;
	#hasBeenConnected = false;
	#shortcuts = loadOnce(() => import("./shortcuts.js"));
	/** @type {typeof import("./shortcuts.js") | undefined} */
	#loadedShortcuts;
	notifications = loadOnce(async () => new (await import("./notifications.js")).Notifications(this));
	/** Whether this page says nothing more to the server. */
	isStopped = false;
	/** @type {string | null} why the server does not want this page's socket */
	dismissalReason = null;

	constructor() {
		super();
		const { me = "", meName = "", api = "", csrf = "", socket = "" } = this.dataset;
		this.me = me;
		/** @type {Set<string>} user ids */
		this.blocked = new Set();
		this.api = new Api(api, csrf, () => this.goToSignIn());
		this.users = new Users((ids) => this.api.get("users", { ids: ids.join(",") }));
		const avatar_url = this.querySelector(".self img")?.getAttribute("src");
		this.users.remember([{ id: me, name: meName, avatar_url }]);
		this.outbox = new Outbox(this.#outboxDependencies());
		this.socket = new Socket({
			url: new URL(socket, location.href.replace(/^http/, "ws")).href,
			sync: () => this.sync(),
			cursors: () => Object.fromEntries(Object.entries(this.cursors()).slice(0, MAX_PING_CURSORS)),
			receive: (frame) => this.#receive(frame),
			onChange: (connected) => this.#onConnectionChange(connected),
			onDismissal: (reason) => this.#onDismissal(reason),
		});
		this.api.socket = this.socket;
	}

	/** Start when all parts are there. */
	start() {
		addEventListener("online", () => this.reconnect());
		addEventListener("offline", () => this.socket.close());
		addEventListener("pageshow", (event) => event.persisted && !this.isStopped && this.reconnect());
		addEventListener("pagehide", () => this.socket.close());
		// After signing out, the way back must not show the page as it was.
		addEventListener("pageshow", () => this.isStopped && location.reload());
		this.querySelector('form[action*="sign-out"]')?.addEventListener("submit", () => this.#stop());
		for (const type of ["pointermove", "pointerdown", "keydown", "popstate"]) {
			addEventListener(type, () => this.navigation(), { once: true, passive: true });
		}
		if (this.querySelector("people-picker, [data-copy]")) this.navigation();
		this.addEventListener("click", (event) => this.#onEarlyClick(event));
		document.addEventListener("visibilitychange", () => !document.hidden && this.socket.ping());
		addEventListener("keydown", (event) => this.#onKey(event));
		this.querySelector("[data-jump]")?.addEventListener("click", (event) => this.#runShortcut(event, "jump"));
		const key = optionalSlot(this, "jump-key");
		const jumpKey = isApplePlatform() ? "⌘ K" : "Ctrl K";
		if (key && !areShortcutsOff()) Object.assign(key, { textContent: jumpKey, hidden: false });
		if (deviceStorage()?.getItem(`notices:${this.me}`)) this.notifications();
		this.reconnect();
	}

	/**
	 * Follow a link that was clicked before the navigation had been loaded.
	 * @param {MouseEvent} event
	 */
	async #onEarlyClick(event) {
		const { button, metaKey, ctrlKey, shiftKey, altKey, defaultPrevented } = event;
		if (this.#canNavigate || defaultPrevented || button || metaKey || ctrlKey || shiftKey || altKey) return;
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
	#onKey(event) {
		const name = shortcutFor(event, isApplePlatform());
		if (name && !areShortcutsOff()) this.#runShortcut(event, name);
	}

	/**
	 * @param {Event} event
	 * @param {import("../chat/shortcuts.js").ShortcutName} name
	 */
	async #runShortcut(event, name) {
		event.preventDefault();
		if (this.#loadedShortcuts) return this.#loadedShortcuts.runShortcut(this, name);
		const release = holdKeys();
		try {
			this.#loadedShortcuts = await this.#shortcuts();
			this.#loadedShortcuts?.runShortcut(this, name);
		} finally {
			release();
		}
	}

	/**
	 * Mark everything from a message on as unread. Being visible then does not mark messages as read.
	 * @param {string} conversation
	 * @param {number} seq
	 */
	async markUnreadFrom(conversation, seq) {
		await this.api.send("POST", `conversations/${conversation}/unread`, { seq });
		(await this.navigation())?.clearPrefetched();
		for (const part of this.#parts) part.markUnreadFrom?.(conversation, seq);
	}

	reconnect() {
		this.dismissalReason = null;
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

	/** Aborts when another page is shown: for listeners on objects that outlive the page. */
	get pageSignal() {
		return this.#page.signal;
	}

	/** Call before another page takes the place of the current one. */
	endPage() {
		this.#page.abort();
		this.#page = new AbortController();
	}

	/** Call when another page has taken its place. */
	startPage() {
		this.#reportOpenConversation();
		for (const part of this.#parts) part.onPageChange?.();
	}

	/** @param {string} title the page's own, without the unread count */
	setTitle(title) {
		for (const part of this.#parts) part.setTitle?.(title);
	}

	/** @param {string | URL} address */
	async visit(address) {
		(await this.navigation())?.show(new URL(address, location.href));
	}

	/** @param {{client_id: string, conversation_id: string, body: string, reply_to?: number | null}} draft */
	send(draft) {
		const unsent = this.outbox.add(draft);
		for (const part of this.#parts) part.onQueued?.(unsent);
	}

	/** @returns {Record<string, Chat.Cursor>} */
	cursors() {
		return Object.assign({}, ...[...this.#parts].map((part) => part.cursors?.()));
	}

	/** Fetch everything that is new. Calls that come meanwhile share the answer. */
	sync() {
		this.#syncing ??= this.#syncAll().finally(() => {
			this.#syncing = null;
		});
		return this.#syncing;
	}

	/** Sync after something was missed, but not in the same moment as everybody else. */
	syncSoon() {
		this.#syncTimer ??= setTimeout(() => {
			this.#syncTimer = undefined;
			this.sync().catch(() => {});
		}, Math.random() * MAX_SYNC_DELAY_MS);
	}

	/**
	 * Mark as read on this device: the server tells only the others.
	 * @param {string} conversation
	 * @param {number} seq
	 */
	markReadTo(conversation, seq) {
		for (const part of this.#parts) part.markReadTo?.(conversation, seq);
	}

	async #syncAll() {
		/** @type {Chat.SyncAnswer} */
		const answer = await this.api.send("POST", "sync", { cursors: this.cursors() });
		this.users.remember(Object.values(answer.users ?? {}));
		for (const part of this.#parts) part.onSync?.(answer);
		if (answer.conversations.some(({ more }) => more)) await this.#syncAll();
	}

	/** @param {Chat.Frame} frame */
	#receive(frame) {
		if (frame.type === "bye" && (frame.reason === "revoked" || frame.reason === "banned")) return this.goToSignIn();
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
			findStored: async (unsent) => (await import("../chat/find-stored.js")).findStored(unsent, this.api),
			contiguousSeq: (id) => this.cursors()[id]?.seq ?? 0,
			onChange: (change) => {
				// The server answers, whatever the browser believes about its network.
				if (change.message) this.socket.ensureConnection();
				for (const part of this.#parts) part.onSent?.(change);
			},
			runExclusively: (name, act) => runExclusively(`outbox:${this.me}:${name}`, act),
			setTimer: (act, ms) => setTimeout(act, ms),
			now: Date.now,
		};
	}

	/** @param {boolean} connected */
	#onConnectionChange(connected) {
		if (connected) {
			this.outbox.wake();
			this.#reportOpenConversation();
		}
		for (const part of this.#parts) part.onConnectionChange?.();
		if (connected && !this.#hasBeenConnected) watchPeople(this);
		this.#hasBeenConnected ||= connected;
	}

	/** Tell the server which conversation is open: in large ones only viewers get every event. */
	#reportOpenConversation() {
		const timeline = /** @type {HTMLElement | null} */ (this.querySelector("chat-timeline"));
		this.socket.send({ type: "open", conversation_id: timeline?.dataset.conversation ?? null });
	}

	/** @param {"revoked" | "banned" | "too_many"} reason */
	#onDismissal(reason) {
		this.dismissalReason = reason;
		if (reason === "too_many") for (const part of this.#parts) part.onConnectionChange?.();
		else this.goToSignIn();
	}

	#stop() {
		this.isStopped = true;
		this.api.close();
		this.socket.close();
	}

	/** Messages that were not sent stay on this device until the person is back. */
	goToSignIn() {
		if (this.isStopped) return;
		this.#stop();
		location.assign(`/accounts/sign-in/?next=${encodeURIComponent(location.pathname)}`);
	}
}

/**
 * Hold back what is typed before the field for it is there, so that the one with the focus does not get it.
 * @returns {() => void} gives the text to the field that has the focus then
 */
function holdKeys() {
	let text = "";
	const end = new AbortController();
	const hold = (/** @type {KeyboardEvent} */ event) => {
		if (!/^(.|Enter)$/u.test(event.key) || event.ctrlKey || event.metaKey) return;
		event.preventDefault();
		event.stopImmediatePropagation();
		if (event.key !== "Enter") text += event.key;
	};
	addEventListener("keydown", hold, { capture: true, signal: end.signal });
	return () => {
		end.abort();
		if (text) document.execCommand("insertText", false, text);
	};
}
