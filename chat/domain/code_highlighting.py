"""Syntax highlighting of code blocks: spans with CSS classes, and few classes, so that the style sheet stays small."""

from functools import cache
from html import escape
from importlib import import_module
from typing import Any

CLASS_OF_TOKEN = (
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
CLASSES = frozenset(css_class for _, css_class in CLASS_OF_TOKEN)
ALIASES = {
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
LANGUAGES = {alias: name for name, aliases in ALIASES.items() for alias in (name, *aliases.split())}


def highlight(code: str, language: str) -> str:
    """Return the code as escaped HTML with a span around each token that has a class."""
    return "".join(_span(token_type, escape(text)) for token_type, text in _lexer(language).get_tokens(code))


def _span(token_type: Any, escaped: str) -> str:
    css_class = _css_class(token_type)
    return f'<span class="{css_class}">{escaped}</span>' if css_class and not escaped.isspace() else escaped


@cache
def _css_class(token_type: Any) -> str | None:
    name = str(token_type).removeprefix("Token.")
    return next((css_class for prefix, css_class in CLASS_OF_TOKEN if f"{name}.".startswith(f"{prefix}.")), None)


@cache
def _lexer(language: str) -> Any:
    # Importing Pygments takes 50 ms, so it waits for the first code block instead of slowing every cold start.
    lexers = import_module("pygments.lexers")
    return lexers.get_lexer_by_name(language, stripnl=False, ensurenl=False)
