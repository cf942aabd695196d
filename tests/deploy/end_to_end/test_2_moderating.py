"""A report travels from a member to the administration, over the deployed functions alone."""

from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from tests.deploy.end_to_end.deployed import World, eventually
from tests.deploy.end_to_end.people import PASSWORD, Visitor, frame, with_second_step

pytestmark = pytest.mark.slow
REPORTS = "/admin/chat/report/"


def test_reported_hidden_and_banned(world: World, person: Callable[[str], Visitor]) -> None:
    """The first person here is its administrator; the deployed trigger made her so."""
    tess, noor, spammer = person("tess"), person("noor"), person("spammer")
    room = noor.room_with(spammer)
    for body in ("Buy gold", "Buy silver", "Buy tin"):
        spammer.say(room, body)
    for seq in (1, 2):
        noor.call("POST", f"conversations/{room}/messages/{seq}/report", {"reason": "spam"})
    assert tess.ask("GET", "/admin/login/").status_code == 403, "without a second step nobody decides"
    admin = with_second_step(tess)
    reports = {int(row["seq"]["N"]): row["report_id"]["S"] for row in world.rows("reports")}
    with spammer.socket() as socket:
        admin.decide(REPORTS, "hide", reports[1], reason="Spam")
        assert frame(socket, "message.revised")["message"]["hidden"]
        admin.decide(REPORTS, "ban", reports[2], reason="Spam, twice", lasts="604800", purge="1")
        assert frame(socket, "bye")["reason"] == "banned"
        with pytest.raises(ConnectionClosed):
            frame(socket, "message.created")
    assert spammer.rest("GET", "me").status_code in (401, 403)
    asked = {"email": "spammer@example.org", "password": PASSWORD}
    answers = (Visitor(world).rest("POST", "auth/sign-in", asked) for _ in range(5))
    again = next(answer for answer in answers if answer.status_code != 503)  # a trigger that starts too slowly
    assert (again.status_code, again.json()["code"]) == (403, "banned")
    eventually(lambda: [one["body"] for one in noor.read(room) if one["kind"] == "user"] == [""] * 3)
    assert {row["kind"]["S"] for row in world.rows("jobs")} == {"hide"}, "all they said, by the function for long work"
    assert world.rows("audit_log")
