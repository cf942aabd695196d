import assert from "node:assert/strict";
import { test } from "node:test";
import {
	applyEvent,
	applyFetched,
	applySync,
	createTimeline,
	extend,
	isLive,
	prepend,
	trim,
} from "../../static/js/chat/timeline.js";
import { frame } from "./frames.js";
import { Log } from "./log.js";

const EMPTY = { first: 0, last: 0, older: false, newer: false };
const at = (epoch, seq, rev) => ({ epoch, seq, rev });
const created = (seq, epoch = "e", body = `message ${seq}`) => ({
	type: "message.created",
	conversation_id: "c",
	epoch,
	message: { conversation_id: "c", seq, body, author_id: "ada", client_id: `id-${seq}` },
});
const edited = (rev, seq, body, epoch = "e") => ({
	type: "message.revised",
	conversation_id: "c",
	epoch,
	rev,
	kind: "edit",
	seq,
	message: { conversation_id: "c", seq, body },
	conversation: null,
});
const kinds = (effects) => effects.map((effect) => effect.do);

test("the server's own frames are understood", () => {
	const event = frame("message.created");
	const state = createTimeline(at(event.epoch, event.message.seq - 1, 2), {
		...EMPTY,
		first: 1,
		last: event.message.seq - 1,
	});
	assert.deepEqual(applyEvent(state, event), [{ do: "append", message: event.message }]);
	const edit = frame("message.revised");
	const { kind, message } = edit;
	assert.deepEqual(applyEvent(state, edit), [
		{ do: "replace", message },
		{ do: "revised", kind, message },
	]);
	const member = frame("message.revised.member");
	assert.deepEqual(applyEvent(state, member), [{ do: "settings", conversation: member.conversation }]);
	const settings = frame("message.revised.settings");
	assert.deepEqual(applyEvent(state, settings), [{ do: "settings", conversation: settings.conversation }]);
	const system = frame("message.created.system");
	assert.deepEqual(applyEvent(state, system), [{ do: "append", message: system.message }]);
	assert.deepEqual(applyEvent(state, frame("head")), [], "a head that lags behind says nothing");
});

test("the next message is shown, an old one is not", () => {
	const state = createTimeline(at("e", 0, 0), EMPTY);
	assert.deepEqual(kinds(applyEvent(state, created(1))), ["append"]);
	assert.deepEqual(kinds(applyEvent(state, created(1))), []);
	assert.equal(state.cursor.seq, 1);
});

test("messages after a gap wait, and the missing range is fetched", () => {
	const state = createTimeline(at("e", 0, 0), EMPTY);
	assert.deepEqual(applyEvent(state, created(3)), [{ do: "fetch", after: 0 }]);
	assert.deepEqual(applyEvent(state, created(2)), [{ do: "fetch", after: 0 }]);
	const effects = applyEvent(state, created(1));
	assert.deepEqual(
		effects.map((effect) => effect.message.seq),
		[1, 2, 3],
	);
});

test("a fetched range fills the gap and asks on while there is more", () => {
	const state = createTimeline(at("e", 0, 0), EMPTY);
	applyEvent(state, created(4));
	const page = { results: [created(1).message, created(2).message], head: at("e", 4, 0), has_newer: true };
	assert.deepEqual(kinds(applyFetched(state, page)), ["append", "append", "fetch"]);
	const rest = { results: [created(3).message, created(4).message], head: at("e", 4, 0), has_newer: false };
	assert.deepEqual(kinds(applyFetched(state, rest)), ["append", "append"]);
});

test("a gap among the revisions asks for a sync", () => {
	const state = createTimeline(at("e", 2, 0), { ...EMPTY, first: 1, last: 2 });
	assert.deepEqual(kinds(applyEvent(state, edited(2, 1, "second"))), ["sync"]);
	const effects = applyEvent(state, edited(1, 1, "first"));
	assert.deepEqual(
		effects.map((effect) => `${effect.do} ${effect.message.body}`),
		["replace first", "revised first", "replace second", "revised second"],
	);
});

