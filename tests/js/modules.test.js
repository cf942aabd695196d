import assert from "node:assert/strict";
import { readdirSync, readFileSync } from "node:fs";
import { test } from "node:test";

const ROOT = new URL("../../static/js/", import.meta.url);
const IMPORT = /^import\s[^"]*"(\.[^"]+)"(;?)$/gm;

const files = readdirSync(ROOT, { recursive: true }).filter((name) => name.endsWith(".js"));
const source = (url) => readFileSync(new URL(url), "utf8");
const imports = (url) => [...source(url).matchAll(IMPORT)].map(([, path]) => new URL(path, url).href);
function eager(url, seen = new Set(), above = []) {
	assert.ok(!above.includes(url), `${url} imports itself: ${above}`);
	seen.add(url);
	for (const next of imports(url)) eager(next, seen, [...above, url]);
	return seen;
}

test("no module imports itself", () => {
	assert.ok(eager(new URL("app.js", ROOT).href).size > 20, "the walk found the modules");
});

test("every import can be followed to a hashed file name", () => {
	for (const name of files) {
		const text = source(new URL(name, ROOT));
		for (const [line, , semicolon] of text.matchAll(IMPORT)) assert.equal(semicolon, ";", `${name}: ${line}`);
		assert.doesNotMatch(text, /^\s*(\/\/|\*)\s*import\s/m, `${name} has an import in a comment`);
	}
});

test("no template literal contains another: minifying would remove its spaces", () => {
	for (const name of files) assert.doesNotMatch(source(new URL(name, ROOT)), /\$\{[^}`]*`/, name);
});

test("no script writes markup or stores a token", () => {
	for (const name of files) {
		const text = source(new URL(name, ROOT));
		assert.doesNotMatch(text, /innerHTML|outerHTML|insertAdjacentHTML|document\.write|\beval\(|new Function/, name);
		assert.doesNotMatch(text, /sessionStorage|indexedDB|access_token|refresh_token/, name);
	}
});
