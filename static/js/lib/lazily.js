/**
 * What few visits need: loaded when it is first asked for. Where that fails it comes as undefined, and whoever asks again
 * tries again.
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
