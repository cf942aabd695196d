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

test("people who are asked for together come with one call, and once", async () => {
	const { users, calls } = directory((ids) => ({ results: ids.map(person) }));
	const found = await Promise.all(["ada", "noor", "ada"].map((id) => users.find(id)));
	assert.deepEqual(
		found.map((one) => one.name),
		["ADA", "NOOR", "ADA"],
	);
	await users.find("ada");
	assert.deepEqual(calls, [["ada", "noor"]]);
});

test("nobody is not asked for again and again", async () => {
	const { users, calls } = directory(() => ({ results: [] }));
	assert.equal(await users.find("gone"), null);
	assert.equal(await users.find("gone"), null);
	assert.equal(calls.length, 1);
});

test("a call that failed is made again when somebody asks again", async () => {
	let up = false;
	const { users } = directory((ids) => {
		if (!up) throw new Error("down");
		return { results: ids.map(person) };
	});
	assert.equal(await users.find("ada"), null);
	up = true;
	assert.equal((await users.find("ada")).name, "ADA");
});

test("many are asked for in parts the server takes", async () => {
	const { users, calls } = directory((ids) => ({ results: ids.map(person) }));
	await Promise.all(Array.from({ length: 120 }, (_, i) => users.find(`p${i}`)));
	assert.deepEqual(
		calls.map((ids) => ids.length),
		[50, 50, 20],
	);
});
