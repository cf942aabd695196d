"""The contract, field by field, against the OpenAPI document and the golden frames.

`tests/described.py` compares every answer in the tests with the document, and `tests/realtime/test_wire.py` every push
with the frames. Additions are allowed. A field that is missing, renamed, or null without permission fails.
"""

import json
from pathlib import Path
from typing import Any

import pytest

from chatify.rest.openapi.views import DOCUMENT

DESCRIBED = json.loads(DOCUMENT.read_text())
COMPONENTS = DESCRIBED["components"]
FRAMES = Path(__file__).parents[1] / "frames"

# A field that may be null ends in ?, one that may be missing in *, and =a|b says what it may be.
OBJECTS = {
    "SignUp": "delivery",
    "Delivery": "medium destination",
    "Tokens": "access_token refresh_token expires_in token_type=Bearer",
    "SignIn": "access_token* refresh_token* expires_in* token_type* challenge=totp* session*",
    "Secret": "secret otpauth_uri",
    "Sessions": "results next?",
    "PublicProfile": "id handle name avatar_url? status online",
    "OwnProfile": "id handle name avatar_url? status online email avatar_id? settings",
    "People": "results next?",
    "Error": "code detail fields* head*",
    "Conversation": (
        "id kind=direct|group|channel public name? topic created_at archived posting=members|owners member_count "
        "last_seq last_rev epoch last_message? me?"
    ),
    "Me": "role=owner|moderator|member read_seq unread mentions notify=all|mentions|none draft",
    "ConversationList": "results next?",
    "Member": "user role=owner|moderator|member",
    "MemberList": "results next?",
    "Added": "results",
    "MadeInvite": "code url",
    "InviteList": "results next?",
    "Read": "read_seq",
    "Message": (
        "conversation_id seq client_id? author_id body html? sent_at edited_at? deleted hidden reply_to? attachments "
        "mentions reactions pinned kind=user|system event?"
    ),
    "Reaction": "emoji count user_ids mine*",
    "Head": "epoch seq rev",
    "Page": "results head has_older has_newer",
    "History": "results next?",
    "ReactedList": "results next?",
    "Pins": "results next?",
    "Sync": "conversations joined gone now",
    "Missed": "id epoch head messages revisions more reset",
    "Revision": "rev kind=edit|delete|hide|reaction|pin|member|settings seq? message? conversation?",
    "SharedConversation": "id kind=direct|group|channel name? public topic posting=members|owners archived member_count",
    "Issued": "ticket expires_in",
}

# Method and path | body | answers: status, then the object or the code of the error.
CALLS = """
POST auth/sign-up | email password handle name | 201 SignUp, 409 handle_taken
POST auth/confirm | email code | 204, 422 wrong_code
POST auth/resend | email | 202
POST auth/sign-in | email password | 200 SignIn, 401 wrong_credentials
POST auth/challenge | session code | 200 Tokens
POST auth/refresh | refresh_token | 200 Tokens
POST auth/sign-out | everywhere* | 204
POST auth/forgot | email | 202
POST auth/reset | email code password | 204
GET me | – | 200 OwnProfile
PATCH me | name* handle* status* avatar_id*? settings* | 200 OwnProfile
POST me/delete | password messages=keep|erase | 202, 422 wrong_password
POST me/password | current new | 204, 422 wrong_password
POST me/totp | – | 200 Secret
POST me/totp/verify | code | 204, 422 wrong_code
POST me/totp/remove | password | 204, 422 wrong_password
GET me/sessions | – | 200 Sessions
DELETE me/sessions/{session_id} | – | 204
GET me/export | – | 200, 202
PUT me/blocks/{user_id} | – | 204
DELETE me/blocks/{user_id} | – | 204
GET me/blocks | – | 200 People
GET users | – | 200 People
GET users/{user_id} | – | 200 PublicProfile
GET conversations | – | 200 ConversationList
POST conversations | kind=direct|group|channel name*? topic* public* member_ids* | 201 Conversation, 200 Conversation
GET {c} | – | 200 Conversation, 404 not_found
PATCH {c} | name* topic* public* posting=members|owners* | 200 Conversation, 403 forbidden
POST {c}/archive | – | 200 Conversation
POST {c}/unarchive | – | 200 Conversation
GET channels | – | 200 ConversationList
POST {c}/join | – | 200 Conversation
GET {c}/members | – | 200 MemberList
POST {c}/members | user_ids | 200 Added
PATCH {c}/members/{user_id} | role=owner|moderator|member* | 200 Member
DELETE {c}/members/{user_id} | – | 204
GET {c}/invites | – | 200 InviteList
POST {c}/invites | max_uses*? expires_in* | 201 MadeInvite
DELETE {c}/invites/{code} | – | 204
GET invites/{code} | – | 200 InvitePreview
POST invites/{code} | – | 200 Conversation
PATCH {c}/me | notify=all|mentions|none* draft* | 200 Conversation
PUT {c}/read | seq | 200 Read
POST {c}/unread | seq | 200 Read
POST {c}/typing | – | 204
GET {c}/messages | – | 200 Page
POST {c}/messages | client_id body after*? reply_to*? | 201 Message, 200 Message, 409 stale, 409 bad_after, 422 empty, 422 too_long
GET {m} | – | 200 Message
PATCH {m} | body* | 200 Message, 403 not_author
DELETE {m} | – | 204, 403 forbidden
GET {m}/history | – | 200 History
PUT {m}/reactions/{emoji} | – | 204
DELETE {m}/reactions/{emoji} | – | 204
GET {m}/reactions | – | 200 ReactedList
PUT {m}/pin | – | 204
DELETE {m}/pin | – | 204
GET {c}/pins | – | 200 Pins
POST {m}/report | reason=spam|abuse|illegal|other note* | 202
POST sync | cursors | 200 Sync
POST ws-ticket | – | 201 Issued
"""
PLACES = {"c": "conversations/{conversation_id}", "m": "conversations/{conversation_id}/messages/{seq}"}

