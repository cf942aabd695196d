/**
 * Puts what a page of the server shows in the place of what shows now. Where it is the same conversation, its messages
 * and the words being written stay; only the header and the panel change.
 * @param {Page.ChatApp} app
 * @param {Document} page
 */
export function replace(app, page) {
	const next = /** @type {HTMLElement} */ (page.querySelector("chat-app"));
	const panel = next.querySelector(":scope > aside.panel");
	const [old, came] = [timeline(app), timeline(next)];
	app.dataset.region = next.dataset.region;
	app.named(page.title);
	const kept = old && came && same(old, came);
	if (kept) header(app, next);
	else body(app, next);
	const closed = aside(app, panel);
	focus(app, { panel: panel !== null, closed, kept: Boolean(kept) });
}

/** @param {ParentNode} root */
function timeline(root) {
	return /** @type {HTMLElement | null} */ (root.querySelector("chat-timeline"));
}

/**
 * @param {HTMLElement} old
 * @param {HTMLElement} came
 */
function same(old, came) {
	const linked = came.dataset.focus || came.dataset.hasNewer === "true";
	return (
		old.dataset.conversation === came.dataset.conversation &&
		!linked &&
		!/[?&](before|after|reply|edit)=/.test(location.search)
	);
}

/**
 * @param {Page.ChatApp} app
 * @param {HTMLElement} next
 */
function header(app, next) {
	const [old, came] = [app, next].map((root) => root.querySelector("main > header"));
	if (old && came) old.replaceWith(document.adoptNode(came));
}

/**
 * @param {Page.ChatApp} app
 * @param {HTMLElement} next
 */
function body(app, next) {
	const main = /** @type {HTMLElement} */ (next.querySelector("main"));
	app.turn();
	enhance(main);
	/** @type {HTMLElement} */ (app.querySelector("main")).replaceWith(document.adoptNode(main));
	app.turned();
}

/**
 * @param {HTMLElement} app
 * @param {Element | null} panel
 * @returns {string | null} the address of the panel that went
 */
function aside(app, panel) {
	const old = /** @type {HTMLElement | null} */ (app.querySelector(":scope > aside.panel"));
	if (panel) {
		enhance(panel);
		const held = /** @type {HTMLElement} */ (document.adoptNode(panel));
		held.dataset.opener = old?.dataset.opener ?? location.pathname;
		if (old) old.replaceWith(held);
		else app.append(held);
		return null;
	}
	old?.remove();
	return old?.dataset.opener ?? null;
}

/**
 * Into the panel that came, back to what opened the one that went, else to the conversation.
 * @param {HTMLElement} app
 * @param {{panel: boolean, closed: string | null, kept: boolean}} what
 */
function focus(app, { panel, closed, kept }) {
	const main = /** @type {HTMLElement} */ (app.querySelector("main"));
	if (panel) {
		const place = app.querySelector("aside.panel :is([data-first], [aria-invalid]), aside.panel h2");
		/** @type {HTMLElement | null} */ (place)?.focus();
	} else if (closed && kept) {
		/** @type {HTMLElement | null} */ (app.querySelector(`main > header a[href="${CSS.escape(closed)}"]`))?.focus();
	} else if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
}

/**
 * What some pages need beside their markup.
 * @param {ParentNode} root
 */
export function enhance(root) {
	if (root.querySelector("people-picker")) import("./people-picker.js");
	if (root.querySelector("[data-copy]")) import("./copying.js");
}
