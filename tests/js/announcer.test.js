import assert from "node:assert/strict";
import { test } from "node:test";
import { Announcer } from "../../static/js/chat/announcer.js";

function setUp() {
	const said = [];
	const timers = [];
	const dependencies = {
		time: 0,
		say: (text) => said.push(text),
		now: () => dependencies.time,
		setTimer: (act, ms) => timers.push([act, ms]),
	};
	const pass = () => {
		for (const [act, ms] of timers.splice(0)) {
			dependencies.time += ms;
			act();
		}
	};
	return { announcer: new Announcer(dependencies), said, pass, dependencies };
}

test("one message is announced at once, more within three seconds together", () => {
	const { announcer, said, pass, dependencies } = setUp();
	announcer.add({ name: "Mateo", text: "hello" });
	assert.deepEqual(said, ["Mateo: hello"]);
	announcer.add({ name: "Mateo", text: "a" });
	announcer.add({ name: "Noor", text: "b" });
	announcer.add({ name: "Noor", text: "c" });
	assert.equal(said.length, 1);
	pass();
	assert.deepEqual([said[1], dependencies.time], ["3 new messages from 2 people", 3000]);
	announcer.add({ name: "Noor", text: "d" });
	assert.equal(said.length, 2, "not oftener than each three seconds");
	pass();
	assert.equal(said[2], "Noor: d");
});

test("a mention goes first and a long text is cut", () => {
	const { announcer, said, pass } = setUp();
	announcer.add({ name: "Noor", text: "x".repeat(200) });
	assert.equal(said[0], `Noor: ${"x".repeat(119)}…`);
	announcer.add({ name: "Noor", text: "a" });
	announcer.add({ name: "Mateo", text: "@ada look", mention: true });
	pass();
	assert.equal(said[1], "Mateo: @ada look And 1 more new message");
});
