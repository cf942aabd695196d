// The content security policy lets text become markup by this name only.
const { trustedTypes } = /** @type {Page.Trusting} */ (globalThis);
const policy = trustedTypes?.createPolicy("chatify", { createHTML: (html) => html });

/** Every attribute of ours that holds an address. */
const ADDRESSES = ["href", "action", "formaction", "src"];

/**
 * Parse HTML into a document without a window: nothing in it runs, nothing loads.
 * @param {string} html
 */
export function parse(html) {
	return new DOMParser().parseFromString(policy?.createHTML(html) ?? html, "text/html");
}

/**
 * Parse a page of the server. Parts of it are shown over or inside other pages, and a browser resolves addresses against
 * the page that it shows: so every address that depends on the page's own is made absolute here.
 * @param {string} html
 * @param {URL} url where the page was found, after all redirects
 */
export function parsePage(html, url) {
	const page = parse(html);
	resolveAddresses(page, url);
	return page;
}

/**
 * An empty address means the page itself, as does a form without one.
 * @param {Document} page
 * @param {URL} url
 */
export function resolveAddresses(page, url) {
	for (const name of ADDRESSES) {
		for (const element of page.querySelectorAll(`[${name}]`)) {
			const address = element.getAttribute(name) ?? "";
			if (dependsOnPage(address)) element.setAttribute(name, absolute(address, url));
		}
	}
	for (const form of page.querySelectorAll("form:not([action])")) form.setAttribute("action", absolute("", url));
}

/**
 * A link to a place on the same page stays as it is: it works wherever that place is shown.
 * @param {string} address
 */
function dependsOnPage(address) {
	return !/^(#|\/|[a-z][a-z\d+.-]*:)/i.test(address);
}

/**
 * @param {string} address
 * @param {URL} url
 */
function absolute(address, url) {
	return new URL(address || url.pathname + url.search, url).href;
}
