"""One message's key in the tables beside `messages`."""


def message_key(conversation_id: str, seq: int) -> str:
    return f"{conversation_id}#{seq}"


def of_message_key(key: str) -> tuple[str, int]:
    conversation_id, _, seq = key.rpartition("#")
    return conversation_id, int(seq)
