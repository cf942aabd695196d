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
 * Sanitize the HTML of a message: the only way for it into the page. The server has sanitized it already; here it is
 * parsed into a document without a window, where nothing runs and nothing loads, and only elements that are known to be
 * harmless are copied. `Element.setHTML` would do the same, but Safari and older browsers lack it.
 * @param {string} html
 * @param {string} me the user whose mentions stand out
 */
export function sanitize(html, me) {
	const fragment = document.createDocumentFragment();
	fragment.append(...copyChildren(parse(html).body, me));
	return fragment;
}

/**
 * @param {Node} parent
 * @param {string} me
 * @returns {(Node | string)[]}
 */
function copyChildren(parent, me) {
	return [...parent.childNodes].flatMap((node) => {
		if (node instanceof Text) return [node.data];
		return node instanceof Element ? copyElement(node, me) : [];
	});
}

/**
 * @param {Element} original
 * @param {string} me
 * @returns {(Node | string)[]} the children of an element that is not allowed
 */
function copyElement(original, me) {
	const allowed = ALLOWED[original.localName];
	if (!allowed) return copyChildren(original, me);
	const copy = document.createElement(original.localName);
	for (const name of allowed) copyAttribute(copy, name, original.getAttribute(name));
	if (copy.dataset.userId === me) copy.dataset.me = "";
	if (copy instanceof HTMLAnchorElement) Object.assign(copy, { rel: "noopener nofollow ugc", target: "_blank" });
	if (copy instanceof HTMLPreElement) copy.tabIndex = -1;
	copy.append(...copyChildren(original, me));
	return [copy];
}

/**
 * @param {HTMLElement} element
 * @param {string} name
 * @param {string | null} value
 */
function copyAttribute(element, name, value) {
	if (value === null) return;
	if (name === "class" && !CLASS.test(value)) return;
	if (name === "href" && !SCHEMES.includes(scheme(value))) return;
	element.setAttribute(name, value);
}

/**
 * The scheme as a browser reads it.
 * @param {string} address
 */
function scheme(address) {
	try {
		return new URL(address).protocol;
	} catch {
		return "";
	}
}
