import { advance, eventOrder, isBehind } from "./cursors.js";

/**
 * The state of one open conversation: the cursor (the contiguous end of the log that was received) and the window of
 * rows shown, `first` to `last`, contiguous too. The element that owns the rows applies the effects; messages are not
 * kept here. A window is live while it ends at the cursor: somebody who reads far up may have `last < cursor.seq`.
 *
 * @typedef {object} Timeline
 * @property {Chat.Cursor} cursor
 * @property {number} first lowest seq shown; `last` + 1 if nothing is
 * @property {number} last
 * @property {boolean} older whether there is history above `first`
 * @property {Map<number, Chat.Created>} earlyMessages events after a gap, by seq
 * @property {Map<number, Chat.Revised>} earlyRevisions the same, by rev
 * @property {Map<number, Chat.Message>} revised the newest revision of messages outside the window, by seq
 */

/**
 * @param {Chat.Cursor} cursor
 * @param {{first: number, last: number, older: boolean, newer: boolean}} shown first and last are 0 for an empty window
 * @returns {Timeline}
 */
export function createTimeline({ epoch, seq, rev }, { first, last, older, newer }) {
	// A head may lag behind the rows read with it, and rows behind their head: only rows shown count as received.
	const received = newer ? Math.max(seq, last) : last;
	return {
		cursor: { epoch, seq: received, rev },
		first: first || last + 1,
		last,
		older,
		earlyMessages: new Map(),
		earlyRevisions: new Map(),
		revised: new Map(),
	};
}

/** @param {Timeline} state */
export function isLive(state) {
	return state.last === state.cursor.seq;
}

/**
 * Apply an event, which may come in any order and any number of times. Changes `state`.
 * @param {Timeline} state
 * @param {Chat.LogEvent} event
 * @returns {Chat.Effect[]} in order
 */
export function applyEvent(state, event) {
	if (event.type === "head") return applyHead(state, event);
	const order = eventOrder(state.cursor, event);
	if (order === "foreign") return [{ do: "reload" }];
	if (order === "old") return [];
	if (event.type === "message.created") return applyCreated(state, event);
	return applyRevised(state, event);
}

/**
 * Apply what `sync` answered about this conversation.
 * @param {Timeline} state
 * @param {Chat.Synced} answer
 * @returns {Chat.Effect[]}
 */
export function applySync(state, answer) {
	if (answer.reset || answer.epoch !== state.cursor.epoch) return [{ do: "reload" }];
	const ids = { conversation_id: answer.id, epoch: answer.epoch };
	const effects = [
		...answer.messages.flatMap((message) => applyEvent(state, { ...ids, type: "message.created", message })),
		...answer.revisions.flatMap((revision) => applyEvent(state, { ...ids, ...revision, type: "message.revised" })),
	].filter((effect) => effect.do !== "fetch" && effect.do !== "sync");
	return answer.more || hasGap(state) ? [...effects, { do: "sync" }] : effects;
}

/**
 * Apply a page that continues the log after the cursor, which was fetched because of a gap.
 * @param {Timeline} state
 * @param {Chat.Page} page
 * @returns {Chat.Effect[]}
 */
export function applyFetched(state, page) {
	const { epoch } = page.head;
	const effects = page.results
		.flatMap((message) =>
			applyEvent(state, { type: "message.created", conversation_id: message.conversation_id, epoch, message }),
		)
		.filter((effect) => effect.do !== "fetch");
	if (epoch !== state.cursor.epoch) return [{ do: "reload" }];
	return page.has_newer || state.earlyMessages.size ? [...effects, { do: "fetch", after: state.cursor.seq }] : effects;
}

/**
 * Put a page of history in front of the window.
 * @param {Timeline} state
 * @param {Chat.Page} page
 * @returns {Chat.Message[]} the new rows, ascending
 */
export function prepend(state, page) {
	const rows = page.results.filter((message) => message.seq < state.first);
	if (page.head.epoch !== state.cursor.epoch || (rows.length && rows.at(-1)?.seq !== state.first - 1)) return [];
	state.older = page.has_older;
	state.first = rows[0]?.seq ?? state.first;
	return rows.map((message) => newestVersion(state, message));
}

