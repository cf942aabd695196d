"""What a client says over its socket: `ping`, `typing`, `open` and `hidden`. Everything else goes over REST.

What is not one of these (not JSON, too deep, an unknown type, wrong shapes, binary) is ignored: an old or newer client
keeps its socket, and a hostile one learns nothing. What costs us is closed: too many frames, or too large a one.
"""

from contextlib import suppress

from accounts.services import sessions
from accounts.services.sessions import Identity
from chat.domain.errors import ConversationNotFound
from chat.domain.events import Pong
from chat.domain.memberships import Member
from chat.models.connections import ConnectionItem
from chat.models.sockets import SocketItem
from chat.realtime import wire
from chat.realtime.transport import transport
from chat.services import access
from chat.services.presence import notify_typing, set_viewed
from chat.services.sync import moved_heads
from chat.sockets.closing import close
from chat.sockets.inbound import FRAME_MAX_BYTES, Frame, Hidden, Open, Ping, Typing, parse
from chat.sockets.meter import FRAMES_MAX, meter
from chatify.core.clock import now
from chatify.core.errors import DomainError

TOO_LARGE = 1009
"""As the gateway itself closes on a frame over 32 KB."""


def frame(connection_id: str, text: str | bytes | None) -> None:
    """Raises only `StoreError` and `Unavailable`. A ping reads twice, with cursors four times, as typing."""
    if not _within_bounds(connection_id, text):
        return
    said = parse(text) if isinstance(text, str) else None
    if said is None:
        return
    # Authorised on every frame, not only at connect: somebody signed out or banned may still hold the open socket.
    row = _alive(connection_id)
    identity = _identify(row, said) if row else None
    if row is not None and identity is not None:
        _answer(row, identity, said)


def _within_bounds(connection_id: str, text: str | bytes | None) -> bool:
    count = meter.count(connection_id)
    if count == FRAMES_MAX + 1:
        close(connection_id, "too_many")
    if text is not None and _size(text) > FRAME_MAX_BYTES:
        transport().close(connection_id, TOO_LARGE)
        return False
    return count <= FRAMES_MAX


def _size(text: str | bytes) -> int:
    long = len(text) > FRAME_MAX_BYTES
    return len(text) if long or isinstance(text, bytes) else len(text.encode(errors="surrogatepass"))


def _alive(connection_id: str) -> SocketItem | None:
    row = SocketItem.find_alive(connection_id)
    if row is None:
        close(connection_id, "drain")  # Unknown to us, so it would never get a push: let the client connect anew.
    return row


def _identify(row: SocketItem, said: Frame) -> Identity | None:
    """Return whose socket this is, with their membership where the frame names a conversation. One BatchGetItem."""
    connection_id = row.connection_id
    conversation_id = said.conversation_id if isinstance(said, Typing | Open) else None
    extra_read = access.extra_read(conversation_id) if conversation_id else None
    identity = sessions.identify(row.session_id, user_id=row.user_id, extra_read=extra_read)
    if identity is None:
        close(connection_id, "revoked")
    elif identity.profile.is_banned(now()):
        close(connection_id, "banned")
        return None
    return identity


def _answer(row: SocketItem, identity: Identity, said: Frame) -> None:
    match said:
        case Ping(cursors):
            pong = Pong(now(), moved_heads(identity.profile.id, cursors), row.connection_id)
            transport().push([row.connection_id], wire.encode(pong))
        case Open():
            set_viewed(row, _member(identity))
        case Hidden(hidden):
            ConnectionItem.hide(row.user_id, row.connection_id, hidden=hidden)
        case Typing():
            member = _member(identity)
            # Ignored where nobody may write, as where they are no member.
            with suppress(DomainError):
                if member:
                    notify_typing(member)


def _member(identity: Identity) -> Member | None:
    """Return the member that was read with the sign-in; None for an outsider, or where no conversation was named."""
    if identity.extra is None:
        return None
    try:
        return access.member_of(identity.profile, identity.extra)
    except ConversationNotFound:
        return None
