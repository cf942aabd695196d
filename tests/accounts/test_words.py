"""The table in docs/accounts.md is what happens: each call to Cognito, what it may say, what a client and a person read."""

import inspect
import re
from pathlib import Path

import pytest
from django.conf import settings

from accounts.cognito import admin, client, users
from accounts.domain import Challenge
from accounts.services.refresh import renew
from chatify.core.errors import DomainError
from chatify.web.statuses import STATUS
from tests.accounts.test_cognito import failing, refusal

__all__ = ["failing"]
ROOT = Path(settings.BASE_DIR)
PAGE = (ROOT / "docs/accounts.md").read_text()
HEADER = "| call | when | Cognito says | API | a person reads |"
REFUSED = r"([45]\d\d) `(\w+)`"
ACTS = {
    "SignUp": lambda: users.sign_up("a@example.org", "p", name="Ada", handle="ada-of-the-table"),
    "ConfirmSignUp": lambda: users.confirm("a@example.org", "123456"),
    "ResendConfirmationCode": lambda: users.resend("a@example.org"),
    "InitiateAuth": lambda: users.sign_in("a@example.org", "p"),
    "RespondToAuthChallenge": lambda: users.answer_challenge(Challenge("totp", "s" * 20, "u"), "123456"),
    "GetTokensFromRefreshToken": lambda: renew("token"),
    "RevokeToken": lambda: users.revoke("token"),
    "AdminUserGlobalSignOut": lambda: admin.sign_out_everywhere("u"),
    "ForgotPassword": lambda: users.send_reset_code("a@example.org"),
    "ConfirmForgotPassword": lambda: users.reset("a@example.org", "123456", "p"),
    "ChangePassword": lambda: users.change_password("token", "p", "q"),
    "AssociateSoftwareToken": lambda: users.new_totp_secret("token"),
    "VerifySoftwareToken": lambda: users.start_totp("token", "123456"),
    "AdminUpdateUserAttributes": lambda: admin.change_email("u", "a@example.org"),
    "AdminDeleteUser": lambda: admin.delete("u"),
    "AdminListGroupsForUser": lambda: admin.groups_of("u"),
}


def rows():
    """Calls, what Cognito says, the API's answer, the words; a call stands in the first of its rows."""
    lines = PAGE[PAGE.index(HEADER) :].split("\n\n")[0].splitlines()[2:]
    found, named = [], ""
    for line in lines:
        call, _, says, api, words = (cell.strip() for cell in line.strip("|").split("|"))
        named = call or named
        found.append((named.split(", "), says, api, words))
    return found


def outcomes():
    """(call, Cognito's code, the code that a client reads; None where it reads of no error)."""
    for names, says, api, _ in rows():
        code = re.search(REFUSED, api)
        for error in re.findall(r"`(\w+)`", says):
            for name in names if names != ["any"] else ["AssociateSoftwareToken", "ChangePassword"]:
                if name in ACTS:
                    yield name, f"{error}Exception", code and code[2]


def operations():
    asked = re.findall(r"\bcall\(\s*\"(\w+)\"", inspect.getsource(users) + inspect.getsource(admin))
    return {"".join(word.title() for word in name.split("_")).replace("Mfa", "MFA") for name in asked}


def test_every_call_stands_in_the_table_and_no_other():
    assert {name for names, *_ in rows() for name in names} == operations() | {"any"}


def test_every_error_that_is_told_apart_stands_in_the_table():
    told = {error.removesuffix("Exception") for error in (*client.ERRORS, *client.BUSY, *client.TRIGGER_FAILED)}
    assert told <= {error for _, says, *_ in rows() for error in re.findall(r"`?(\w+?)(?:Exception|`)", says)}


def test_there_are_outcomes_to_try():
    assert len(list(outcomes())) > 40


@pytest.mark.parametrize(("name", "error", "code"), [*outcomes()])
def test_each_cognito_error_becomes_the_error_of_the_table(failing, name, error, code):
    failing(refusal(error))
    if code is None:
        ACTS[name]()
        return
    with pytest.raises(DomainError) as refused:
        ACTS[name]()
    assert refused.value.code == code


def test_the_statuses_are_those_of_the_api():
    for *_, api, _ in rows():
        for status, code in re.findall(REFUSED, api):
            assert STATUS[code] == int(status), code


def test_the_words_are_those_that_are_said():
    said = "".join(
        path.read_text()
        for folder in ("accounts", "templates/accounts", "templates/mails", "chatify")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt")
    )
    sentences = [sentence for *_, words in rows() for sentence in re.findall(r"“([^”]+)”", words)]
    assert len(sentences) > 12
    for sentence in sentences:
        for part in re.split(r"@tess|ines@example\.org|1 minute", sentence):
            assert part.strip(" .") in said, sentence
