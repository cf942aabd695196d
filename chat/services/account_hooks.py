"""What chat does for accounts, as `accounts.hooks` asks for it. Loaded at the first use, see `chat.apps`."""

from accounts.domain import Profile
from accounts.hooks import Hooks, PersonalData
from chat.services import conversations, members, message_hiding, personal_data, presence


def create_channel(founder: Profile, name: str) -> str:
    """Create a public channel for newcomers and return its id. Raises `Invalid`. One transaction."""
    entry, _ = conversations.create(founder, kind="channel", name=name, public=True)
    return entry.conversation.id


HOOKS = Hooks(
    online=presence.online,
    create_channel=create_channel,
    join_channel=members.join,
    personal_data=PersonalData(
        about=personal_data.ABOUT,
        rows=personal_data.rows,
        erase=personal_data.erase,
    ),
    job_steps={"hide": message_hiding.STEPS},
)
