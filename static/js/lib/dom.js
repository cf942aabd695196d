/**
 * A place that the server's markup promises.
 * @param {ParentNode} root
 * @param {string} name
 * @returns {HTMLElement}
 */
export function slot(root, name) {
	const found = optionalSlot(root, name);
	if (!found) throw new Error(`no slot ${name}`);
	return found;
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
 * A copy of what a template of the page holds: the very markup that the server renders.
 * @param {string} id
 * @returns {HTMLElement}
 */
export function copy(id) {
	const template = /** @type {HTMLTemplateElement} */ (document.getElementById(id));
	const { firstElementChild } = /** @type {DocumentFragment} */ (document.importNode(template.content, true));
	return /** @type {HTMLElement} */ (firstElementChild);
}

/**
 * Text with the names in bold.
 * @param {HTMLElement} element
 * @param {string[]} bold
 * @param {string} rest
 */
export function named(element, bold, rest) {
	const parts = bold.flatMap((words, i) => {
		const b = document.createElement("b");
		b.textContent = words;
		return i ? [" and ", b] : [b];
	});
	element.replaceChildren(...parts, rest);
}

/**
 * To a screen reader, through one of the page's two live regions.
 * @param {"announcer" | "alerts"} region
 * @param {string} words
 */
export function say(region, words) {
	const element = document.getElementById(region);
	if (element) element.textContent = words;
}

/** Random, in the form of a UUID; `crypto.randomUUID` is missing where a laptop is reached over plain http. */
export function uuid() {
	const bytes = crypto.getRandomValues(new Uint8Array(16));
	bytes[6] = ((bytes[6] ?? 0) & 0x0f) | 0x40;
	bytes[8] = ((bytes[8] ?? 0) & 0x3f) | 0x80;
	const hex = Array.from(bytes, (byte) => byte.toString(16).padStart(2, "0")).join("");
	return hex.replace(/^(.{8})(.{4})(.{4})(.{4})(.{12})$/, "$1-$2-$3-$4-$5");
}
