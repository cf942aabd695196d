/**
 * Put another page of the server in the place of the current one. If it is the same conversation, its messages and
 * the text that is being written stay; only the header and the panel change.
 * @param {Page.ChatApp} app
 * @param {Document} page
 */
export function swapPage(app, page) {
	const next = /** @type {HTMLElement} */ (page.querySelector("chat-app"));
	const panel = next.querySelector(":scope > aside.panel");
	const [oldTimeline, newTimeline] = [timelineOf(app), timelineOf(next)];
	app.dataset.region = next.dataset.region;
	app.setTitle(page.title);
	const staysOpen = oldTimeline !== null && newTimeline !== null && isSameWindow(oldTimeline, newTimeline);
	if (staysOpen) swapHeader(app, next);
	else swapMain(app, next);
	const closedPanel = swapPanel(app, panel);
	moveFocus(app, { hasPanel: panel !== null, closedPanel, staysOpen });
}

/** @param {ParentNode} root */
function timelineOf(root) {
	return /** @type {HTMLElement | null} */ (root.querySelector("chat-timeline"));
}

/**
 * @param {HTMLElement} oldTimeline
 * @param {HTMLElement} newTimeline
 */
function isSameWindow(oldTimeline, newTimeline) {
	const isAtMessage = newTimeline.dataset.focus || newTimeline.dataset.hasNewer === "true";
	return (
		oldTimeline.dataset.conversation === newTimeline.dataset.conversation &&
		!isAtMessage &&
		!/[?&](before|after|reply|edit)=/.test(location.search)
	);
}

/**
 * @param {Page.ChatApp} app
 * @param {HTMLElement} next
 */
function swapHeader(app, next) {
	const [oldHeader, newHeader] = [app, next].map((root) => root.querySelector("main > header"));
	if (oldHeader && newHeader) oldHeader.replaceWith(document.adoptNode(newHeader));
}

/**
 * @param {Page.ChatApp} app
 * @param {HTMLElement} next
 */
function swapMain(app, next) {
	const main = /** @type {HTMLElement} */ (next.querySelector("main"));
	app.endPage();
	enhance(main);
	/** @type {HTMLElement} */ (app.querySelector("main")).replaceWith(document.adoptNode(main));
	app.startPage();
}

/**
 * @param {HTMLElement} app
 * @param {Element | null} panel
 * @returns {string | null} the address that had opened the panel that was closed
 */
function swapPanel(app, panel) {
	const oldPanel = /** @type {HTMLElement | null} */ (app.querySelector(":scope > aside.panel"));
	if (panel) {
		enhance(panel);
		const newPanel = /** @type {HTMLElement} */ (document.adoptNode(panel));
		newPanel.dataset.opener = oldPanel?.dataset.opener ?? location.pathname;
		if (oldPanel) oldPanel.replaceWith(newPanel);
		else app.append(newPanel);
		return null;
	}
	oldPanel?.remove();
	return oldPanel?.dataset.opener ?? null;
}

/**
 * Focus the panel that was opened, or the link that had opened the one that was closed, else the conversation.
 * @param {HTMLElement} app
 * @param {{hasPanel: boolean, closedPanel: string | null, staysOpen: boolean}} change
 */
function moveFocus(app, { hasPanel, closedPanel, staysOpen }) {
	const main = /** @type {HTMLElement} */ (app.querySelector("main"));
	if (hasPanel) {
		const first = app.querySelector("aside.panel :is([data-first], [aria-invalid]), aside.panel h2");
		/** @type {HTMLElement | null} */ (first)?.focus();
	} else if (closedPanel && staysOpen) {
		const opener = app.querySelector(`main > header a[href="${CSS.escape(closedPanel)}"]`);
		/** @type {HTMLElement | null} */ (opener)?.focus();
	} else if (!main.contains(document.activeElement)) main.focus({ preventScroll: true });
}

/**
 * Load the scripts that some pages need.
 * @param {ParentNode} root
 */
export function enhance(root) {
	if (root.querySelector("people-picker")) import("./people-picker.js");
	if (root.querySelector("[data-copy]")) import("./copy-button.js");
}
