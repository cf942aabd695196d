import assert from "node:assert/strict";
import { test } from "node:test";
import { Outbox } from "../../static/js/chat/outbox.js";
import { Shelf } from "../../static/js/chat/shelf.js";
import { random } from "./random.js";
import { Memory, Server, World } from "./server.js";

const hello = { client_id: "1", conversation_id: "c", body: "hello" };
const draft = (client_id, body = `body ${client_id}`) => ({ client_id, conversation_id: "c", body });

test("a message goes out and leaves the shelf", async () => {
	const world = new World(new Server());
	world.outbox.add(hello);
	await world.quiet();
	assert.deepEqual(world.server.bodies(), ["hello"]);
	assert.deepEqual(world.outbox.unsent(), []);
	assert.equal(world.changes[0].message.seq, 1);
});

test("messages go out in the order they were written, one at a time", async () => {
	const world = new World(new Server());
	for (const id of ["1", "2", "3", "4"]) world.outbox.add(draft(id));
	await world.quiet();
	assert.deepEqual(world.server.bodies(), ["body 1", "body 2", "body 3", "body 4"]);
	assert.equal(world.server.mostAtOnce, 1);
});

test("a lost response is tried again with the same client_id and after, and stored once", async () => {
	const world = new World(new Server());
	world.server.plan = ["lost response", "lost response"];
	world.outbox.add(hello);
	world.held = 0;
	await world.quiet();
	assert.deepEqual(world.server.bodies(), ["hello"]);
	assert.deepEqual(world.server.afters, [0, 0, 0]);
});

test("after stays that of the first attempt though the timeline moves on", async () => {
	const world = new World(new Server());
	world.server.plan = ["lost request"];
	world.outbox.add(hello);
	await world.firstTry();
	for (let i = 0; i < 3; i++) world.server.append("noor", `n${i}`, "other");
	world.held = 3;
	await world.quiet();
	assert.deepEqual(world.server.afters, [0, 0]);
	assert.equal(world.changes[0].message.seq, 4);
});

test("a reload goes on with what is on the shelf, its after included", async () => {
	const server = new Server();
	const store = new Memory();
	const before = new World(server, store);
	server.plan = ["lost response"];
	before.outbox.add(hello);
	await before.firstTry();
	before.dead = true;
	assert.equal(server.bodies().length, 1, "the lost response had stored it");
	const after = new World(server, store);
	after.held = 1;
	after.outbox.wake();
	await after.quiet();
	assert.deepEqual(server.bodies(), ["hello"]);
	assert.deepEqual(server.afters, [0, 0]);
});

test("stale: found among what arrived, so it is not sent again", async () => {
	const world = new World(new Server());
	world.server.plan = ["lost response"];
	world.outbox.add(hello);
	await world.firstTry();
	for (let i = 0; i < 250; i++) world.server.append("noor", `n${i}`, "other");
	await world.quiet();
	assert.equal(world.server.bodies().filter((body) => body === "hello").length, 1);
	assert.deepEqual(world.server.refusals, ["stale"]);
	assert.equal(world.changes[0].message.seq, 1);
});

test("stale: not among what arrived, so it is sent behind the new head", async () => {
	const world = new World(new Server());
	world.server.plan = ["lost request"];
	world.outbox.add(hello);
	for (let i = 0; i < 250; i++) world.server.append("noor", `n${i}`, "other");
	await world.quiet();
	assert.deepEqual(world.server.afters, [0, 0, 250]);
	assert.equal(world.changes[0].message.seq, 251);
});

test("bad_after: the log was restored, so the message goes behind its end", async () => {
	const world = new World(new Server());
	world.held = 90;
	world.outbox.add(hello);
	await world.quiet();
	assert.deepEqual(world.server.afters, [90, 0]);
	assert.equal(world.changes[0].message.seq, 1);
});

test("a refusal fails the message with its reason and lets the next one go", async () => {
	const world = new World(new Server());
	world.server.plan = ["too_long"];
	world.outbox.add(draft("1"));
	world.outbox.add(draft("2"));
	await world.quiet();
	assert.deepEqual(world.server.bodies(), ["body 2"]);
	assert.equal(world.outbox.unsent()[0].failed, "A message has at most 8,000 characters.");
	assert.equal(world.outbox.waiting, 0);
	world.outbox.retry("1");
	await world.quiet();
	assert.deepEqual(world.server.bodies(), ["body 2", "body 1"]);
});

