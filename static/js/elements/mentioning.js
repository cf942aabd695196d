import { findPeople, handlePrefix } from "../chat/mentions.js";
import { renderAvatar } from "../lib/avatars.js";
import { icon } from "../lib/dom.js";
import { Listbox } from "../lib/listbox.js";

const PAGES = 3;
const EVERYBODY_UP_TO = 100;
const EVERYBODY = { id: "", handle: "all", name: "Everyone here" };

/** @typedef {{id: string, handle: string, name: string, avatar_url?: string | null}} Named */

/** Completes @handle while it is typed, out of those who are inside. */
export class Mentioning {
	/** @type {Promise<Named[]> | undefined} */
	#members;
	/** @type {Named[]} what is offered */
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

	async typed() {
		const asked = this.#typed;
		if (asked === null) return this.list.hide();
		const members = await this.#all();
		if (this.#typed !== asked) return;
		this.#offered = findPeople(members, asked);
		this.list.show(this.#offered.map(option));
	}

	/** What follows the @ before the caret; null where there is none. */
	get #typed() {
		const { field } = this.composer;
		return handlePrefix(field.value.slice(0, field.selectionEnd));
	}

	/** @param {number} index */
	async #choose(index) {
		const chosen = this.#offered[index];
		const typed = this.#typed;
		this.list.hide();
		if (!chosen || typed === null) return;
		const from = this.composer.field.selectionEnd - typed.length;
		(await this.composer.more())?.insert(`${chosen.handle} `, { from });
	}

	#all() {
		this.#members ??= this.#fetch().catch(() => {
			this.#members = undefined;
			return [];
		});
		return this.#members;
	}

	async #fetch() {
		const { app, conversation, dataset } = this.composer;
		/** @type {Named[]} */
		const found = [];
		let cursor = "";
		for (let page = 0; page < PAGES && cursor !== null; page++) {
			/** @type {Record<string, string | number>} */
			const query = cursor ? { limit: 100, cursor } : { limit: 100 };
			const answer = await app.api.get(`conversations/${conversation}/members`, query);
			found.push(...answer.results.map((/** @type {{user: Named}} */ one) => one.user));
			cursor = answer.next;
		}
		const others = found.filter((person) => person.id !== app.me);
		const all = Number(dataset.members) <= EVERYBODY_UP_TO || dataset.role !== "member";
		return all && others.length > 1 ? [...others, EVERYBODY] : others;
	}
}

/** @param {Named} person */
function option(person) {
	const { id, name, handle } = person;
	const item = document.createElement("li");
	const sign = document.createElement("span");
	sign.className = id ? "avatar small" : "avatar small everyone";
	sign.ariaHidden = "true";
	if (id) renderAvatar(sign, person);
	else sign.append(icon("people"));
	item.append(sign, piece("mention-name", name), piece("mention-handle", `@${handle}`));
	return item;
}

/**
 * @param {string} classes
 * @param {string} words
 */
function piece(classes, words) {
	const element = document.createElement("bdi");
	element.className = classes;
	element.textContent = words;
	return element;
}
