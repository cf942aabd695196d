import assert from "node:assert/strict";
import { test } from "node:test";
import { isGrouped } from "../../static/js/chat/grouping.js";

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

test("midnight separates rows that are less than five minutes apart", () => {
	const late = { author: "ada", sentAt: new Date(2026, 10, 22, 23, 59).toISOString(), system: false };
	const early = { author: "ada", sentAt: new Date(2026, 10, 23, 0, 1).toISOString(), system: false };
	assert.equal(isGrouped(late, early), false);
});
