"""Members, roles, settings, invite links and blocks, in a browser without script."""

import re
from dataclasses import replace

import pytest

from accounts.domain import STAFF
from chat.services import (
    blocks,
    conversation_admin,
    conversations,
    inbox,
    members,
    membership_settings,
    messages,
)
from chat.services.access import load_member
from tests.reading import membership_in


@pytest.fixture
def crew(person, tess, noor) -> str:
    """A group that Tess owns, with Noor and Sam."""
    entry, _ = conversations.create(tess, kind="group", name="Crew", member_ids=[noor.id, person("sam", name="Sam").id])
    return entry.conversation.id


def role_of(user, conversation_id: str) -> str:
    return load_member(user, conversation_id).membership.role


def test_the_first_page_shows_the_latest_conversation_beside_the_list(browser, tess, workshop, crew, say):
    say(tess, workshop, "Latest")
    page = browser(tess).get("/")
    assert page.all("chat-app")[0].attributes["data-region"] == "list"
    assert page.all("chat-timeline")[0].attributes["data-conversation"] == workshop


def test_script_can_ask_for_a_page_without_its_sidebar(browser, tess, workshop):
    reader = browser(tess)
    page = reader.get(f"/c/{workshop}")
    answer = reader.client.get(f"/c/{workshop}", headers={"chatify-part": "1"}).content.decode()
    assert page.all("nav", cls="sidebar")
    assert "chat-timeline" in answer
    assert 'class="sidebar"' not in answer
    assert "<template" not in answer


def test_an_owner_makes_a_member_a_moderator(browser, tess, noor, crew):
    writer = browser(tess)
    writer.send(writer.get(f"/c/{crew}/members/").form(action=f"/c/{crew}/members/{noor.id}/role"), role="moderator")
    page = writer.follow()
    assert page.texts("span", cls="pill") == ["Owner", "Moderator"]
    assert role_of(noor, crew) == "moderator"


def test_a_member_is_offered_no_act_that_would_be_refused(browser, noor, crew):
    page = browser(noor).get(f"/c/{crew}/members/")
    assert page.texts("bdi", cls="person-name"), "an empty list would prove nothing"
    assert not [form for form in page.forms if form.action.endswith("/role")]
    assert "Invite by link" not in page.html


def test_handing_over_needs_a_confirmation(browser, tess, noor, crew):
    writer = browser(tess)
    address = f"/c/{crew}/members/{noor.id}/hand-over"
    page = writer.get(address)
    assert page.texts("h1") == [f"Hand Crew over to {noor.name}?"]
    writer.send(page.form(action=address))
    assert (role_of(noor, crew), role_of(tess, crew)) == ("owner", "member")


def test_an_owner_removes_a_member(browser, tess, noor, crew):
    writer = browser(tess)
    address = f"/c/{crew}/members/{noor.id}/remove"
    writer.send(writer.get(address).form(action=address))
    assert noor.name not in writer.follow().texts("bdi", cls="person-name")


def test_an_owner_changes_name_topic_and_posting(browser, tess, noor, crew):
    writer = browser(tess)
    form = writer.get(f"/c/{crew}/details/").form(having="topic")
    writer.send(form, name="Friday crew", topic="Stands", posting="owners")
    assert writer.follow().texts("h1") == ["Friday crew"]
    conversation = load_member(tess, crew).conversation
    assert (conversation.name, conversation.topic, conversation.posting) == ("Friday crew", "Stands", "owners")
    assert browser(noor).get(f"/c/{crew}").texts("p", cls="composer-closed") == ["Only owners post in Friday crew."]


def test_slow_mode_is_shown_to_members_and_not_to_owners(browser, tess, noor, crew):
    def notices(reader, seconds):
        conversation_admin.change(replace(tess, groups=STAFF), crew, slow_seconds=seconds)
        return browser(reader).get(f"/c/{crew}").texts("p", cls="pace")

    assert notices(noor, 0) == []
    assert notices(noor, 30) == ["Slow mode: one message every 30 seconds."]
    assert notices(noor, 60) == ["Slow mode: one message every minute."]
    assert notices(noor, 90) == ["Slow mode: one message every 90 seconds."]
    assert notices(noor, 7200) == ["Slow mode: one message every 2 hours."]
    assert notices(tess, 30) == []


def test_a_channel_cannot_lose_its_name(browser, tess, workshop):
    writer = browser(tess)
    page = writer.send(writer.get(f"/c/{workshop}/details/").form(having="topic"), name=" ")
    assert writer.status == 422
    assert page.all("div", cls="field-error")


