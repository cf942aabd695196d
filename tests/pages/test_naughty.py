"""Whatever people write stays text."""

import re

import pytest

from chat.services import conversations
from chatify.core.text_validation import is_plain_line

NAUGHTY = [
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


@pytest.mark.parametrize("text", NAUGHTY)
def test_a_body_comes_back_as_it_was_sent(browser, tess, workshop, say, text):
    say(tess, workshop, text)
    page = browser(tess).get(f"/c/{workshop}")
    [body, _template] = page.all("div", data_slot="body")
    assert body.text == text
    assert_harmless(page)


@pytest.mark.parametrize("text", [text for text in NAUGHTY if is_plain_line(text)])
def test_names_and_topics_are_text_too(browser, person, text):
    owner = person("owner", name=text[:64], status=text[:100])
    entry, _ = conversations.create(owner, kind="channel", name=text[:80], topic=text)
    page = browser(owner).get(f"/c/{entry.conversation.id}/members/")
    assert page.all("bdi", cls="person-name")[0].text == text[:64]
    assert page.all("bdi", data_slot="title")[0].text == text[:80].strip()
    assert_harmless(page)


def assert_harmless(page) -> None:
    assert all("src" in one.attributes for one in page.all("script"))
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
def test_addresses_become_links_and_the_sentence_keeps_its_stops(browser, tess, workshop, say, text, links):
    say(tess, workshop, text)
    found = [one for one in browser(tess).get(f"/c/{workshop}").all("a") if one.attributes.get("target")]
    assert [one.attributes["href"] for one in found] == links
    assert all(one.attributes["rel"] == "noopener nofollow ugc" for one in found)
