// What the scripts call the wire's shapes. Those of the REST API are generated (api-types.d.ts); those of the socket are
// written here, as contract.md has them. Never loaded by a browser.
declare namespace Chat {
	/** How far a conversation's two dense logs are held without a hole. `epoch` is opaque. */
	type Cursor = Schemas.Head;
	type Message = Schemas.Message;
	type Reaction = Schemas.Reaction;
	type Person = Schemas.PublicProfile;
	type Conversation = Schemas.Conversation;
	type Membership = Schemas.Me;
	type Notify = Membership["notify"];
	type Revision = Schemas.Revision;
	type Page = Schemas.Page;
	type Synced = Schemas.Missed;
	type SyncAnswer = Schemas.Sync;
	type Version = Schemas.Version;
	/** As much of a person as a row shows. */
	type Face = Pick<Person, "id" | "name"> & Partial<Pick<Person, "avatar_url">>;
	/** What every member may know of a conversation: in a revision, or as far as the page knows it. */
	type SharedConversation = Schemas.SharedConversation;
	interface Created {
		type: "message.created";
		conversation_id: string;
		epoch: string;
		message: Message;
		author?: Person | null;
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
		| { type: "conversation.mine"; conversation_id: string; me: Pick<Membership, "role" | "notify" | "draft"> }
		| { type: "conversation.left"; conversation_id?: string; id: string }
		| { type: "read"; conversation_id: string; user_id: string; seq: number }
		| { type: "typing"; conversation_id: string; user_id: string; expires_in: number }
		| { type: "presence"; user_id: string; online: boolean }
		| { type: "pong"; now: string; heads: Record<string, Cursor>; socket?: string }
		| { type: "bye"; reason: "revoked" | "banned" | "too_many" | "drain" };
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
	/** What a timeline asks of the element that owns its rows. */
	type Effect =
		| { do: "append"; message: Message }
		// Below the window: announced, but not shown.
		| { do: "missed"; message: Message }
		| { do: "replace"; message: Message }
		// Whether the message is on show or not.
		| { do: "revised"; kind: Revision["kind"]; message: Message }
		| { do: "settings"; conversation: SharedConversation }
		| { do: "fetch"; after: number }
		| { do: "sync" }
		| { do: "reload" };
}

// The scripts' own types, named here and not where they are used: Django's hashing of file names takes an import in a
// comment for a real one, and stumbles where two files name each other.
declare namespace Page {
	type OutboxChange = import("./chat/outbox.js").Change;
	type ChatApp = import("./elements/chat-app.js").ChatApp;
	type ChatComposer = import("./elements/chat-composer.js").ChatComposer;
	type ChatTimeline = import("./elements/chat-timeline.js").ChatTimeline;
	type OutboxDependencies = import("./chat/outbox.js").Dependencies;
	type InboxEntry = import("./chat/unread.js").InboxEntry;
	type Format = import("./lib/dates.js").Format;
	type ChatInbox = import("./elements/chat-inbox.js").ChatInbox;
	type LocalTime = import("./elements/local-time.js").LocalTime;
	type MentionList = import("./elements/mention-list.js").MentionList;
	type Navigation = import("./elements/navigation.js").Navigation;
	type OutboxStore = import("./chat/outbox-store.js").OutboxStore;
	/** What TypeScript's library does not know yet: markup that a policy made passes for text. */
	interface Rules {
		createHTML(html: string): string;
	}
	interface Trusting {
		trustedTypes?: { createPolicy(name: string, rules: Rules): Rules };
	}
	type Timeline = import("./chat/timeline.js").Timeline;
}
