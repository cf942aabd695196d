"""Forms change the fields that their operator may change, and keep simultaneous changes of others."""

from uuid import uuid4

import pytest
from django.urls import reverse
from pynamodb.exceptions import PutError

from accounts.cognito import users
from accounts.cognito.admin import has_totp
from accounts.domain import Challenge, Tokens
from accounts.models.audit import AuditItem
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from accounts.services import sign_in
from chat.domain.errors import Archived, InviteNotFound, Muted, RefusedByRule, SlowMode
from chat.models.conversations import ConversationItem
from chat.models.messages import MessageItem
from chat.models.reports import ReportItem, report_id
from chat.models.rules import RuleSetItem
from chat.services import invites, messages, moderation, rules
from chat.services.access import load_member
from tests.accounts import totp
from tests.admin.test_actions import run
from tests.reading import read_message

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")

RULE = {
    "kind": "words",
    "effect": "refuse",
    "terms": "gold\nsilver",
    "sentence": "No metals.",
    "limit": 3,
    "seconds": 60,
}


@pytest.fixture(autouse=True)
def no_rules(embedded_aws):
    yield
    RuleSetItem("site").delete()
    rules.forget()


def test_a_name_and_handle_are_edited(browse, moderator, person):
    them = person()
    url = f"/admin/accounts/person/{them.id}/change/"
    response = browse(moderator).post(url, {"handle": f"{them.handle}2", "name": "New", "email": "x@example.org"})
    assert response.status_code == 302
    after = ProfileItem.profile(them.id)
    assert (after.handle, after.name, after.email) == (f"{them.handle}2", "New", them.email)
    assert HandleItem.find(them.handle) is None and HandleItem.find(after.handle).user_id == them.id
    assert [entry.action for entry in AuditItem.about(f"person:{them.id}", 5)] == ["edited"]


def test_a_taken_handle_is_refused_with_a_sentence(browse, moderator, person):
    them, other = person(), person()
    url = f"/admin/accounts/person/{them.id}/change/"
    page = browse(moderator).post(url, {"handle": other.handle, "name": them.name}, follow=True).content.decode()
    assert "handle is taken" in page and "was changed successfully" not in page
    assert ProfileItem.profile(them.id).handle == them.handle


def test_a_form_keeps_fields_that_another_operator_changed(browse, moderator, person):
    them = person()
    url = f"/admin/accounts/person/{them.id}/change/"
    browser = browse(moderator)
    browser.get(url)
    ProfileItem.change(them.id, {"status": "away"})
    browser.post(url, {"handle": them.handle, "name": "New"})
    after = ProfileItem.profile(them.id)
    assert (after.name, after.status) == ("New", "away")


def test_only_an_admin_chooses_operators(browse, moderator, admin, signed_up):
    them = signed_up().profile
    url = f"/admin/accounts/person/{them.id}/change/"
    posted = {"handle": them.handle, "name": them.name, "groups": ["moderators"]}
    browse(moderator).post(url, posted)
    assert ProfileItem.profile(them.id).groups == frozenset()
    browse(admin).post(url, posted)
    after = ProfileItem.profile(them.id)
    assert after.groups == {"moderators"} and after.epoch == them.epoch + 1


def test_a_moderator_renames_no_operator(browse, moderator, admin, person):
    other, posted = person(groups={"moderators"}), {"handle": f"n{uuid4().hex[:12]}", "name": "Renamed"}
    for them in (admin, other):
        url = f"/admin/accounts/person/{them.id}/change/"
        page = browse(moderator).post(url, posted, follow=True).content.decode()
        assert "Only an admin can do that" in page
        assert ProfileItem.profile(them.id) == them
    browse(admin).post(f"/admin/accounts/person/{other.id}/change/", posted | {"groups": ["moderators"]})
    assert ProfileItem.profile(other.id).name == "Renamed"


def test_saving_returns_to_the_same_page(browse, moderator, person):
    them = person()
    url = f"/admin/accounts/person/{them.id}/change/?_changelist_filters=p%3Dabc%26state%3Dbanned_until"
    response = browse(moderator).post(url, {"handle": them.handle, "name": "New"})
    assert response["Location"] == "/admin/accounts/person/?p=abc&state=banned_until"


def test_a_conversation_is_renamed_and_slowed(browse, moderator, write_message):
    author, reader, conversation_id, _ = write_message()
    posted = {"name": "Quieter", "topic": "", "posting": "members", "slow_seconds": "30"}
    assert browse(moderator).post(f"/admin/chat/conversation/{conversation_id}/change/", posted).status_code == 302
    conversation = ConversationItem.find(conversation_id).to_conversation()
    assert (conversation.name, conversation.slow_seconds) == ("Quieter", 30)
    assert len(AuditItem.about(f"conversation:{conversation_id}", 5)) == 2
    first = messages.send(
        load_member(reader, conversation_id), body="one", client_id="11111111-1111-4111-8111-111111111111"
    )
    with pytest.raises(SlowMode) as refused:
        messages.send(
            load_member(reader, conversation_id), body="two", client_id="22222222-2222-4222-8222-222222222222"
        )
    assert 0 < refused.value.retry_after <= 30
    again = messages.send(
        load_member(reader, conversation_id), body="one", client_id="11111111-1111-4111-8111-111111111111"
    )
    assert (again.created, again.message.seq) == (False, first.message.seq), "a retry is no second message"


