"""Django's sessions, stored in the table `sessions`."""

from datetime import timedelta
from uuid import uuid4

import pytest
from django.contrib.sessions.backends.base import CreateError, UpdateError

from accounts.middleware import load_user
from accounts.models.sessions import SessionItem
from accounts.services.sessions import identify, session_id
from accounts.sessions import SessionStore
from chatify.core import clock

pytestmark = pytest.mark.usefixtures("moto_tables")


@pytest.fixture
def stored():
    session = SessionStore()
    session["seen"] = ["a", 1]
    session.save()
    return session


def test_saved_session_is_loaded(stored):
    again = SessionStore(stored.session_key)
    assert again["seen"] == ["a", 1]
    assert again.session_id == session_id(stored.session_key)
    assert again.exists(stored.session_key)


def test_the_table_stores_the_hash_of_the_key(stored):
    [row] = list(SessionItem.scan())
    assert row.session_id == session_id(stored.session_key)
    assert stored.session_key not in str(row.serialize())


def test_an_invented_key_is_replaced():
    invented = SessionStore("k" * 32)
    assert dict(invented.items()) == {}
    invented["x"] = 1
    invented.save()
    assert invented.session_key != "k" * 32


def test_a_taken_key_is_not_created_twice(stored):
    twin = SessionStore(stored.session_key)
    with pytest.raises(CreateError):
        twin.save(must_create=True)


def test_saving_an_ended_session_fails(stored):
    late = SessionStore(stored.session_key)
    late["x"] = 1
    stored.delete()
    with pytest.raises(UpdateError):
        late.save()
    assert SessionItem.find(session_id(stored.session_key)) is None


def test_a_session_expires_before_ttl_deletes_its_row(stored):
    stored.set_expiry(60)
    stored.save()
    row = SessionItem.find(session_id(stored.session_key))
    assert row is not None
    assert timedelta(seconds=55) < row.expires_at - clock.now() <= timedelta(seconds=60)
    row.change(SessionItem.expires_at.set(clock.now() - timedelta(seconds=2)))
    assert dict(SessionStore(stored.session_key).items()) == {}
    assert not SessionStore().exists(stored.session_key)


def test_changing_the_key_keeps_the_data_and_ends_the_old_key(stored):
    old = stored.session_key
    stored.cycle_key()
    stored.save()
    assert stored.session_key != old
    assert SessionStore(stored.session_key)["seen"] == ["a", 1]
    assert SessionItem.find(session_id(old)) is None


def test_flushing_deletes_the_row(stored):
    stored.flush()
    assert list(SessionItem.scan()) == []
    assert stored.session_key is None


def test_the_row_of_an_api_client_opens_no_browser_session(person):
    origin_jti, now = uuid4().hex, clock.now()
    row = SessionItem(session_id(origin_jti), user_id=person().id, epoch=0)
    row.created_at = row.seen_at = now
    row.expires_at = now + timedelta(days=1)
    assert row.create()
    assert identify(session_id(origin_jti)) is not None, "a dead row would prove nothing"
    assert dict(SessionStore(origin_jti).items()) == {}


def test_signed_in_user_is_readable_without_the_codec(person, api_client):
    profile = person()
    browser = api_client(profile)
    row = SessionItem.find(session_id(browser.cookies["session"].value))
    assert row is not None
    assert (row.user_id, row.epoch) == (profile.id, profile.epoch)
    found = identify(row.session_id)
    assert found is not None
    assert found.profile == profile


def test_a_visitor_without_sign_in_is_anonymous(stored):
    assert identify(session_id(stored.session_key)) is None


def test_reading_a_session_writes_only_its_last_use(stored):
    from tests.counting import count_calls

    with count_calls() as calls:
        assert SessionStore(stored.session_key)["seen"]
    assert calls.operations == ["GetItem"]
    row = SessionItem.find(session_id(stored.session_key))
    assert row is not None
    row.change(SessionItem.seen_at.set(clock.now() - timedelta(minutes=11)))
    with count_calls() as calls:
        assert SessionStore(stored.session_key)["seen"]
    assert calls.operations == ["GetItem", "UpdateItem"]


def test_profile_named_by_the_key_is_read_in_the_same_call(person, api_client):
    from tests.counting import count_calls

    browser = api_client(person())
    with count_calls() as calls:
        assert browser.get("/accounts/sign-in/").status_code == 302, "a signed-in person is redirected"
    assert calls.operations == ["BatchGetItem"]


def test_a_key_without_a_user_id_opens_its_session(person, api_client):
    browser, profile = api_client(person()), person()
    old = SessionStore()
    old.update({"_auth_user_id": profile.id, "_auth_user_backend": "accounts.backends.CognitoBackend"})
    old["_auth_user_hash"] = str(profile.epoch)
    old.save()
    browser.cookies["session"] = old.session_key
    assert browser.get("/api/v1/me").json()["id"] == profile.id


@pytest.mark.parametrize("named", ["other", "x" * 5_000, "", ".", "\x00"])
def test_the_user_id_in_a_key_opens_nothing(named, person, api_client):
    profile, other = person(), person()
    browser = api_client(profile)
    random, _, owner = browser.cookies["session"].value.partition(".")
    assert owner == profile.id, "the fixture signs in as the pages do"
    browser.cookies["session"] = f"{random}.{other.id if named == 'other' else named}"
    assert browser.get("/api/v1/me").status_code == 401


def test_a_prefetched_profile_is_used_for_its_owner_only(person):
    from tests.counting import count_calls

    profile, other = person(), person()
    session = SessionStore()
    session.owner = profile.id
    session.update({"_auth_user_id": profile.id, "_auth_user_hash": str(profile.epoch)})
    session.save()
    assert session.profile is None, "nothing was loaded"
    for user_id, operations in ((profile.id, ["BatchGetItem"]), (other.id, ["BatchGetItem", "GetItem"])):
        with count_calls() as calls:
            loaded = SessionStore(session.session_key)
            assert loaded["_auth_user_id"] == profile.id
            loaded["_auth_user_id"] = user_id
            assert load_user(loaded).id == user_id
        assert loaded.profile == profile
        assert calls.operations == operations


def test_a_key_that_names_another_person_prefetches_no_profile(person):
    profile, other = person(), person()
    session = SessionStore()
    session.owner = other.id
    session.update({"_auth_user_id": profile.id, "_auth_user_hash": str(profile.epoch)})
    session.save()
    loaded = SessionStore(session.session_key)
    assert loaded["_auth_user_id"] == profile.id
    assert loaded.profile is None


def test_a_session_of_an_earlier_epoch_is_flushed(person):
    profile = person()
    session = SessionStore()
    session.owner = profile.id
    session.update({"_auth_user_id": profile.id, "_auth_user_hash": str(profile.epoch + 1)})
    session.save()
    row_id, loaded = session.session_id, SessionStore(session.session_key)
    assert load_user(loaded).is_anonymous
    assert SessionItem.find(row_id) is None
