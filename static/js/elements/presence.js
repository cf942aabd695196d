const AGAIN = 60_000;
const MOST = 100;
// Whoever reloads a page is gone for a moment.
const GONE_AFTER = 5000;

/** Who is there, among those whose faces show. Direct ones are told by the server; others are asked for, now and then. */
export class Presence {
	/** @type {Map<string, ReturnType<typeof setTimeout>>} who seems to have left */
	#leaving = new Map();

	/** @param {Page.ChatApp} app */
	constructor(app) {
		this.app = app;
		app.join(this);
		setInterval(() => !document.hidden && app.socket.connected && this.ask(), AGAIN);
		this.ask();
	}

	connection() {
		if (this.app.socket.connected) this.ask();
	}

	/** @param {Chat.Frame} frame */
	receive(frame) {
		if (frame.type === "presence") this.#told(frame.user_id, frame.online);
		if (frame.type === "conversation.joined") this.ask();
	}

	/**
	 * @param {string} id
	 * @param {boolean} online
	 */
	#told(id, online) {
		clearTimeout(this.#leaving.get(id));
		if (online) return show(id, true);
		const gone = setTimeout(() => show(id, false), GONE_AFTER);
		this.#leaving.set(id, gone);
	}

	async ask() {
		const faces = /** @type {HTMLElement[]} */ ([
			...document.querySelectorAll(".face[data-user], .people [data-user]"),
		]);
		const ids = new Set(faces.map(({ dataset }) => dataset.user ?? "").filter(Boolean));
		if (!ids.size) return;
		const asked = [...ids].slice(0, MOST).join(",");
		/** @type {{results: Chat.Person[]}} */
		const { results } = await this.app.api.get("users", { ids: asked }).catch(() => ({ results: [] }));
		this.app.users.learn(results);
		for (const { id, online } of results) show(id, online);
	}
}

/**
 * @param {string} id
 * @param {boolean} online
 */
function show(id, online) {
	const at = CSS.escape(id);
	for (const face of document.querySelectorAll(`.face[data-user="${at}"], [data-user="${at}"] .face`)) {
		face.classList.toggle("online", online);
		let words = face.querySelector(".visually-hidden");
		if (!words) {
			words = document.createElement("span");
			words.className = "visually-hidden";
			face.append(words);
		}
		words.textContent = online ? "online" : "";
	}
}
