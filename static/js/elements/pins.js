/**
 * The open list of pinned messages, anew: somebody pinned, or took one down.
 * @param {Page.ChatApp} app
 */
export async function repin(app) {
	const panel = app.querySelector("aside.panel:has(.pins)");
	const navigation = panel && (await app.navigation());
	if (!navigation) return;
	navigation.forget();
	const found = await navigation.page(new URL(location.href)).catch(() => null);
	for (const part of [".panel-count", ".panel-body"]) {
		const fresh = found?.page.querySelector(`aside.panel:has(.pins) ${part}`);
		if (fresh) panel.querySelector(part)?.replaceWith(document.adoptNode(fresh));
	}
}
