"""The list of blocked people in the settings, when it is longer than a page."""

from chat.models.blocks import BlockItem
from chat.services import blocks
from tests.pages.browsing import Page

BLOCKED_COUNT = 105


def test_all_blocked_people_are_listed_and_can_be_unblocked(browser, person, tess, noor):
    strangers = [person() for _ in range(BLOCKED_COUNT)]
    for stranger in strangers:
        BlockItem(tess.id, stranger.id, mine=True).save()
        BlockItem(stranger.id, tess.id, theirs=True).save()
    BlockItem(tess.id, noor.id, theirs=True).save()
    reader = browser(tess)
    pages = [reader.get("/settings/privacy/blocked/")]
    while following := next_page_addresses(pages[-1]):
        pages.append(reader.get(f"/settings/privacy/blocked/{following[0]}"))
    blocked_ids = [button.attributes["value"] for page in pages for button in page.all("button", name="user_id")]
    assert sorted(blocked_ids) == sorted(stranger.id for stranger in strangers), (
        "each blocked person is listed once, and no other"
    )
    assert len(pages) == 3
    unblock_form = next(form for form in pages[-1].forms if form.action.startswith("/settings/privacy/blocked/"))
    reader.send(unblock_form, user_id=blocked_ids[-1])
    assert reader.follow().texts("p", role="status") == ["Unblocked."]
    assert blocked_ids[-1] not in BlockItem.blocked_by(tess.id)
    assert len(BlockItem.blocked_by(tess.id)) == BLOCKED_COUNT - 1


def next_page_addresses(page: Page) -> list[str]:
    addresses = [link.attributes.get("href", "") for link in page.all("a")]
    return [address for address in addresses if address.startswith("?cursor=")]


def test_the_list_is_empty_for_somebody_who_blocked_nobody(browser, tess):
    reader = browser(tess)
    assert "Blocked people" in reader.get("/settings/privacy/").texts("b")
    assert reader.get("/settings/privacy/blocked/").all("ul", cls="rows") == []
    assert blocks.list_blocked(tess, None, 10) == ([], None)
