import assert from "node:assert/strict";
import { test } from "node:test";
import { delay } from "../../static/js/chat/backoff.js";

test("delays are spread from half a second up to a bound that doubles and ends at thirty", () => {
	assert.equal(
		delay(0, () => 0),
		500,
	);
	assert.equal(
		delay(9, () => 0),
		500,
		"full jitter: a late try may be early",
	);
	assert.ok(delay(0, () => 0.999) < 1000);
	assert.ok(delay(50, () => 0.999) > 29_000 && delay(50, () => 0.999) < 30_000);
});
