const HUES = 8;

/**
 * Render the initials, and the picture over them once it has loaded.
 * @param {HTMLElement} avatar
 * @param {Chat.Face} person
 */
export function renderAvatar(avatar, { id, name, avatar_url }) {
	avatar.dataset.hue = hue(id);
	avatar.textContent = avatar.matches(".small") ? initial(name) : initials(name);
	if (avatar_url) avatar.append(Object.assign(new Image(), { alt: "", src: avatar_url }));
}

/** @param {string} id */
export function hue(id) {
	const sum = new TextEncoder().encode(id).reduce((total, byte) => total + byte, 0);
	return String((sum % HUES) + 1);
}

/**
 * The first letters of the first and the last word.
 * @param {string} name
 */
export function initials(name) {
	const words = name.split(/\s+/u).filter(Boolean);
	const ends = words.length > 1 ? [words[0], words.at(-1)] : words;
	return ends.map((word) => initial(word ?? "")).join("");
}

/**
 * The first letter or digit, else the first character.
 * @param {string} name
 */
export function initial(name) {
	const letters = Array.from(new Intl.Segmenter().segment(name.trim()), ({ segment }) => segment);
	return (letters.find((letter) => /[\p{L}\p{N}]/u.test(letter)) ?? letters[0] ?? "").toUpperCase();
}
