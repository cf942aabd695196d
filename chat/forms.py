"""Forms of the chat's pages. They check the shape of what was filled in; the domain checks the rules."""

import re
from typing import Any

from django import forms
from django.core.exceptions import ValidationError

from accounts.domain import HANDLE, Profile, normal_handle
from accounts.models.handles import HandleItem
from accounts.models.profiles import ProfileItem
from chat.domain.conversations import ADDED_AT_ONCE_MAX, NAME_MAX, TOPIC_MAX, Conversation

SEPARATORS = re.compile(r"[\s,;]+")


class Handles(forms.CharField):
    """Handles with spaces or commas between them, cleaned to the people they name. Two BatchGetItems."""

    default_error_messages = {"required": "Enter at least one handle."}

    def __init__(self, *, at_most: int = ADDED_AT_ONCE_MAX, **options: Any) -> None:
        self.at_most = at_most
        super().__init__(**options)
        self.widget.attrs |= {"autocomplete": "off", "autocapitalize": "none", "spellcheck": "false"}

    def clean(self, value: Any) -> Any:
        text = super().clean(value)
        handles = list(dict.fromkeys(normal_handle(word) for word in SEPARATORS.split(text) if word))
        if len(handles) > self.at_most:
            raise ValidationError(
                "Choose one person." if self.at_most == 1 else f"At most {self.at_most} people at once."
            )
        people = _find_people(handles)
        missing = [f"@{handle}" for handle in handles if handle not in people]
        if missing:
            raise ValidationError(f"There’s no {' or '.join(missing)} here.")
        return [people[handle] for handle in handles]


def _find_people(handles: list[str]) -> dict[str, Profile]:
    """Return the people by handle, without those who are absent.

    A handle that was given up still leads to its former owner: such a person is left out too.
    """
    user_ids = HandleItem.user_ids([handle for handle in handles if HANDLE.fullmatch(handle)])
    people = {person.handle: person for person in ProfileItem.profiles(user_ids).values()}
    return {handle: people[handle] for handle in handles if handle in people}


class NewDirect(forms.Form):
    kind = "direct"
    handles = Handles(label="Who", at_most=1, help_text="Their handle, like @noor.")


class NewGroup(forms.Form):
    kind = "group"
    handles = Handles(label="People", help_text="Handles, separated by spaces or commas.")
    name = forms.CharField(
        required=False, max_length=NAME_MAX, help_text="If you leave this empty, the group is named after its people."
    )

    def clean(self) -> dict[str, Any]:
        values = super().clean() or self.cleaned_data
        if not values.get("name"):
            names = ", ".join(person.name for person in values.get("handles", ()))
            values["name"] = names if len(names) <= NAME_MAX else f"{names[: NAME_MAX - 1]}…"
        return values


class NewChannel(forms.Form):
    kind = "channel"
    name = forms.CharField(max_length=NAME_MAX, error_messages={"required": "A channel needs a name."})
    topic = forms.CharField(required=False, max_length=TOPIC_MAX)
    public = forms.TypedChoiceField(
        label="Who can find it",
        choices=[("yes", "Open"), ("no", "Private")],
        initial="yes",
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def clean_name(self) -> str:
        name: str = self.cleaned_data["name"].lstrip("#").strip()
        if not name:
            raise ValidationError("A channel needs a name.")
        return name


class AddPeople(forms.Form):
    handles = Handles(label="Who", help_text="Handles, separated by spaces or commas.")


class Settings(forms.Form):
    """The settings that owners change. The kind of conversation decides which fields there are."""

    name = forms.CharField(max_length=NAME_MAX)
    topic = forms.CharField(required=False, max_length=TOPIC_MAX, widget=forms.Textarea({"rows": 2}))
    posting = forms.ChoiceField(
        label="Who can write",
        choices=[("members", "Everyone in it"), ("owners", "Only owners")],
        widget=forms.RadioSelect,
    )
    public = forms.TypedChoiceField(
        label="Who can find it",
        choices=[("yes", "Anyone on this server"), ("no", "Only people who are added")],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )

    def __init__(self, data: Any = None, *, conversation: Conversation) -> None:
        current = {"name": conversation.name, "topic": conversation.topic, "posting": conversation.posting}
        super().__init__(data, initial=current | {"public": "yes" if conversation.public else "no"}, auto_id="set-%s")
        if conversation.kind != "channel":
            del self.fields["public"]
            self.fields["name"].required = False

    def values(self) -> dict[str, Any]:
        """Return the settings as `conversations.change` takes them. An empty name is None."""
        values = dict(self.cleaned_data)
        values["name"] = values["name"].strip().lstrip("#").strip() or None
        return values


class NewInvite(forms.Form):
    days = forms.TypedChoiceField(
        label="Expires after",
        choices=[(1, "1 day"), (7, "7 days"), (30, "30 days"), (90, "90 days")],
        coerce=int,
        initial=7,
    )
    uses = forms.TypedChoiceField(
        label="Can be used by",
        choices=[(0, "any number of people"), (1, "1 person"), (5, "5 people"), (25, "25 people"), (100, "100 people")],
        coerce=lambda value: int(value) or None,
        empty_value=None,
    )
