"""The HTML of Markdown. A parser of its own checks that nothing outside the allow-list ever appears."""

from html.parser import HTMLParser
from time import perf_counter

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from chat.domain.markdown import ATTRIBUTES, CLASSES_OF, HTML_MAX, REL, SCHEMES, TAGS, MarkdownText

TESS = {"tess": "user-1", "all": ""}
VOID = {"br"}


class AllowListChecker(HTMLParser):
    """Collects whatever the allow-list does not have."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.violations: list[str] = []
        self.open: list[str] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        if tag not in TAGS:
            self.violations.append(f"<{tag}>")
        if tag not in VOID:
            self.open.append(tag)
        for name, value in attrs:
            if not self._is_allowed(tag, name, value or ""):
                self.violations.append(f"<{tag} {name}={value!r}>")
        if tag == "a" and "href" in dict(attrs) and ("rel", REL) not in attrs:
            self.violations.append("a link without rel")

    def handle_endtag(self, tag: str) -> None:
        if not self.open or self.open.pop() != tag:
            self.violations.append(f"</{tag}>")

    def handle_comment(self, data: str) -> None:
        self.violations.append(f"<!--{data}")

    def handle_decl(self, decl: str) -> None:
        self.violations.append(f"<!{decl}")

    def handle_pi(self, data: str) -> None:
        self.violations.append(f"<?{data}")

    @staticmethod
    def _is_allowed(tag: str, name: str, value: str) -> bool:
        if name == "href":
            return tag == "a" and value.partition(":")[0].lower() in SCHEMES
        if name == "class":
            return set(value.split()) <= CLASSES_OF.get(tag, set())
        return (tag, name, value) == ("a", "rel", REL) or name in ATTRIBUTES.get(tag, set())


def outside_the_allow_list(html: str) -> list[str]:
    checker = AllowListChecker()
    checker.feed(html)
    checker.close()
    return checker.violations + checker.open


def test_the_checker_finds_violations() -> None:
    assert outside_the_allow_list('<p><a href="https://x" rel="noopener nofollow ugc">x</a></p>') == []
    for bad in ("<script>", '<a href="javascript:x">', '<p onclick="x">', "<img>", '<p style="x">', "<p>", "<!--x-->"):
        assert outside_the_allow_list(bad), bad


FRAGMENTS = st.sampled_from(
    [
        *(
            "*",
            "**",
            "_",
            "~~",
            "`",
            "```",
            "```js\n",
            "```html\n",
            "\n",
            "\n\n",
            "> ",
            "- ",
            "1. ",
            "    ",
            "\\",
            "&lt;",
        ),
        *("[", "](", ")", "![", "<", ">", "</", "<script>", "<img src=x onerror=alert(1)>", "<a href=", "<!--", "]]>"),
        *(
            "javascript:alert(1)",
            "JaVaScRiPt:x",
            "data:text/html,x",
            "vbscript:x",
            "https://x.org/",
            "//x.org",
            "mailto:a@b",
        ),
        *(
            '"',
            "'",
            " onclick=x ",
            "\t",
            "&#106;avascript:",
            "&colon;",
            "\u202e",
            "\u200b",
            "@tess",
            "@all",
            "@",
            "<svg/onload=x>",
        ),
        *(
            "[a](javascript:x)",
            "[a](https://x 'y')",
            "<https://x>",
            "<javascript:x>",
            "\x01",
            "\ufeff",
            "style=",
            "</code>",
        ),
    ]
)
BODIES = st.lists(FRAGMENTS | st.text(max_size=8), max_size=25).map("".join)


@settings(max_examples=10_000, deadline=None, suppress_health_check=list(HealthCheck), derandomize=True, database=None)
@given(BODIES)
def test_ten_thousand_inputs_never_leave_the_allow_list(body: str) -> None:
    html = MarkdownText(body).render_html(TESS)
    assert html is None or outside_the_allow_list(html) == [], body


@pytest.mark.parametrize(
    ("body", "html"),
    [
        ("**a** _b_ ~~c~~", "<p><strong>a</strong> <em>b</em> <s>c</s></p>"),
        ("*a*\nb", "<p><em>a</em><br>\nb</p>"),
        ("> a", "<blockquote>\n<p>a</p>\n</blockquote>"),
        ("- a\n- b", "<ul>\n<li>a</li>\n<li>b</li>\n</ul>"),
        ("3. a", '<ol start="3">\n<li>a</li>\n</ol>'),
        ("`<b>`", "<p><code>&lt;b&gt;</code></p>"),
        ("```\na <b\n```", "<pre><code>a &lt;b\n</code></pre>"),
        ("```nosuch\na\n```", "<pre><code>a\n</code></pre>"),
        ("[a](https://b.org)", f'<p><a href="https://b.org" rel="{REL}">a</a></p>'),
        ("see https://b.org/c_(d).", f'<p>see <a href="https://b.org/c_(d)" rel="{REL}">https://b.org/c_(d)</a>.</p>'),
        ("hi @Tess.", '<p>hi <span class="mention" data-user-id="user-1">@Tess</span>.</p>'),
        ("@all", '<p><span class="mention">@all</span></p>'),
        ("\\*a\\*", "<p>*a*</p>"),
    ],
)
def test_markdown_becomes_html(body: str, html: str) -> None:
    assert MarkdownText(body).render_html(TESS) == html


@pytest.mark.parametrize(
    "body",
    [
        *(
            "hello",
            "two\nlines",
            "a\n\nb",
            "  indented",
            "2 * 3 * 4",
            "snake_case_name",
            "# no heading",
            "---",
            "a | b",
        ),
        *(
            "<b>raw</b>",
            "&amp; stays",
            "[a](javascript:x)",
            "[a](/relative)",
            "me@tess.org",
            "@nobody",
            "#tag",
            "\u202eabc",
        ),
    ],
)
def test_plain_text_has_no_html(body: str) -> None:
    assert MarkdownText(body).render_html(TESS) is None


def test_code_is_coloured_by_classes_only() -> None:
    html = MarkdownText("```py\ndef f(): return '<b>'\n```").render_html({})
    assert html is not None
    assert '<code class="language-python"><span class="code-keyword">def</span>' in html
    assert "&lt;b&gt;" in html
    assert outside_the_allow_list(html) == []


def test_code_with_too_many_spans_gets_no_colours() -> None:
    html = MarkdownText("```diff\n" + "+a\n-b\n" * 1_330 + "```").render_html({})
    assert html is not None
    assert len(html) < HTML_MAX
    assert "span" not in html


def test_code_mentions_nobody() -> None:
    assert MarkdownText("`@tess` @tess\n```\n@tess\n```\n[@tess](https://x.org)").written_handles == ["tess"]


SLOWEST = {
    "brackets": "[" * 8000,
    "stars": "*a " * 2666,
    "quotes": "> " * 4000,
    "backticks": "".join("`" * n + " " for n in range(1, 125)),
    "links": "[a](https://b.c) " * 470,
    "mentions": "@a. " * 2000,
    "code": "```js\n" + "`${" * 2600,
    "tags": "<a " * 2666,
}


@pytest.mark.parametrize("name", SLOWEST)
def test_hostile_markdown_takes_no_long_time(name: str) -> None:
    """On an idle machine it takes at most 300 ms, an ordinary message 0.2 ms, plain text next to nothing."""
    MarkdownText("*warm* `x`").render_html({})
    start = perf_counter()
    MarkdownText(SLOWEST[name][:8000]).render_html(TESS)
    assert perf_counter() - start < 2
