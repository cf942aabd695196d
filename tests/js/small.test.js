import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer } from "../../static/js/chat/announcer.js";
import { delay } from "../../static/js/chat/backoff.js";
import { isBehind } from "../../static/js/chat/cursors.js";
import { isGrouped } from "../../static/js/chat/grouping.js";
import { closedReason, slowModeNotice } from "../../static/js/chat/posting-rules.js";
import { Typists, typingLabel } from "../../static/js/chat/typists.js";
import { countMessage, highlightCount, markRead, markUnreadFrom, titleWithCount } from "../../static/js/chat/unread.js";
import { loadOnce } from "../../static/js/lib/load-once.js";
import { frame } from "./frames.js";

const entry = (seq, readTo, unread) => ({
	cursor: { epoch: "e", seq, rev: 0 },
	read: readTo,
	unread,
	mentions: 0,
	notify: "all",
	activity: "2026-11-22T10:00:00.000Z",
});

test("a message of another is unread, and one's own clears the count without moving what was read", () => {
	const { message } = frame("message.created");
	const one = entry(7, 5, 1);
	countMessage(one, message, "somebody else");
	assert.equal(one.unread, 2);
	countMessage(one, message, message.author_id);
	assert.deepEqual([one.unread, one.read], [0, 5]);
});

test("what calls somebody is counted until it is read, and stands out even where all else is muted", () => {
	const { message } = frame("message.created");
	const one = { ...entry(7, 6, 0), notify: "none" };
	countMessage(one, { ...message, seq: 7, mentions: ["me"], mentions_all: false }, "me");
	assert.deepEqual([one.unread, one.mentions, highlightCount(one)], [1, 1, 1]);
	countMessage(one, { ...message, seq: 8, mentions: [], mentions_all: false }, "me");
	assert.deepEqual([one.unread, one.mentions, highlightCount(one)], [2, 1, 1]);
	assert.equal(highlightCount({ ...one, notify: "all" }), 2);
	one.cursor.seq = 8;
	markRead(one, 8);
	assert.deepEqual([one.unread, one.mentions], [0, 0]);
});

test("marking unread is the one way back", () => {
	const one = entry(7, 7, 0);
	markUnreadFrom(one, 5);
	assert.deepEqual([one.read, one.unread], [4, 3]);
});

test("reading elsewhere never goes back", () => {
	const one = entry(7, 3, 4);
	markRead(one, frame("read").seq);
	assert.deepEqual([one.read, one.unread], [7, 0]);
	markRead(one, 2);
	assert.equal(one.read, 7);
});

test("reading a part leaves the rest unread", () => {
	const one = entry(10, 0, 10);
	markRead(one, 6);
	assert.equal(one.unread, 4);
});

test("the title counts what is unread", () => {
	assert.equal(titleWithCount("workshop", [entry(3, 1, 2), entry(1, 0, 1)]), "(3) workshop");
	assert.equal(titleWithCount("workshop", [entry(3, 3, 0)]), "workshop");
});

test("a head says something only where it is further", () => {
	const cursor = { epoch: "e1e1e1e1", seq: 7, rev: 3 };
	const { heads } = frame("pong");
	const [head] = Object.values(heads);
	assert.equal(isBehind(cursor, head), false);
	assert.equal(isBehind({ ...cursor, seq: 6 }, head), true);
	assert.equal(isBehind({ ...cursor, rev: 2 }, head), true);
	assert.equal(isBehind({ ...cursor, seq: 8, rev: 4 }, head), false);
	assert.equal(isBehind({ ...cursor, epoch: "other" }, head), true);
});

test("delays are spread from half a second up to a bound that doubles and ends at thirty", () => {
	assert.equal(
		delay(0, () => 0),
		500,
	);
	assert.equal(
		delay(9, () => 0),
		500,
		"full jitter: a late try may be early",
	);
	assert.ok(delay(0, () => 0.999) < 1000);
	assert.ok(delay(50, () => 0.999) > 29_000 && delay(50, () => 0.999) < 30_000);
});

const row = (author, minute, system = false) => ({
	author,
	sentAt: new Date(2026, 10, 22, 12, minute).toISOString(),
	system,
});

test("rows of one author within five minutes go together", () => {
	assert.equal(isGrouped(row("ada", 0), row("ada", 4)), true);
	assert.equal(isGrouped(row("ada", 0), row("ada", 5)), false);
	assert.equal(isGrouped(row("ada", 0), row("noor", 1)), false);
	assert.equal(isGrouped(row("ada", 0, true), row("ada", 1)), false);
	assert.equal(isGrouped(row("ada", 0), { ...row("ada", 1), pinned: true }), false);
	assert.equal(isGrouped({ ...row("ada", 0), pinned: true }, row("ada", 1)), true);
	assert.equal(isGrouped(null, row("ada", 1)), false);
});

