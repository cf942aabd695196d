import assert from "node:assert/strict";
import { test } from "node:test";
import { countMessage, highlightCount, markRead, markUnreadFrom, titleWithCount } from "../../static/js/chat/unread.js";
import { frame } from "./frames.js";

const entry = (seq, readTo, unread) => ({
	cursor: { epoch: "e", seq, rev: 0 },
	read: readTo,
	unread,
	mentions: 0,
	notify: "all",
	activity: "2026-11-22T10:00:00.000Z",
});

test("a message of somebody else is unread; one's own clears the count and leaves the read position", () => {
	const { message } = frame("message.created");
	const inboxEntry = entry(7, 5, 1);
	countMessage(inboxEntry, message, "somebody else");
	assert.equal(inboxEntry.unread, 2);
	countMessage(inboxEntry, message, message.author_id);
	assert.deepEqual([inboxEntry.unread, inboxEntry.read], [0, 5]);
});

test("a mention counts until it is read, and stands out even in a muted conversation", () => {
	const { message } = frame("message.created");
	const inboxEntry = { ...entry(7, 6, 0), notify: "none" };
	countMessage(inboxEntry, { ...message, seq: 7, mentions: ["me"], mentions_all: false }, "me");
	assert.deepEqual([inboxEntry.unread, inboxEntry.mentions, highlightCount(inboxEntry)], [1, 1, 1]);
	countMessage(inboxEntry, { ...message, seq: 8, mentions: [], mentions_all: false }, "me");
	assert.deepEqual([inboxEntry.unread, inboxEntry.mentions, highlightCount(inboxEntry)], [2, 1, 1]);
	assert.equal(highlightCount({ ...inboxEntry, notify: "all" }), 2);
	inboxEntry.cursor.seq = 8;
	markRead(inboxEntry, 8);
	assert.deepEqual([inboxEntry.unread, inboxEntry.mentions], [0, 0]);
});

test("marking as unread is the only way back", () => {
	const inboxEntry = entry(7, 7, 0);
	markUnreadFrom(inboxEntry, 5);
	assert.deepEqual([inboxEntry.read, inboxEntry.unread], [4, 3]);
});

test("reading on another device never goes back", () => {
	const inboxEntry = entry(7, 3, 4);
	markRead(inboxEntry, frame("read").seq);
	assert.deepEqual([inboxEntry.read, inboxEntry.unread], [7, 0]);
	markRead(inboxEntry, 2);
	assert.equal(inboxEntry.read, 7);
});

test("reading a part leaves the rest unread", () => {
	const inboxEntry = entry(10, 0, 10);
	markRead(inboxEntry, 6);
	assert.equal(inboxEntry.unread, 4);
});

test("the title counts the unread messages", () => {
	assert.equal(titleWithCount("workshop", [entry(3, 1, 2), entry(1, 0, 1)]), "(3) workshop");
	assert.equal(titleWithCount("workshop", [entry(3, 3, 0)]), "workshop");
});
