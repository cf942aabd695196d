"""The frames that a client sends: `ping`, `typing`, `open` and `hidden`. Everything else goes over REST.

Any other frame (not JSON, too deep, an unknown type, a wrong shape, binary) is ignored, so that an older or newer
client keeps its socket and a hostile one learns nothing. Too many frames, or one that is too large, close the socket.
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
from chat.sockets.rate_limit import FRAMES_MAX, frame_counter
from chatify.core.clock import now
from chatify.core.errors import DomainError

TOO_LARGE = 1009
"""The code with which API Gateway itself closes a socket after a frame over 32 KB."""


def handle_frame(connection_id: str, text: str | bytes | None) -> None:
    """Answer one frame, or ignore it.

    A ping costs two calls, one with cursors four. Raises only `StoreError` and `Unavailable`.
    """
    if not _is_within_limits(connection_id, text):
        return
    frame = parse(text) if isinstance(text, str) else None
    if frame is None:
        return
    # Every frame is authorised, not only the handshake: the sign-in may have ended while the socket stayed open.
    row = _find_socket(connection_id)
    identity = _identify(row, frame) if row else None
    if row is not None and identity is not None:
        _answer(row, identity, frame)


def _is_within_limits(connection_id: str, text: str | bytes | None) -> bool:
    count = frame_counter.count(connection_id)
    if count == FRAMES_MAX + 1:
        close(connection_id, "too_many")
    if text is not None and _size(text) > FRAME_MAX_BYTES:
        transport().close(connection_id, TOO_LARGE)
        return False
    return count <= FRAMES_MAX


def _size(text: str | bytes) -> int:
    # Characters are never more than bytes: a text with too many of them need not be encoded to be measured.
    is_too_long = len(text) > FRAME_MAX_BYTES
    return len(text) if is_too_long or isinstance(text, bytes) else len(text.encode(errors="surrogatepass"))


def _find_socket(connection_id: str) -> SocketItem | None:
    row = SocketItem.find_alive(connection_id)
    if row is None:
        # An unlisted socket would never get a push: closing it makes the client connect anew.
        close(connection_id, "drain")
    return row


def _identify(row: SocketItem, frame: Frame) -> Identity | None:
    """Return whose socket this is, with their membership if the frame names a conversation. One BatchGetItem."""
    connection_id = row.connection_id
    conversation_id = frame.conversation_id if isinstance(frame, Typing | Open) else None
    extra_read = access.extra_read(conversation_id) if conversation_id else None
    identity = sessions.identify(row.session_id, user_id=row.user_id, extra_read=extra_read)
    if identity is None:
        close(connection_id, "revoked")
    elif identity.profile.is_banned(now()):
        close(connection_id, "banned")
        return None
    return identity


def _answer(row: SocketItem, identity: Identity, frame: Frame) -> None:
    match frame:
        case Ping(cursors):
            pong = Pong(now(), moved_heads(identity.profile.id, cursors), row.connection_id)
            transport().push([row.connection_id], wire.encode(pong))
        case Open():
            set_viewed(row, _member(identity))
        case Hidden(hidden):
            ConnectionItem.hide(row.user_id, row.connection_id, hidden=hidden)
        case Typing():
            member = _member(identity)
            # Ignored if the member may not write here, just as from somebody who is no member.
            with suppress(DomainError):
                if member:
                    notify_typing(member)


def _member(identity: Identity) -> Member | None:
    """Return the member that was read with the sign-in; None for an outsider, or if no conversation was named."""
    if identity.extra is None:
        return None
    try:
        return access.member_of(identity.profile, identity.extra)
    except ConversationNotFound:
        return None
