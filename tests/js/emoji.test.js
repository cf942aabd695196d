import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { addRecent, nextIndex, parseGroups, searchEmoji } from "../../static/js/chat/emoji.js";
import { EMOJI } from "../../static/js/data/emoji.js";

const groups = parseGroups(EMOJI);
const all = groups.flatMap(({ emoji }) => emoji);

test("the server takes every emoji that the picker offers", () => {
	const taken = new Set(readFileSync(new URL("../../chat/domain/emoji.txt", import.meta.url), "utf8").split("\n"));
	assert.ok(all.length > 1500, `${all.length}`);
	for (const { emoji, name } of all) assert.ok(taken.has(emoji), name);
	assert.equal(new Set(all.map(({ emoji }) => emoji)).size, all.length, "each once");
});

test("an emoji is found by the beginnings of its words, matches of the name first", () => {
	assert.equal(searchEmoji(all, "bicycle")[0].emoji, "🚲");
	assert.equal(searchEmoji(all, "thumbs u")[0].emoji, "👍");
	assert.equal(searchEmoji(all, ":grinning_face:")[0].emoji, "😀");
	assert.ok(searchEmoji(all, "happy").length > 5, "by words that are no name");
	assert.deepEqual(searchEmoji(all, "derailer"), []);
});

test("recent emoji: the latest first, each once, at most 24", () => {
	assert.deepEqual(addRecent(["a", "b"], "b"), ["b", "a"]);
	const many = Array.from({ length: 40 }, (_, i) => String(i));
	assert.equal(addRecent(many, "new").length, 24);
});

test("arrow keys follow the grid across short rows and groups", () => {
	const rows = [8, 3, 8];
	assert.equal(nextIndex(rows, 6, "ArrowDown"), 10, "the last of a short row");
	assert.equal(nextIndex(rows, 10, "ArrowDown"), 13);
	assert.equal(nextIndex(rows, 13, "ArrowUp"), 10);
	assert.equal(nextIndex(rows, 0, "ArrowUp"), 0);
	assert.equal(nextIndex(rows, 18, "ArrowRight"), 18);
	assert.equal(nextIndex(rows, 0, "ArrowLeft"), 0);
	assert.equal(nextIndex(rows, 4, "Home"), 4);
});
