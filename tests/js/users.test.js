import assert from "node:assert/strict";
import { test } from "node:test";
import { Users } from "../../static/js/lib/users.js";

const person = (id) => ({ id, handle: id, name: id.toUpperCase(), avatar_url: null, status: "", online: false });

function directory(answers) {
	const calls = [];
	const fetch = async (ids) => {
		calls.push(ids);
		return answers(ids);
	};
	return { users: new Users(fetch), calls };
}

test("people who are requested together are fetched with one call, and once", async () => {
	const { users, calls } = directory((ids) => ({ results: ids.map(person) }));
	const people = await Promise.all(["ada", "noor", "ada"].map((id) => users.find(id)));
	assert.deepEqual(
		people.map(({ name }) => name),
		["ADA", "NOOR", "ADA"],
	);
	await users.find("ada");
	assert.deepEqual(calls, [["ada", "noor"]]);
});

test("a missing person is not requested again", async () => {
	const { users, calls } = directory(() => ({ results: [] }));
	assert.equal(await users.find("gone"), null);
	assert.equal(await users.find("gone"), null);
	assert.equal(calls.length, 1);
});

test("a failed call is repeated on the next request", async () => {
	let up = false;
	const { users } = directory((ids) => {
		if (!up) throw new Error("down");
		return { results: ids.map(person) };
	});
	assert.equal(await users.find("ada"), null);
	up = true;
	assert.equal((await users.find("ada")).name, "ADA");
});

test("many people are fetched in batches that the server accepts", async () => {
	const { users, calls } = directory((ids) => ({ results: ids.map(person) }));
	await Promise.all(Array.from({ length: 120 }, (_, i) => users.find(`p${i}`)));
	assert.deepEqual(
		calls.map((ids) => ids.length),
		[50, 50, 20],
	);
});
