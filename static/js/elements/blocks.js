/** @type {MutationObserver | undefined} */
let observer;

/**
 * What blocked people write in rooms that both are in folds away, and so does what they write from now on.
 * @param {Page.ChatApp} app
 */
export function fold(app) {
	observer?.disconnect();
	const list = app.querySelector('[data-slot="messages"]');
	if (!list) return;
	const rows = /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll(":scope > .message"));
	for (const row of rows) folded(row, app.blocked.has(row.dataset.author ?? ""));
	observer = new MutationObserver(() => fold(app));
	observer.observe(list, { childList: true });
}

/**
 * @param {HTMLElement} row
 * @param {boolean} blocked
 */
function folded(row, blocked) {
	const away = blocked && !row.classList.contains("unfolded");
	row.classList.toggle("blocked", away);
	const old = row.querySelector(":scope > .folded");
	if (!away) old?.remove();
	else if (!old) row.prepend(note(row));
}

/** @param {HTMLElement} row */
function note(row) {
	const [words, show] = [document.createElement("p"), document.createElement("button")];
	words.className = "folded";
	Object.assign(show, { type: "button", className: "link", textContent: "Show" });
	show.addEventListener("click", () => {
		row.classList.replace("blocked", "unfolded");
		words.remove();
		row.tabIndex = 0;
		row.focus();
	});
	words.append("Message from someone you blocked. ", show);
	return words;
}
