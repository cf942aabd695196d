const HIDDEN_AFTER_MS = 10_000;

/**
 * Tell the server when nobody looks at this page, so that it need not push typing and presence. Not at once, because
 * switching to another tab and back must cost nothing.
 * @param {Page.ChatApp} app
 * @param {() => void} onReturn after pushes have been missed
 */
export function watchVisibility(app, onReturn) {
	let reportedHidden = false;
	/** @type {ReturnType<typeof setTimeout> | undefined} */
	let timer;
	const report = (/** @type {boolean} */ hidden) => {
		app.socket.send({ type: "hidden", hidden });
		reportedHidden = hidden;
	};
	const update = () => {
		clearTimeout(timer);
		if (document.hidden) {
			timer = setTimeout(() => report(true), HIDDEN_AFTER_MS);
		} else if (reportedHidden) {
			report(false);
			onReturn();
		}
	};
	app.join({
		onConnectionChange() {
			// The server knows nothing yet about a new connection.
			reportedHidden = false;
			update();
		},
	});
	document.addEventListener("visibilitychange", update);
	update();
}
