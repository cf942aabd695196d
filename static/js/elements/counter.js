import { optionalSlot, slot } from "../lib/dom.js";

/**
 * How many characters there is room for, near the end; and beyond it, how many are too many.
 * @param {Page.ChatComposer} composer
 */
export function counter(composer) {
	const hint = optionalSlot(composer, "hint");
	const before = [...(hint?.childNodes ?? [])];
	return () => {
		const left = composer.left();
		const near = left >= 0 && left < Infinity;
		if (near && hint) hint.hidden = false;
		hint?.replaceChildren(...(near ? [`${characters(left)} left`] : before));
		const error = slot(composer, "error");
		error.textContent = left < 0 ? `${characters(-left)} too long` : "";
		error.hidden = left >= 0;
		composer.field.ariaInvalid = String(left < 0);
	};
}

/** @param {number} count */
function characters(count) {
	return count === 1 ? "1 character" : `${count} characters`;
}