/**
 * Put a page at the end of a window that is not live.
 * @param {Timeline} state
 * @param {Chat.Page} page
 * @returns {Chat.Message[]} the new rows, ascending
 */
export function extend(state, page) {
	const rows = page.results.filter((message) => message.seq > state.last && message.seq <= state.cursor.seq);
	if (page.head.epoch !== state.cursor.epoch || rows[0]?.seq !== state.last + 1) return [];
	state.last = rows.at(-1)?.seq ?? state.last;
	return rows.map((message) => newestVersion(state, message));
}

/**
 * Keep at most `most` rows by dropping one end.
 * @param {Timeline} state
 * @param {"older" | "newer"} end
 * @param {number} most
 */
export function trim(state, end, most) {
	if (state.last - state.first < most) return;
	if (end === "newer") {
		state.last = state.first + most - 1;
	} else {
		state.first = state.last - most + 1;
		state.older = true;
	}
}

/**
 * @param {Timeline} state
 * @param {Chat.HeadMoved} head
 * @returns {Chat.Effect[]}
 */
function applyHead(state, head) {
	if (head.epoch !== state.cursor.epoch) return [{ do: "reload" }];
	return isBehind(state.cursor, head) ? [{ do: "sync" }] : [];
}

/**
 * @param {Timeline} state
 * @param {Chat.Created} event
 * @returns {Chat.Effect[]}
 */
function applyCreated(state, event) {
	state.earlyMessages.set(event.message.seq, event);
	const effects = drain(state, state.earlyMessages, () => state.cursor.seq + 1, append);
	return state.earlyMessages.size ? [...effects, { do: "fetch", after: state.cursor.seq }] : effects;
}

/**
 * @param {Timeline} state
 * @param {Chat.Revised} event
 * @returns {Chat.Effect[]}
 */
function applyRevised(state, event) {
	state.earlyRevisions.set(event.rev, event);
	const effects = drain(state, state.earlyRevisions, () => state.cursor.rev + 1, revise);
	return state.earlyRevisions.size ? [...effects, { do: "sync" }] : effects;
}

/**
 * Apply the early events that have become the next ones.
 * @template {Chat.Created | Chat.Revised} E
 * @param {Timeline} state
 * @param {Map<number, E>} early
 * @param {() => number} next
 * @param {(state: Timeline, event: E) => Chat.Effect[]} apply
 * @returns {Chat.Effect[]}
 */
function drain(state, early, next, apply) {
	/** @type {Chat.Effect[]} */
	const effects = [];
	for (let event = early.get(next()); event; event = early.get(next())) {
		early.delete(next());
		effects.push(...apply(state, event));
		advance(state.cursor, event);
	}
	return effects;
}

/**
 * @param {Timeline} state
 * @param {Chat.Created} event
 * @returns {Chat.Effect[]}
 */
function append(state, { message }) {
	if (!isLive(state)) return [{ do: "missed", message }];
	state.last = message.seq;
	return [{ do: "append", message: newestVersion(state, message) }];
}

/**
 * @param {Timeline} state
 * @param {Chat.Revised} event
 * @returns {Chat.Effect[]}
 */
function revise(state, { kind, message, conversation }) {
	if (conversation) return [{ do: "settings", conversation }];
	if (!message) return [];
	/** @type {Chat.Effect} */
	const effect = { do: "revised", kind, message };
	if (state.first <= message.seq && message.seq <= state.last) return [{ do: "replace", message }, effect];
	state.revised.set(message.seq, message);
	return [effect];
}

/**
 * A page or a late push may be older than a revision that arrived before it.
 * @param {Timeline} state
 * @param {Chat.Message} message
 */
function newestVersion(state, message) {
	return state.revised.get(message.seq) ?? message;
}

/** @param {Timeline} state */
function hasGap(state) {
	return state.earlyMessages.size > 0 || state.earlyRevisions.size > 0;
}
