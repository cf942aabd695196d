import { parsePage } from "../lib/parse.js";

const FRESH = 5000;
const PATIENCE = 15_000;
const HEADERS = { "Chatify-Part": "1", Accept: "text/html" };

/** @typedef {{url: URL, page: Document}} Fetched what the server has there, and where it is after all redirects */

/** The server's pages, as documents of their own: one fetched ahead is used once, while it is fresh. */
export class Pages {
	/** @type {Map<string, {at: number, found: Promise<Fetched>}>} */
	#ahead = new Map();

	/** @param {URL} url */
	ahead(url) {
		const known = this.#ahead.get(url.href);
		if (known && performance.now() - known.at < FRESH) return;
		const found = page(url);
		found.catch(() => this.#ahead.delete(url.href));
		this.#ahead.set(url.href, { at: performance.now(), found });
	}

	/**
	 * @param {URL} url
	 * @returns {Promise<Fetched>}
	 */
	take(url) {
		const known = this.#ahead.get(url.href);
		this.#ahead.delete(url.href);
		return known && performance.now() - known.at < FRESH ? known.found : page(url);
	}

	/** Something is about to change: what was fetched before is of yesterday. */
	forget() {
		this.#ahead.clear();
	}

	/**
	 * @param {URL} url
	 * @param {FormData} body
	 * @returns {Promise<Fetched>}
	 */
	post(url, body) {
		return page(url, { method: "POST", body });
	}
}

/**
 * @param {URL} url
 * @param {RequestInit} [options]
 */
async function page(url, options = {}) {
	const answer = await fetch(url, { ...options, headers: HEADERS, signal: AbortSignal.timeout(PATIENCE) });
	const html = await answer.text();
	const address = new URL(answer.url);
	return { url: address, page: parsePage(html, address) };
}
