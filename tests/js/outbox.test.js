import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../static/js/chat/outbox.js";
import { OutboxStore } from "../../static/js/chat/outbox-store.js";
import { random } from "./random.js";
import { Memory, Server, Tab } from "./server.js";

const hello = { client_id: "1", conversation_id: "c", body: "hello" };
const draft = (client_id, body = `body ${client_id}`) => ({ client_id, conversation_id: "c", body });

test("a message goes out and leaves the store", async () => {
	const tab = new Tab(new Server());
	tab.outbox.add(hello);
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.bodies(), ["hello"]);
	assert.deepEqual(tab.outbox.unsent(), []);
	assert.equal(tab.changes[0].message.seq, 1);
});

test("messages go out in the order they were written, one at a time", async () => {
	const tab = new Tab(new Server());
	for (const id of ["1", "2", "3", "4"]) tab.outbox.add(draft(id));
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.bodies(), ["body 1", "body 2", "body 3", "body 4"]);
	assert.equal(tab.server.mostAtOnce, 1);
});

test("a lost response is tried again with the same client_id and after, and stored once", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["lost response", "lost response"];
	tab.outbox.add(hello);
	tab.held = 0;
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.bodies(), ["hello"]);
	assert.deepEqual(tab.server.afters, [0, 0, 0]);
});

test("after stays that of the first attempt though the timeline moves on", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["lost request"];
	tab.outbox.add(hello);
	await tab.firstTry();
	for (let i = 0; i < 3; i++) tab.server.append("noor", `n${i}`, "other");
	tab.held = 3;
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.afters, [0, 0]);
	assert.equal(tab.changes[0].message.seq, 4);
});

test("a reload continues with what is stored, its after included", async () => {
	const server = new Server();
	const store = new Memory();
	const before = new Tab(server, store);
	server.plan = ["lost response"];
	before.outbox.add(hello);
	await before.firstTry();
	before.dead = true;
	assert.equal(server.bodies().length, 1, "the lost response had stored it");
	const after = new Tab(server, store);
	after.held = 1;
	after.outbox.wake();
	await after.runUntilIdle();
	assert.deepEqual(server.bodies(), ["hello"]);
	assert.deepEqual(server.afters, [0, 0]);
});

test("stale: a message that was stored is found and not sent again", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["lost response"];
	tab.outbox.add(hello);
	await tab.firstTry();
	for (let i = 0; i < 250; i++) tab.server.append("noor", `n${i}`, "other");
	await tab.runUntilIdle();
	assert.equal(tab.server.bodies().filter((body) => body === "hello").length, 1);
	assert.deepEqual(tab.server.refusals, ["stale"]);
	assert.equal(tab.changes[0].message.seq, 1);
});

test("stale: a message that was not stored is sent behind the new head", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["lost request"];
	tab.outbox.add(hello);
	for (let i = 0; i < 250; i++) tab.server.append("noor", `n${i}`, "other");
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.afters, [0, 0, 250]);
	assert.equal(tab.changes[0].message.seq, 251);
});

test("bad_after: the log was restored, so the message goes behind its end", async () => {
	const tab = new Tab(new Server());
	tab.held = 90;
	tab.outbox.add(hello);
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.afters, [90, 0]);
	assert.equal(tab.changes[0].message.seq, 1);
});

test("a refusal fails the message with its reason and lets the next one go", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["too_long"];
	tab.outbox.add(draft("1"));
	tab.outbox.add(draft("2"));
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.bodies(), ["body 2"]);
	assert.equal(tab.outbox.unsent()[0].failed, "A message can have at most 8,000 characters.");
	assert.equal(tab.outbox.pendingCount, 0);
	tab.outbox.retry("1");
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.bodies(), ["body 2", "body 1"]);
});

test("a discarded message does not go out", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["too_long"];
	tab.outbox.add(hello);
	await tab.runUntilIdle();
	tab.outbox.discard("1");
	tab.outbox.wake();
	await tab.runUntilIdle();
	assert.deepEqual([tab.server.bodies(), tab.outbox.unsent()], [[], []]);
});

