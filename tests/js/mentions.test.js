import assert from "node:assert/strict";
import { test } from "node:test";
import { findPeople, handlePrefix } from "../../static/js/chat/mentions.js";

test("a handle is typed after an @ that begins a word", () => {
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
