import { copy } from "./dom.js";

/**
 * One of the sprite's drawings: a decoration, the words stand beside it or in the control's label.
 * @param {string} name
 */
export function icon(name) {
	const svg = copy("icon");
	const use = /** @type {Element} */ (svg.querySelector("use"));
	use.setAttribute("href", (use.getAttribute("href") ?? "").replace(/#.*/, `#${name}`));
	return svg;
}
