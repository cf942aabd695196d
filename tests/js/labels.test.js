import assert from "node:assert/strict";
import { test } from "node:test";
import { tombstoneText } from "../../static/js/chat/labels.js";

test("deleted and hidden messages are replaced by a tombstone", () => {
	assert.equal(tombstoneText({ deleted: true, hidden: true }), "This message was deleted");
	assert.equal(tombstoneText({ deleted: false, hidden: true }), "Hidden by a moderator");
	assert.equal(tombstoneText({ deleted: false, hidden: false }), null);
});
