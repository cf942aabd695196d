"""What a socket has on its screen: kept for conversations so large that only those who look are told at once."""

from chat.domain.conversations import LARGE_ABOVE
from chat.domain.errors import ConversationNotFound
from chat.models.sockets import SocketItem
from chat.models.viewers import ViewerItem
from chat.services import access


def look(socket: SocketItem, conversation_id: str | None) -> None:
    """None looks away. In a small conversation one BatchGetItem and no write; for a large one two writes, three from
    one large one to another. Of what the person may not see nothing is kept.
    """
    large = conversation_id if conversation_id and _is_large(socket.user_id, conversation_id) else None
    if large == socket.viewing:
        return
    if socket.viewing:
        ViewerItem.looks_away(socket.viewing, socket.connection_id)
    if large:
        ViewerItem.looks(large, socket.connection, socket.user_id)
    SocketItem.views(socket.connection_id, large)


def _is_large(user_id: str, conversation_id: str) -> bool:
    try:
        return len(access.member(user_id, conversation_id).roster) > LARGE_ABOVE
    except ConversationNotFound:
        return False
