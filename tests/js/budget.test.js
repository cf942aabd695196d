import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../static/js/", import.meta.url);
const BUDGET = 60_000;
const IMPORT = /^import\s[^"]*"(\.[^"]+)"(;?)$/gm;

const files = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js"));
const source = (url) => readFileSync(new URL(url), "utf8");
const imports = (url) => [...source(url).matchAll(IMPORT)].map(([, path]) => new URL(path, url).href);
const bare = (text) => text.replace(/\s*\/\*\*.*?\*\//gs, "").replace(/^\s*\/\/.*\n/gm, "");

function eager(url, seen = new Set(), above = []) {
	assert.ok(!above.includes(url), `${url} imports itself: ${above}`);
	seen.add(url);
	for (const next of imports(url)) eager(next, seen, [...above, url]);
	return seen;
}

test("the main screen's script stays within its budget, comments aside", () => {
	const loaded = [...eager(new URL("app.js", ROOT).href)];
	assert.ok(loaded.length > 20, "the walk found the modules");
	const size = loaded.reduce((sum, url) => sum + Buffer.byteLength(bare(source(new URL(url)))), 0);
	assert.ok(size <= BUDGET, `${size} bytes in ${loaded.length} modules`);
});

test("every import is one that hashed file names can follow", () => {
	for (const name of files) {
		const text = source(new URL(name, ROOT));
		for (const [line, , semicolon] of text.matchAll(IMPORT)) assert.equal(semicolon, ";", `${name}: ${line}`);
		assert.doesNotMatch(text, /^\s*(\/\/|\*)\s*import\s/m, `${name} has an import in a comment`);
	}
});

test("nothing writes markup, and no token is kept", () => {
	for (const name of files) {
		const text = source(new URL(name, ROOT));
		assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
		assert.doesNotMatch(text, /sessionStorage|indexedDB|access_token|refresh_token/, name);
	}
});
