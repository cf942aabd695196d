/**
 * Load what few visits need when it is first needed. A load that failed resolves to undefined, and is tried again the
 * next time. All callers share one promise and so continue in the order of their calls: of two `import()` of one module a
 * browser may answer the second first.
 * @template T
 * @param {() => Promise<T>} load
 * @returns {() => Promise<T | undefined>}
 */
export function loadOnce(load) {
	/** @type {Promise<T | undefined> | undefined} */
	let loading;
	return () => {
		loading ??= load().catch(() => {
			loading = undefined;
			return undefined;
		});
		return loading;
	};
}
