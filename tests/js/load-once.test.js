import assert from "node:assert/strict";
import { test } from "node:test";
import { loadOnce } from "../../static/js/lib/load-once.js";

test("callers of loadOnce continue in the order of their calls, and a failure is tried again", async () => {
	const answers = [];
	let [loads, finish] = [0, (_) => {}];
	const load = () => {
		loads++;
		return new Promise((resolve, reject) => {
			finish = (good) => (good ? resolve("module") : reject(new Error("cut")));
		});
	};
	const asked = loadOnce(load);
	const both = [1, 2].map((number) => asked().then((found) => answers.push([number, found])));
	finish(true);
	await Promise.all(both);
	assert.deepEqual(answers, [
		[1, "module"],
		[2, "module"],
	]);
	assert.equal(loads, 1);
	const unlucky = loadOnce(load);
	const first = unlucky();
	finish(false);
	assert.equal(await first, undefined);
	const second = unlucky();
	finish(true);
	assert.equal(await second, "module");
});
