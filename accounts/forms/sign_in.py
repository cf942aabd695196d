"""Forms of sign-up and sign-in. The rules and their sentences are in `accounts.validation`."""

from typing import Any

from django import forms

from accounts.domain import EMAIL_MAX, HANDLE_MAX, NAME_MAX, PASSWORD_MAX, normal_handle

REQUIRED = {"required": "Fill this in."}
# Handles, addresses and codes are not words: no keyboard should correct or capitalise them.
PLAIN = {"autocapitalize": "none", "autocorrect": "off", "spellcheck": "false"}


def email_field(label: str = "E-mail", **attributes: str) -> forms.CharField:
    """Return a field for an e-mail address."""
    widget = forms.EmailInput({"autocomplete": "email", "maxlength": str(EMAIL_MAX), **PLAIN, **attributes})
    return forms.CharField(label=label, widget=widget, error_messages=REQUIRED)


def password_field(autocomplete: str, label: str = "Password") -> forms.CharField:
    """Return a field for a password; `autocomplete` tells password managers which one."""
    widget = forms.PasswordInput({"autocomplete": autocomplete, "maxlength": str(PASSWORD_MAX)})
    return forms.CharField(label=label, strip=False, widget=widget, error_messages=REQUIRED)


def name_field() -> forms.CharField:
    """Return a field for a display name."""
    widget = forms.TextInput({"autocomplete": "name", "maxlength": str(NAME_MAX)})
    return forms.CharField(label="Display name", widget=widget, error_messages=REQUIRED)


class Handle(forms.CharField):
    """A handle, cleaned to its stored form."""

    def clean(self, value: Any) -> str:
        return normal_handle(super().clean(value))


def handle_field(help_text: str = "") -> Handle:
    """Return a field for a handle."""
    # Not "username": a password manager would fill it into the e-mail field of the sign-in.
    widget = forms.TextInput({"autocomplete": "nickname", "maxlength": str(HANDLE_MAX + 1), **PLAIN})
    return Handle(label="Handle", help_text=help_text, widget=widget, error_messages=REQUIRED)


def code_field(label: str = "Code") -> forms.CharField:
    """Return a field for a six-digit code."""
    widget = forms.TextInput(
        {"autocomplete": "one-time-code", "inputmode": "numeric", "maxlength": "12", "autofocus": True, **PLAIN}
    )
    return forms.CharField(label=label, widget=widget, error_messages=REQUIRED)


class SignUpForm(forms.Form):
    name = name_field()
    handle = handle_field("People mention you with this. Letters, numbers, dots, hyphens and underscores.")
    email = email_field()
    password = password_field("new-password")
    invitation = forms.CharField(required=False, widget=forms.HiddenInput())


class ForgotForm(forms.Form):
    email = email_field()


class ByMailForm(forms.Form):
    """A form for a mailed code. A known address is a hidden field."""

    email = email_field()

    def __init__(self, *args: Any, known_email: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if known_email:
            self.fields["email"].widget = forms.HiddenInput()
            self.initial["email"] = known_email


class ConfirmForm(ByMailForm):
    code = code_field()


class ResetForm(ByMailForm):
    code = code_field()
    password = password_field("new-password", "New password")


class SignInForm(forms.Form):
    email = email_field()
    password = password_field("current-password")
    next = forms.CharField(required=False, widget=forms.HiddenInput())


class SecondStepForm(forms.Form):
    code = code_field("Six-digit code")
