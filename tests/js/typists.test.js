import assert from "node:assert/strict";
import { test } from "node:test";
import { Typists, typingLabel } from "../../static/js/chat/typists.js";
import { frame } from "./frames.js";

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

test("an author who has just written is not typing, whichever frame comes first", () => {
	const typists = new Typists();
	typists.add("ada", 0, 5000);
	typists.remove("ada", 100);
	typists.add("ada", 200, 5000);
	assert.deepEqual(typists.activeAt(200), []);
	typists.add("ada", 3000, 5000);
	assert.deepEqual(typists.activeAt(3000), ["ada"], "the next message is typed");
});
