/**
 * A picture in place of the initials, which stay where it does not come.
 * @param {HTMLElement} avatar
 * @param {string} address
 */
export function hang(avatar, address) {
	const picture = new Image(36, 36);
	picture.addEventListener("load", () => avatar.replaceChildren(picture));
	Object.assign(picture, { alt: "", src: address });
}
