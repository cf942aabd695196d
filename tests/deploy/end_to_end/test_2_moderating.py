"""A member reports messages, and an operator acts on the reports, in the deployed site."""

from collections.abc import Callable

import pytest
from websockets.exceptions import ConnectionClosed

from tests.deploy.end_to_end.deployed import World, eventually
from tests.deploy.end_to_end.people import PASSWORD, Visitor, next_frame, sign_in_with_code

pytestmark = pytest.mark.slow
REPORTS = "/admin/chat/report/"


def test_operator_hides_a_reported_message_and_bans_its_author(world: World, person: Callable[[str], Visitor]) -> None:
    """Tess is the administrator, because the deployed trigger appoints the first person."""
    tess, noor, spammer = person("tess"), person("noor"), person("spammer")
    conversation_id = noor.create_group_with(spammer)
    for body in ("Buy gold", "Buy silver", "Buy tin"):
        spammer.say(conversation_id, body)
    for seq in (1, 2):
        noor.call("POST", f"conversations/{conversation_id}/messages/{seq}/report", {"reason": "spam"})
    assert tess.request("GET", "/admin/login/").status_code == 403, "operators need a second step"
    admin = sign_in_with_code(tess)
    reports = {int(row["seq"]["N"]): row["report_id"]["S"] for row in world.rows("reports")}
    with spammer.socket() as socket:
        admin.act_in_admin(REPORTS, "hide", reports[1], reason="Spam")
        assert next_frame(socket, "message.revised")["message"]["hidden"]
        admin.act_in_admin(REPORTS, "ban", reports[2], reason="Spam, twice", lasts="604800", purge="1")
        assert next_frame(socket, "bye")["reason"] == "banned"
        with pytest.raises(ConnectionClosed):
            next_frame(socket, "message.created")
    assert spammer.rest("GET", "me").status_code in (401, 403)
    credentials = {"email": "spammer@example.org", "password": PASSWORD}
    answers = (Visitor(world).rest("POST", "auth/sign-in", credentials) for _ in range(5))
    answer = next(answer for answer in answers if answer.status_code != 503)  # 503 if the trigger starts too slowly
    assert (answer.status_code, answer.json()["code"]) == (403, "banned")
    eventually(
        lambda: [message["body"] for message in noor.read(conversation_id) if message["kind"] == "user"] == [""] * 3
    )
    assert {row["kind"]["S"] for row in world.rows("jobs")} == {"hide"}, "a job hides all messages of the person"
    assert world.rows("audit_log")