test("what was discarded does not go out", async () => {
	const world = new World(new Server());
	world.server.plan = ["too_long"];
	world.outbox.add(hello);
	await world.quiet();
	world.outbox.discard("1");
	world.outbox.wake();
	await world.quiet();
	assert.deepEqual([world.server.bodies(), world.outbox.unsent()], [[], []]);
});

test("a throttled message waits as long as it is told", async () => {
	const world = new World(new Server());
	world.server.plan = ["throttled"];
	world.outbox.add(hello);
	await world.quiet();
	assert.ok(world.waits[0] >= 7000, String(world.waits));
	assert.deepEqual(world.server.bodies(), ["hello"]);
});

test("what is asked to wait asks once a wait, through reloads and new connections", async () => {
	const [server, store] = [new Server(), new Memory()];
	server.plan = ["throttled"];
	const before = new World(server, store);
	before.clock = 1000;
	before.outbox.add(draft("1"));
	before.outbox.add(draft("2"));
	await before.firstTry();
	before.dead = true;
	assert.deepEqual(before.changes, [{ conversation_id: "c", client_id: "1", until: 8000 }]);
	const after = new World(server, store);
	after.clock = 7900;
	for (let i = 0; i < 3; i++) {
		after.outbox.wake();
		await after.firstTry();
	}
	assert.deepEqual([server.bodies(), server.afters.length], [[], 1]);
	assert.deepEqual(after.waits, [100, 100, 100]);
	await after.quiet();
	assert.deepEqual(server.bodies(), ["body 1", "body 2"]);
});

test("told to try now, it waits no longer", async () => {
	const world = new World(new Server());
	world.server.plan = ["throttled"];
	world.outbox.add(hello);
	await world.firstTry();
	assert.deepEqual(world.server.bodies(), []);
	world.outbox.retry("1");
	await world.firstTry();
	assert.deepEqual([world.server.bodies(), world.clock], [["hello"], 0]);
});

test("two tabs with one shelf send an entry once", async () => {
	const server = new Server();
	const store = new Memory();
	const [one, two] = [new World(server, store), new World(server, store)];
	one.outbox.add(hello);
	two.outbox.wake();
	await Promise.all([one.quiet(), two.quiet()]);
	assert.deepEqual(server.bodies(), ["hello"]);
});

test("people who share a browser do not see each other's unsent words", () => {
	const store = new Memory();
	new Shelf(store, "ada").put({ ...hello, at: 1, after: null, failed: null, reply_to: null });
	assert.deepEqual(new Shelf(store, "noor").all(), []);
	assert.equal(new Shelf(store, "ada").all().length, 1);
});

test("a full or forbidden store loses nothing while the page lives", async () => {
	const world = new World(new Server(), null);
	world.outbox.add(hello);
	await world.quiet();
	assert.deepEqual(world.server.bodies(), ["hello"]);
});

function badLuck(server, dice, met) {
	if (dice.chance(0.3)) for (let i = dice.below(90); i > 0; i--) server.append("noor", `n${i}`, "other");
	if (!dice.chance(0.5)) return null;
	const troubles = ["lost request", "lost response", "unavailable", "throttled"];
	const trouble = troubles[dice.below(troubles.length)];
	met.add(trouble);
	return trouble;
}

async function stormy(seed, met) {
	const dice = random(seed);
	const server = new Server();
	const world = new World(server);
	server.trouble = () => badLuck(server, dice, met);
	for (let i = 0; i < 8; i++) {
		world.outbox.add(draft(`${i}`));
		if (dice.chance(0.5)) await world.firstTry();
		world.held = dice.chance(0.5) ? server.log.length : world.held;
	}
	await world.quiet();
	for (const code of server.refusals) met.add(code);
	return server.log.filter((message) => message.author_id === "ada").map((message) => message.body);
}

test("whatever is lost, each message is stored once and in order", async () => {
	const met = new Set();
	const written = [0, 1, 2, 3, 4, 5, 6, 7].map((i) => `body ${i}`);
	for (let seed = 1; seed <= 200; seed++) assert.deepEqual(await stormy(seed, met), written, `seed ${seed}`);
	assert.deepEqual([...met].sort(), ["lost request", "lost response", "stale", "throttled", "unavailable"]);
});

test("the outbox needs no clock that moves", () => {
	const outbox = new Outbox(new World(new Server()).door);
	const [first, second] = [outbox.add(draft("b")), outbox.add(draft("a"))];
	assert.ok(second.at > first.at);
});
