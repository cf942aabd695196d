"""Whom one blocked, in the settings: more than any page of a list holds."""

from chat.models.blocks import BlockItem
from chat.services import blocks
from tests.pages.browsing import Page

MANY = 105


def test_all_who_are_blocked_are_found_and_each_is_had_back(browser, person, tess, noor):
    strangers = [person() for _ in range(MANY)]
    for one in strangers:
        BlockItem(tess.id, one.id, mine=True).save()
        BlockItem(one.id, tess.id, theirs=True).save()
    BlockItem(tess.id, noor.id, theirs=True).save()
    reader = browser(tess)
    pages = [reader.get("/settings/privacy/blocked/")]
    while following := onwards(pages[-1]):
        pages.append(reader.get(f"/settings/privacy/blocked/{following[0]}"))
    named = [button.attributes["value"] for page in pages for button in page.all("button", name="user_id")]
    assert sorted(named) == sorted(one.id for one in strangers), "everybody once, and nobody who blocked her"
    assert len(pages) == 3
    any_of_them = next(form for form in pages[-1].forms if form.action.startswith("/settings/privacy/blocked/"))
    reader.send(any_of_them, user_id=named[-1])
    assert reader.follow().texts("p", role="status") == ["Unblocked."]
    assert named[-1] not in BlockItem.blocked_by(tess.id)
    assert len(BlockItem.blocked_by(tess.id)) == MANY - 1


def onwards(page: Page) -> list[str]:
    addresses = [link.attributes.get("href", "") for link in page.all("a")]
    return [address for address in addresses if address.startswith("?cursor=")]


def test_whoever_blocked_nobody_is_told_so(browser, tess):
    reader = browser(tess)
    assert "Blocked people" in reader.get("/settings/privacy/").texts("b")
    assert reader.get("/settings/privacy/blocked/").all("ul", cls="rows") == []
    assert blocks.listed(tess, None, 10) == ([], None)
