"""The pages, one subject a file. Each works without script; script only makes it live."""

from chat.views.channels import channels, join
from chat.views.conversation import conversation, mark_read, permalink
from chat.views.details import archive, details, notify, unread
from chat.views.home import home, manifest, theme
from chat.views.invites import accept, invites, revoke
from chat.views.members import hand_over, leave, members, remove, role
from chat.views.message_actions import delete, history, pin, react
from chat.views.new_conversation import new
from chat.views.people import BlockedPeople, block, person, unblock, write
from chat.views.pins import pins

__all__ = [
    "BlockedPeople",
    "accept",
    "archive",
    "block",
    "channels",
    "conversation",
    "delete",
    "details",
    "hand_over",
    "history",
    "home",
    "invites",
    "join",
    "leave",
    "manifest",
    "mark_read",
    "members",
    "new",
    "notify",
    "permalink",
    "person",
    "pin",
    "pins",
    "react",
    "remove",
    "revoke",
    "role",
    "theme",
    "unblock",
    "unread",
    "write",
]