test("a throttled message waits as long as it is told", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["throttled"];
	tab.outbox.add(hello);
	await tab.runUntilIdle();
	assert.ok(tab.waits[0] >= 7000, String(tab.waits));
	assert.deepEqual(tab.server.bodies(), ["hello"]);
});

test("a throttled message asks once per wait, through reloads and new connections", async () => {
	const [server, store] = [new Server(), new Memory()];
	server.plan = ["throttled"];
	const before = new Tab(server, store);
	before.clock = 1000;
	before.outbox.add(draft("1"));
	before.outbox.add(draft("2"));
	await before.firstTry();
	before.dead = true;
	assert.deepEqual(before.changes, [{ conversation_id: "c", client_id: "1", until: 8000 }]);
	const after = new Tab(server, store);
	after.clock = 7900;
	for (let i = 0; i < 3; i++) {
		after.outbox.wake();
		await after.firstTry();
	}
	assert.deepEqual([server.bodies(), server.afters.length], [[], 1]);
	assert.deepEqual(after.waits, [100, 100, 100]);
	await after.runUntilIdle();
	assert.deepEqual(server.bodies(), ["body 1", "body 2"]);
});

test("a retry does not wait any longer", async () => {
	const tab = new Tab(new Server());
	tab.server.plan = ["throttled"];
	tab.outbox.add(hello);
	await tab.firstTry();
	assert.deepEqual(tab.server.bodies(), []);
	tab.outbox.retry("1");
	await tab.firstTry();
	assert.deepEqual([tab.server.bodies(), tab.clock], [["hello"], 0]);
});

test("two tabs with one store send an entry once", async () => {
	const server = new Server();
	const store = new Memory();
	const [first, second] = [new Tab(server, store), new Tab(server, store)];
	first.outbox.add(hello);
	second.outbox.wake();
	await Promise.all([first.runUntilIdle(), second.runUntilIdle()]);
	assert.deepEqual(server.bodies(), ["hello"]);
});

test("people who share a browser do not see each other's unsent messages", () => {
	const store = new Memory();
	new OutboxStore(store, "ada").put({ ...hello, at: 1, after: null, failed: null, reply_to: null });
	assert.deepEqual(new OutboxStore(store, "noor").all(), []);
	assert.equal(new OutboxStore(store, "ada").all().length, 1);
});

test("a full or forbidden storage loses nothing while the page lives", async () => {
	const tab = new Tab(new Server(), null);
	tab.outbox.add(hello);
	await tab.runUntilIdle();
	assert.deepEqual(tab.server.bodies(), ["hello"]);
});

function randomTrouble(server, dice, seen) {
	if (dice.chance(0.3)) for (let i = dice.below(90); i > 0; i--) server.append("noor", `n${i}`, "other");
	if (!dice.chance(0.5)) return null;
	const troubles = ["lost request", "lost response", "unavailable", "throttled"];
	const trouble = troubles[dice.below(troubles.length)];
	seen.add(trouble);
	return trouble;
}

async function sendThroughTrouble(seed, seen) {
	const dice = random(seed);
	const server = new Server();
	const tab = new Tab(server);
	server.trouble = () => randomTrouble(server, dice, seen);
	for (let i = 0; i < 8; i++) {
		tab.outbox.add(draft(`${i}`));
		if (dice.chance(0.5)) await tab.firstTry();
		tab.held = dice.chance(0.5) ? server.log.length : tab.held;
	}
	await tab.runUntilIdle();
	for (const code of server.refusals) seen.add(code);
	return server.log.filter((message) => message.author_id === "ada").map((message) => message.body);
}

test("each message is stored once and in order, whatever is lost", async () => {
	const seen = new Set();
	const written = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `body ${i}`);
	for (let seed = 1; seed <= 200; seed++)
		assert.deepEqual(await sendThroughTrouble(seed, seen), written, `seed ${seed}`);
	assert.deepEqual([...seen].sort(), ["lost request", "lost response", "stale", "throttled", "unavailable"]);
});

test("the order holds though the clock stands still", () => {
	const outbox = new Outbox(new Tab(new Server()).dependencies);
	const [first, second] = [outbox.add(draft("b")), outbox.add(draft("a"))];
	assert.ok(second.at > first.at);
});
