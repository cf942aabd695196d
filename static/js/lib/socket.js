import { delay } from "../chat/backoff.js";
import { cut } from "./browser.js";

const PING_EVERY = 30_000;
const PONG_WITHIN = 10_000;
// The gateway cuts at two hours; going first means choosing the moment.
const LONGEST = 110 * 60_000;

/**
 * @typedef {object} World
 * @property {string} url
 * @property {() => Promise<void>} sync catches up; what arrives meanwhile waits
 * @property {() => Record<string, Chat.Cursor>} cursors
 * @property {(frame: Chat.Frame) => void} receive
 * @property {(connected: boolean) => void} changed
 * @property {(reason: "revoked" | "banned" | "too_many") => void} dismissed the server does not want this socket back
 */

const DISMISSALS = /** @type {const} */ ({ 4401: "revoked", 4403: "banned", 4408: "too_many" });

/** A connection that comes back by itself. */
export class Socket {
	/** @type {WebSocket | null} */
	#socket = null;
	/** @type {Chat.Frame[] | null} frames that wait for the sync; null when there is nothing to wait for */
	#buffer = null;
	/** @type {ReturnType<typeof setTimeout>[]} */
	#timers = [];
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	#pong;
	#attempt = 0;
	connected = false;
	/** @type {string | undefined} what the server calls this connection */
	name;

	/** @param {World} world */
	constructor(world) {
		this.world = world;
	}

	/** Connects now, whatever is under way. */
	connect() {
		this.#drop();
		const socket = new WebSocket(this.world.url);
		this.#socket = socket;
		this.#buffer = [];
		socket.onopen = () => this.#opened(socket);
		socket.onmessage = ({ data }) => this.#heard(JSON.parse(data));
		socket.onclose = ({ code }) => this.#closed(code);
		this.#after(PONG_WITHIN, () => socket.readyState === WebSocket.CONNECTING && this.#closed(1006));
	}

	/** Connects where nothing is open or opening. */
	nudge() {
		if (!this.#socket) this.connect();
	}

	/** Stays away until `connect`. */
	close() {
		this.#drop();
		this.#tell(false);
	}

	/**
	 * Sends if it can be sent now; nothing that goes this way is worth keeping.
	 * @param {object} frame
	 */
	send(frame) {
		if (this.#socket?.readyState === WebSocket.OPEN) this.#socket.send(JSON.stringify(frame));
	}

	/** Asks whether something was missed. No answer means that the connection is dead, whatever it says of itself. */
	ping() {
		if (!this.connected) return;
		this.send({ type: "ping", cursors: this.world.cursors() });
		this.#pong ??= setTimeout(() => this.#closed(1006), PONG_WITHIN);
	}

	/** @param {WebSocket} socket */
	async #opened(socket) {
		try {
			await this.world.sync();
		} catch {
			if (socket === this.#socket) this.#closed(1006);
			return;
		}
		if (socket !== this.#socket) return;
		this.#attempt = 0;
		this.#tell(true);
		const waiting = this.#buffer ?? [];
		this.#buffer = null;
		for (const frame of waiting) this.world.receive(frame);
		// Its name comes with the pong.
		this.send({ type: "ping" });
		this.#after(LONGEST, () => this.connect());
		this.#timers.push(setInterval(() => document.visibilityState === "visible" && this.ping(), PING_EVERY));
	}

	/** @param {Chat.Frame} frame */
	#heard(frame) {
		if (frame.type === "pong") {
			clearTimeout(this.#pong);
			this.#pong = undefined;
			this.name = frame.socket;
		}
		if (this.#buffer && frame.type !== "bye") this.#buffer.push(frame);
		else this.world.receive(frame);
	}

	/** @param {number} code */
	#closed(code) {
		// A refused handshake looks like a lost network: the sync tells which, and catches up where only sockets fail.
		if (!this.connected) this.world.sync().catch(() => {});
		this.#drop();
		this.#tell(false);
		const reason = DISMISSALS[/** @type {keyof typeof DISMISSALS} */ (code)];
		if (reason) this.world.dismissed(reason);
		else if (!cut()) this.#after(delay(this.#attempt++), () => this.connect());
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
	#tell(connected) {
		if (this.connected === connected) return;
		this.connected = connected;
		this.world.changed(connected);
	}

	/**
	 * @param {number} ms
	 * @param {() => void} act
	 */
	#after(ms, act) {
		this.#timers.push(setTimeout(act, ms));
	}
}
