import { icon } from "./icons.js";

/** @typedef {{label: string, icon?: string, danger?: boolean, checked?: boolean, act: () => void}} Item */

/**
 * A menu at its button, or a sheet from below where fingers point. Escape, Tab and a press elsewhere close it.
 * @param {HTMLElement} button
 * @param {Item[]} items
 */
export function openMenu(button, items) {
	const menu = document.createElement("div");
	Object.assign(menu, { role: "menu", className: "popup-menu", popover: "auto", ariaLabel: button.ariaLabel });
	menu.append(...items.map((item) => entry(item, () => menu.hidePopover())));
	// Inside the landmark that it belongs to, for those who go by landmarks.
	/** @type {Element} */ (button.closest("dialog, aside, nav, main, chat-app")).append(menu);
	menu.addEventListener("keydown", (event) => key(event, menu));
	menu.addEventListener("toggle", (event) => {
		if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
		button.setAttribute("aria-expanded", "false");
		if (menu.contains(document.activeElement)) button.focus();
		menu.remove();
	});
	button.setAttribute("aria-expanded", "true");
	menu.showPopover();
	if (matchMedia("(pointer: coarse)").matches) menu.classList.add("sheet");
	else at(menu, button);
	/** @type {HTMLElement | null} */ (menu.querySelector("button"))?.focus();
	return menu;
}

/**
 * @param {Item} item
 * @param {() => void} close
 */
function entry({ label, icon: drawing, danger, checked, act }, close) {
	const button = document.createElement("button");
	button.type = "button";
	button.role = checked === undefined ? "menuitem" : "menuitemradio";
	if (checked !== undefined) button.ariaChecked = String(checked);
	button.className = danger ? "menu-item danger-text" : "menu-item";
	button.tabIndex = -1;
	button.append(...(drawing ? [icon(drawing)] : []), label);
	button.addEventListener("click", () => {
		close();
		act();
	});
	return button;
}

/**
 * @param {KeyboardEvent} event
 * @param {HTMLElement} menu
 */
function key(event, menu) {
	const entries = /** @type {HTMLElement[]} */ ([...menu.children]);
	const now = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
	const to = { ArrowDown: now + 1, ArrowUp: now - 1, Home: 0, End: -1 }[event.key];
	if (event.key === "Tab" || event.key === "Escape") menu.hidePopover();
	else if (to === undefined) return;
	else entries.at(to % entries.length)?.focus();
	event.preventDefault();
	event.stopPropagation();
}

/**
 * Below the button, above it where there is no room; its end at the button's end.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function at(menu, button) {
	const [box, own] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
	const below = box.bottom + 4 + own.height <= innerHeight;
	const top = below ? box.bottom + 4 : Math.max(8, box.top - 4 - own.height);
	const rightwards = getComputedStyle(button).direction === "rtl";
	const left = rightwards ? box.left : box.right - own.width;
	menu.style.top = `${top}px`;
	menu.style.left = `${Math.max(8, Math.min(left, innerWidth - own.width - 8))}px`;
}
