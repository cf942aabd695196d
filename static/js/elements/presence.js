const AGAIN = 60_000;
// Whoever reloads a page is gone for a moment.
const GONE_AFTER = 5000;

/** Who is there, among those whose faces show. Direct ones are told by the server; others are asked for, now and then. */
export class Presence {
	/** @type {Map<string, ReturnType<typeof setTimeout>>} who seems to have left */
	#leaving = new Map();
	/** @type {Map<string, number>} when somebody was last told of: an answer may be older */
	#at = new Map();

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
		this.#at.set(id, Date.now());
		clearTimeout(this.#leaving.get(id));
		if (online) return show(id, true);
		this.#leaving.set(
			id,
			setTimeout(() => show(id, false), GONE_AFTER),
		);
	}

	async ask() {
		const faces = /** @type {HTMLElement[]} */ ([
			...document.querySelectorAll(".face[data-user], .people [data-user]"),
		]);
		const ids = new Set(faces.map(({ dataset }) => dataset.user ?? "").filter(Boolean));
		if (!ids.size) return;
		const now = Date.now();
		/** @type {{results: Chat.Person[]}} */
		const { results } = await this.app.api
			.get("users", { ids: [...ids].slice(0, 100).join(",") })
			.catch(() => ({ results: [] }));
		this.app.users.remember(results);
		for (const { id, online } of results) if ((this.#at.get(id) ?? 0) < now) show(id, online);
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
		Object.assign(face.querySelector(".visually-hidden") ?? face.appendChild(document.createElement("span")), {
			className: "visually-hidden",
			textContent: online ? "online" : "",
		});
	}
}
