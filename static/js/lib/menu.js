import { icon } from "./dom.js";

/** @typedef {{label: string, icon?: string, danger?: boolean, checked?: boolean, act: () => void}} Item */

/**
 * Open a menu beside its button, or a sheet from below on a touch screen. Escape, Tab and a press elsewhere close it.
 * @param {HTMLElement} button
 * @param {Item[]} items
 */
export function openMenu(button, items) {
	const menu = document.createElement("div");
	Object.assign(menu, { role: "menu", className: "popup-menu", popover: "auto", ariaLabel: button.ariaLabel });
	menu.append(...items.map((item) => menuItem(item, () => menu.hidePopover())));
	// In the same landmark as the button, for people who navigate by landmarks.
	/** @type {Element} */ (button.closest("dialog, aside, nav, main, chat-app")).append(menu);
	menu.addEventListener("keydown", (event) => onKey(event, menu));
	menu.addEventListener("toggle", (event) => {
		if (/** @type {ToggleEvent} */ (event).newState !== "closed") return;
		button.setAttribute("aria-expanded", "false");
		if (menu.contains(document.activeElement)) button.focus();
		menu.remove();
	});
	button.setAttribute("aria-expanded", "true");
	menu.showPopover();
	if (matchMedia("(pointer: coarse)").matches) menu.classList.add("sheet");
	else placeBeside(menu, button);
	/** @type {HTMLElement | null} */ (menu.querySelector("button"))?.focus();
	return menu;
}

/**
 * @param {Item} item
 * @param {() => void} close
 */
function menuItem({ label, icon: drawing, danger, checked, act }, close) {
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
function onKey(event, menu) {
	const entries = /** @type {HTMLElement[]} */ ([...menu.children]);
	const current = entries.indexOf(/** @type {HTMLElement} */ (document.activeElement));
	const next = { ArrowDown: current + 1, ArrowUp: current - 1, Home: 0, End: -1 }[event.key];
	if (event.key === "Tab" || event.key === "Escape") menu.hidePopover();
	else if (next === undefined) return;
	else entries.at(next % entries.length)?.focus();
	event.preventDefault();
	event.stopPropagation();
}

/**
 * Place the menu below the button, or above it if there is no space, with their ends aligned.
 * @param {HTMLElement} menu
 * @param {HTMLElement} button
 */
function placeBeside(menu, button) {
	const [box, own] = [button.getBoundingClientRect(), menu.getBoundingClientRect()];
	const below = box.bottom + 4 + own.height <= innerHeight;
	const top = below ? box.bottom + 4 : Math.max(8, box.top - 4 - own.height);
	const isRightToLeft = getComputedStyle(button).direction === "rtl";
	const left = isRightToLeft ? box.left : box.right - own.width;
	menu.style.top = `${top}px`;
	menu.style.left = `${Math.max(8, Math.min(left, innerWidth - own.width - 8))}px`;
}
