/** @type {Map<string, Promise<void>>} by address */
const loading = new Map();

/**
 * The sheets that `root` names and this page lacks; settled when they have come, or not.
 * @param {ParentNode} root
 */
export async function sheets(root) {
	const links = /** @type {NodeListOf<HTMLLinkElement>} */ (root.querySelectorAll('link[rel="stylesheet"]'));
	await Promise.all([...links].map((link) => sheet(link.getAttribute("href") ?? "")));
}

/** @param {string} href */
function sheet(href) {
	if (document.head.querySelector(`link[rel="stylesheet"][href="${CSS.escape(href)}"]`)) return loading.get(href);
	const link = document.createElement("link");
	Object.assign(link, { rel: "stylesheet", href });
	/** @type {Promise<void>} */
	const come = new Promise((done) => {
		link.onload = link.onerror = () => done();
	});
	loading.set(href, come);
	document.head.append(link);
	return come;
}
