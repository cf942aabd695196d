import { readFileSync } from "node:fs";

/**
 * One of the golden frames that the server's tests hold too.
 * @param {string} name
 */
export function frame(name) {
	return JSON.parse(readFileSync(new URL(`../frames/${name}.json`, import.meta.url), "utf8"));
}
