"""The Markdown of messages, parsed and rendered to HTML once, when a message is written.

It has emphasis, strikethrough, links, lists, quotes and code, but no raw HTML, images, headings, tables or entities.
A second parser sanitises what the renderer made, so that a mistake in one of them does not open a hole.
"""

import re
from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from html import escape
from typing import TYPE_CHECKING, Any

import nh3

from chat.domain.code_highlighting import CLASSES, LANGUAGES, highlight
from chat.domain.mentions import MENTION, possible_handles

if TYPE_CHECKING:
    from markdown_it import MarkdownIt
    from markdown_it.token import Token

HTML_MAX = 64_000
"""Characters. HTML above that, such as 8,000 coloured characters, is made without colours, or not at all."""
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
# Most messages hold none of these marks and need no parser.
MARKS = re.compile(r"[*_`~\[<\\@]|^\s*(?:[>+-]|\d+[.)])|https?://", re.MULTILINE | re.IGNORECASE)
ADDRESS = re.compile(r"https?://[^\s<>\"'“”‘’]+", re.IGNORECASE)
TRAILING = re.compile(r"[.,;:!?)\]}']+$")
PIECE = re.compile(f"(?P<address>{ADDRESS.pattern})|(?P<mention>{MENTION.pattern})", re.IGNORECASE)
PLAIN_TOKENS = {"text", "softbreak"}


class MarkdownText:
    """The parsed body of a message."""

    def __init__(self, body: str) -> None:
        self._tokens: list[Token] = _parser().parse(body) if MARKS.search(body) else []

    @property
    def written_handles(self) -> list[str]:
        """What follows each @ outside code and links, as written, in order, repeated ones too."""
        texts = (token.content for inline in self._inlines() for token in _prose(inline.children or ()))
        return [match["mention"][1:] for text in texts for match in PIECE.finditer(text) if match["mention"]]

    def render_html(self, people: Mapping[str, str]) -> str | None:
        """Return the HTML, or None if the body is plain text.

        `people` maps the handles of the mentioned members to user ids, and `all` to "".
        """
        if all(_is_plain(inline, people) for inline in self._inlines()) and not self._has_blocks():
            return None
        for inline in self._inlines():
            inline.children = list(_with_pieces(inline.children or (), people))
        return self._render(colours=True) or self._render(colours=False)

    def _render(self, *, colours: bool) -> str | None:
        """Return sanitised HTML, or None if it is too long."""
        parser = _parser()
        html = _cleaner().clean(parser.renderer.render(self._tokens, parser.options, {"colours": colours})).strip()
        return html if len(html) <= HTML_MAX else None

    def _inlines(self) -> Iterator["Token"]:
        return (token for token in self._tokens if token.type == "inline")

    def _has_blocks(self) -> bool:
        return any(token.type not in ("inline", "paragraph_open", "paragraph_close") for token in self._tokens)


def _is_plain(inline: "Token", people: Mapping[str, str]) -> bool:
    """Whether the text shows exactly as typed: no mark, no escape, no address, no mention."""
    children = inline.children or []
    if any(token.type not in PLAIN_TOKENS for token in children):
        return False
    shown = "".join(token.content or "\n" for token in children)
    typed = "\n".join(line.strip(" \t") for line in inline.content.split("\n"))
    return shown == typed and not any(kind != "text" for kind, _, _ in _pieces(shown, people))


def _prose(children: Sequence["Token"]) -> Iterator["Token"]:
    """Yield the text that is neither code nor inside a link."""
    depth = 0
    for token in children:
        depth += token.nesting if token.type.startswith("link") else 0
        if token.type == "text" and not depth:
            yield token


def _with_pieces(children: Sequence["Token"], people: Mapping[str, str]) -> Iterator["Token"]:
    prose = {id(token) for token in _prose(children)}
    for token in children:
        if id(token) in prose:
            yield from (_token(*piece) for piece in _pieces(token.content, people))
        else:
            yield token


def _pieces(text: str, people: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Split a text into plain words, addresses and mentions: (kind, words, address or user id)."""
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


def _address(text: str) -> tuple[str, str, str] | None:
    """Cut the punctuation of the surrounding sentence off an address; keep a bracket that the address opened."""
    trailing = TRAILING.search(text)
    address = text[: trailing.start()] if trailing else text
    if trailing and trailing[0].startswith(")") and address.rfind("(") > address.rfind(")"):
        address += ")"
    href: str = _parser().normalizeLink(address)
    return ("address", address, href) if is_safe(href) else None


def _mention(text: str, people: Mapping[str, str]) -> tuple[str, str, str] | None:
    handle = next((handle for handle in possible_handles(text[1:]) if handle in people), None)
    return None if handle is None else ("mention", text[: len(handle) + 1], people[handle])


def _token(kind: str, words: str, target: str) -> "Token":
    from markdown_it.token import Token  # noqa: PLC0415  # see `_parser`

    return Token(kind, "", 0, content=words, meta={"target": target})


def is_safe(address: str) -> bool:
    """Whether the address has a scheme that a link may have."""
    scheme, colon, rest = address.strip().partition(":")
    return bool(colon and rest) and scheme.lower() in SCHEMES


@cache
def _parser() -> "MarkdownIt":
    # The import takes 50 ms of a cold start, and most requests need no Markdown.
    from markdown_it import MarkdownIt  # noqa: PLC0415

    parser = MarkdownIt("zero", {"breaks": True, "maxNesting": 20, "html": False}).enable(list(RULES))
    parser.validateLink = is_safe  # type: ignore[method-assign, assignment]
    renderer: Any = parser.renderer
    renderer.rules["fence"] = lambda tokens, at, options, env: _fence(tokens[at], colours=env["colours"])
    renderer.rules["address"] = lambda tokens, at, options, env: (
        f'<a href="{escape(tokens[at].meta["target"])}">{escape(tokens[at].content)}</a>'
    )
    renderer.rules["mention"] = lambda tokens, at, options, env: _mention_html(tokens[at])
    return parser


def _mention_html(token: "Token") -> str:
    """Render a mention; that of @all has no user id."""
    user_id = token.meta["target"]
    attribute = f' data-user-id="{escape(user_id)}"' if user_id else ""
    return f'<span class="mention"{attribute}>{escape(token.content)}</span>'


def _fence(token: "Token", *, colours: bool) -> str:
    language = LANGUAGES.get(token.info.strip().partition(" ")[0].lower())
    code = highlight(token.content, language) if colours and language else escape(token.content)
    attribute = f' class="language-{language}"' if language else ""
    return f"<pre><code{attribute}>{code}</code></pre>\n"


@cache
def _cleaner() -> "nh3.Cleaner":
    return nh3.Cleaner(
        tags=set(TAGS),
        # Without the empty "*" entry, nh3 would allow `title` and `lang` on every tag.
        attributes={"*": set(), **{tag: set(names) for tag, names in ATTRIBUTES.items()}},
        allowed_classes={tag: set(names) for tag, names in CLASSES_OF.items()},
        url_schemes=set(SCHEMES),
        url_relative="deny",
        link_rel=REL,
    )
