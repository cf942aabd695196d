import { findStored } from "../../static/js/chat/find-stored.js";
import { Outbox } from "../../static/js/chat/outbox.js";
import { OutboxStore } from "../../static/js/chat/outbox-store.js";

const refusal = (status, code, detail = "", retryAfter = null) => ({ status, code, detail, retryAfter });
const REFUSALS = {
	"lost request": refusal(0, "unreachable"),
	unavailable: refusal(503, "unavailable"),
	throttled: refusal(429, "throttled", "", 7),
	too_long: refusal(422, "too_long", "A message can have at most 8,000 characters."),
};

/** Applies the contract's rules for sending to a dense log. */
export class Server {
	log = [];
	afters = [];
	refusals = [];
	plan = [];
	atOnce = 0;
	mostAtOnce = 0;
	trouble = () => this.plan.shift() ?? null;

	bodies() {
		return this.log.map((message) => message.body);
	}

	append(author_id, body, client_id) {
		this.log.push({ seq: this.log.length + 1, author_id, body, client_id });
		return this.log.at(-1);
	}

	async post({ client_id, body, after }) {
		this.mostAtOnce = Math.max(this.mostAtOnce, ++this.atOnce);
		await null;
		try {
			this.afters.push(after);
			const trouble = this.trouble();
			if (REFUSALS[trouble]) throw REFUSALS[trouble];
			const message = this.#store({ client_id, body, after });
			if (trouble === "lost response") throw REFUSALS["lost request"];
			return message;
		} finally {
			this.atOnce--;
		}
	}

	#store({ client_id, body, after }) {
		if (after > this.log.length) throw this.#refuse("bad_after");
		if (this.log.length - after > 200) throw this.#refuse("stale");
		const stored = this.log
			.slice(after)
			.find((message) => message.author_id === "ada" && message.client_id === client_id);
		return stored ?? this.append("ada", body, client_id);
	}

	#refuse(code) {
		this.refusals.push(code);
		return refusal(409, code);
	}

	async after(after) {
		const results = this.log.slice(after, after + 100);
		const end = results.at(-1)?.seq ?? after;
		return { results, head: { epoch: "e", seq: this.log.length, rev: 0 }, has_newer: end < this.log.length };
	}
}

/** A browser tab with an outbox. Its clock jumps ahead as soon as there is something to wait for. */
export class Tab {
	static #locks = new WeakMap();
	changes = [];
	waits = [];
	held = 0;
	dead = false;
	clock = 0;
	/** @type {{due: number, act: () => void}[]} */
	#timers = [];

	constructor(server, store = new Memory()) {
		this.server = server;
		this.store = store;
		this.dependencies = {
			store: new OutboxStore(store, "ada"),
			post: (unsent) => server.post(unsent),
			findStored: (unsent) => findStored(unsent, { get: (_, { after }) => server.after(after) }),
			contiguousSeq: () => this.held,
			onChange: (change) => this.changes.push(change),
			runExclusively: (_, act) => this.#runExclusively(act),
			setTimer: (act, ms) => {
				this.waits.push(ms);
				this.#timers.push({ due: this.clock + ms, act });
			},
			now: () => this.clock,
		};
		this.outbox = new Outbox(this.dependencies);
	}

	/** Tabs that share a store share its locks, as a browser's tabs do. */
	#runExclusively(act) {
		const key = this.store ?? this;
		const run = (Tab.#locks.get(key) ?? Promise.resolve()).then(act);
		Tab.#locks.set(key, run);
		return run;
	}

	async firstTry() {
		for (let i = 0; i < 20; i++) await null;
	}

	async runUntilIdle() {
		for (let idle = 0; idle < 400; idle++) {
			await null;
			const due = this.dead ? [] : this.#timers.splice(0);
			if (due.length) idle = 0;
			for (const { due: at, act } of due.sort((a, b) => a.due - b.due)) {
				this.clock = Math.max(this.clock, at);
				act();
			}
		}
	}
}

/** A localStorage in memory. */
export class Memory {
	#items = new Map();
	get length() {
		return this.#items.size;
	}
	key(index) {
		return [...this.#items.keys()][index] ?? null;
	}
	getItem(key) {
		return this.#items.get(key) ?? null;
	}
	setItem(key, value) {
		this.#items.set(key, value);
	}
	removeItem(key) {
		this.#items.delete(key);
	}
}