test("a revision of a message that has not arrived is kept for it", () => {
	const state = createTimeline(at("e", 0, 0), EMPTY);
	assert.deepEqual(kinds(applyEvent(state, edited(1, 1, "corrected"))), ["revised"]);
	assert.equal(applyEvent(state, created(1))[0].message.body, "corrected");
});

test("a page older than a revision does not bring the old text back", () => {
	const state = createTimeline(at("e", 60, 0), { first: 51, last: 60, older: true, newer: false });
	applyEvent(state, edited(1, 50, "corrected"));
	const page = { results: [created(49).message, created(50).message], head: at("e", 60, 0), has_older: true };
	assert.deepEqual(
		prepend(state, page).map((message) => message.body),
		["message 49", "corrected"],
	);
});

test("another epoch asks to load the conversation again", () => {
	const state = createTimeline(at("e", 5, 5), { ...EMPTY, first: 1, last: 5 });
	assert.deepEqual(kinds(applyEvent(state, created(6, "f"))), ["reload"]);
	assert.deepEqual(kinds(applyEvent(state, { type: "head", conversation_id: "c", ...at("f", 1, 0) })), ["reload"]);
	assert.deepEqual(kinds(applySync(state, { id: "c", epoch: "f", messages: [], revisions: [] })), ["reload"]);
	assert.deepEqual(kinds(applySync(state, { id: "c", epoch: "e", messages: [], revisions: [], reset: true })), [
		"reload",
	]);
});

test("a message below the window is reported, and not shown", () => {
	const state = createTimeline(at("e", 100, 0), { first: 1, last: 50, older: false, newer: true });
	assert.ok(!isLive(state));
	assert.deepEqual(kinds(applyEvent(state, created(101))), ["missed"]);
	const page = { results: [51, 52].map((seq) => created(seq).message), head: at("e", 101, 0) };
	assert.equal(extend(state, page).length, 2);
	assert.equal(state.last, 52);
});

test("a page that does not touch the window, or is of another epoch, is left out", () => {
	const state = createTimeline(at("e", 100, 0), { first: 51, last: 60, older: true, newer: true });
	assert.deepEqual(prepend(state, { results: [created(48).message], head: at("e", 100, 0), has_older: true }), []);
	assert.deepEqual(extend(state, { results: [created(62).message], head: at("e", 100, 0) }), []);
	assert.deepEqual(prepend(state, { results: [created(50).message], head: at("f", 100, 0), has_older: true }), []);
	assert.deepEqual([state.first, state.last], [51, 60]);
});

test("trimming keeps the window contiguous at either end", () => {
	const state = createTimeline(at("e", 400, 0), { first: 1, last: 400, older: false, newer: false });
	trim(state, "older", 300);
	assert.deepEqual([state.first, state.last, state.older], [101, 400, true]);
	const older = Array.from({ length: 100 }, (_, i) => created(i + 1).message);
	prepend(state, { results: older, head: at("e", 400, 0), has_older: false });
	trim(state, "newer", 300);
	assert.deepEqual([state.first, state.last, isLive(state)], [1, 300, false]);
});

test("a head that lags behind the rows on show does not make them come twice", () => {
	const state = createTimeline(at("e", 7, 0), { first: 1, last: 9, older: false, newer: false });
	assert.deepEqual(applyEvent(state, created(9)), []);
	assert.deepEqual(kinds(applyEvent(state, created(10))), ["append"]);
});

test("frames and answers lost, doubled, late and out of order converge on the log", () => {
	const seen = new Set();
	for (let seed = 1; seed <= 500; seed++) {
		const log = new Log(seed);
		const view = log.viewer();
		for (let step = 0; step < 150; step++) {
			log.act();
			view.receiveSome();
		}
		view.catchUp();
		assert.deepEqual(view.rows(), log.window(view.state.first), `seed ${seed}`);
		assert.deepEqual(view.state.cursor, log.head(), `seed ${seed}`);
		assert.equal(view.doubles, 0, `seed ${seed}: a row was shown twice`);
		for (const effect of view.appliedEffects) seen.add(effect);
	}
	assert.deepEqual(
		[...seen].sort(),
		["append", "fetch", "reload", "replace", "revised", "sync"],
		"an easy network proves nothing",
	);
});
