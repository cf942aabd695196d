import { focusFirstField, openDialog } from "../lib/dialog.js";
import { slot } from "../lib/dom.js";
import { sheets } from "../lib/styles.js";
import { enhance } from "./swap.js";

/** @typedef {import("./pages.js").Fetched} Fetched */

/** A page of the server in a dialog over what shows: the same words and forms, without going anywhere. */
export class PageDialog {
	/** @type {HTMLDialogElement | null} */
	#dialog = null;
	/** @type {string} the address of what it shows, without what is asked of it */
	#path = "";
	/** @type {Set<string>} all it has shown since it was opened */
	#trail = new Set();
	/** @type {Map<string, {label: string, content: Element}>} what was being written when it was closed, by path */
	#kept = new Map();

	/** @param {Page.Navigation} navigation */
	constructor(navigation) {
		this.navigation = navigation;
	}

	/** @param {URL} url */
	async open(url) {
		const kept = this.#kept.get(url.pathname);
		// From now on the dialog holds it: a link to the same page, such as another tab, shows that page.
		this.#kept.delete(url.pathname);
		if (kept) return this.#open(url.pathname, kept.label, kept.content);
		const found = await this.navigation.page(url).catch(() => null);
		if (!found) return this.navigation.show(url);
		await this.#show(found);
	}

	/**
	 * A link inside: another side of the same page stays here, all else is shown below.
	 * @param {URL} url
	 */
	async follow(url) {
		if (url.pathname === this.#path) return this.open(url);
		this.#dialog?.close();
		return this.navigation.show(url);
	}

	/** @param {Fetched} found the answer to a form inside */
	async answered(found) {
		this.#kept.delete(this.#path);
		if (this.#trail.has(found.url.pathname)) return this.#show(found);
		this.#close();
		return this.navigation.answered(found);
	}

	/** @param {Fetched} found */
	async #show({ url, page }) {
		const content = page.querySelector("main .page");
		if (!content) return this.navigation.show(url);
		await sheets(page.head);
		enhance(content);
		const label = page.querySelector("main h1")?.textContent ?? page.title;
		this.#open(url.pathname, label, document.adoptNode(content));
	}

	/**
	 * @param {string} path
	 * @param {string} label
	 * @param {Element} content
	 */
	#open(path, label, content) {
		this.#path = path;
		this.#trail.add(path);
		if (this.#dialog) {
			slot(this.#dialog, "dialog-title").textContent = label;
			slot(this.#dialog, "dialog-body").replaceChildren(content);
			return focusFirstField(this.#dialog);
		}
		const dialog = openDialog(label, content);
		this.#dialog = dialog;
		dialog.addEventListener("close", () => this.#closed(dialog));
	}

	/** Sent: nothing in it needs keeping. */
	#close() {
		for (const form of this.#dialog?.querySelectorAll("form") ?? []) form.reset();
		this.#dialog?.close();
	}

	/** @param {HTMLDialogElement} dialog */
	#closed(dialog) {
		const content = slot(dialog, "dialog-body").firstElementChild;
		const label = slot(dialog, "dialog-title").textContent ?? "";
		if (content && typed(content)) this.#kept.set(this.#path, { label, content });
		else this.#kept.delete(this.#path);
		this.#dialog = null;
		this.#trail.clear();
	}
}

/** @param {Element} content */
function typed(content) {
	const fields = /** @type {NodeListOf<HTMLInputElement>} */ (
		content.querySelectorAll("form[method=post] :is(input, textarea)")
	);
	return [...fields].some((field) => field.type !== "hidden" && field.value !== field.defaultValue);
}
