import { cloneTemplate, createElement, slot } from "../lib/dom.js";
import { loadOnce } from "../lib/load-once.js";
import { resolveAddresses } from "../lib/parse.js";
import { enhance, swapPage } from "./page-swap.js";
import { loadStyles, Pages } from "./pages.js";

/** @typedef {import("./pages.js").FetchedPage} FetchedPage */

const BUSY_AFTER_MS = 300;
const WIDE_PX = 720;
const PATHS = /^\/(c\/|i\/|people\/|channels\/|$)/;

/**
 * Goes from page to page without loading everything again: fetches the page at an address and puts it in the place of the
 * current one. Addresses, history and forms work as without script. The browser does whatever this cannot do.
 */
export class Navigation {
	#pages = new Pages();
	/** Counts the navigations: only the latest one may change the page. */
	#latest = 0;
	/** The address of the current page. */
	#shownAddress = pathAndQuery(location);
	#dialog = loadOnce(async () => new (await import("./page-dialog.js")).PageDialog(this));

	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		// Parts of the page that was loaded stay while the address changes.
		resolveAddresses(document, new URL(location.href));
		enhance(document);
		document.addEventListener("click", (event) => this.#onClick(event));
		document.addEventListener("submit", (event) => this.#onSubmit(event));
		for (const type of ["pointerover", "focusin", "pointerdown"]) {
			document.addEventListener(type, (event) => this.#prefetch(event), { passive: true });
		}
		addEventListener("popstate", () => this.#onPopState());
		this.#adoptHomeAddress();
	}

	/**
	 * @param {URL} url
	 * @param {{push?: boolean, page?: Promise<FetchedPage | null>}} [how] `push`: add a history entry
	 */
	async show(url, { push = true, page = this.#pages.get(url) } = {}) {
		const navigation = ++this.#latest;
		if (this.#showPresent(url, push)) return;
		const main = /** @type {HTMLElement} */ (document.getElementById("main"));
		const busy = setTimeout(() => main.setAttribute("aria-busy", "true"), BUSY_AFTER_MS);
		markCurrentRow(url);
		const fetched = await page.catch(() => null);
		clearTimeout(busy);
		main.removeAttribute("aria-busy");
		if (navigation !== this.#latest) return;
		if (!fetched) return this.#showOffline(url, push);
		await this.#showPage(fetched, push);
	}

	/**
	 * Show the answer to a form in the place of the current page. At another address it is a new history entry.
	 * @param {FetchedPage} answer
	 */
	async showAnswer(answer) {
		this.#latest++;
		await this.#showPage(answer, pathAndQuery(answer.url) !== this.#shownAddress);
	}

	/** @param {URL} url */
	fetchPage(url) {
		return this.#pages.get(url);
	}

	/** Forget the prefetched pages, because they are out of date. */
	clearPrefetched() {
		this.#pages.clearPrefetched();
	}

	/**
	 * @param {FetchedPage} fetched
	 * @param {boolean} push
	 */
	async #showPage({ url, page }, push) {
		if (!page.querySelector("chat-app")) return location.assign(url);
		await loadStyles(page.head);
		if (push) history.pushState(null, "", url);
		this.#shownAddress = pathAndQuery(url);
		markCurrentRow(url);
		swapPage(this.app, page);
	}

	/**
	 * Show what the page of a phone has already: the list, or the conversation that the list covers.
	 * @param {URL} url
	 * @param {boolean} push
	 * @returns {boolean} whether that is what the address means
	 */
	#showPresent(url, push) {
		const { app } = this;
		const timeline = /** @type {HTMLElement | null} */ (app.querySelector("chat-timeline"));
		const isTimeline =
			timeline && !app.querySelector("aside.panel") && url.pathname === `/c/${timeline.dataset.conversation}`;
		const isList = url.pathname === "/" && !isWide(app);
		if (!isList && !(isTimeline && app.dataset.region === "list" && !url.search)) return false;
		if (push) history.pushState(null, "", url);
		this.#shownAddress = pathAndQuery(url);
		app.dataset.region = isList ? "list" : "conversation";
		const focus = isList
			? (app.querySelector("chat-inbox a[aria-current]") ?? app.querySelector("chat-inbox a"))
			: document.getElementById("main");
		markCurrentRow(url);
		/** @type {HTMLElement | null} */ (focus)?.focus({ preventScroll: true });
		return true;
	}

	/** @param {MouseEvent} event */
	#onClick(event) {
		const link = linkAt(event);
		if (!link || !isPlainClick(event, link)) return;
		event.preventDefault();
		this.follow(link);
	}

	/** @param {HTMLAnchorElement} link */
	follow(link) {
		const url = new URL(link.href);
		const opensDialog = link.dataset.dialog;
		const dialog = link.closest("dialog");
		if (dialog && link.dataset.close !== undefined) dialog.close();
		else if (opensDialog === "always" || (opensDialog !== undefined && isWide(this.app))) this.#openDialog(url);
		else if (dialog) this.#followInDialog(url);
		else this.show(url);
	}

	/** @param {URL} url */
	async #openDialog(url) {
		const dialog = await this.#dialog();
		if (dialog) dialog.open(url);
		else this.show(url);
	}

	/** @param {URL} url */
	async #followInDialog(url) {
		(await this.#dialog())?.follow(url);
	}

	/** @param {SubmitEvent} event */
	async #onSubmit(event) {
		const form = /** @type {HTMLFormElement} */ (event.target);
		const container = form.closest("aside.panel, dialog, .page, main > .empty, main > .bar");
		if (event.defaultPrevented || !container || form.method === "dialog") return;
		const url = actionOf(form, event.submitter);
		if (!PATHS.test(url.pathname)) return;
		event.preventDefault();
		if (form.getAttribute("aria-busy")) return;
		if (form.dataset.unread)
			return this.app.markUnreadFrom(form.dataset.unread, Number(form.dataset.seq)).catch(() => showUnsent(form));
		if (form.method === "get") {
			url.search = String(new URLSearchParams(/** @type {any} */ (new FormData(form, event.submitter))));
			return form.closest("dialog") ? this.#followInDialog(url) : this.show(url);
		}
		await this.#send(form, event.submitter, url);
	}

	/**
	 * @param {HTMLFormElement} form
	 * @param {HTMLElement | null} submitter
	 * @param {URL} url
	 */
	async #send(form, submitter, url) {
		const navigation = ++this.#latest;
		const isInDialog = form.closest("dialog") !== null;
		form.setAttribute("aria-busy", "true");
		this.clearPrefetched();
		const answer = await this.#pages.post(url, new FormData(form, submitter)).catch(() => null);
		form.removeAttribute("aria-busy");
		if (!answer) return showUnsent(form);
		document.dispatchEvent(new CustomEvent("answered", { detail: url.href }));
		// Do not show the answer if the person has navigated elsewhere meanwhile.
		if (navigation !== this.#latest) return;
		if (isInDialog) return (await this.#dialog())?.showAnswer(answer);
		return this.showAnswer(answer);
	}

	/**
	 * Fetch the page of a link that somebody points at, because they are likely to follow it.
	 * @param {Event} event
	 */
	#prefetch(event) {
		const link = linkAt(event);
		if (!link || link.target || link.origin !== location.origin || !PATHS.test(link.pathname)) return;
		const url = new URL(link.href);
		const isPresent = pathAndQuery(url) === this.#shownAddress || (url.pathname === "/" && !isWide(this.app));
		if (!isPresent) this.#pages.prefetch(url);
	}

	#onPopState() {
		if (pathAndQuery(location) !== this.#shownAddress) this.show(new URL(location.href), { push: false });
	}

	/**
	 * At `/` the server shows the latest conversation beside the list. On a wide screen it is open, so its address is taken
	 * over; on a phone no conversation is open yet.
	 */
	#adoptHomeAddress() {
		const timeline = /** @type {HTMLElement | null} */ (this.app.querySelector("chat-timeline"));
		if (location.pathname !== "/" || !timeline) return;
		if (!isWide(this.app)) return markCurrentRow(new URL(location.href));
		history.replaceState(null, "", `/c/${timeline.dataset.conversation}`);
		this.#shownAddress = pathAndQuery(location);
	}

