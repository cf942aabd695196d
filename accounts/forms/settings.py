"""Forms of the settings. The rules and their sentences are in `accounts.validation`."""

from zoneinfo import available_timezones

from django import forms

from accounts.domain import STATUS_MAX
from accounts.forms.sign_in import (
    PLAIN,
    REQUIRED,
    Handle,
    code_field,
    email_field,
    handle_field,
    name_field,
    password_field,
)

CHANNELS_MAX, CHANNEL_MAX = 10, 40
PICTURES = "image/png,image/jpeg,image/webp,image/gif"


class NothingForm(forms.Form):
    """A button without fields."""


class ProfileForm(forms.Form):
    name = name_field()
    handle = handle_field()
    status = forms.CharField(
        label="Status",
        required=False,
        help_text="A few words or an emoji, like “🔧 Truing wheels until 4”.",
        widget=forms.TextInput({"maxlength": str(STATUS_MAX), "autocomplete": "off"}),
    )


class PictureForm(forms.Form):
    picture = forms.FileField(
        label="Picture",
        required=False,
        help_text="Square works best. Up to 2 MB.",
        widget=forms.FileInput({"accept": PICTURES}),
    )


class AccountForm(forms.Form):
    theme = forms.ChoiceField(
        label="Appearance", choices=[("system", "Same as this device"), ("light", "Light"), ("dark", "Dark")]
    )
    time_zone = forms.ChoiceField(
        label="Time zone",
        required=False,
        choices=lambda: [("", "Same as this device"), *((name, name) for name in sorted(available_timezones()))],
    )


class EmailForm(forms.Form):
    email = email_field("New e-mail")
    password = password_field("current-password", "Your password")


class EmailCodeForm(forms.Form):
    code = code_field()


class PasswordForm(forms.Form):
    current = password_field("current-password", "Current password")
    new = password_field("new-password", "New password")


class VerifyForm(forms.Form):
    code = code_field("Six-digit code")


class TurnOffForm(forms.Form):
    password = password_field("current-password", "Your password")


class DeleteForm(forms.Form):
    handle = Handle(
        label="Your handle", widget=forms.TextInput({"autocomplete": "off", **PLAIN}), error_messages=REQUIRED
    )
    password = password_field("current-password", "Your password")
    erase = forms.BooleanField(label="Also delete every message I wrote", required=False)


class SiteForm(forms.Form):
    name = forms.CharField(label="Name", widget=forms.TextInput({"maxlength": "40"}), error_messages=REQUIRED)
    sign_up = forms.ChoiceField(
        label="Who can sign up",
        choices=[
            ("open", "Everybody"),
            ("invitation", "People with an invitation"),
            ("domains", "People with certain e-mail addresses"),
        ],
    )
    domains = forms.CharField(
        label="Allowed e-mail domains",
        required=False,
        help_text="Like example.org. Separate several with commas.",
        widget=forms.TextInput({"autocomplete": "off", **PLAIN}),
    )
    channels = forms.CharField(
        label="First channels",
        required=False,
        help_text="Everyone who joins is added to these. Separate several with commas.",
        widget=forms.TextInput({"autocomplete": "off", **PLAIN}),
    )

    def clean_channels(self) -> list[str]:
        names = [name.strip().removeprefix("#") for name in self.cleaned_data["channels"].split(",") if name.strip()]
        if any(len(name) > CHANNEL_MAX for name in names) or len(names) > CHANNELS_MAX:
            raise forms.ValidationError(f"At most {CHANNELS_MAX} channels, of {CHANNEL_MAX} characters each.")
        return names
