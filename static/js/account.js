import { LocalTime } from "./elements/local-time.js";
import { cloneTemplate } from "./lib/dom.js";

customElements.define("local-time", LocalTime);

/** @type {HTMLElement | null} */ (document.querySelector('[data-slot="summary"]'))?.focus();
for (const field of /** @type {NodeListOf<HTMLInputElement>} */ (document.querySelectorAll("input[type=password]"))) {
	addShowButton(field);
}
const rules = /** @type {HTMLElement | null} */ (document.querySelector('[data-slot="password-rules"]'));
if (rules) tickRules(rules);

/**
 * Add a button that shows what was typed.
 * @param {HTMLInputElement} field
 */
function addShowButton(field) {
	const wrap = field.closest(".input-wrap");
	if (!wrap || !document.getElementById("show-password")) return;
	const button = cloneTemplate("show-password");
	wrap.append(button);
	button.addEventListener("click", () => {
		const shown = field.type === "password";
		field.type = shown ? "text" : "password";
		button.setAttribute("aria-pressed", String(shown));
	});
	// A browser must not remember the password as the text of an ordinary field.
	field.form?.addEventListener("submit", () => {
		field.type = "password";
	});
}

/**
 * Tick the rules that can be checked here; the server checks all of them.
 * @param {HTMLElement} list
 */
function tickRules(list) {
	const form = /** @type {HTMLFormElement} */ (list.closest("form"));
	const password = /** @type {HTMLInputElement} */ (form.querySelector("[autocomplete=new-password]"));
	const personalWords = () =>
		[...form.querySelectorAll("input")]
			.filter((input) => ["email", "handle", "name"].includes(input.name))
			.flatMap((input) => input.value.toLowerCase().split(/\W+/u))
			.filter((word) => word.length > 2);
	/** @type {Record<string, (rule: HTMLElement) => boolean>} */
	const checks = {
		length: (rule) => Array.from(password.value).length >= Number(rule.dataset.min),
		similar: () =>
			password.value !== "" && !personalWords().some((word) => password.value.toLowerCase().includes(word)),
	};
	form.addEventListener("input", () => {
		for (const rule of /** @type {NodeListOf<HTMLElement>} */ (list.querySelectorAll("[data-rule]"))) {
			rule.classList.toggle("met", checks[rule.dataset.rule ?? ""]?.(rule) ?? false);
		}
	});
}
