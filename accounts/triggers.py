"""What Cognito asks of us: one function for all its triggers.

Cognito calls with the user's event and takes it back, changed or not; it retries, so each act may be repeated. What has
no act here lets the user pass. Checks, mails and tokens of Django are imported where they are needed: most calls don't.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from accounts.cognito.users import registered
from accounts.models.profiles import ProfileItem
from accounts.services import site_setup
from accounts.services.registration import ensure_profile
from chatify.core import clock, metrics
from chatify.core.errors import DomainError

logger = logging.getLogger(__name__)
Event = dict[str, Any]


class TriggerRefusal(Exception):
    """Cognito's caller is told “<trigger> failed with error <this>.”: a code that `accounts.cognito.client` reads."""


def handler(event: Event, context: Any) -> Event:
    """`triggerSource` names the moment; PostConfirmation has two of them, sign-ups and password resets."""
    act = ACTS.get(event["triggerSource"])
    if act is not None:
        try:
            act(event)
        except DomainError as error:
            logger.info("%s refused: %s", event["triggerSource"], error.code)
            # Not chained: a ban's reason has no place in the log.
            raise TriggerRefusal(error.code) from None
        except Exception:
            # Counted here, since to AWS a refusal is an error of the function too.
            metrics.count("Failures")
            raise
    return event


def admit(event: Event) -> None:
    """PreSignUp: the same rules as at our own doors, for whoever comes by another. An invitation is used up here."""
    from accounts.services import sign_up_policy  # noqa: PLC0415

    asked = event["request"]["userAttributes"]
    metadata = event["request"].get("clientMetadata") or {}
    sign_up_policy.admit(
        email=asked.get("email", ""),
        name=asked.get("name", ""),
        handle=asked.get("preferred_username", ""),
        invitation=metadata.get("invitation", ""),
    )


def make_profile(event: Event) -> None:
    """PostConfirmation: profile and handle, the first person's rights, the channels that newcomers are in."""
    profile = ensure_profile(registered(event["request"]["userAttributes"]))
    site_setup.found(profile)
    site_setup.welcome(profile)


def note_sign_in(event: Event) -> None:
    """PostAuthentication. One UpdateItem; of somebody without a profile yet nothing is noted."""
    user_id = event["request"]["userAttributes"]["sub"]
    if ProfileItem.signed_in(user_id, clock.now()):
        logger.info("signed in", extra={"actor": user_id})


def claim(event: Event) -> None:
    """PreTokenGeneration: handle and groups stand in the tokens; who is banned gets none."""
    profile = ProfileItem.profile(event["request"]["userAttributes"]["sub"])
    if profile is None:
        return
    from accounts.services.sessions import refuse_if_banned  # noqa: PLC0415

    refuse_if_banned(profile)
    claims = {"handle": profile.handle, "chatify_groups": " ".join(sorted(profile.groups))}
    added = {"claimsToAddOrOverride": claims}
    event["response"]["claimsAndScopeOverrideDetails"] = {"idTokenGeneration": added, "accessTokenGeneration": added}


def write_mail(event: Event) -> None:
    """CustomMessage: in the site's name and words."""
    from accounts import mails  # noqa: PLC0415

    name = MAILS[event["triggerSource"].partition("_")[2]]
    subject, _, html = mails.written(name, code=event["request"]["codeParameter"])
    event["response"].update(emailSubject=subject, emailMessage=html)


MAILS = {"SignUp": "sign_up", "ResendCode": "sign_up", "ForgotPassword": "reset"}
ACTS: Mapping[str, Callable[[Event], None]] = {
    "PreSignUp_SignUp": admit,
    "PostConfirmation_ConfirmSignUp": make_profile,
    "PostAuthentication_Authentication": note_sign_in,
    "TokenGeneration_Authentication": claim,
    "TokenGeneration_RefreshTokens": claim,
    "TokenGeneration_NewPasswordChallenge": claim,
    **{f"CustomMessage_{name}": write_mail for name in MAILS},
}
