const SHORTEST = 500;
const LONGEST = 30_000;

/**
 * Full jitter: any time from half a second up to a bound that doubles, so that a crowd does not come back at once.
 * @param {number} attempt 0 for the first
 * @returns {number} milliseconds
 */
export function delay(attempt, random = Math.random) {
	const bound = Math.min(LONGEST, SHORTEST * 2 ** (attempt + 1));
	return SHORTEST + random() * (bound - SHORTEST);
}
