const LINK = /https?:\/\/[^\s<>"'“”‘’]+/giu;
const TAIL = /[.,;:!?)\]}']+$/u;

/**
 * Text with its addresses as links; the server's rows are made by the same rules.
 * @param {string} text
 * @returns {(string | HTMLAnchorElement)[]}
 */
export function linked(text) {
	return pieces(text).map(([piece, link]) => (link ? anchor(piece) : piece));
}

/**
 * @param {string} text
 * @returns {[piece: string, link: boolean][]}
 */
export function pieces(text) {
	/** @type {[string, boolean][]} */
	const found = [];
	let end = 0;
	for (const match of text.matchAll(LINK)) {
		const address = trimmed(match[0]);
		if (match.index > end) found.push([text.slice(end, match.index), false]);
		found.push([address, true]);
		end = match.index + address.length;
	}
	if (end < text.length) found.push([text.slice(end), false]);
	return found;
}

/**
 * Without the punctuation of the sentence around it; a bracket that the address itself opened stays.
 * @param {string} match
 */
function trimmed(match) {
	const tail = TAIL.exec(match)?.[0] ?? "";
	const bare = match.slice(0, match.length - tail.length);
	return tail.startsWith(")") && bare.lastIndexOf("(") > bare.lastIndexOf(")") ? `${bare})` : bare;
}

/** @param {string} address */
function anchor(address) {
	const link = document.createElement("a");
	link.href = address;
	link.textContent = address;
	link.rel = "noopener nofollow ugc";
	link.target = "_blank";
	return link;
}
