import { focusFirstField, openDialog } from "../lib/dialog.js";
import { slot } from "../lib/dom.js";
import { enhance } from "./page-swap.js";
import { loadStyles } from "./pages.js";

/** @typedef {import("./pages.js").FetchedPage} FetchedPage */

/** A page of the server in a dialog over the current page: the same text and forms, without going anywhere. */
export class PageDialog {
	/** @type {HTMLDialogElement | null} */
	#dialog = null;
	/** The path of the page that the dialog shows. */
	#path = "";
	/** @type {Set<string>} the paths of all pages it has shown since it was opened */
	#visited = new Set();
	/** @type {Map<string, {label: string, content: Element}>} pages that were closed with a half-filled form, by path */
	#unfinished = new Map();

	/** @param {Page.Navigation} navigation */
	constructor(navigation) {
		this.navigation = navigation;
	}

	/** @param {URL} url */
	async open(url) {
		const unfinished = this.#unfinished.get(url.pathname);
		// From now on the dialog has it: a link to the same page, such as another tab, fetches that page.
		this.#unfinished.delete(url.pathname);
		if (unfinished) return this.#show(url.pathname, unfinished.label, unfinished.content);
		const fetched = await this.navigation.fetchPage(url).catch(() => null);
		if (!fetched) return this.navigation.show(url);
		await this.#showPage(fetched);
	}

	/**
	 * Follow a link inside: another view of the same page stays in the dialog, everything else shows below it.
	 * @param {URL} url
	 */
	async follow(url) {
		if (url.pathname === this.#path) return this.open(url);
		this.#dialog?.close();
		return this.navigation.show(url);
	}

	/** @param {FetchedPage} answer the answer to a form inside */
	async showAnswer(answer) {
		this.#unfinished.delete(this.#path);
		if (this.#visited.has(answer.url.pathname)) return this.#showPage(answer);
		this.#closeSent();
		return this.navigation.showAnswer(answer);
	}

	/** @param {FetchedPage} fetched */
	async #showPage({ url, page }) {
		const content = page.querySelector("main .page");
		if (!content) return this.navigation.show(url);
		await loadStyles(page.head);
		enhance(content);
		const label = page.querySelector("main h1")?.textContent ?? page.title;
		this.#show(url.pathname, label, document.adoptNode(content));
	}

	/**
	 * @param {string} path
	 * @param {string} label
	 * @param {Element} content
	 */
	#show(path, label, content) {
		this.#path = path;
		this.#visited.add(path);
		if (this.#dialog) {
			slot(this.#dialog, "dialog-title").textContent = label;
			slot(this.#dialog, "dialog-body").replaceChildren(content);
			return focusFirstField(this.#dialog);
		}
		const dialog = openDialog(label, content);
		this.#dialog = dialog;
		dialog.addEventListener("close", () => this.#onClose(dialog));
	}

	/** Close after the form was sent, so that nothing in it is unfinished. */
	#closeSent() {
		for (const form of this.#dialog?.querySelectorAll("form") ?? []) form.reset();
		this.#dialog?.close();
	}

	/** @param {HTMLDialogElement} dialog */
	#onClose(dialog) {
		const content = slot(dialog, "dialog-body").firstElementChild;
		const label = slot(dialog, "dialog-title").textContent ?? "";
		if (content && hasInput(content)) this.#unfinished.set(this.#path, { label, content });
		else this.#unfinished.delete(this.#path);
		this.#dialog = null;
		this.#visited.clear();
	}
}

/**
 * Whether anything was typed into a form.
 * @param {Element} content
 */
function hasInput(content) {
	const fields = /** @type {NodeListOf<HTMLInputElement>} */ (
		content.querySelectorAll("form[method=post] :is(input, textarea)")
	);
	return [...fields].some((field) => field.type !== "hidden" && field.value !== field.defaultValue);
}
