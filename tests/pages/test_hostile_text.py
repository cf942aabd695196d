"""Hostile text from people is shown as text and never becomes markup."""

import re

import pytest

from chat.services import conversations
from chatify.core.text_validation import is_plain_line

HOSTILE_TEXTS = [
    "<script>alert(1)</script>",
    "</template><script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "{{ settings.SECRET_KEY }} {% debug %} ${7*7}",
    "javascript:alert(1) data:text/html,<b>x</b> vbscript:x",
    "https://a.example/\"onmouseover='alert(1)'",
    "https://a.example/?a=1&b=<i>",
    "\u202eevil \u200b\u2066 \ufeff",
    "&lt;b&gt; &amp;amp; &#x27;",
    "Ṱ̺̺̕o͞ ̷i̲̬͇̪͙n̝̗͕v̟̜̘̦͟o̶̙̰̠kè͚̮̺̪̹̱̤ 👩‍👩‍👧‍👦 مرحبا",
    "--><!-- ]]> <![CDATA[",
]


@pytest.mark.parametrize("text", HOSTILE_TEXTS)
def test_a_hostile_body_is_shown_as_text(browser, tess, workshop, say, text):
    say(tess, workshop, text)
    page = browser(tess).get(f"/c/{workshop}")
    [body, _template] = page.all("div", data_slot="body")
    assert body.text == text
    assert_harmless(page)


@pytest.mark.parametrize("text", [text for text in HOSTILE_TEXTS if is_plain_line(text)])
def test_hostile_names_and_topics_are_shown_as_text(browser, person, text):
    owner = person("owner", name=text[:64], status=text[:100])
    entry, _ = conversations.create(owner, kind="channel", name=text[:80], topic=text)
    page = browser(owner).get(f"/c/{entry.conversation.id}/members/")
    assert page.all("bdi", cls="person-name")[0].text == text[:64]
    assert page.all("bdi", data_slot="title")[0].text == text[:80].strip()
    assert_harmless(page)


def assert_harmless(page) -> None:
    assert all("src" in script.attributes for script in page.all("script"))
    assert not page.all("img")
    for link in page.all("a"):
        assert re.match(r"https?://|/|#|$", link.attributes["href"], re.IGNORECASE)
        assert not [name for name in link.attributes if name.startswith("on")]


@pytest.mark.parametrize(
    ("text", "links"),
    [
        ("see https://a.example/x.", ["https://a.example/x"]),
        ("(https://a.example/x)", ["https://a.example/x"]),
        ("https://a.example/x_(y)!", ["https://a.example/x_(y)"]),
        ("HTTP://A.example and http://b.example,", ["HTTP://A.example", "http://b.example"]),
        ("ftp://a.example a.example mailto:x@a.example", []),
    ],
)
def test_addresses_become_links_without_the_punctuation_behind_them(browser, tess, workshop, say, text, links):
    say(tess, workshop, text)
    links_out = [link for link in browser(tess).get(f"/c/{workshop}").all("a") if link.attributes.get("target")]
    assert [link.attributes["href"] for link in links_out] == links
    assert all(link.attributes["rel"] == "noopener nofollow ugc" for link in links_out)
