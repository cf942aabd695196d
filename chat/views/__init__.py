"""The pages, one subject a file. Each works without script; script only makes it live."""

from chat.views.channels import channels, join
from chat.views.conversation import conversation, mark_read, permalink
from chat.views.home import home, manifest, theme
from chat.views.making import new
from chat.views.members import leave, members

__all__ = [
    "channels",
    "conversation",
    "home",
    "join",
    "leave",
    "manifest",
    "mark_read",
    "members",
    "new",
    "permalink",
    "theme",
]
