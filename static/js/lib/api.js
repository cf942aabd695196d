import { cut } from "./browser.js";

const PATIENCE = 15_000;

/** What went wrong with a call. `status` is 0 where no answer came. */
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

/** The REST API as this page may use it: the session's cookie, and the CSRF token on what changes something. */
export class Api {
	#life = new AbortController();
	/** @type {{name?: string} | undefined} the connection that need not be told what the answer says */
	socket;

	/**
	 * @param {string} base
	 * @param {string} csrf the token as the page was served with it
	 * @param {() => void} signedOut
	 */
	constructor(base, csrf, signedOut) {
		this.base = base;
		this.csrf = csrf;
		this.signedOut = signedOut;
	}

	/** Breaks off what is under way; from now on every call fails without being made. */
	close() {
		this.#life.abort();
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
		if (this.#life.signal.aborted || cut()) throw new ApiError(0);
		const ends = [AbortSignal.timeout(PATIENCE), this.#life.signal];
		const answer = await fetch(this.base + path, {
			method,
			body: body === undefined ? undefined : JSON.stringify(body),
			headers: this.#headers(method, body),
			credentials: "same-origin",
			signal: AbortSignal.any(signal ? [signal, ...ends] : ends),
		}).catch(() => {
			throw new ApiError(0);
		});
		if (answer.ok) return answer.status === 204 ? null : read(answer);
		if (answer.status === 401) this.signedOut();
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
 * An answer that breaks off, or is not what it says, is no answer.
 * @param {Response} answer
 */
async function read(answer) {
	try {
		return await answer.json();
	} catch {
		throw new ApiError(0);
	}
}

/**
 * Another tab may have signed in since this page was served: the cookie is the newer one.
 * @param {string} name
 */
function cookie(name) {
	const found = document.cookie.split("; ").find((one) => one.startsWith(`${name}=`));
	return found?.slice(name.length + 1);
}
