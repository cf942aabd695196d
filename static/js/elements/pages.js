import { parsePage } from "../lib/parse.js";

const PREFETCHED_FOR_MS = 5000;
const TIMEOUT_MS = 15_000;
const HEADERS = { "Chatify-Part": "1", Accept: "text/html" };

/** @typedef {{url: URL, page: Document}} FetchedPage a page, and its address after all redirects */

/** The server's pages as documents of their own. A page that was prefetched is used once, while it is fresh. */
export class Pages {
	/** @type {Map<string, {at: number, fetched: Promise<FetchedPage>}>} by address */
	#prefetched = new Map();

	/** @param {URL} url */
	prefetch(url) {
		const known = this.#prefetched.get(url.href);
		if (known && isFresh(known)) return;
		const fetched = fetchPage(url);
		fetched.catch(() => this.#prefetched.delete(url.href));
		this.#prefetched.set(url.href, { at: performance.now(), fetched });
	}

	/**
	 * @param {URL} url
	 * @returns {Promise<FetchedPage>}
	 */
	get(url) {
		const known = this.#prefetched.get(url.href);
		this.#prefetched.delete(url.href);
		return known && isFresh(known) ? known.fetched : fetchPage(url);
	}

	/** Forget what was prefetched: something is about to change. */
	clearPrefetched() {
		this.#prefetched.clear();
	}

	/**
	 * @param {URL} url
	 * @param {FormData} body
	 * @returns {Promise<FetchedPage>}
	 */
	post(url, body) {
		return fetchPage(url, { method: "POST", body });
	}
}

/** @param {{at: number}} prefetched */
function isFresh({ at }) {
	return performance.now() - at < PREFETCHED_FOR_MS;
}

/**
 * @param {URL} url
 * @param {RequestInit} [options]
 */
async function fetchPage(url, options = {}) {
	const answer = await fetch(url, { ...options, headers: HEADERS, signal: AbortSignal.timeout(TIMEOUT_MS) });
	const html = await answer.text();
	const address = new URL(answer.url);
	return { url: address, page: parsePage(html, address) };
}

/** @type {Map<string, Promise<void>>} the style sheets that were added, by address */
const stylesheets = new Map();

/**
 * Load the style sheets that a page needs and this one lacks; resolves when all of them have loaded, or failed to.
 * @param {ParentNode} page
 */
export async function loadStyles(page) {
	const links = /** @type {NodeListOf<HTMLLinkElement>} */ (page.querySelectorAll('link[rel="stylesheet"]'));
	await Promise.all([...links].map((link) => loadStylesheet(link.getAttribute("href") ?? "")));
}

/** @param {string} href */
function loadStylesheet(href) {
	if (document.head.querySelector(`link[rel="stylesheet"][href="${CSS.escape(href)}"]`)) return stylesheets.get(href);
	const link = document.createElement("link");
	Object.assign(link, { rel: "stylesheet", href });
	/** @type {Promise<void>} */
	const loaded = new Promise((resolve) => {
		link.onload = link.onerror = () => resolve();
	});
	stylesheets.set(href, loaded);
	document.head.append(link);
	return loaded;
}
