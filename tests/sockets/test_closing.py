"""Signing out closes sockets at once."""

import pytest

from accounts.hooks import signed_out
from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem
from chat.services import presence
from chat.sockets import disconnect

pytestmark = pytest.mark.usefixtures("embedded_aws")


def sign_out(person, *, session_id: str | None, reason: str = "revoked") -> None:
    signed_out.send(sender=None, user_id=person.id, session_id=session_id, reason=reason)


def test_signing_out_closes_the_sockets_of_that_sign_in_only(ada, signed_in, recorded) -> None:
    phone = signed_in(ada.profile)
    desk_socket, phone_socket = ada.connect(), phone.connect()
    sign_out(ada, session_id=ada.session_id)
    assert recorded.closes == [(desk_socket, 4401)]
    assert recorded.sent_to(desk_socket) == [{"v": 1, "type": "bye", "reason": "revoked"}]
    assert [connection.id for connection in ConnectionItem.of([ada.id], consistent=True)[ada.id]] == [phone_socket]


@pytest.mark.parametrize(("reason", "code"), [("revoked", 4401), ("banned", 4403)])
def test_signing_out_everywhere_closes_all(ada, bob, recorded, reason, code) -> None:
    adas, bobs = {ada.connect(), ada.connect()}, bob.connect()
    sign_out(ada, session_id=None, reason=reason)
    assert set(recorded.closes) == {(socket, code) for socket in adas}
    assert ConnectionItem.of([ada.id, bob.id], consistent=True).keys() == {bob.id}
    assert SocketItem.find_alive(bobs) is not None


def test_people_are_online_while_they_have_a_socket(ada, bob) -> None:
    socket = ada.connect()
    assert presence.online([ada.id, bob.id]) == {ada.id}
    disconnect(socket)
    assert presence.online([ada.id, bob.id]) == frozenset()
