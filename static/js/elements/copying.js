const BACK_AFTER = 2000;

// Copies what a field holds, and says so on the button.
document.addEventListener("click", async (event) => {
	const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-copy]"));
	const field = button && document.getElementById(button.dataset.copy ?? "");
	if (!button || !(field instanceof HTMLInputElement)) return;
	const words = /** @type {HTMLElement} */ (button.querySelector("span") ?? button);
	const before = words.textContent;
	words.textContent = (await copied(field)) ? "Copied" : "Press Ctrl C";
	setTimeout(() => {
		words.textContent = before;
	}, BACK_AFTER);
});

/**
 * Over plain http there is no clipboard: then it is selected, for the person to copy.
 * @param {HTMLInputElement} field
 */
async function copied(field) {
	field.select();
	try {
		await navigator.clipboard.writeText(field.value);
		return true;
	} catch {
		return false;
	}
}

export {};
