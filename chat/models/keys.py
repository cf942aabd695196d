"""The key of one message in the tables that hold something about it: reactions and versions."""


def message_key(conversation_id: str, seq: int) -> str:
    """Return the key of a message."""
    return f"{conversation_id}#{seq}"


def parse_message_key(key: str) -> tuple[str, int]:
    """Return the conversation id and the seq that a key stands for."""
    conversation_id, _, seq = key.rpartition("#")
    return conversation_id, int(seq)
