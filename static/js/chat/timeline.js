import { advance, behind, place } from "./cursors.js";

/**
 * One conversation: the cursor (the contiguous end of the log that was seen) and the window of rows on show, `first`
 * to `last`, contiguous too. Whoever holds the rows follows the effects; the words of a message are not kept here.
 * A window is live while it ends where the cursor does: somebody reading far up may have `last < cursor.seq`.
 *
 * @typedef {object} Timeline
 * @property {Chat.Cursor} cursor
 * @property {number} first lowest seq on show; `last` + 1 where nothing is
 * @property {number} last
 * @property {boolean} older whether history goes on above `first`
 * @property {Map<number, Chat.Created>} ahead events behind a hole, by seq
 * @property {Map<number, Chat.Revised>} revisions the same, by rev
 * @property {Map<number, Chat.Message>} kept newest revision of messages outside the window
 */

/**
 * @param {Chat.Cursor} cursor
 * @param {{first: number, last: number, older: boolean, newer: boolean}} shown first and last are 0 for nothing
 * @returns {Timeline}
 */
export function open({ epoch, seq, rev }, { first, last, older, newer }) {
	// A head may lag behind the rows read with it, and rows behind their head: only what is on show counts as held.
	const held = newer ? Math.max(seq, last) : last;
	return {
		cursor: { epoch, seq: held, rev },
		first: first || last + 1,
		last,
		older,
		ahead: new Map(),
		revisions: new Map(),
		kept: new Map(),
	};
}

/** @param {Timeline} state */
export function live(state) {
	return state.last === state.cursor.seq;
}

/**
 * Takes an event in any order, any number of times. Changes `state`.
 * @param {Timeline} state
 * @param {Chat.LogEvent} event
 * @returns {Chat.Effect[]} in order
 */
export function receive(state, event) {
	if (event.type === "head") return hint(state, event);
	const where = place(state.cursor, event);
	if (where === "foreign") return [{ do: "reload" }];
	if (where === "old") return [];
	if (event.type === "message.created") return created(state, event);
	return revised(state, event);
}

/**
 * What `sync` told of this conversation.
 * @param {Timeline} state
 * @param {Chat.Synced} answer
 * @returns {Chat.Effect[]}
 */
export function synced(state, answer) {
	if (answer.reset || answer.epoch !== state.cursor.epoch) return [{ do: "reload" }];
	const told = { conversation_id: answer.id, epoch: answer.epoch };
	const effects = [
		...answer.messages.flatMap((message) => receive(state, { ...told, type: "message.created", message })),
		...answer.revisions.flatMap((revision) => receive(state, { ...told, ...revision, type: "message.revised" })),
	].filter((effect) => effect.do !== "fetch" && effect.do !== "sync");
	return answer.more || holed(state) ? [...effects, { do: "sync" }] : effects;
}

/**
 * A page that continues the log after the cursor, asked for because of a hole.
 * @param {Timeline} state
 * @param {Chat.Page} page
 * @returns {Chat.Effect[]}
 */
export function fetched(state, page) {
	const { epoch } = page.head;
	const effects = page.results
		.flatMap((message) =>
			receive(state, { type: "message.created", conversation_id: message.conversation_id, epoch, message }),
		)
		.filter((effect) => effect.do !== "fetch");
	if (epoch !== state.cursor.epoch) return [{ do: "reload" }];
	return page.has_newer || state.ahead.size ? [...effects, { do: "fetch", after: state.cursor.seq }] : effects;
}

/**
 * Puts a page of history in front of the window.
 * @param {Timeline} state
 * @param {Chat.Page} page
 * @returns {Chat.Message[]} the new rows, ascending
 */
export function prepend(state, page) {
	const rows = page.results.filter((message) => message.seq < state.first);
	if (page.head.epoch !== state.cursor.epoch || (rows.length && rows.at(-1)?.seq !== state.first - 1)) return [];
	state.older = page.has_older;
	state.first = rows[0]?.seq ?? state.first;
	return rows.map((message) => newest(state, message));
}

/**
 * Continues a window that is not live, downwards.
 * @param {Timeline} state
 * @param {Chat.Page} page
 * @returns {Chat.Message[]} the new rows, ascending
 */
export function extend(state, page) {
	const rows = page.results.filter((message) => message.seq > state.last && message.seq <= state.cursor.seq);
	if (page.head.epoch !== state.cursor.epoch || rows[0]?.seq !== state.last + 1) return [];
	state.last = rows.at(-1)?.seq ?? state.last;
	return rows.map((message) => newest(state, message));
}

/**
 * Keeps at most `most` rows by dropping one end.
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
function hint(state, head) {
	if (head.epoch !== state.cursor.epoch) return [{ do: "reload" }];
	return behind(state.cursor, head) ? [{ do: "sync" }] : [];
}

/**
 * @param {Timeline} state
 * @param {Chat.Created} event
 * @returns {Chat.Effect[]}
 */
function created(state, event) {
	state.ahead.set(event.message.seq, event);
	const effects = drain(state, state.ahead, () => state.cursor.seq + 1, append);
	return state.ahead.size ? [...effects, { do: "fetch", after: state.cursor.seq }] : effects;
}

/**
 * @param {Timeline} state
 * @param {Chat.Revised} event
 * @returns {Chat.Effect[]}
 */
function revised(state, event) {
	state.revisions.set(event.rev, event);
	const effects = drain(state, state.revisions, () => state.cursor.rev + 1, revise);
	return state.revisions.size ? [...effects, { do: "sync" }] : effects;
}

/**
 * Applies what is next, as long as something is, and forgets what has become old.
 * @template {Chat.Created | Chat.Revised} E
 * @param {Timeline} state
 * @param {Map<number, E>} waiting
 * @param {() => number} next
 * @param {(state: Timeline, event: E) => Chat.Effect[]} apply
 * @returns {Chat.Effect[]}
 */
function drain(state, waiting, next, apply) {
	/** @type {Chat.Effect[]} */
	const effects = [];
	for (let event = waiting.get(next()); event; event = waiting.get(next())) {
		waiting.delete(next());
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
	if (!live(state)) return [{ do: "missed", message }];
	state.last = message.seq;
	return [{ do: "append", message: newest(state, message) }];
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
	const told = { do: "revised", kind, message };
	if (state.first <= message.seq && message.seq <= state.last) return [{ do: "replace", message }, told];
	state.kept.set(message.seq, message);
	return [told];
}

/**
 * A page or a late push may be older than a revision that came before it.
 * @param {Timeline} state
 * @param {Chat.Message} message
 */
function newest(state, message) {
	return state.kept.get(message.seq) ?? message;
}

/** @param {Timeline} state */
function holed(state) {
	return state.ahead.size > 0 || state.revisions.size > 0;
}
