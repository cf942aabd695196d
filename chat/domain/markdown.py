"""The Markdown of messages: parsed once when written, and the HTML made of it.

Emphasis, strikethrough, links, lists, quotes and code; no raw HTML, images, headings, tables or entities. What the
renderer makes is sanitised again by another parser, so that a mistake in one of them is not yet a hole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import nh3

from chat.domain.code_highlighting import CLASSES, LANGUAGES, highlighted
from chat.domain.mentions import MENTION, candidates

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

HTML_MAX = 64_000
"""Characters. Longer (8,000 characters of code, each a span) goes without colours, or stays plain text."""
SCHEMES = frozenset({"http", "https", "mailto"})
REL = "noopener nofollow ugc"
TAGS = frozenset({"p", "br", "em", "strong", "s", "a", "code", "pre", "blockquote", "ul", "ol", "li", "span"})
ATTRIBUTES = {"a": {"href"}, "ol": {"start"}, "span": {"data-user-id"}}
CLASSES_OF = {"span": {"mention", *CLASSES}, "code": {f"language-{name}" for name in LANGUAGES}}
RULES = (
    *("normalize", "block", "inline", "text_join"),
    *("fence", "blockquote", "list", "paragraph"),
    *("text", "newline", "escape", "backticks", "strikethrough", "emphasis", "link", "autolink"),
    *("balance_pairs", "fragments_join"),
)
# Most messages hold none of these, and cost no parser.
MARKED = re.compile(r"[*_`~\[<\\@]|^\s*(?:[>+-]|\d+[.)])|https?://", re.MULTILINE | re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
TAIL = re.compile(r"[.,;:!?)\]}']+$")
PIECE = re.compile(f"(?P<address>{ADDRESS.pattern})|(?P<mention>{MENTION.pattern})", re.IGNORECASE)
PLAIN = {"text", "softbreak"}


class Text:
    """A body as it was written. `handles` are those that it may mention; code names nobody."""

    def __init__(self, body: str) -> None:
        self._tokens: list[Token] = _parser().parse(body) if MARKED.search(body) else []

    @property
    def mentions(self) -> list[str]:
        """Each as written, without its @, in order, repeated ones too."""
        spoken = (token.content for inline in self._inlines() for token in _spoken(inline.children or ()))
        return [match["mention"][1:] for text in spoken for match in PIECE.finditer(text) if match["mention"]]

    def html(self, people: Mapping[str, str]) -> str | None:
        """None where the body is plain text. `people` are the members mentioned: handle → user id, `all` → ""."""
        if all(_is_plain(inline, people) for inline in self._inlines()) and not self._has_blocks():
            return None
        for inline in self._inlines():
            inline.children = list(_with_pieces(inline.children or (), people))
        return self._sanitised({"colours": True}) or self._sanitised({"colours": False})

    def _sanitised(self, env: dict[str, Any]) -> str | None:
        parser = _parser()
        made = _cleaner().clean(parser.renderer.render(self._tokens, parser.options, env)).strip()
        return made if len(made) <= HTML_MAX else None

    def _inlines(self) -> Iterator["Token"]:
        return (token for token in self._tokens if token.type == "inline")

    def _has_blocks(self) -> bool:
        return any(token.type not in ("inline", "paragraph_open", "paragraph_close") for token in self._tokens)


def _is_plain(inline: "Token", people: Mapping[str, str]) -> bool:
    """Shown as it was typed: no mark, no escape, no address, nobody mentioned."""
    children = inline.children or []
    if any(token.type not in PLAIN for token in children):
        return False
    shown = "".join(token.content or "\n" for token in children)
    typed = "\n".join(line.strip(" \t") for line in inline.content.split("\n"))
    return shown == typed and not any(kind != "text" for kind, _, _ in _pieces(shown, people))


def _spoken(children: Sequence["Token"]) -> Iterator["Token"]:
    """Text that is neither code nor a link's own."""
    depth = 0
    for token in children:
        depth += token.nesting if token.type.startswith("link") else 0
        if token.type == "text" and not depth:
            yield token


def _with_pieces(children: Sequence["Token"], people: Mapping[str, str]) -> Iterator["Token"]:
    spoken = {id(token) for token in _spoken(children)}
    for token in children:
        if id(token) in spoken:
            yield from (_token(*piece) for piece in _pieces(token.content, people))
        else:
            yield token


def _pieces(text: str, people: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """(kind, words, address or user id) of plain words, addresses and members mentioned."""
    end = 0
    for match in PIECE.finditer(text):
        piece = _address(match["address"]) if match["address"] else _mention(match["mention"], people)
        if piece is None:
            continue
        if match.start() > end:
            yield "text", text[end : match.start()], ""
        yield piece
        end = match.start() + len(piece[1])
    if end < len(text):
        yield "text", text[end:], ""


def _address(found: str) -> tuple[str, str, str] | None:
    """Without the punctuation of the sentence around it; a bracket that the address itself opened stays."""
    tail = TAIL.search(found)
    bare = found[: tail.start()] if tail else found
    if tail and tail[0].startswith(")") and bare.rfind("(") > bare.rfind(")"):
        bare += ")"
    href: str = _parser().normalizeLink(bare)
    return ("address", bare, href) if is_safe(href) else None


def _mention(found: str, people: Mapping[str, str]) -> tuple[str, str, str] | None:
    handle = next((handle for handle in candidates(found[1:]) if handle in people), None)
    return None if handle is None else ("mention", found[: len(handle) + 1], people[handle])


def _token(kind: str, words: str, target: str) -> "Token":
    from markdown_it.token import Token  # noqa: PLC0415  # as `_parser`

    return Token(kind, "", 0, content=words, meta={"target": target})


def is_safe(address: str) -> bool:
    scheme, colon, rest = address.strip().partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


@cache
def _parser() -> "MarkdownIt":
    # Its import takes 50 ms of a cold start, and most of what a function answers needs no Markdown.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("zero", {"breaks": True, "maxNesting": 20, "html": False}).enable(list(RULES))
    parser.validateLink = is_safe  # type: ignore[method-assign, assignment]
    renderer: Any = parser.renderer
    renderer.rules["fence"] = lambda tokens, at, options, env: _fence(tokens[at], colours=env["colours"])
    renderer.rules["address"] = lambda tokens, at, options, env: (
        f'<a href="{escape(tokens[at].meta["target"])}">{escape(tokens[at].content)}</a>'
    )
    renderer.rules["mention"] = lambda tokens, at, options, env: _called(tokens[at])
    return parser


def _called(token: "Token") -> str:
    """@all is nobody's own."""
    user_id = token.meta["target"]
    whose = f' data-user-id="{escape(user_id)}"' if user_id else ""
    return f'<span class="mention"{whose}>{escape(token.content)}</span>'


def _fence(token: "Token", *, colours: bool) -> str:
    language = LANGUAGES.get(token.info.strip().partition(" ")[0].lower())
    made = highlighted(token.content, language) if colours and language else escape(token.content)
    marked = f' class="language-{language}"' if language else ""
    return f"<pre><code{marked}>{made}</code></pre>\n"


@cache
def _cleaner() -> "nh3.Cleaner":
    return nh3.Cleaner(
        tags=set(TAGS),
        # Without "*" any tag might carry a title and a language.
        attributes={"*": set(), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
        allowed_classes={tag: set(names) for tag, names in CLASSES_OF.items()},
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel=REL,
    )
