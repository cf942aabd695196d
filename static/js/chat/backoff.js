const MIN_MS = 500;
const MAX_MS = 30_000;

/**
 * A wait with full jitter: between half a second and a bound that doubles, so that a crowd does not come back at once.
 * @param {number} attempt 0 for the first
 * @returns {number} milliseconds
 */
export function delay(attempt, random = Math.random) {
	const bound = Math.min(MAX_MS, MIN_MS * 2 ** (attempt + 1));
	return MIN_MS + random() * (bound - MIN_MS);
}
