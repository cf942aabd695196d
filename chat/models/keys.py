"""One message's key in the tables beside `messages`."""


def message_key(conversation_id: str, seq: int) -> str:
    return f"{conversation_id}#{seq}"
