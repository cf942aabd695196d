"""Serializers of accounts' requests and responses: they check the input and describe the output."""

from typing import Any
from zoneinfo import available_timezones

from rest_framework import serializers

from accounts.domain import HANDLE_MAX
from chatify.rest.input import Boolean, PageQuery, Text

TEXT_MAX = 1_000
TOKEN_MAX = 8_192
IDS_MAX = 100
ID_MAX = 64


class EmailIn(serializers.Serializer[Any]):
    email = Text(max_length=TEXT_MAX)


class ConfirmIn(EmailIn):
    code = Text(max_length=TEXT_MAX)


class ResetIn(ConfirmIn):
    password = Text(max_length=TEXT_MAX)


class SignInIn(EmailIn):
    password = Text(max_length=TEXT_MAX)


class SignUpIn(SignInIn):
    handle = Text(max_length=TEXT_MAX)
    name = Text(max_length=TEXT_MAX)
    invitation = Text(
        required=False,
        allow_blank=True,
        max_length=TEXT_MAX,
        help_text="Needed if the site admits people by invitation only.",
    )


class Delivery(serializers.Serializer[Any]):
    medium = serializers.ChoiceField(["email"])
    destination = serializers.CharField(help_text="Masked, such as t***@e***.")


class SignUpOut(serializers.Serializer[Any]):
    delivery = Delivery()


class File(serializers.Serializer[Any]):
    """A zip."""

    media_type = "application/zip"


class PictureIn(serializers.Serializer[Any]):
    """A picture’s bytes."""

    media_type = "image/*"


class Nothing(serializers.Serializer[Any]):
    """`{}`."""


class RefreshIn(serializers.Serializer[Any]):
    refresh_token = Text(max_length=TOKEN_MAX)


class SignOutIn(serializers.Serializer[Any]):
    everywhere = Boolean(default=False)


class ChallengeIn(serializers.Serializer[Any]):
    session = Text(max_length=TOKEN_MAX)
    code = Text(max_length=TEXT_MAX)


class PasswordIn(serializers.Serializer[Any]):
    current = Text(max_length=TEXT_MAX)
    new = Text(max_length=TEXT_MAX)


class CodeIn(serializers.Serializer[Any]):
    code = Text(max_length=TEXT_MAX)


class ConfirmingIn(serializers.Serializer[Any]):
    password = Text(max_length=TEXT_MAX)


class DeleteIn(ConfirmingIn):
    messages = serializers.ChoiceField(
        ["keep", "erase"],
        help_text="Whether your messages stay, under “Former member”, or lose their text.",
        error_messages={"invalid_choice": "Choose keep or erase."},
    )


class SecretOut(serializers.Serializer[Any]):
    secret = serializers.CharField(help_text="Base32, for people who type it in.")
    otpauth_uri = serializers.CharField(help_text="The URI to show as a QR code.")


class SessionOut(serializers.Serializer[Any]):
    id = serializers.CharField()
    device = serializers.CharField(help_text="Such as “Firefox on Linux”.")
    place = serializers.CharField(allow_null=True, help_text="Such as “Porto, Portugal”, if it is known.")
    created_at = serializers.DateTimeField()
    last_used_at = serializers.DateTimeField(help_text="Accurate to ten minutes.")
    current = serializers.BooleanField(help_text="True for the sign-in of this request.")


class SessionsOut(serializers.Serializer[Any]):
    results = SessionOut(many=True)
    next = serializers.CharField(allow_null=True)


class SignInOut(serializers.Serializer[Any]):
    """Tokens, or a challenge where a second step is on."""

    access_token = serializers.CharField(required=False)
    refresh_token = serializers.CharField(required=False)
    expires_in = serializers.IntegerField(required=False, help_text="Seconds.")
    token_type = serializers.ChoiceField(["Bearer"], required=False)
    challenge = serializers.ChoiceField(["totp"], required=False)
    session = serializers.CharField(required=False, help_text="For `auth/challenge`; valid for three minutes.")


class TokensOut(serializers.Serializer[Any]):
    access_token = serializers.CharField()
    refresh_token = serializers.CharField()
    expires_in = serializers.IntegerField(help_text="Seconds.")
    token_type = serializers.ChoiceField(["Bearer"])


class SettingsShape(serializers.Serializer[Any]):
    theme = serializers.ChoiceField(
        ["system", "light", "dark"],
        required=False,
        # DRF's own message repeats the input, which may hold characters that cannot be sent.
        error_messages={"invalid_choice": "Choose system, light or dark."},
    )
    time_zone = serializers.CharField(required=False, help_text="An IANA name, such as Europe/Lisbon.")
    enter_sends = Boolean(required=False)
    shortcuts = Boolean(required=False)

    def validate_time_zone(self, name: str) -> str:
        if name not in available_timezones():
            raise serializers.ValidationError("There’s no time zone with that name.")
        return name


class MeIn(serializers.Serializer[Any]):
    name = Text(required=False, max_length=TEXT_MAX)
    handle = Text(required=False, max_length=TEXT_MAX)
    status = Text(required=False, allow_blank=True, max_length=TEXT_MAX)
    avatar_id = Text(
        required=False,
        allow_null=True,
        max_length=TEXT_MAX,
        help_text="Null shows initials; the present id changes nothing. Send a new picture to `me/avatar`.",
    )
    settings = SettingsShape(required=False)


class PublicProfile(serializers.Serializer[Any]):
    id = serializers.CharField()
    handle = serializers.CharField()
    name = serializers.CharField()
    avatar_url = serializers.CharField(allow_null=True)
    status = serializers.CharField(allow_blank=True)
    online = serializers.BooleanField()


class OwnProfile(PublicProfile):
    email = serializers.EmailField()
    avatar_id = serializers.CharField(allow_null=True)
    created_at = serializers.DateTimeField()
    settings = SettingsShape()


class PeopleQuery(PageQuery):
    prefix = serializers.CharField(required=False, max_length=HANDLE_MAX + 1, help_text="The start of a handle.")
    ids = serializers.CharField(
        required=False, max_length=IDS_MAX * (ID_MAX + 1), help_text="Up to 100 ids, comma-separated."
    )

    def validate_ids(self, text: str) -> list[str]:
        ids = [user_id for user_id in text.split(",") if user_id]
        if len(ids) > IDS_MAX:
            raise serializers.ValidationError(f"Ask for at most {IDS_MAX} people at once.")
        if any(len(user_id) > ID_MAX for user_id in ids):  # DynamoDB would refuse so long a key
            raise serializers.ValidationError("That isn’t an id.")
        return ids

    def validate(self, attrs: dict[str, Any]) -> dict[str, Any]:
        if ("prefix" in attrs) == ("ids" in attrs):
            raise serializers.ValidationError({"prefix": "Send either a prefix or ids."})
        return attrs


class PeopleOut(serializers.Serializer[Any]):
    results = PublicProfile(many=True)
    next = serializers.CharField(allow_null=True)
