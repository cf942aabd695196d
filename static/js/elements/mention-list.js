import { findPeople, handlePrefix } from "../chat/mentions.js";
import { renderAvatar } from "../lib/avatars.js";
import { createElement, icon } from "../lib/dom.js";
import { Listbox } from "../lib/listbox.js";

const MAX_PAGES = 3;
const EVERYONE_UP_TO = 100;
const EVERYONE = { id: "", handle: "all", name: "Everyone here" };

/** @typedef {Pick<Chat.Person, "id" | "handle" | "name"> & Partial<Chat.Person>} Mentionable */

/** Completes an @handle while it is typed, from the members of the conversation. */
export class MentionList {
	/** @type {Promise<Mentionable[]> | undefined} */
	#members;
	/** @type {Mentionable[]} the people on the list */
	#offered = [];

	/** @param {Page.ChatComposer} composer */
	constructor(composer) {
		this.composer = composer;
		const list = document.createElement("ul");
		Object.assign(list, { id: "mention-list", className: "mention-list", ariaLabel: "People to mention" });
		composer.append(list);
		this.list = new Listbox(composer.field, list, (_, index) => this.#choose(index));
		composer.field.addEventListener("blur", () => this.list.hide());
	}

	/** @param {KeyboardEvent} event */
	onKey(event) {
		return this.list.onKey(event);
	}

	async onInput() {
		const prefix = this.#prefix;
		if (prefix === null) return this.list.hide();
		const members = await this.#allMembers();
		// The person may have typed more while the answer was on its way.
		if (this.#prefix !== prefix) return;
		this.#offered = findPeople(members, prefix);
		this.list.show(this.#offered.map(option));
	}

	/** The text between the @ and the caret; null if no handle is being typed. */
	get #prefix() {
		const { field } = this.composer;
		return handlePrefix(field.value.slice(0, field.selectionEnd));
	}

	/** @param {number} index */
	#choose(index) {
		const person = this.#offered[index];
		const prefix = this.#prefix;
		this.list.hide();
		if (!person || prefix === null) return;
		const from = this.composer.field.selectionEnd - prefix.length;
		this.composer.tools?.insert(`${person.handle} `, { from });
	}

	#allMembers() {
		this.#members ??= this.#fetch().catch(() => {
			this.#members = undefined;
			return [];
		});
		return this.#members;
	}

	async #fetch() {
		const { app, conversation, dataset } = this.composer;
		/** @type {Mentionable[]} */
		const members = [];
		let cursor = "";
		for (let page = 0; page < MAX_PAGES && cursor !== null; page++) {
			/** @type {Record<string, string | number>} */
			const query = cursor ? { limit: 100, cursor } : { limit: 100 };
			const answer = await app.api.get(`conversations/${conversation}/members`, query);
			members.push(...answer.results.map((/** @type {{user: Mentionable}} */ { user }) => user));
			cursor = answer.next;
		}
		const others = members.filter((person) => person.id !== app.me);
		const mayMentionEveryone = Number(dataset.members) <= EVERYONE_UP_TO || dataset.role !== "member";
		return mayMentionEveryone && others.length > 1 ? [...others, EVERYONE] : others;
	}
}

/** @param {Mentionable} person */
function option(person) {
	const { id, name, handle } = person;
	const item = document.createElement("li");
	const sign = createElement("span", id ? "avatar small" : "avatar small everyone");
	sign.ariaHidden = "true";
	if (id) renderAvatar(sign, person);
	else sign.append(icon("people"));
	item.append(sign, createElement("bdi", "mention-name", name), createElement("bdi", "mention-handle", `@${handle}`));
	return item;
}