PUSHES = {
    "message.created": "conversation_id epoch message",
    "message.created.system": "conversation_id epoch message",
    "message.revised": "conversation_id epoch rev kind seq message conversation?",
    "message.revised.member": "conversation_id epoch rev kind seq? message? conversation",
    "message.revised.settings": "conversation_id epoch rev kind seq? message? conversation",
    "conversation.joined": "conversation_id conversation",
    "conversation.left": "conversation_id id",
    "read": "conversation_id user_id seq",
    "typing": "conversation_id user_id expires_in",
    "presence": "user_id online",
    "head": "conversation_id epoch seq rev",
    "pong": "now heads",
    "bye": "reason",
}
WITHIN = {"message": "Message", "conversation": "Conversation"}


def promised_fields(words: str) -> dict[str, tuple[str, list[str]]]:
    """Return each field with its marks (`?`, `*`) and the values that it may have."""
    fields = {}
    for word in words.split():
        name, _, values = word.rstrip("?*").partition("=")
        fields[name] = (word[len(word.rstrip("?*")) :], values.split("|") if values else [])
    return fields


def may_be_null(schema: dict[str, Any]) -> bool:
    return "null" in schema.get("type", ()) or any(option == {"type": "null"} for option in schema.get("oneOf", ()))


def check_fields(component: str, words: str) -> None:
    schema = COMPONENTS["schemas"][component]
    for name, (marks, values) in promised_fields(words).items():
        field = schema["properties"].get(name)
        assert field is not None, f"{component} lacks {name}"
        assert (name in schema.get("required", ())) is ("*" not in marks), f"{component}.{name}: may it be missing?"
        assert may_be_null(field) is ("?" in marks), f"{component}.{name}: may it be null?"
        assert field.get("enum", []) == values or not values, f"{component}.{name} is one of {field.get('enum')}"


@pytest.mark.parametrize("name", OBJECTS)
def test_an_object_has_the_contracts_fields(name: str) -> None:
    check_fields(name, OBJECTS[name])


@pytest.mark.parametrize("row", CALLS.strip().splitlines(), ids=lambda row: row.split(" | ")[0])
def test_a_call_takes_and_answers_the_contracts_fields(row: str) -> None:
    call, body, answers = row.split(" | ")
    method, _, path = call.partition(" ")
    operation = DESCRIBED["paths"][f"/api/v1/{path.format_map(KeepUnknown(PLACES))}"][method.lower()]
    if body != "–":
        check_fields(component_name(operation["requestBody"]["content"]["application/json"]["schema"]), body)
    for answer in answers.split(", "):
        status, _, expected = answer.partition(" ")
        check_answer(operation["responses"][status], expected)
    succeeding = {status for status in operation["responses"] if status < "300"}
    assert succeeding == {answer[:3] for answer in answers.split(", ") if answer < "300"}


class KeepUnknown(dict[str, str]):
    """Leave `{user_id}` as it is."""

    def __missing__(self, name: str) -> str:
        return f"{{{name}}}"


def component_name(reference: dict[str, str]) -> str:
    return reference["$ref"].rpartition("/")[2]


def check_answer(response: dict[str, Any], expected: str) -> None:
    if expected.islower():
        assert f"`{expected}`" in COMPONENTS["responses"][component_name(response)]["description"]
    elif expected:
        assert component_name(response["content"]["application/json"]["schema"]) == expected


@pytest.mark.parametrize("name", PUSHES)
def test_a_push_has_the_contracts_fields(name: str) -> None:
    frame = json.loads((FRAMES / f"{name}.json").read_text())
    assert (frame["v"], name.startswith(frame["type"])) == (1, True)
    for field, (marks, _) in promised_fields(PUSHES[name]).items():
        assert field in frame, f"{name} lacks {field}"
        assert (frame[field] is None) is ("?" in marks), f"{name}.{field}: is it null?"
        if field in WITHIN and frame[field] is not None:
            component = "SharedConversation" if name.startswith("message.revised.") else WITHIN[field]
            assert promised_fields(OBJECTS[component]).keys() <= frame[field].keys(), f"{name}.{field}"


def test_reactions_on_the_socket_have_no_mine() -> None:
    for path in FRAMES.glob("message.*.json"):
        message = json.loads(path.read_text())["message"] or {"reactions": []}
        assert all(reaction.keys() == {"emoji", "count", "user_ids"} for reaction in message["reactions"])


def test_the_heads_of_a_pong_have_the_fields_of_a_head() -> None:
    pong = json.loads((FRAMES / "pong.json").read_text())
    assert pong["heads"]
    assert all(head.keys() == {"epoch", "seq", "rev"} for head in pong["heads"].values())
