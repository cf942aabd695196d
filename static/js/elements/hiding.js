const AFTER = 10_000;

/**
 * Tells the server that nobody looks at this page: it need not hear who types and who is there. Not at once, since going to
 * and fro must not cost.
 * @param {Page.ChatApp} app
 * @param {() => void} back after that has been missed
 */
export function hiding(app, back) {
	let told = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const tell = (/** @type {boolean} */ hidden) => {
		app.socket.send({ type: "hidden", hidden });
		told = hidden;
	};
	const look = () => {
		clearTimeout(timer);
		if (document.hidden) {
			timer = setTimeout(() => tell(true), AFTER);
		} else if (told) {
			tell(false);
			back();
		}
	};
	// A new connection knows nothing of it.
	app.join({
		connection() {
			told = false;
			look();
		},
	});
	document.addEventListener("visibilitychange", look);
	look();
}
