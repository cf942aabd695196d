// Light, dark or the system's, at once; the form also tells the server, which renders the next page so.
const form = /** @type {HTMLFormElement | null} */ (document.querySelector("form.themes"));
form?.addEventListener("submit", (event) => {
	const button = /** @type {HTMLButtonElement | null} */ (event.submitter);
	if (!button) return;
	event.preventDefault();
	show(button.value);
	for (const one of form.querySelectorAll("button")) one.setAttribute("aria-pressed", String(one === button));
	fetch(form.action, { method: "POST", body: new FormData(form, button), redirect: "manual" }).catch(() => {});
});

/** @param {string} theme */
function show(theme) {
	const { dataset } = document.documentElement;
	if (theme) dataset.theme = theme;
	else delete dataset.theme;
	document.querySelector('meta[name="color-scheme"]')?.setAttribute("content", theme || "light dark");
}

export {};
