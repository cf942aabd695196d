import { cloneTemplate, slot } from "./dom.js";

const FIELDS = "[autofocus], input:not([type=hidden]):not([type=radio]), textarea, select";

/**
 * Open a modal dialog with a heading and a close button. Closing removes it, and the focus returns to where it was.
 * @param {string} label
 * @param {...Node} nodes
 * @returns {HTMLDialogElement}
 */
export function openDialog(label, ...nodes) {
	const dialog = /** @type {HTMLDialogElement} */ (cloneTemplate("dialog"));
	slot(dialog, "dialog-title").textContent = label;
	slot(dialog, "dialog-body").replaceChildren(...nodes);
	slot(dialog, "dialog-close").addEventListener("click", () => dialog.close());
	// A press on the backdrop reaches the dialog itself, and closes it; a press that began inside does not.
	dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
	dialog.addEventListener("close", () => dialog.remove());
	/** @type {Element} */ (document.querySelector("chat-app")).append(dialog);
	dialog.showModal();
	focusFirstField(dialog);
	return dialog;
}

/**
 * Focus the first field or the safe choice, else the heading.
 * @param {HTMLDialogElement} dialog
 */
export function focusFirstField(dialog) {
	const first = slot(dialog, "dialog-body").querySelector(FIELDS);
	/** @type {HTMLElement} */ (first ?? slot(dialog, "dialog-title")).focus();
}

/**
 * Ask before something that cannot be undone.
 * @param {{title: string, text: string, quote?: Node | null, keep: string, act: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirmDialog({ title, text, quote = null, keep, act, danger = true }) {
	const content = cloneTemplate("confirm");
	slot(content, "confirm-words").textContent = text;
	slot(content, "confirm-quote").replaceChildren(...(quote ? [quote] : []));
	slot(content, "confirm-quote").hidden = !quote;
	const [cancel, confirm] = [slot(content, "confirm-keep"), slot(content, "confirm-act")];
	cancel.textContent = keep;
	confirm.textContent = act;
	confirm.classList.add(danger ? "danger" : "primary");
	const dialog = openDialog(title, content);
	cancel.focus();
	return new Promise((resolve) => {
		confirm.addEventListener("click", () => {
			resolve(true);
			dialog.close();
		});
		cancel.addEventListener("click", () => dialog.close());
		dialog.addEventListener("close", () => resolve(false));
	});
}
