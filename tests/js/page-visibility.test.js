import assert from "node:assert/strict";
import { beforeEach, mock, test } from "node:test";
import { watchVisibility } from "../../static/js/elements/page-visibility.js";

class Tab extends EventTarget {
	hidden = false;
	turn(hidden) {
		this.hidden = hidden;
		this.dispatchEvent(new Event("visibilitychange"));
	}
}

let tab;
let app;
let said;
let missed;

beforeEach(() => {
	mock.timers.reset();
	mock.timers.enable({ apis: ["setTimeout"] });
	tab = globalThis.document = new Tab();
	said = [];
	missed = 0;
	app = { socket: { send: ({ hidden }) => said.push(hidden) }, join: (part) => Object.assign(app, part) };
	watchVisibility(app, () => missed++);
});

test("a hidden page is reported after a while, and its return at once", () => {
	tab.turn(true);
	mock.timers.tick(9_999);
	assert.deepEqual(said, []);
	mock.timers.tick(1);
	assert.deepEqual(said, [true]);
	tab.turn(false);
	assert.deepEqual([said, missed], [[true, false], 1]);
});

test("switching away and back costs nothing", () => {
	for (const hidden of [true, false, true, false]) {
		tab.turn(hidden);
		mock.timers.tick(5_000);
	}
	mock.timers.tick(60_000);
	assert.deepEqual([said, missed], [[], 0]);
});

test("a new connection is told again that the page is hidden", () => {
	tab.turn(true);
	mock.timers.tick(10_000);
	app.onConnectionChange();
	mock.timers.tick(10_000);
	assert.deepEqual(said, [true, true]);
});