def test_a_member_is_made_an_owner(browse, moderator, write_message):
    _, reader, conversation_id, _ = write_message()
    assert load_member(reader, conversation_id).membership.role == "member"
    browser = browse(moderator)
    form_fields = {"action": "transfer", "_selected_action": conversation_id, "apply": "Do it", "handle": reader.handle}
    browser.post("/admin/chat/conversation/", form_fields)
    assert load_member(reader, conversation_id).membership.role == "owner"
    assert AuditItem.about(f"conversation:{conversation_id}", 5)[0].action == "made an owner"


def test_an_outsider_cannot_be_made_an_owner(browse, moderator, write_message, person):
    _, _, conversation_id, _ = write_message()
    form_fields = {
        "action": "transfer",
        "_selected_action": conversation_id,
        "apply": "Do it",
        "handle": person().handle,
    }
    page = browse(moderator).post("/admin/chat/conversation/", form_fields, follow=True).content.decode()
    assert "That person isn’t a member." in page and AuditItem.about(f"conversation:{conversation_id}", 5) == []


def test_a_conversation_is_archived_and_unarchived(browse, moderator, write_message):
    author, _, conversation_id, _ = write_message()
    browser, url = browse(moderator), f"/admin/chat/conversation/{conversation_id}/change/"
    posted = {"name": "workshop", "topic": "", "posting": "members", "slow_seconds": "0"}
    browser.post(url, {**posted, "archived": "on"})
    with pytest.raises(Archived):
        messages.send(load_member(author, conversation_id), body="x", client_id="11111111-1111-4111-8111-111111111111")
    browser.post(url, posted)
    assert messages.send(
        load_member(author, conversation_id), body="x", client_id="22222222-2222-4222-8222-222222222222"
    ).created


def test_a_revoked_invitation_lets_nobody_in(browse, moderator, write_message):
    author, _, conversation_id, _ = write_message()
    code, invite = invites.make(load_member(author, conversation_id))
    assert invites.preview(code), "a link that never worked would prove nothing"
    run(browse(moderator), "/admin/chat/invitation/", "revoke", invite.id)
    with pytest.raises(InviteNotFound):
        invites.preview(code)
    assert [entry.action for entry in AuditItem.about(f"invitation:{invite.id}", 5)] == ["revoked"]


def test_a_person_is_found_by_handle_address_and_id(browse, moderator, signed_up):
    them, other = signed_up(), signed_up()
    browser = browse(moderator)
    for term in (
        them.profile.handle,
        f"@{them.profile.handle.upper()}",
        them.profile.handle[:9],
        them.email,
        them.profile.id,
    ):
        results = browser.get("/admin/accounts/person/", {"q": term}).context["cl"].result_list
        assert [row.pk for row in results] == [them.profile.id], term
    assert other.profile.id != them.profile.id


def test_a_muted_person_cannot_write_until_unmuted(browse, moderator, write_message):
    author, _, conversation_id, _ = write_message()
    browser = browse(moderator)
    run(browser, "/admin/accounts/person/", "mute", author.id)
    with pytest.raises(Muted):
        messages.send(
            load_member(ProfileItem.profile(author.id), conversation_id),
            body="x",
            client_id="11111111-1111-4111-8111-111111111111",
        )
    run(browser, "/admin/accounts/person/", "unmute", author.id)
    fresh = ProfileItem.profile(author.id)
    assert messages.send(
        load_member(fresh, conversation_id), body="x", client_id="11111111-1111-4111-8111-111111111111"
    ).created


def test_a_rule_refuses_a_message_and_can_be_tested_on_a_text(browse, admin, moderator, write_message):
    author, _, conversation_id, _ = write_message("nothing yet")
    browser = browse(admin)
    assert browser.post("/admin/chat/rule/add/", {**RULE, "enabled": "on"}).status_code == 302
    (rule,) = rules.list_rules()
    assert rule.terms == ("gold", "silver")
    with pytest.raises(RefusedByRule, match="No metals"):
        messages.send(
            load_member(author, conversation_id), body="Buy Gold!", client_id="11111111-1111-4111-8111-111111111111"
        )
    messages.send(
        load_member(author, conversation_id), body="Golden hour", client_id="22222222-2222-4222-8222-222222222222"
    )
    tried = browse(moderator).post("/admin/chat/rule/try/", {"sample": "a GOLD ring"}).content.decode()
    assert "Refuse and say why" in tried
    assert [entry.action for entry in AuditItem.about(f"rule:{rule.id}", 5)] == ["added"]


