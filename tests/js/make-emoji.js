// Writes static/js/data/emoji.js. To renew it: npm install --no-save emojibase-data, then node tests/js/make-emoji.js.
import { readFileSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";

const GROUPS = {
	0: "Faces",
	1: "People",
	3: "Animals and nature",
	4: "Food and drink",
	5: "Travel and places",
	6: "Activities",
	7: "Objects",
	8: "Symbols",
	9: "Flags",
};
const HEAD = `// Emoji by group, each with its name and more words to find it by. Made by tests/js/make-emoji.js from emojibase-data
// (MIT, © Miles Johnson), which tells what Unicode's CLDR has (Unicode License v3).
`;
const read = createRequire(import.meta.url);
const data = read(process.argv[2] ?? "emojibase-data/en/data.json");
const known = new Map(
	readFileSync(new URL("../../chat/domain/emoji.txt", import.meta.url), "utf8")
		.split("\n")
		.map((text) => [text.replaceAll("\uFE0F", ""), text]),
);

const line = ({ emoji, label, tags = [] }) => {
	const name = label.split(/[^\p{L}\p{N}]+/u);
	const more = tags.filter((tag) => !name.includes(tag) && /^[a-z-]{3,}$/u.test(tag)).slice(0, 4);
	return [known.get(emoji.replaceAll("\uFE0F", "")), label, ...(more.length ? [more.join(" ")] : [])].join("\t");
};
const groups = Object.entries(GROUPS).map(([group, name]) => {
	const members = data.filter((one) => one.group === Number(group) && known.has(one.emoji.replaceAll("\uFE0F", "")));
	const lines = members.sort((a, b) => a.order - b.order).map(line);
	return `\t${JSON.stringify(name)}:\n\t\t${JSON.stringify(lines.join("\n"))},`;
});
const text = `${HEAD}\n/** @type {Record<string, string>} lines of emoji, name and words, with tabs between */\nexport const EMOJI = {\n${groups.join("\n")}\n};\n`;
writeFileSync(new URL("../../static/js/data/emoji.js", import.meta.url), text);
