import assert from "node:assert/strict";
import { readFileSync } from "node:fs";
import { test } from "node:test";
import { addRecent, nextIndex, parseGroups, searchEmoji } from "../../static/js/chat/emoji.js";
import { tombstoneText } from "../../static/js/chat/labels.js";
import { findPeople, handlePrefix } from "../../static/js/chat/mentions.js";
import { EMOJI } from "../../static/js/data/emoji.js";

const groups = parseGroups(EMOJI);
const all = groups.flatMap(({ emoji }) => emoji);

test("the server takes every emoji that the picker offers", () => {
	const taken = new Set(readFileSync(new URL("../../chat/domain/emoji.txt", import.meta.url), "utf8").split("\n"));
	assert.ok(all.length > 1500, `${all.length}`);
	for (const { emoji, name } of all) assert.ok(taken.has(emoji), name);
	assert.equal(new Set(all.map(({ emoji }) => emoji)).size, all.length, "each once");
});

test("an emoji is found by the beginnings of its words, its name before other words", () => {
	assert.equal(searchEmoji(all, "bicycle")[0].emoji, "🚲");
	assert.equal(searchEmoji(all, "thumbs u")[0].emoji, "👍");
	assert.equal(searchEmoji(all, ":grinning_face:")[0].emoji, "😀");
	assert.ok(searchEmoji(all, "happy").length > 5, "by words that are no name");
	assert.deepEqual(searchEmoji(all, "derailer"), []);
});

test("the latest used come first, each once, and not too many", () => {
	assert.deepEqual(addRecent(["a", "b"], "b"), ["b", "a"]);
	const many = Array.from({ length: 40 }, (_, i) => String(i));
	assert.equal(addRecent(many, "new").length, 24);
});

test("arrow keys keep to the grid, over the ends of short rows and groups", () => {
	const rows = [8, 3, 8];
	assert.equal(nextIndex(rows, 6, "ArrowDown"), 10, "the last of a short row");
	assert.equal(nextIndex(rows, 10, "ArrowDown"), 13);
	assert.equal(nextIndex(rows, 13, "ArrowUp"), 10);
	assert.equal(nextIndex(rows, 0, "ArrowUp"), 0);
	assert.equal(nextIndex(rows, 18, "ArrowRight"), 18);
	assert.equal(nextIndex(rows, 0, "ArrowLeft"), 0);
	assert.equal(nextIndex(rows, 4, "Home"), 4);
});

test("a name is being typed after an @ that begins a word", () => {
	assert.equal(handlePrefix("@"), "");
	assert.equal(handlePrefix("hello @te"), "te");
	assert.equal(handlePrefix("(@te.ss"), "te.ss");
	for (const other of ["tess@example", "a/@te", "@te ss", "no one", "@te!"])
		assert.equal(handlePrefix(other), null, other);
});

test("people are found by handle first, then by any word of their name, accents aside", () => {
	const people = [
		{ handle: "zoe", name: "Tess van der Berg" },
		{ handle: "tess", name: "Somebody" },
		{ handle: "mateo", name: "Mateo Álvarez" },
	];
	const handles = (typed) => findPeople(people, typed).map(({ handle }) => handle);
	assert.deepEqual(handles("te"), ["tess", "zoe"]);
	assert.deepEqual(handles("alva"), ["mateo"]);
	assert.deepEqual(handles("ber"), ["zoe"]);
	assert.equal(handles("").length, 3);
	assert.deepEqual(handles("q"), []);
});

test("what is gone says nothing of itself", () => {
	assert.equal(tombstoneText({ deleted: true, hidden: true }), "This message was deleted");
	assert.equal(tombstoneText({ deleted: false, hidden: true }), "Hidden by a moderator");
	assert.equal(tombstoneText({ deleted: false, hidden: false }), null);
});
