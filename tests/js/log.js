import { applyEvent, applyFetched, applySync, createTimeline, prepend, trim } from "../../static/js/chat/timeline.js";
import { random } from "./random.js";

const WINDOW = 60;

/** A server's log of one conversation, with a bad network between it and its viewers. */
export class Log {
	constructor(seed) {
		this.random = random(seed);
		this.epoch = "e0";
		this.messages = [];
		this.revisions = [];
		this.wire = [];
	}

	act() {
		const { random } = this;
		if (random.chance(0.004)) return this.restore();
		if (this.messages.length && random.chance(0.35)) this.edit(1 + random.below(this.messages.length));
		else this.send();
	}

	send() {
		const seq = this.messages.length + 1;
		const message = { conversation_id: "c", seq, body: `message ${seq} of ${this.epoch}` };
		this.messages.push(message);
		this.push({ type: "message.created", message });
	}

	edit(seq) {
		const rev = this.revisions.length + 1;
		const message = { ...this.messages[seq - 1], body: `${seq} edited at ${rev} of ${this.epoch}` };
		this.messages[seq - 1] = message;
		this.revisions.push({ rev, kind: "edit", seq, message, conversation: null });
		this.push({ type: "message.revised", ...this.revisions.at(-1) });
	}

	/** Restore a backup: the log is shorter, and has another epoch. */
	restore() {
		this.epoch = `e${1 + this.random.below(1_000_000)}`;
		this.messages.length = Math.floor(this.messages.length / 2);
		this.revisions.length = 0;
	}

	push(event) {
		const { random } = this;
		if (random.chance(0.15)) return;
		this.wire.push({ conversation_id: "c", epoch: this.epoch, ...event });
		if (random.chance(0.15)) this.wire.push(this.wire.at(-1));
	}

	/** Some of the events in the network, in any order. */
	takeDelivered() {
		const { random, wire } = this;
		const out = [];
		while (wire.length && random.chance(0.7)) out.push(...wire.splice(random.below(Math.min(wire.length, 6)), 1));
		return out;
	}

	head() {
		return { epoch: this.epoch, seq: this.messages.length, rev: this.revisions.length };
	}

	page({ after, before, limit = 20 }) {
		const { messages } = this;
		const end = before === undefined ? messages.length : before - 1;
		const results =
			after === undefined ? messages.slice(Math.max(0, end - limit), end) : messages.slice(after, after + limit);
		return {
			results,
			head: this.head(),
			has_older: results.length > 0 && results[0].seq > 1,
			has_newer: results.length > 0 && results.at(-1).seq < messages.length,
		};
	}

	sync({ epoch, seq, rev }) {
		const reset = epoch !== this.epoch;
		const messages = reset ? [] : this.messages.slice(seq, seq + 10);
		const revisions = reset ? [] : this.revisions.slice(rev, rev + 10);
		const more = !reset && (seq + 10 < this.messages.length || rev + 10 < this.revisions.length);
		return { id: "c", epoch: this.epoch, head: this.head(), messages, revisions, more, reset };
	}

	window(first) {
		return this.messages.slice(first - 1).map((message) => message.body);
	}

	viewer() {
		return new Viewer(this);
	}
}

/** Applies a timeline's effects as the page does, over a network that loses answers or delivers them late. */
class Viewer {
	doubles = 0;
	late = [];
	appliedEffects = new Set();

	constructor(log) {
		this.log = log;
		this.load();
	}

	load() {
		const page = this.log.page({});
		this.shown = new Map(page.results.map((message) => [message.seq, message]));
		this.state = createTimeline(page.head, {
			first: page.results[0]?.seq ?? 0,
			last: page.results.at(-1)?.seq ?? 0,
			older: page.has_older,
			newer: page.has_newer,
		});
	}

	receiveSome() {
		const { random } = this.log;
		for (const event of this.log.takeDelivered()) this.applyEffects(applyEvent(this.state, event));
		if (random.chance(0.3)) this.arrive();
		if (random.chance(0.05)) this.ask({ do: "sync" });
		if (random.chance(0.1) && this.state.older) this.ask({ do: "older" });
	}

	/** The network is good again: everything in it arrives, and the page syncs until nothing is new. */
	catchUp() {
		for (const event of this.log.wire.splice(0)) this.applyEffects(applyEvent(this.state, event));
		while (this.late.length) this.arrive();
		for (let round = 0; round < 200; round++) this.answer({ do: "sync" }, this.log.sync(this.state.cursor));
	}

	applyEffects(effects) {
		for (const effect of effects) this.applyEffect(effect);
		if (this.state.last - this.state.first >= WINDOW) this.trim();
	}

	applyEffect(effect) {
		this.appliedEffects.add(effect.do);
		if (effect.do === "append") {
			if (this.shown.has(effect.message.seq)) this.doubles++;
			this.shown.set(effect.message.seq, effect.message);
		} else if (effect.do === "replace") this.shown.set(effect.message.seq, effect.message);
		else if (effect.do === "reload") this.load();
		else if (effect.do !== "revised" && this.log.random.chance(0.5)) this.ask(effect);
	}

	trim() {
		trim(this.state, "older", WINDOW);
		for (const seq of this.shown.keys()) if (seq < this.state.first) this.shown.delete(seq);
	}

	/** Make the answer now; it arrives later, or never. */
	ask(effect) {
		const { log, state } = this;
		if (effect.do === "sync") this.late.push([effect, log.sync(state.cursor)]);
		else if (effect.do === "older") this.late.push([effect, log.page({ before: state.first })]);
		else this.late.push([effect, log.page({ after: effect.after })]);
		if (log.random.chance(0.2)) this.late.pop();
	}

	arrive() {
		const [effect, answer] = this.late.splice(this.log.random.below(this.late.length), 1)[0] ?? [];
		if (effect) this.answer(effect, answer);
	}

	answer(effect, answer) {
		if (effect.do === "sync") this.applyEffects(applySync(this.state, answer));
		else if (effect.do === "fetch") this.applyEffects(applyFetched(this.state, answer));
		else this.older(answer);
	}

	older(page) {
		for (const message of prepend(this.state, page)) this.shown.set(message.seq, message);
	}

	rows() {
		return [...this.shown.entries()].sort(([a], [b]) => a - b).map(([, message]) => message.body);
	}
}
