import { cloneTemplate, slot } from "../lib/dom.js";
import { resolveAddresses } from "../lib/parse.js";
import { sheets } from "../lib/styles.js";
import { PageDialog } from "./page-dialog.js";
import { Pages } from "./pages.js";
import { replace } from "./swap.js";

const BUSY_AFTER = 300;
const OURS = /^\/(c\/|i\/|people\/|channels\/|$)/;

/**
 * Goes from page to page without loading all of it anew: fetches what the server has at an address, and puts it in place
 * of what shows. Addresses, the way back and forms stay what they are without script; so does whatever this can't do.
 */
export class Navigation {
	#pages = new Pages();
	#turn = 0;
	/** The address of what shows. */
	#shown = address(location);

	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		this.dialog = new PageDialog(this);
		// Parts of the page that was loaded stay while the address changes.
		resolveAddresses(document, new URL(location.href));
		document.addEventListener("click", (event) => this.#click(event));
		document.addEventListener("submit", (event) => this.#submit(event));
		for (const type of ["pointerover", "focusin", "pointerdown"]) {
			document.addEventListener(type, (event) => this.#ahead(event), { passive: true });
		}
		addEventListener("popstate", () => this.#popped());
		this.#settleHome();
	}

	/** @param {string | URL} to */
	visit(to) {
		return this.show(new URL(to, location.href));
	}

	/**
	 * @param {URL} url
	 * @param {{push?: boolean, page?: Promise<Fetched | null>}} [how]
	 */
	async show(url, { push = true, page = this.#pages.take(url) } = {}) {
		const turn = ++this.#turn;
		if (this.#here(url, push)) return;
		const main = /** @type {HTMLElement} */ (document.getElementById("main"));
		const busy = setTimeout(() => main.setAttribute("aria-busy", "true"), BUSY_AFTER);
		mark(url);
		const found = await page.catch(() => null);
		clearTimeout(busy);
		main.removeAttribute("aria-busy");
		if (turn !== this.#turn) return;
		if (!found) return this.#unreachable(url, push);
		await this.#arrive(found, push);
	}

	/**
	 * @param {HTMLFormElement} form
	 * @param {HTMLElement | null} submitter
	 */
	post(form, submitter) {
		this.forget();
		return this.#pages.post(actionOf(form, submitter), new FormData(form, submitter));
	}

	/** What was fetched ahead no longer holds. */
	forget() {
		this.#pages.forget();
	}

	/** @param {URL} url */
	page(url) {
		return this.#pages.take(url);
	}

	/**
	 * The answer to a form takes the place of what shows; asked at another address, it is a step onwards.
	 * @param {Fetched} found
	 */
	async answered(found) {
		this.#turn++;
		await this.#arrive(found, address(found.url) !== this.#shown);
	}

	/**
	 * @param {Fetched} found
	 * @param {boolean} push
	 */
	async #arrive({ url, page }, push) {
		if (!page.querySelector("chat-app")) return location.assign(url);
		await sheets(page.head);
		if (push) history.pushState(null, "", url);
		this.#shown = address(url);
		mark(url);
		replace(this.app, page);
	}

	/**
	 * The list of a phone is in the page already, and so is the conversation that it covers.
	 * @param {URL} url
	 * @param {boolean} push
	 */
	#here(url, push) {
		const { app } = this;
		const timeline = /** @type {HTMLElement | null} */ (app.querySelector("chat-timeline"));
		const covered =
			timeline && !app.querySelector("aside.panel") && url.pathname === `/c/${timeline.dataset.conversation}`;
		const listed = url.pathname === "/" && !wide(app);
		if (!listed && !(covered && app.dataset.region === "list" && !url.search)) return false;
		if (push) history.pushState(null, "", url);
		this.#shown = address(url);
		app.dataset.region = listed ? "list" : "conversation";
		const focus = listed
			? (app.querySelector("chat-inbox a[aria-current]") ?? app.querySelector("chat-inbox a"))
			: document.getElementById("main");
		mark(url);
		/** @type {HTMLElement | null} */ (focus)?.focus({ preventScroll: true });
		return true;
	}

	/** @param {MouseEvent} event */
	#click(event) {
		const link = linkAt(event);
		if (!link || !plain(event, link)) return;
		event.preventDefault();
		this.follow(link);
	}

	/** @param {HTMLAnchorElement} link */
	follow(link) {
		const url = new URL(link.href);
		const kind = link.dataset.dialog;
		const dialog = link.closest("dialog");
		if (dialog && link.dataset.close !== undefined) dialog.close();
		else if (kind !== undefined && (kind === "always" || wide(this.app))) this.dialog.open(url);
		else if (dialog) this.dialog.follow(url);
		else this.show(url);
	}

	/** @param {SubmitEvent} event */
	async #submit(event) {
		const form = /** @type {HTMLFormElement} */ (event.target);
		const place = form.closest("aside.panel, dialog, .page, main > .empty, main > .bar");
		if (event.defaultPrevented || !place || form.method === "dialog") return;
		const url = actionOf(form, event.submitter);
		if (!OURS.test(url.pathname)) return;
		event.preventDefault();
		if (form.getAttribute("aria-busy")) return;
		if (form.dataset.unread)
			return this.app.unread(form.dataset.unread, Number(form.dataset.seq)).catch(() => unsent(form));
		if (form.method === "get") {
			url.search = String(new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter))));
			return form.closest("dialog") ? this.dialog.follow(url) : this.show(url);
		}
		await this.#send(form, event.submitter, form.closest("dialog") !== null);
	}

	/**
	 * @param {HTMLFormElement} form
	 * @param {HTMLElement | null} submitter
	 * @param {boolean} inDialog
	 */
	async #send(form, submitter, inDialog) {
		const turn = ++this.#turn;
		form.setAttribute("aria-busy", "true");
		const found = await this.post(form, submitter).catch(() => null);
		form.removeAttribute("aria-busy");
		if (!found) return unsent(form);
		document.dispatchEvent(new CustomEvent("answered", { detail: actionOf(form, submitter).href }));
		// Whoever went on meanwhile is not called back.
		if (turn !== this.#turn) return;
		if (inDialog) return this.dialog.answered(found);
		return this.answered(found);
	}

	/**
	 * Whoever points at a link is likely to follow it.
	 * @param {Event} event
	 */
	#ahead(event) {
		const link = linkAt(event);
		if (!link || link.target || link.origin !== location.origin || !OURS.test(link.pathname)) return;
		const url = new URL(link.href);
		if (address(url) !== this.#shown && !(url.pathname === "/" && !wide(this.app))) this.#pages.ahead(url);
	}

	#popped() {
		if (address(location) !== this.#shown) this.show(new URL(location.href), { push: false });
	}

	/**
	 * At the front door the server shows the latest conversation beside the list: on a wide screen that is where one is,
	 * on a phone one is nowhere yet.
	 */
	#settleHome() {
		const timeline = /** @type {HTMLElement | null} */ (this.app.querySelector("chat-timeline"));
		if (location.pathname !== "/" || !timeline) return;
		if (!wide(this.app)) return mark(new URL(location.href));
		history.replaceState(null, "", `/c/${timeline.dataset.conversation}`);
		this.#shown = address(location);
		this.app.dataset.region = "conversation";
	}

	/**
	 * @param {URL} url
	 * @param {boolean} push
	 */
	#unreachable(url, push) {
		if (push) history.pushState(null, "", url);
		this.#shown = address(url);
		const note = cloneTemplate("offline");
		slot(note, "again").addEventListener("click", () => this.show(url, { push: false, page: this.#pages.take(url) }));
		const main = /** @type {HTMLElement} */ (document.getElementById("main"));
		this.app.turn();
		main.replaceChildren(note);
		this.app.querySelector("aside.panel")?.remove();
		this.app.dataset.region = "page";
		main.focus();
		addEventListener("online", () => this.show(url, { push: false }), { once: true, signal: this.app.shown });
	}
}

/** @typedef {import("./pages.js").Fetched} Fetched */

/** @param {{pathname: string, search: string}} url */
function address({ pathname, search }) {
	return pathname + search;
}

/**
 * @param {HTMLFormElement} form
 * @param {HTMLElement | null} submitter
 */
function actionOf(form, submitter) {
	return new URL(submitter?.getAttribute("formaction") ?? form.action, location.href);
}

/** @param {Event} event */
function linkAt(event) {
	const link = event.target instanceof Element ? event.target.closest("a") : null;
	return link instanceof HTMLAnchorElement && link.href ? link : null;
}

/**
 * A click that means: show me this, here.
 * @param {MouseEvent} event
 * @param {HTMLAnchorElement} link
 */
function plain(event, link) {
	if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
		return false;
	if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return false;
	if (link.hash && link.pathname === location.pathname && link.search === location.search) return false;
	return OURS.test(link.pathname) || link.dataset.dialog !== undefined;
}

/** @param {HTMLElement} app */
function wide(app) {
	return app.clientWidth > 720;
}

/**
 * The open conversation's row, at once.
 * @param {URL} url
 */
function mark({ pathname }) {
	const id = /^\/c\/(\w{20,})/.exec(pathname)?.[1];
	for (const link of document.querySelectorAll("chat-inbox a.inbox-row")) {
		if (id && link.getAttribute("href") === `/c/${id}`) link.setAttribute("aria-current", "page");
		else link.removeAttribute("aria-current");
	}
}

/** @param {HTMLFormElement} form */
function unsent(form) {
	let words = /** @type {HTMLElement | null} */ (form.querySelector(".unsent"));
	if (!words) {
		words = document.createElement("p");
		words.className = "field-error unsent";
		words.role = "alert";
		form.prepend(words);
	}
	words.textContent = "The server did not answer. Nothing was changed; try again.";
}