test("midnight parts what five minutes would join", () => {
	const late = { author: "ada", sentAt: new Date(2026, 10, 22, 23, 59).toISOString(), system: false };
	const early = { author: "ada", sentAt: new Date(2026, 10, 23, 0, 1).toISOString(), system: false };
	assert.equal(isGrouped(late, early), false);
});

function listener() {
	const said = [];
	const timers = [];
	const dependencies = {
		time: 0,
		say: (words) => said.push(words),
		now: () => dependencies.time,
		setTimer: (act, ms) => timers.push([act, ms]),
	};
	const pass = () => {
		for (const [act, ms] of timers.splice(0)) {
			dependencies.time += ms;
			act();
		}
	};
	return { announcer: new Announcer(dependencies), said, pass, dependencies };
}

test("one message is told at once, more within three seconds together", () => {
	const { announcer, said, pass, dependencies } = listener();
	announcer.add({ name: "Mateo", text: "hello" });
	assert.deepEqual(said, ["Mateo: hello"]);
	announcer.add({ name: "Mateo", text: "a" });
	announcer.add({ name: "Noor", text: "b" });
	announcer.add({ name: "Noor", text: "c" });
	assert.equal(said.length, 1);
	pass();
	assert.deepEqual([said[1], dependencies.time], ["3 new messages from 2 people", 3000]);
	announcer.add({ name: "Noor", text: "d" });
	assert.equal(said.length, 2, "not oftener than each three seconds");
	pass();
	assert.equal(said[2], "Noor: d");
});

test("a mention goes first and long words are cut", () => {
	const { announcer, said, pass } = listener();
	announcer.add({ name: "Noor", text: "x".repeat(200) });
	assert.equal(said[0], `Noor: ${"x".repeat(119)}…`);
	announcer.add({ name: "Noor", text: "a" });
	announcer.add({ name: "Mateo", text: "@ada look", mention: true });
	pass();
	assert.equal(said[1], "Mateo: @ada look And 1 more new message");
});

test("typing ends by itself and reads well for one, two and many", () => {
	const typists = new Typists();
	const { user_id, expires_in } = frame("typing");
	typists.add(user_id, 0, expires_in * 1000);
	assert.deepEqual(typists.activeAt(0), [user_id]);
	assert.deepEqual(typists.activeAt(5000), []);
	assert.deepEqual(typingLabel([]), [[], ""]);
	assert.deepEqual(typingLabel(["Olena"]), [["Olena"], " is typing…"]);
	assert.deepEqual(typingLabel(["Olena", "Jonas"]), [["Olena", "Jonas"], " are typing…"]);
	assert.deepEqual(typingLabel(["a", "b", "c"]), [[], "Several people are typing…"]);
});

test("who has just written is not typing, whichever frame comes first", () => {
	const typists = new Typists();
	typists.add("ada", 0, 5000);
	typists.remove("ada", 100);
	typists.add("ada", 200, 5000);
	assert.deepEqual(typists.activeAt(200), []);
	typists.add("ada", 3000, 5000);
	assert.deepEqual(typists.activeAt(3000), ["ada"], "the next message is typed");
});

test("who may write, and how often, is said as the server says it", () => {
	const notices = [0, 30, 60, 90, 7200].map((slow_mode) => slowModeNotice({ slow_mode }, "member"));
	assert.deepEqual(notices, [
		"",
		"Slow mode: one message every 30 seconds.",
		"Slow mode: one message every minute.",
		"Slow mode: one message every 90 seconds.",
		"Slow mode: one message every 2 hours.",
	]);
	for (const role of ["owner", "moderator"]) assert.equal(slowModeNotice({ slow_mode: 30 }, role), "");
	const channel = { kind: "channel", name: "news", archived: false, posting: "owners" };
	assert.equal(closedReason(channel, "moderator"), "Only owners post in #news.");
	assert.equal(closedReason({ ...channel, kind: "group" }, "member"), "Only owners post in news.");
	assert.equal(closedReason(channel, "owner"), "");
	assert.equal(closedReason({ ...channel, posting: "members" }, "member"), "");
	assert.match(closedReason({ ...channel, archived: true }, "owner"), /^This conversation is archived\./);
});

test("callers of loadOnce continue in the order of their calls, and a failure is tried again", async () => {
	const answers = [];
	let [loads, finish] = [0, (_) => {}];
	const load = () => {
		loads++;
		return new Promise((resolve, reject) => {
			finish = (good) => (good ? resolve("module") : reject(new Error("cut")));
		});
	};
	const asked = loadOnce(load);
	const both = [1, 2].map((number) => asked().then((found) => answers.push([number, found])));
	finish(true);
	await Promise.all(both);
	assert.deepEqual(answers, [
		[1, "module"],
		[2, "module"],
	]);
	assert.equal(loads, 1);
	const unlucky = loadOnce(load);
	const first = unlucky();
	finish(false);
	assert.equal(await first, undefined);
	const second = unlucky();
	finish(true);
	assert.equal(await second, "module");
});
