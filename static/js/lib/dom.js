/**
 * An element that the server's markup promises, by its `data-slot`.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function slot(root, name) {
	const element = optionalSlot(root, name);
	if (!element) throw new Error(`no slot ${name}`);
	return element;
}

/**
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement | null}
 */
export function optionalSlot(root, name) {
	return root.querySelector(`[data-slot="${name}"]`);
}

/**
 * Clone what a template of the page holds: the same markup that the server renders.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function cloneTemplate(id) {
	const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
	const { firstElementChild } = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
	return /** @type {HTMLElement} */ (firstElementChild);
}

/**
 * Clone one drawing of the icon sprite. It is decoration: the words stand beside it or in the control's label.
 * @param {string} name
 */
export function icon(name) {
	const svg = cloneTemplate("icon");
	const use = /** @type {Element} */ (svg.querySelector("use"));
	use.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, `#${name}`));
	return svg;
}

/**
 * @template {"bdi" | "li" | "p" | "span"} T
 * @param {T} tag
 * @param {string} className
 * @param {string} [text]
 * @returns {HTMLElementTagNameMap[T]}
 */
export function createElement(tag, className, text = "") {
	return Object.assign(document.createElement(tag), { className, textContent: text });
}

/**
 * Set an element's text, with the names in front of it in bold.
 * @param {HTMLElement} element
 * @param {string[]} names
 * @param {string} text
 */
export function setTextWithBold(element, names, text) {
	const parts = names.flatMap((name, i) => {
		const bold = document.createElement("b");
		bold.textContent = name;
		return i ? [" and ", bold] : [bold];
	});
	element.replaceChildren(...parts, text);
}

/**
 * Tell a screen reader, through one of the page's two live regions.
 * @param {"announcer" | "alerts"} region
 * @param {string} text
 */
export function announce(region, text) {
	const element = document.getElementById(region);
	if (element) element.textContent = text;
}

/** A random UUID; `crypto.randomUUID` is missing if a laptop is reached over plain http. */
export function uuid() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
