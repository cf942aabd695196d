import { isOffline } from "./browser.js";

const TIMEOUT_MS = 15_000;

/** A call that failed. `status` is 0 if no answer came. */
export class ApiError extends Error {
	/**
	 * @param {number} status
	 * @param {{code?: string, detail?: string, fields?: Record<string, string[]>}} [body]
	 * @param {number | null} [retryAfter] seconds
	 */
	constructor(status, body = {}, retryAfter = null) {
		super(body.detail ?? "The server did not answer.");
		this.status = status;
		this.code = body.code ?? "unreachable";
		this.detail = this.message;
		this.fields = body.fields ?? {};
		this.retryAfter = retryAfter;
	}
}

/** The REST API, with the session's cookie and a CSRF token on calls that change something. */
export class Api {
	#closing = new AbortController();
	/** @type {{name?: string} | undefined} the connection to which the server need not push what the answer says */
	socket;

	/**
	 * @param {string} base
	 * @param {string} csrf the token that was served with the page
	 * @param {() => void} onSignedOut
	 */
	constructor(base, csrf, onSignedOut) {
		this.base = base;
		this.csrf = csrf;
		this.onSignedOut = onSignedOut;
	}

	/** Abort the calls under way; from now on every call fails without being made. */
	close() {
		this.#closing.abort();
	}

	/**
	 * @param {string} path
	 * @param {Record<string, string | number | boolean>} [query]
	 * @param {AbortSignal} [signal]
	 * @returns {Promise<any>}
	 */
	get(path, query = {}, signal = undefined) {
		const search = new URLSearchParams(Object.entries(query).map(([key, value]) => [key, String(value)]));
		return this.#call("GET", search.size ? `${path}?${search}` : path, undefined, signal);
	}

	/**
	 * @param {"POST" | "PUT" | "PATCH" | "DELETE"} method
	 * @param {string} path
	 * @param {unknown} [body]
	 * @returns {Promise<any>}
	 */
	send(method, path, body) {
		return this.#call(method, path, body);
	}

	/**
	 * @param {string} method
	 * @param {string} path
	 * @param {unknown} body
	 * @param {AbortSignal} [signal]
	 */
	async #call(method, path, body, signal) {
		if (this.#closing.signal.aborted || isOffline()) throw new ApiError(0);
		const signals = [AbortSignal.timeout(TIMEOUT_MS), this.#closing.signal];
		const answer = await fetch(this.base + path, {
			method,
			body: body === undefined ? undefined : JSON.stringify(body),
			headers: this.#headers(method, body),
			credentials: "same-origin",
			signal: AbortSignal.any(signal ? [signal, ...signals] : signals),
		}).catch(() => {
			throw new ApiError(0);
		});
		if (answer.ok) return answer.status === 204 ? null : readJson(answer);
		if (answer.status === 401) this.onSignedOut();
		const seconds = Number.parseFloat(answer.headers.get("Retry-After") ?? "");
		throw new ApiError(answer.status, await answer.json().catch(() => ({})), Number.isNaN(seconds) ? null : seconds);
	}

	/**
	 * @param {string} method
	 * @param {unknown} body
	 */
	#headers(method, body) {
		/** @type {Record<string, string>} */
		const headers = { Accept: "application/json" };
		if (body !== undefined) headers["Content-Type"] = "application/json";
		if (method !== "GET") headers["X-CSRFToken"] = cookie("__Host-csrf") ?? cookie("csrf") ?? this.csrf;
		if (method[0] === "P" && this.socket?.name) headers["X-Socket"] = this.socket.name;
		return headers;
	}
}

/**
 * An answer that breaks off, or is not JSON, counts as no answer.
 * @param {Response} answer
 */
async function readJson(answer) {
	try {
		return await answer.json();
	} catch {
		throw new ApiError(0);
	}
}

/**
 * Another tab may have signed in since this page was served, so the cookie is newer than the token in the page.
 * @param {string} name
 */
function cookie(name) {
	const pair = document.cookie.split("; ").find((candidate) => candidate.startsWith(`${name}=`));
	return pair?.slice(name.length + 1);
}
