const RESTORE_LABEL_AFTER_MS = 2000;

// A button with data-copy copies the text of a field, and says so in its label.
document.addEventListener("click", async (event) => {
	const button = /** @type {HTMLElement | null} */ (/** @type {Element} */ (event.target).closest("[data-copy]"));
	const field = button && document.getElementById(button.dataset.copy ?? "");
	if (!button || !(field instanceof HTMLInputElement)) return;
	const label = /** @type {HTMLElement} */ (button.querySelector("span") ?? button);
	const before = label.textContent;
	label.textContent = (await copyText(field)) ? "Copied" : "Press Ctrl C";
	setTimeout(() => {
		label.textContent = before;
	}, RESTORE_LABEL_AFTER_MS);
});

/**
 * Copy the text of a field. Over plain http there is no clipboard: the text stays selected, for the person to copy.
 * @param {HTMLInputElement} field
 */
async function copyText(field) {
	field.select();
	try {
		await navigator.clipboard.writeText(field.value);
		return true;
	} catch {
		return false;
	}
}

export {};
