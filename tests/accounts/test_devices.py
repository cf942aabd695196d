"""The list of a person's sign-ins, and ending them from another device."""

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
    ("agent", "name"),
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
def test_devices_are_named_by_browser_and_system(agent, name):
    assert device_name(agent) == name


def test_a_hundred_and_first_device_is_not_recorded(embedded_aws, person):
    profile = person(devices={f"d{number}" for number in range(99)})
    assert ProfileItem.add_device(profile.id, "new")
    assert not ProfileItem.add_device(profile.id, "newer")
    assert not ProfileItem.add_device(profile.id, "new")
    devices = ProfileItem.find(profile.id).devices
    assert (len(devices), "newer" in devices) == (100, False)


def test_only_own_sign_ins_are_listed(api, signed_up):
    account, other = signed_up(), signed_up()
    phone = sign_in(api, account, "Mozilla/5.0 (iPhone; CPU) Version/19.0 Safari/604.1")
    rows = api.get("me/sessions", headers=phone).json()["results"]
    assert [row["device"] for row in rows if row["current"]] == ["Safari on iPhone"]
    assert len(rows) == 2
    assert all(set(row) == {"id", "device", "place", "created_at", "last_used_at", "current"} for row in rows)
    other_rows = api.get("me/sessions", headers=other.bearer).json()["results"]
    assert not {row["id"] for row in rows} & {row["id"] for row in other_rows}


def test_ending_a_sign_in_ends_its_tokens_and_sockets_only(api, signed_up):
    account = signed_up()
    phone, desk = sign_in(api, account, "Phone/1"), sign_in(api, account, "Desk/1")
    rows = api.get("me/sessions", headers=desk).json()["results"]
    ended_id = next(row["id"] for row in rows if row["device"] == "Phone/1")
    sign_outs = []

    def listen(sender, **facts):
        sign_outs.append((facts["user_id"], facts["session_id"], facts["reason"]))

    signed_out.connect(listen)
    answer = api.client.delete(f"/api/v1/me/sessions/{ended_id}", headers=desk)
    signed_out.disconnect(listen)
    assert answer.status_code == 204
    assert sign_outs == [(account.profile.id, ended_id, "revoked")]
    assert api.get("me", headers=phone).status_code == 401
    assert api.get("me", headers=desk).status_code == 200
    assert ended_id not in {row["id"] for row in api.get("me/sessions", headers=desk).json()["results"]}
    assert api.client.delete(f"/api/v1/me/sessions/{ended_id}", headers=desk).status_code == 404


def test_a_sign_in_of_somebody_else_looks_missing(api, signed_up):
    me, theirs = signed_up(), signed_up()
    others_id = api.get("me/sessions", headers=theirs.bearer).json()["results"][0]["id"]
    answers = [
        api.client.delete(f"/api/v1/me/sessions/{sign_in_id}", headers=me.bearer)
        for sign_in_id in (others_id, "0" * 64)
    ]
    assert [answer.status_code for answer in answers] == [404, 404]
    assert answers[0].content == answers[1].content
    assert api.get("me", headers=theirs.bearer).status_code == 200


def test_five_failures_delay_even_the_right_password(api, signed_up):
    account = signed_up()
    for _ in range(5):
        assert api.post("auth/sign-in", email=account.email, password="wrong horse").status_code == 401
    answer = api.post("auth/sign-in", email=account.email, password=PASSWORD)
    assert answer.status_code == 429
    assert 1 <= int(answer["Retry-After"]) <= 5


def test_successful_sign_ins_are_not_limited(api, signed_up, settings):
    account = signed_up()
    settings.LIMITS_PER_ADDRESS_FACTOR = 1
    for _ in range(12):
        assert api.post("auth/sign-in", email=account.email, password=PASSWORD).status_code == 200
