import { delay } from "../chat/backoff.js";
import { isOffline } from "./browser.js";

const PING_INTERVAL_MS = 30_000;
const PONG_TIMEOUT_MS = 10_000;
// The gateway closes a connection after two hours; renewing it earlier means choosing the moment.
const MAX_AGE_MS = 110 * 60_000;

/**
 * What the socket needs from the page.
 * @typedef {object} Dependencies
 * @property {string} url
 * @property {() => Promise<void>} sync fetches everything that was missed; frames that arrive meanwhile wait
 * @property {() => Record<string, Chat.Cursor>} cursors
 * @property {(frame: Chat.Frame) => void} receive
 * @property {(connected: boolean) => void} onChange
 * @property {(reason: "revoked" | "banned" | "too_many") => void} onDismissal the server does not want this socket back
 */

const DISMISSALS = /** @type {const} */ ({ 4401: "revoked", 4403: "banned", 4408: "too_many" });

/** A WebSocket that reconnects by itself. */
export class Socket {
	/** @type {WebSocket | null} */
	#socket = null;
	/** @type {Chat.Frame[] | null} frames that wait for the sync; null after it */
	#buffer = null;
	/** @type {ReturnType<typeof setTimeout>[]} */
	#timers = [];
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#pong;
	#attempt = 0;
	connected = false;
	/** @type {string | undefined} the id of this connection, as the server calls it */
	name;

	/** @param {Dependencies} dependencies */
	constructor(dependencies) {
		this.dependencies = dependencies;
	}

	/** Connect now, whatever is under way. */
	connect() {
		this.#drop();
		const socket = new WebSocket(this.dependencies.url);
		this.#socket = socket;
		this.#buffer = [];
		socket.onopen = () => this.#opened(socket);
		socket.onmessage = ({ data }) => this.#receive(JSON.parse(data));
		socket.onclose = ({ code }) => this.#closed(code);
		this.#setTimer(PONG_TIMEOUT_MS, () => socket.readyState === WebSocket.CONNECTING && this.#closed(1006));
	}

	/** Connect unless a connection is open or opening. */
	ensureConnection() {
		if (!this.#socket) this.connect();
	}

	/** Close, and stay closed until `connect`. */
	close() {
		this.#drop();
		this.#setConnected(false);
	}

	/**
	 * Send a frame if the connection is open; no frame is worth keeping for later.
	 * @param {object} frame
	 */
	send(frame) {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
	}

	/** Ask whether something was missed. No answer means that the connection is dead, whatever its state says. */
	ping() {
		if (!this.connected) return;
		this.send({ type: "ping", cursors: this.dependencies.cursors() });
		this.#pong ??= setTimeout(() => this.#closed(1006), PONG_TIMEOUT_MS);
	}

	/** @param {WebSocket} socket */
	async #opened(socket) {
		try {
			await this.dependencies.sync();
		} catch {
			if (socket === this.#socket) this.#closed(1006);
			return;
		}
		if (socket !== this.#socket) return;
		this.#attempt = 0;
		this.#setConnected(true);
		const frames = this.#buffer ?? [];
		this.#buffer = null;
		for (const frame of frames) this.dependencies.receive(frame);
		// The pong brings the name of this connection.
		this.send({ type: "ping" });
		this.#setTimer(MAX_AGE_MS, () => this.connect());
		this.#timers.push(setInterval(() => document.visibilityState === "visible" && this.ping(), PING_INTERVAL_MS));
	}

	/** @param {Chat.Frame} frame */
	#receive(frame) {
		if (frame.type === "pong") {
			clearTimeout(this.#pong);
			this.#pong = undefined;
			this.name = frame.socket;
		}
		if (this.#buffer && frame.type !== "bye") this.#buffer.push(frame);
		else this.dependencies.receive(frame);
	}

	/** @param {number} code */
	#closed(code) {
		// A refused handshake looks like a lost network. The sync finds out which, and catches up if only sockets fail.
		if (!this.connected) this.dependencies.sync().catch(() => {});
		this.#drop();
		this.#setConnected(false);
		const reason = DISMISSALS[/** @type {keyof typeof DISMISSALS} */ (code)];
		if (reason) this.dependencies.onDismissal(reason);
		else if (!isOffline()) this.#setTimer(delay(this.#attempt++), () => this.connect());
	}

	#drop() {
		for (const timer of this.#timers) clearTimeout(timer);
		clearTimeout(this.#pong);
		this.#timers = [];
		this.#pong = this.name = undefined;
		const socket = this.#socket;
		this.#socket = null;
		if (!socket) return;
		socket.onopen = socket.onmessage = socket.onclose = null;
		socket.close();
	}

	/** @param {boolean} connected */
	#setConnected(connected) {
		if (this.connected === connected) return;
		this.connected = connected;
		this.dependencies.onChange(connected);
	}

	/**
	 * @param {number} ms
	 * @param {() => void} act
	 */
	#setTimer(ms, act) {
		this.#timers.push(setTimeout(act, ms));
	}
}
