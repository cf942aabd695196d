import assert from "node:assert/strict";
import { test } from "node:test";
import { isBehind } from "../../static/js/chat/cursors.js";
import { frame } from "./frames.js";

test("a head matters only where it is further than the cursor", () => {
	const cursor = { epoch: "e1e1e1e1", seq: 7, rev: 3 };
	const { heads } = frame("pong");
	const [head] = Object.values(heads);
	assert.equal(isBehind(cursor, head), false);
	assert.equal(isBehind({ ...cursor, seq: 6 }, head), true);
	assert.equal(isBehind({ ...cursor, rev: 2 }, head), true);
	assert.equal(isBehind({ ...cursor, seq: 8, rev: 4 }, head), false);
	assert.equal(isBehind({ ...cursor, epoch: "other" }, head), true);
});
