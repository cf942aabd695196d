import { Announcer } from "../chat/announcer.js";
import { say } from "../lib/dom.js";

/** The page's voice for arriving messages. */
export function announcer() {
	return new Announcer({
		say: (words) => say("announcer", words),
		now: () => performance.now(),
		later: (act, ms) => setTimeout(act, ms),
	});
}
