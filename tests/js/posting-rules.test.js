import assert from "node:assert/strict";
import { test } from "node:test";
import { closedReason, slowModeNotice } from "../../static/js/chat/posting-rules.js";

test("posting rules are worded as the server words them", () => {
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
