"""Cognito's groups decide who is an operator, even after a change in Cognito's own console."""

from time import monotonic

import pytest
from django.test import Client

from accounts.cognito import admin, users
from accounts.domain import NotAuthenticated
from accounts.models.audit import AuditItem
from accounts.models.profiles import ProfileItem
from accounts.services import groups, operators, refresh, sign_in
from accounts.services.sign_in import Visitor
from chatify.core.errors import Unavailable
from tests.accounts import totp

pytestmark = pytest.mark.usefixtures("embedded_aws", "recorded")


@pytest.fixture
def with_cognito(monkeypatch, real_are_current):
    """Ask Cognito at each page."""
    monkeypatch.setattr(groups, "are_current", real_are_current)
    monkeypatch.setattr(groups, "ASKED_EVERY", 0.0)


def change_at_console(account, *, joined=(), left=()):
    admin.set_groups(account.profile.id, joined=joined, left=left)


def sign_in_again(account):
    sign_in.for_api(account.email, account.password, Visitor("10.9.8.7"))
    return ProfileItem.profile(account.profile.id)


def test_joining_a_group_at_the_console_counts_from_the_next_sign_in(signed_up):
    account = signed_up()
    change_at_console(account, joined=["moderators"])
    assert ProfileItem.profile(account.profile.id).groups == frozenset()
    assert sign_in_again(account).groups == {"moderators"}
    entry = AuditItem.about(f"person:{account.profile.id}", 5)[0]
    assert (entry.action, entry.actor_id) == ("groups changed", "cognito")


def test_a_sign_in_that_changes_nothing_ends_no_other(signed_up):
    account = signed_up()
    assert sign_in_again(account).epoch == account.profile.epoch
    assert refresh.refresh(account.tokens.refresh, address="10.9.8.7").access


def test_a_refresh_sees_the_new_groups_and_ends_the_old_sign_in(signed_up):
    account = signed_up()
    change_at_console(account, joined=["admins"])
    with pytest.raises(NotAuthenticated):
        refresh.refresh(account.tokens.refresh, address="10.9.8.7")
    assert ProfileItem.profile(account.profile.id).groups == {"admins"}


def test_leaving_the_group_at_the_console_ends_access_to_the_admin(with_cognito, browse, signed_up):
    account = signed_up()
    change_at_console(account, joined=["moderators"])
    browser = browse(sign_in_again(account))
    assert browser.get("/admin/").status_code == 200
    change_at_console(account, left=["moderators"])
    assert browser.get("/admin/").headers["Location"].startswith("/admin/login/")
    assert browser.get("/api/v1/me").status_code == 401, "the sign-in has ended"
    assert ProfileItem.profile(account.profile.id).groups == frozenset()


def test_a_person_deleted_in_cognito_loses_access_to_the_admin(with_cognito, browse, signed_up):
    account = signed_up()
    change_at_console(account, joined=["moderators"])
    browser = browse(sign_in_again(account))
    admin.delete(account.profile.id)
    assert browser.get("/admin/").status_code == 302


def test_cognito_is_asked_once_in_five_minutes(browse, signed_up, monkeypatch, real_are_current):
    account, asked_user_ids = signed_up(), []
    change_at_console(account, joined=["moderators"])
    browser = browse(sign_in_again(account))
    monkeypatch.setattr(groups, "are_current", real_are_current)
    groups_of = admin.groups_of

    def noting(user_id):
        asked_user_ids.append(user_id)
        return groups_of(user_id)

    monkeypatch.setattr(admin, "groups_of", noting)
    for _ in range(3):
        assert browser.get("/admin/").status_code == 200
    assert asked_user_ids == [account.profile.id]
    monkeypatch.setattr(groups, "monotonic", lambda: monotonic() + groups.ASKED_EVERY + 1)
    browser.get("/admin/")
    assert len(asked_user_ids) == 2


def test_an_unavailable_cognito_keeps_nobody_out(with_cognito, browse, moderator, monkeypatch):
    def unavailable(_):
        raise Unavailable

    monkeypatch.setattr(admin, "groups_of", unavailable)
    assert browse(moderator).get("/admin/").status_code == 200


def test_a_change_in_the_admin_ends_the_operators_sign_in_at_once(browse, admin, signed_up):
    account = signed_up()
    operators.change_groups(admin, account.profile, frozenset({"moderators"}))
    browser = browse(ProfileItem.profile(account.profile.id))
    assert browser.get("/admin/").status_code == 200
    posted = {"handle": account.profile.handle, "name": account.profile.name, "groups": []}
    browse(admin).post(f"/admin/accounts/person/{account.profile.id}/change/", posted)
    assert browser.get("/admin/").status_code == 302
    assert browser.get("/api/v1/me").status_code == 401


def test_in_production_operators_sign_in_by_password_and_code(settings, signed_up):
    settings.STAFF_SECOND_STEP = True
    account, browser = signed_up(), Client()
    secret = users.new_totp_secret(account.tokens.access)
    users.start_totp(account.tokens.access, totp.code(secret))
    change_at_console(account, joined=["moderators"])
    sent = {"email": account.email, "password": account.password, "next": "/admin/"}
    assert browser.post("/accounts/sign-in/", sent)["Location"] == "/accounts/second-step/"
    assert browser.get("/admin/").status_code == 302, "half a sign-in is none"
    assert browser.post("/accounts/second-step/", {"code": totp.code(secret)})["Location"] == "/admin/"
    assert browser.get("/admin/").status_code == 200
