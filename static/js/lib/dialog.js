import { copy, slot } from "./dom.js";

const FIRST = "[autofocus], input:not([type=hidden]):not([type=radio]), textarea, select";

/**
 * A modal dialog with a heading and a way out. It is gone from the document once it is closed, and the focus goes back.
 * @param {string} label
 * @param {...Node} nodes
 * @returns {HTMLDialogElement}
 */
export function openDialog(label, ...nodes) {
	const dialog = /** @type {HTMLDialogElement} */ (copy("dialog"));
	slot(dialog, "dialog-title").textContent = label;
	slot(dialog, "dialog-body").replaceChildren(...nodes);
	slot(dialog, "dialog-close").addEventListener("click", () => dialog.close());
	// Its own edge is the backdrop: a press there means out. What was begun inside and ended there does not.
	dialog.addEventListener("pointerdown", (event) => event.target === dialog && dialog.close());
	dialog.addEventListener("close", () => dialog.remove());
	/** @type {Element} */ (document.querySelector("chat-app")).append(dialog);
	dialog.showModal();
	settle(dialog);
	return dialog;
}

/**
 * The focus on the first field or the safe choice, else on the heading.
 * @param {HTMLDialogElement} dialog
 */
export function settle(dialog) {
	const first = slot(dialog, "dialog-body").querySelector(FIRST);
	/** @type {HTMLElement} */ (first ?? slot(dialog, "dialog-title")).focus();
}

/**
 * Asks before something that cannot be taken back.
 * @param {{title: string, words: string, quote?: Node | null, keep: string, act: string, danger?: boolean}} question
 * @returns {Promise<boolean>}
 */
export function confirmDialog({ title, words, quote = null, keep, act, danger = true }) {
	const content = copy("confirm");
	slot(content, "confirm-words").textContent = words;
	slot(content, "confirm-quote").replaceChildren(...(quote ? [quote] : []));
	slot(content, "confirm-quote").hidden = !quote;
	const [no, yes] = [slot(content, "confirm-keep"), slot(content, "confirm-act")];
	no.textContent = keep;
	yes.textContent = act;
	yes.classList.add(danger ? "danger" : "primary");
	const dialog = openDialog(title, content);
	no.focus();
	return new Promise((done) => {
		yes.addEventListener("click", () => {
			done(true);
			dialog.close();
		});
		no.addEventListener("click", () => dialog.close());
		dialog.addEventListener("close", () => done(false));
	});
}