def test_a_rule_holds_a_message_until_a_moderator_dismisses_its_report(browse, admin, moderator, write_message):
    author, reader, conversation_id, _ = write_message("nothing yet")
    browse(admin).post("/admin/chat/rule/add/", {**RULE, "effect": "hold", "enabled": "on"})
    (rule,) = rules.list_rules()
    sent = messages.send(
        load_member(author, conversation_id), body="gold", client_id="11111111-1111-4111-8111-111111111111"
    )
    assert read_message(reader, conversation_id, sent.message.seq).body == ""
    report = ReportItem.find_report(report_id(f"rule:{rule.id}", conversation_id, sent.message.seq))
    moderation.dismiss(moderator, report)
    assert read_message(reader, conversation_id, sent.message.seq).body == "gold"
    assert not MessageItem.find_message(conversation_id, sent.message.seq).hidden


def test_a_held_message_whose_report_was_lost_is_reported_by_the_retry(browse, admin, write_message, monkeypatch):
    author, _, conversation_id, _ = write_message("nothing yet")
    browse(admin).post("/admin/chat/rule/add/", {**RULE, "effect": "hold", "enabled": "on"})
    (rule,) = rules.list_rules()
    fields = {"body": "gold", "client_id": "11111111-1111-4111-8111-111111111111"}

    def die(_):
        raise PutError("the store is gone")

    with monkeypatch.context() as patched:
        patched.setattr(ReportItem, "file", die)
        with pytest.raises(PutError):
            messages.send(load_member(author, conversation_id), **fields)
    sent = messages.send(load_member(author, conversation_id), **fields)
    assert not sent.created, "the message was stored without a report"
    assert ReportItem.find_report(report_id(f"rule:{rule.id}", conversation_id, sent.message.seq)).status == "open"


def test_a_moderator_sees_rules_and_cannot_change_them(browse, admin, moderator):
    browse(admin).post("/admin/chat/rule/add/", {**RULE, "enabled": "on"})
    (rule,) = rules.list_rules()
    browser = browse(moderator)
    assert browser.get(f"/admin/chat/rule/{rule.id}/change/").status_code == 200
    assert browser.post(f"/admin/chat/rule/{rule.id}/change/", RULE).status_code == 403
    assert browser.post(f"/admin/chat/rule/{rule.id}/delete/", {"post": "yes"}).status_code == 403
    assert browser.post("/admin/chat/rule/add/", RULE).status_code == 403
    assert rules.list_rules() == [rule]


def test_an_admin_deletes_a_rule(browse, admin):
    browse(admin).post("/admin/chat/rule/add/", {**RULE, "enabled": "on"})
    (rule,) = rules.list_rules()
    browse(admin).post(f"/admin/chat/rule/{rule.id}/delete/", {"post": "yes"})
    assert rules.list_rules() == []
    assert [entry.action for entry in AuditItem.about(f"rule:{rule.id}", 5)] == ["deleted", "added"]


def test_the_audit_log_is_exported_without_formulas(browse, moderator, person):
    them = person(name="=cmd()")
    run(browse(moderator), "/admin/accounts/person/", "mute", them.id)
    response = browse(moderator).get(f"/admin/accounts/auditentry/export/?q=person:{them.id}")
    lines = b"".join(response.streaming_content).decode().splitlines()
    assert lines[0].startswith("at,actor") and len(lines) == 2
    assert "'=cmd()" in lines[1]


def test_an_admin_resets_a_lost_second_step(browse, admin, signed_up):
    account = signed_up()
    secret = users.new_totp_secret(account.tokens.access)
    users.start_totp(account.tokens.access, totp.code(secret))
    assert isinstance(sign_in_result(account), Challenge), "without a second step there is nothing to reset"
    their_browser = browse(account.profile)
    page = run(browse(admin), "/admin/accounts/person/", "reset_second_step", account.profile.id)
    assert "Second steps reset: 1." in page.content.decode()
    assert not has_totp(account.profile.id)
    assert isinstance(sign_in_result(account), Tokens)
    assert their_browser.get("/api/v1/me").status_code == 401, "the session may be in the hands of a thief"
    entry = AuditItem.about(f"person:{account.profile.id}", 5)[0]
    assert (entry.action, entry.actor_id, entry.reason) == ("second step reset", admin.id, "Three times now")


def sign_in_result(account):
    return sign_in.for_api(account.email, account.password, sign_in.Visitor("10.7.7.7"))


def test_a_rule_limits_links_to_invitations_per_person(browse, admin, write_message):
    author, reader, conversation_id, _ = write_message("nothing yet")
    browse(admin).post(
        "/admin/chat/rule/add/", {**RULE, "kind": "invitations", "terms": "", "limit": 2, "enabled": "on"}
    )
    code, _ = invites.make(load_member(author, conversation_id))
    link = f"come: https://chat.example{reverse('chat:invited', args=[code])}"
    for number in range(2):
        messages.send(
            load_member(author, conversation_id), body=link, client_id=f"{number}1111111-1111-4111-8111-111111111111"
        )
    with pytest.raises(RefusedByRule, match="No metals"):
        messages.send(load_member(author, conversation_id), body=link, client_id="31111111-1111-4111-8111-111111111111")
    assert messages.send(
        load_member(reader, conversation_id), body=link, client_id="41111111-1111-4111-8111-111111111111"
    ).created, "the limit counts each person by themselves"
