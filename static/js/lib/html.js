import { parse } from "./parse.js";

const PLAIN = "p br em strong s pre blockquote ul li".split(" ");
/** @type {Record<string, string[]>} */
const ALLOWED = {
	...Object.fromEntries(PLAIN.map((tag) => [tag, []])),
	a: ["href"],
	code: ["class"],
	ol: ["start"],
	span: ["class", "data-user-id"],
};
const CLASS = /^(mention|code-[a-z]+|language-[a-z]+)$/;
const SCHEMES = ["http:", "https:", "mailto:"];

/**
 * The one door through which HTML of a message comes into the page. The server has sanitised it; here it is parsed into
 * a document without a window, where nothing runs and nothing loads, and only what is known to be harmless is made
 * anew. `Element.setHTML` would do the same, but Safari and older browsers lack it.
 * @param {string} html
 * @param {string} me whose mentions stand out
 */
export function safe(html, me) {
	const made = document.createDocumentFragment();
	made.append(...copies(parse(html).body, me));
	return made;
}

/**
 * @param {Node} parent
 * @param {string} me
 * @returns {(Node | string)[]}
 */
function copies(parent, me) {
	return [...parent.childNodes].flatMap((node) => {
		if (node instanceof Text) return [node.data];
		return node instanceof Element ? element(node, me) : [];
	});
}

/**
 * @param {Element} from
 * @param {string} me
 * @returns {(Node | string)[]} of an element that is not allowed, what it holds
 */
function element(from, me) {
	const allowed = ALLOWED[from.localName];
	if (!allowed) return copies(from, me);
	const made = document.createElement(from.localName);
	for (const name of allowed) attribute(made, name, from.getAttribute(name));
	if (made.dataset.userId === me) made.dataset.me = "";
	if (made instanceof HTMLAnchorElement) Object.assign(made, { rel: "noopener nofollow ugc", target: "_blank" });
	if (made instanceof HTMLPreElement) made.tabIndex = -1;
	made.append(...copies(from, me));
	return [made];
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string | null} value
 */
function attribute(element, name, value) {
	if (value === null) return;
	if (name === "class" && !CLASS.test(value)) return;
	if (name === "href" && !SCHEMES.includes(scheme(value))) return;
	element.setAttribute(name, value);
}

/** @param {string} address as a browser would read it */
function scheme(address) {
	try {
		return new URL(address).protocol;
	} catch {
		return "";
	}
}