	/**
	 * @param {URL} url
	 * @param {boolean} push
	 */
	#showOffline(url, push) {
		if (push) history.pushState(null, "", url);
		this.#shownAddress = pathAndQuery(url);
		const note = cloneTemplate("offline");
		const retry = () => this.show(url, { push: false, page: this.#pages.get(url) });
		slot(note, "again").addEventListener("click", retry);
		const main = /** @type {HTMLElement} */ (document.getElementById("main"));
		this.app.endPage();
		main.replaceChildren(note);
		this.app.querySelector("aside.panel")?.remove();
		this.app.dataset.region = "page";
		main.focus();
		addEventListener("online", retry, { once: true, signal: this.app.pageSignal });
	}
}

/** @param {{pathname: string, search: string}} url */
function pathAndQuery({ pathname, search }) {
	return pathname + search;
}

/**
 * The address that a form is sent to. The button that sends it may name another one.
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
 * True for a click that should show its page here, not in another tab.
 * @param {MouseEvent} event
 * @param {HTMLAnchorElement} link
 */
function isPlainClick(event, link) {
	if (event.defaultPrevented || event.button || event.metaKey || event.ctrlKey || event.shiftKey || event.altKey)
		return false;
	if (link.target || link.hasAttribute("download") || link.origin !== location.origin) return false;
	if (link.hash && link.pathname === location.pathname && link.search === location.search) return false;
	return PATHS.test(link.pathname) || link.dataset.dialog !== undefined;
}

/** @param {HTMLElement} app */
function isWide(app) {
	return app.clientWidth > WIDE_PX;
}

/**
 * Mark the row of the open conversation, before its page has arrived.
 * @param {URL} url
 */
function markCurrentRow({ pathname }) {
	const id = /^\/c\/(\w{20,})/.exec(pathname)?.[1];
	for (const link of document.querySelectorAll("chat-inbox a.inbox-row")) {
		if (id && link.getAttribute("href") === `/c/${id}`) link.setAttribute("aria-current", "page");
		else link.removeAttribute("aria-current");
	}
}

/** @param {HTMLFormElement} form */
function showUnsent(form) {
	let error = /** @type {HTMLElement | null} */ (form.querySelector(".unsent"));
	if (!error) {
		error = createElement("p", "field-error unsent");
		error.role = "alert";
		form.prepend(error);
	}
	error.textContent = "The server did not answer. Nothing was changed; try again.";
}
