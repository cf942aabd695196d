"""Where one is signed in, and ending it from elsewhere."""

import pytest

from accounts.hooks import signed_out
from accounts.models.profiles import ProfileItem
from accounts.services.devices import device_name
from tests.accounts.conftest import PASSWORD


def sign_in(api, account, agent):
    answer = api.client.post(
        "/api/v1/auth/sign-in",
        {"email": account.email, "password": PASSWORD},
        format="json",
        headers={"user-agent": agent},
        REMOTE_ADDR=api.address,
    )
    return {"authorization": f"Bearer {answer.json()['access_token']}"}


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        ("Mozilla/5.0 (X11; Linux x86_64; rv:145.0) Gecko/20100101 Firefox/145.0", "Firefox on Linux"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) Version/19.0 Mobile/15E148 Safari/604.1",
            "Safari on iPhone",
        ),
        ("Mozilla/5.0 (Windows NT 10.0; Win64; x64) Chrome/150.0.0.0 Safari/537.36 Edg/150.0.0.0", "Edge on Windows"),
        ("python-requests/2.33", "python-requests/2.33"),
        ("", "Unknown device"),
    ],
)
def test_devices_are_told_in_words(agent, words):
    assert device_name(agent) == words


def test_person_with_a_hundred_devices_gets_no_mail_of_another(embedded_aws, person):
    many = person(devices={f"d{number}" for number in range(99)})
    assert ProfileItem.add_device(many.id, "new")
    assert not ProfileItem.add_device(many.id, "newer")
    assert not ProfileItem.add_device(many.id, "new")
    kept = ProfileItem.find(many.id).devices
    assert (len(kept), "newer" in kept) == (100, False)


def test_ones_own_sign_ins_are_listed_and_nobody_elses(api, signed_up):
    account, other = signed_up(), signed_up()
    phone = sign_in(api, account, "Mozilla/5.0 (iPhone; CPU) Version/19.0 Safari/604.1")
    rows = api.get("me/sessions", headers=phone).json()["results"]
    assert [row["device"] for row in rows if row["current"]] == ["Safari on iPhone"]
    assert len(rows) == 2
    assert all(set(row) == {"id", "device", "place", "created_at", "last_used_at", "current"} for row in rows)
    theirs = api.get("me/sessions", headers=other.bearer).json()["results"]
    assert not {row["id"] for row in rows} & {row["id"] for row in theirs}


def test_ending_one_ends_its_tokens_and_sockets_and_no_other(api, signed_up):
    account = signed_up()
    phone, desk = sign_in(api, account, "Phone/1"), sign_in(api, account, "Desk/1")
    rows = api.get("me/sessions", headers=desk).json()["results"]
    lost = next(row["id"] for row in rows if row["device"] == "Phone/1")
    told = []

    def listen(sender, **facts):
        told.append((facts["user_id"], facts["session_id"], facts["reason"]))

    signed_out.connect(listen)
    answer = api.client.delete(f"/api/v1/me/sessions/{lost}", headers=desk)
    signed_out.disconnect(listen)
    assert answer.status_code == 204
    assert told == [(account.profile.id, lost, "revoked")]
    assert api.get("me", headers=phone).status_code == 401
    assert api.get("me", headers=desk).status_code == 200
    assert lost not in {row["id"] for row in api.get("me/sessions", headers=desk).json()["results"]}
    assert api.client.delete(f"/api/v1/me/sessions/{lost}", headers=desk).status_code == 404


def test_somebody_elses_looks_like_none(api, signed_up):
    me, theirs = signed_up(), signed_up()
    row = api.get("me/sessions", headers=theirs.bearer).json()["results"][0]["id"]
    answers = [api.client.delete(f"/api/v1/me/sessions/{one}", headers=me.bearer) for one in (row, "0" * 64)]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert api.get("me", headers=theirs.bearer).status_code == 200


def test_five_failures_make_the_next_wait_also_with_the_right_password(api, signed_up):
    account = signed_up()
    for _ in range(5):
        assert api.post("auth/sign-in", email=account.email, password="wrong horse").status_code == 401
    refused = api.post("auth/sign-in", email=account.email, password=PASSWORD)
    assert refused.status_code == 429
    assert 1 <= int(refused["Retry-After"]) <= 5


def test_success_does_not_count_as_failure(api, signed_up, settings):
    account = signed_up()
    settings.LIMITS_PER_ADDRESS_FACTOR = 1
    for _ in range(12):
        assert api.post("auth/sign-in", email=account.email, password=PASSWORD).status_code == 200
