"""The fixed parts of the OpenAPI document: introduction, error shape, sign-in and socket."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "PATH_CONVERTER_OVERRIDES": {"seq": int},
    "OAS_VERSION": "3.1.0",
    "TITLE": "Chatify",
    "DESCRIPTION": (
        "Everything that a person can do in Chatify, over JSON. Sign in with `POST auth/sign-in` and send the access "
        "token as `Authorization: Bearer …`; a browser may use its session cookie and the CSRF token instead. Times "
        "are RFC 3339 in UTC. Ids and cursors are opaque. Every refusal is an `Error` with a stable `code`."
    ),
    "VERSION": "1",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,  # Keep the order of the URLs, in which signing up comes first.
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "APPEND_COMPONENTS": {
        "schemas": {
            "Error": {
                "type": "object",
                "description": "Any refusal. `invalid` adds `fields`; `stale` and `bad_after` add `head`.",
                "properties": {
                    "code": {"type": "string", "description": "A stable word for programs."},
                    "detail": {"type": "string", "description": "A sentence for a person."},
                    "fields": {
                        "type": "object",
                        "description": "For each wrong field, what is wrong with it.",
                        "additionalProperties": {"type": "array", "items": {"type": "string"}},
                    },
                    "head": {
                        "type": "object",
                        "description": "The end of the conversation’s logs.",
                        "properties": {
                            "epoch": {"type": "string"},
                            "seq": {"type": "integer"},
                            "rev": {"type": "integer"},
                        },
                        "required": ["epoch", "seq", "rev"],
                    },
                },
                "required": ["code", "detail"],
            }
        },
        "securitySchemes": {
            "bearer": {"type": "http", "scheme": "bearer", "bearerFormat": "Cognito access token"},
            "session": {
                "type": "apiKey",
                "in": "cookie",
                "name": "__Host-session",
                "description": "The browser’s session. Unsafe methods then need the X-CSRFToken header.",
            },
        },
    },
}

SOCKET = {
    "path": "/ws",
    "description": (
        "Live events. Open `/ws?ticket=…` with a ticket from `POST ws-ticket`; a page of the site needs no ticket, "
        'because it has its session cookie. Send `{"type": "ping"}` with `cursors` (conversation id to `epoch`, `seq`, '
        '`rev`) to learn which conversations moved on, and `{"type": "typing", "conversation_id": …}` while somebody '
        'writes. Send `{"type": "open", "conversation_id": …}` when a conversation comes on the screen, and null when '
        "none is: in conversations of more than 200 members, only those who look at it get its events at once, and "
        "everybody else gets one `head` in 15 seconds. Everything else goes over REST. After a lost connection, "
        "`POST sync` returns what was missed. One example of each frame:"
    ),
}