def test_a_member_cannot_change_the_settings(browser, noor, crew):
    reader = browser(noor)
    page = reader.get(f"/c/{crew}/details/")
    assert not [form for form in page.forms if "topic" in form.values]
    form = page.form(action=f"/c/{crew}/notify")
    form.action = f"/c/{crew}/details/"
    refused = reader.send(form, name="Mine", topic="", posting="members")
    assert reader.status == 422
    assert refused.texts("h1") == ["Crew"]


def test_an_owner_archives_and_unarchives(browser, tess, crew):
    writer = browser(tess)
    writer.send(writer.get(f"/c/{crew}/archive").form(action=f"/c/{crew}/archive"))
    page = writer.follow()
    assert load_member(tess, crew).conversation.archived
    writer.send(page.form(action=f"/c/{crew}/archive"), off="1")
    assert not load_member(tess, crew).conversation.archived


def test_a_muted_conversation_is_marked_in_the_list(browser, tess, crew):
    writer = browser(tess)
    writer.send(writer.get(f"/c/{crew}/details/").form(action=f"/c/{crew}/notify"), notify="none")
    [row] = writer.follow().all("li", cls="inbox-item", data_conversation=crew)
    assert "muted" in row.attributes["class"]
    assert inbox.entry(tess, crew).membership.notify == "none"


def test_a_mention_marks_a_muted_conversation_unread(browser, tess, noor, crew, say):
    membership_settings.change(load_member(noor, crew), notify="none")
    say(tess, crew, "For everybody who reads")
    [row] = browser(noor).get("/channels/").all("li", cls="inbox-item", data_conversation=crew)
    assert "unread" not in row.attributes["class"].split()
    say(tess, crew, "And for @noor")
    [row] = browser(noor).get("/channels/").all("li", cls="inbox-item", data_conversation=crew)
    assert "unread" in row.attributes["class"].split()
    assert "1 mention" in " ".join(row.text.split())


def test_marking_unread_leaves_the_last_message_unread(browser, tess, noor, crew, say):
    reader = browser(noor)
    form = reader.get(f"/c/{crew}/details/").form(action=f"/c/{crew}/unread")
    say(tess, crew, "Later")
    reader.send(form)
    assert inbox.entry(noor, crew).membership.read_seq == messages.page(*membership_in(noor, crew)).head.seq - 1


def test_an_invite_link_is_made_followed_and_revoked(browser, tess, person, crew):
    maker, guest = browser(tess), browser(person("gil", name="Gil"))
    page_with_link = maker.send(
        maker.get(f"/c/{crew}/invites/").form(having="csrfmiddlewaretoken", action=f"/c/{crew}/invites/"),
        days="7",
        uses="5",
    )
    [field] = page_with_link.all("input", id="made")
    address = field.attributes["value"].removeprefix("http://testserver")
    assert re.fullmatch(r"/i/[\w-]{20,}", address)
    assert "For 5 people, nobody has used it" in page_with_link.html

    page = guest.get(address)
    assert page.texts("h2") == ["Crew"] or "Crew" in page.texts("h2")
    guest.send(page.form(action=address))
    assert guest.follow().texts("h1") == ["Crew"]

    [revoke_form] = [form for form in maker.get(f"/c/{crew}/invites/").forms if form.action.endswith("/revoke")]
    maker.send(revoke_form)
    late = browser(person("late"))
    late.get(address)
    assert late.status == 404


def test_members_cannot_make_invite_links(browser, noor, crew):
    reader = browser(noor)
    reader.get(f"/c/{crew}/invites/")
    assert reader.status == 403


def test_a_person_is_blocked_and_unblocked(browser, tess, noor, crew):
    reader = browser(tess)
    address = f"/people/{noor.id}/block"
    reader.send(reader.get(address).form(action=address))
    page = reader.follow()
    assert [profile.id for profile in blocks.list_blocked(tess, None, 10)[0]] == [noor.id]
    reader.send(page.form(action=f"/people/{noor.id}/unblock"))
    assert blocks.list_blocked(tess, None, 10)[0] == []


def test_a_card_leads_to_the_direct_conversation(browser, tess, noor, crew):
    reader = browser(tess)
    reader.send(reader.get(f"/people/{noor.id}/card").form(action=f"/people/{noor.id}/write"))
    assert reader.follow().texts("h1") == [noor.name]


@pytest.mark.parametrize("page", ["members/", "details/", "invites/", "pins/", "leave", "archive"])
def test_every_page_of_a_group_is_404_for_a_stranger(browser, person, crew, page):
    stranger = browser(person("eve"))
    stranger.get(f"/c/{crew}/{page}")
    assert stranger.status == 404


def test_a_stranger_cannot_remove_a_member(browser, person, noor, crew):
    stranger = browser(person("eve"))
    stranger.get(f"/c/{crew}/members/{noor.id}/remove")
    assert stranger.status == 404
    assert members.page(load_member(noor, crew), None, 10)[0]
