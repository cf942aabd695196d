// The wire's shapes, as the API's documentation has them. Never loaded by a browser.
declare namespace Chat {
	/** How far a conversation's two dense logs are held without a hole. `epoch` is opaque. */
	interface Cursor {
		epoch: string;
		seq: number;
		rev: number;
	}
	interface Message {
		conversation_id: string;
		seq: number;
		client_id: string | null;
		author_id: string;
		body: string;
		html: string | null;
		sent_at: string;
		edited_at: string | null;
		deleted: boolean;
		hidden: boolean;
		reply_to: number | null;
		/** Null in revisions: what is shown stays. */
		reply?: { seq: number; author_id: string; body: string; deleted: boolean } | null;
		mentions: string[];
		mentions_all: boolean;
		reactions: Reaction[];
		pinned: boolean;
		pinned_by: string | null;
		kind: "user" | "system";
		event: { action: string; [fact: string]: unknown } | null;
	}
	/** `mine` is missing on the socket; `user_ids` are at most 50. */
	interface Reaction {
		emoji: string;
		count: number;
		user_ids: string[];
		mine?: boolean;
	}
	type Notify = "all" | "mentions" | "none";
	/** Of a person as much as a row shows. */
	interface Face {
		id: string;
		name: string;
		avatar_url?: string | null;
	}
	interface Person extends Face {
		handle: string;
		status: string;
		online: boolean;
	}
	interface Conversation {
		id: string;
		kind: "direct" | "group" | "channel";
		public: boolean;
		name: string | null;
		topic: string;
		archived: boolean;
		posting: "members" | "owners";
		/** Seconds between two messages of a member; 0 for as often as they like. */
		slow_mode: number;
		member_count: number;
		last_seq: number;
		last_rev: number;
		epoch: string;
		last_message: Message | null;
		peer?: Person | null;
		me: {
			role: string;
			read_seq: number;
			unread: number;
			mentions: number;
			notify: Notify;
			draft: string;
		} | null;
	}
	interface Created {
		type: "message.created";
		conversation_id: string;
		epoch: string;
		message: Message;
		author?: Person | null;
	}
	interface Revision {
		rev: number;
		kind: "edit" | "delete" | "hide" | "reaction" | "pin" | "member" | "settings";
		seq: number | null;
		message: Message | null;
		conversation: Partial<Conversation> | null;
	}
	interface Revised extends Revision {
		type: "message.revised";
		conversation_id: string;
		epoch: string;
	}
	interface HeadMoved extends Cursor {
		type: "head";
		conversation_id: string;
	}
	type LogEvent = Created | Revised | HeadMoved;
	type Frame =
		| LogEvent
		| { type: "conversation.joined"; conversation_id: string; conversation: Conversation }
		| { type: "conversation.mine"; conversation_id: string; me: { role: string; notify: Notify; draft: string } }
		| { type: "conversation.left"; conversation_id?: string; id: string }
		| { type: "read"; conversation_id: string; user_id: string; seq: number }
		| { type: "typing"; conversation_id: string; user_id: string; expires_in: number }
		| { type: "presence"; user_id: string; online: boolean }
		| { type: "pong"; now: string; heads: Record<string, Cursor>; socket?: string }
		| { type: "bye"; reason: "revoked" | "banned" | "too_many" | "drain" };
	interface Page {
		results: Message[];
		head: Cursor;
		has_older: boolean;
		has_newer: boolean;
		users?: Record<string, Person>;
	}
	interface Synced {
		id: string;
		epoch: string;
		head: Cursor;
		messages: Message[];
		revisions: Revision[];
		more: boolean;
		reset: boolean;
	}
	interface SyncAnswer {
		conversations: Synced[];
		joined: Conversation[];
		gone: string[];
		now: string;
		users?: Record<string, Person>;
	}
	/** A message that the server has not acknowledged. `after` is null until the first attempt, and then never changes but by a 409. */
	interface Unsent {
		client_id: string;
		conversation_id: string;
		body: string;
		reply_to: number | null;
		after: number | null;
		at: number;
		failed: string | null;
		/** Not before; in milliseconds since 1970. */
		until?: number;
	}
	/** What a timeline asks of the one who holds it. */
	type Effect =
		| { do: "append"; message: Message }
		// Further down than the window: told, not shown.
		| { do: "missed"; message: Message }
		| { do: "replace"; message: Message }
		// On show or not.
		| { do: "revised"; kind: Revision["kind"]; message: Message }
		| { do: "settings"; conversation: Partial<Conversation> }
		| { do: "fetch"; after: number }
		| { do: "sync" }
		| { do: "reload" };
}

// The scripts' own types, named here and not where they are used: Django's hashing of file names takes an import in a
// comment for a real one, and stumbles where two files name each other.
declare namespace Page {
	type Change = import("./chat/outbox.js").Change;
	type ChatApp = import("./elements/chat-app.js").ChatApp;
	type ChatComposer = import("./elements/chat-composer.js").ChatComposer;
	type ChatTimeline = import("./elements/chat-timeline.js").ChatTimeline;
	type Composing = import("./elements/composing.js").Composing;
	type Door = import("./chat/outbox.js").Door;
	type Entry = import("./chat/unread.js").Entry;
	type Format = import("./lib/dates.js").Format;
	type Inbox = import("./elements/chat-inbox.js").ChatInbox;
	type LocalTime = import("./elements/local-time.js").LocalTime;
	type Mentioning = import("./elements/mentioning.js").Mentioning;
	type Navigation = import("./elements/navigation.js").Navigation;
	type Shelf = import("./chat/shelf.js").Shelf;
	/** What TypeScript's library does not know yet: markup that a policy made passes for text. */
	interface Rules {
		createHTML(html: string): string;
	}
	interface Trusting {
		trustedTypes?: { createPolicy(name: string, rules: Rules): Rules };
	}
	type Timeline = import("./chat/timeline.js").Timeline;
}
