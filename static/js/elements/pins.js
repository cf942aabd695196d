/** The last one asked for is the newest. */
let turn = 0;

/**
 * The open list of pinned messages, anew: one was pinned or taken down, or one that it lists changed.
 * @param {Page.ChatApp} app
 * @param {{kind: Chat.Revision["kind"], message: Chat.Message}} revision
 */
export async function repin(app, { kind, message: { conversation_id, seq } }) {
	const panel = app.querySelector("aside.panel:has(.pins)");
	const listed = panel?.querySelector(`a[href="/c/${conversation_id}/${seq}"]`);
	if (!panel || kind === "reaction" || (kind !== "pin" && !listed)) return;
	const mine = ++turn;
	const navigation = await app.navigation();
	navigation?.forget();
	const found = await navigation?.page(new URL(location.href)).catch(() => null);
	if (found && mine === turn) renew(panel, found.page);
}

/**
 * @param {Element} panel
 * @param {Document} page
 */
function renew(panel, page) {
	const inside = panel.contains(document.activeElement);
	for (const part of [".panel-count", ".panel-body"]) {
		const fresh = page.querySelector(`aside.panel:has(.pins) ${part}`);
		if (fresh) panel.querySelector(part)?.replaceChildren(...document.adoptNode(fresh).childNodes);
	}
	// What had the focus may be gone.
	if (inside && !panel.contains(document.activeElement)) panel.querySelector("h2")?.focus();
}
