/**
 * What few visits need: loaded when it is first asked for. Where that fails it comes as undefined, and whoever asks again
 * tries again. Whoever asks first is answered first: of two `import()` of one module a browser may answer the second first,
 * and what is older would be shown last.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T | undefined>}
 */
export function lazily(load) {
	/** @type {Promise<T | undefined> | undefined} */
	let coming;
	return () => {
		coming ??= load().catch(() => {
			coming = undefined;
			return undefined;
		});
		return coming;
	};
}
