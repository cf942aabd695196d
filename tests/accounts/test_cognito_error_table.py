"""The table of Cognito's errors in docs/accounts.md agrees with the code."""

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
CALLS = {
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
    """Return the rows: calls, Cognito's errors, the API's answer, sentences. An empty first cell repeats the calls above."""
    lines = PAGE[PAGE.index(HEADER) :].split("\n\n")[0].splitlines()[2:]
    table_rows, calls = [], ""
    for line in lines:
        call, _, says, api, words = (cell.strip() for cell in line.strip("|").split("|"))
        calls = call or calls
        table_rows.append((calls.split(", "), says, api, words))
    return table_rows


def outcomes():
    """Yield the call, Cognito's error, and the code of the API's answer, None if it is no error."""
    for names, says, api, _ in rows():
        code = re.search(REFUSED, api)
        for error in re.findall(r"`(\w+)`", says):
            for name in names if names != ["any"] else ["AssociateSoftwareToken", "ChangePassword"]:
                if name in CALLS:
                    yield name, f"{error}Exception", code and code[2]


def operations():
    operation_names = re.findall(r"\bcall\(\s*\"(\w+)\"", inspect.getsource(users) + inspect.getsource(admin))
    return {"".join(word.title() for word in name.split("_")).replace("Mfa", "MFA") for name in operation_names}


def test_table_lists_exactly_the_calls_of_the_code():
    assert {name for names, *_ in rows() for name in names} == operations() | {"any"}


def test_table_lists_every_handled_error():
    handled_errors = {
        error.removesuffix("Exception") for error in (*client.ERRORS, *client.BUSY, *client.TRIGGER_FAILED)
    }
    assert handled_errors <= {error for _, says, *_ in rows() for error in re.findall(r"`?(\w+?)(?:Exception|`)", says)}


def test_table_has_outcomes():
    assert len(list(outcomes())) > 40


@pytest.mark.parametrize(("name", "error", "code"), [*outcomes()])
def test_each_cognito_error_becomes_the_error_of_the_table(failing, name, error, code):
    failing(refusal(error))
    if code is None:
        CALLS[name]()
        return
    with pytest.raises(DomainError) as refusal_info:
        CALLS[name]()
    assert refusal_info.value.code == code


def test_statuses_of_the_table_are_those_of_the_api():
    for *_, api, _ in rows():
        for status, code in re.findall(REFUSED, api):
            assert STATUS[code] == int(status), code


def test_sentences_of_the_table_are_used_in_code_or_templates():
    code_and_templates = "".join(
        path.read_text()
        for folder in ("accounts", "templates/accounts", "templates/mails", "chatify")
        for path in (ROOT / folder).rglob("*")
        if path.suffix in (".py", ".html", ".txt")
    )
    sentences = [sentence for *_, words in rows() for sentence in re.findall(r"“([^”]+)”", words)]
    assert len(sentences) > 12
    for sentence in sentences:
        for part in re.split(r"@tess|ines@example\.org|1 minute", sentence):
            assert part.strip(" .") in code_and_templates, sentence
