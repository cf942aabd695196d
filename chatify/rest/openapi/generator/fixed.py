"""What the description says beside its endpoints."""

from typing import Any

SETTINGS: dict[str, Any] = {
    "PATH_CONVERTER_OVERRIDES": {"seq": int},
    "OAS_VERSION": "3.1.0",
    "TITLE": "Chatify",
    "DESCRIPTION": (
        "Everything a person does in Chatify, over JSON. Sign in with `POST auth/sign-in` and send the access token as "
        "`Authorization: Bearer …`; a browser may use its session cookie and the CSRF token instead. Times are "
        "RFC 3339 in UTC. Ids and cursors are opaque. Every refusal is an `Error` with a stable `code`."
    ),
    "VERSION": "1",
    "LICENSE": {"name": "MIT", "identifier": "MIT"},
    "COMPONENT_SPLIT_REQUEST": True,
    "ENUM_GENERATE_CHOICE_DESCRIPTION": False,
    "POSTPROCESSING_HOOKS": [],
    "SORT_OPERATIONS": False,  # the order of the addresses: a person signs up first
    "SCHEMA_PATH_PREFIX": "/api/v1/",
    "APPEND_COMPONENTS": {
        "schemas": {
            "Error": {
                "type": "object",
                "description": "Every refusal. `fields` comes with `invalid`, `head` with `stale` and `bad_after`.",
                "properties": {
                    "code": {"type": "string", "description": "Stable, for programs."},
                    "detail": {"type": "string", "description": "A sentence for a person."},
                    "fields": {
                        "type": "object",
                        "description": "What is wrong with each field.",
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
                "description": "The browser’s session; unsafe methods then need the X-CSRFToken header.",
            },
        },
    },
}

SOCKET = {
    "path": "/ws",
    "description": (
        "Live events. Open `/ws?ticket=…` with the ticket of `POST ws-ticket`; a page of the site needs none, its "
        'session cookie does. Send `{"type": "ping"}`, with `cursors` (conversation id to `epoch`, `seq`, `rev`) to be '
        'told what is newer, and `{"type": "typing", "conversation_id": …}`. Say `{"type": "open", '
        '"conversation_id": …}` for the conversation on the screen, null for none: of more than 200 members only those '
        "who look are told at "
        "once, the others by one `head` in 15 seconds. Everything else goes over REST. What a lost connection missed "
        "comes from `POST sync`. One example of each frame:"
    ),
}
