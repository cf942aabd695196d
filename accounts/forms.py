"""What people fill in. The rules, and the words for breaking them, are `accounts.checks`'."""

from typing import Any

from django import forms

from accounts.domain import EMAIL_MAX, HANDLE_MAX, NAME_MAX, PASSWORD_MAX, normal_handle

REQUIRED = {"required": "Fill this in."}
# Names and codes are not words: nothing should correct or capitalise them.
PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def _email(**attributes: str) -> forms.CharField:
    widget = forms.EmailInput({"autocomplete": "email", "maxlength": str(EMAIL_MAX), **PLAIN, **attributes})
    return forms.CharField(label="E-mail", widget=widget, error_messages=REQUIRED)


def _password(autocomplete: str) -> forms.CharField:
    widget = forms.PasswordInput({"autocomplete": autocomplete, "maxlength": str(PASSWORD_MAX)})
    return forms.CharField(label="Password", strip=False, widget=widget, error_messages=REQUIRED)


class SignUpForm(forms.Form):
    name = forms.CharField(
        label="Display name",
        widget=forms.TextInput({"autocomplete": "name", "maxlength": str(NAME_MAX)}),
        error_messages=REQUIRED,
    )
    handle = forms.CharField(
        label="Handle",
        help_text="People mention you with this. Letters, numbers, dots, hyphens and underscores.",
        # Not "username": a password manager would offer it where the e-mail is asked for.
        widget=forms.TextInput({"autocomplete": "nickname", "maxlength": str(HANDLE_MAX + 1), **PLAIN}),
        error_messages=REQUIRED,
    )
    email = _email()
    password = _password("new-password")

    def clean_handle(self) -> str:
        return normal_handle(self.cleaned_data["handle"])


class ConfirmForm(forms.Form):
    email = _email()
    code = forms.CharField(
        label="Code",
        widget=forms.TextInput(
            {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "autofocus": True, **PLAIN}
        ),
        error_messages=REQUIRED,
    )

    def __init__(self, *args: Any, known_email: str = "", **kwargs: Any) -> None:
        """With the address known it need not be typed again."""
        super().__init__(*args, **kwargs)
        if known_email:
            self.fields["email"].widget = forms.HiddenInput()
            self.initial["email"] = known_email


class SignInForm(forms.Form):
    email = _email()
    password = _password("current-password")
    next = forms.CharField(required=False, widget=forms.HiddenInput())
