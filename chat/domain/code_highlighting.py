"""Colours of code: spans with classes, never styles. Few classes, so that few rules of CSS suffice."""

from functools import cache
from html import escape
from importlib import import_module
from typing import Any

KINDS = (
    ("Comment", "code-comment"),
    ("Keyword", "code-keyword"),
    ("Literal.String", "code-string"),
    ("Literal.Number", "code-number"),
    ("Name.Function", "code-name"),
    ("Name.Class", "code-name"),
    ("Name.Tag", "code-name"),
    ("Name.Builtin", "code-builtin"),
    ("Name.Attribute", "code-builtin"),
    ("Generic.Inserted", "code-inserted"),
    ("Generic.Deleted", "code-deleted"),
)
CLASSES = frozenset(marked for _, marked in KINDS)
NAMES = {
    "bash": "sh shell console",
    "c": "",
    "cpp": "c++",
    "csharp": "c# cs",
    "css": "",
    "diff": "patch",
    "go": "golang",
    "html": "",
    "java": "",
    "javascript": "js jsx mjs",
    "json": "",
    "kotlin": "kt",
    "php": "",
    "python": "py python3",
    "ruby": "rb",
    "rust": "rs",
    "sql": "",
    "swift": "",
    "toml": "",
    "typescript": "ts tsx",
    "yaml": "yml",
}
LANGUAGES = {alias: name for name, aliases in NAMES.items() for alias in (name, *aliases.split())}


def highlighted(code: str, language: str) -> str:
    """Escaped, its tokens in spans."""
    return "".join(_span(kind, escape(text)) for kind, text in _lexer(language).get_tokens(code))


def _span(kind: Any, escaped: str) -> str:
    marked = _class_of(kind)
    return f'<span class="{marked}">{escaped}</span>' if marked and not escaped.isspace() else escaped


@cache
def _class_of(kind: Any) -> str | None:
    name = str(kind).removeprefix("Token.")
    return next((marked for prefix, marked in KINDS if f"{name}.".startswith(f"{prefix}.")), None)


@cache
def _lexer(language: str) -> Any:
    # Pygments is imported with the first block of code: 50 ms that no cold start should pay.
    lexers = import_module("pygments.lexers")
    return lexers.get_lexer_by_name(language, stripnl=False, ensurenl=False)
