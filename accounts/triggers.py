"""The handler of Cognito's triggers.

Cognito sends an event and takes it back, changed or not. It retries, so every trigger may be repeated, and a moment
without a trigger here lets the user pass. What most calls do not need is imported inside the functions.
"""

import logging
from collections.abc import Callable, Mapping
from typing import Any

from accounts.cognito.users import registration_from
from accounts.models.profiles import ProfileItem
from accounts.services import site_setup
from accounts.services.registration import ensure_profile
from chatify.core import clock, metrics
from chatify.core.errors import DomainError

logger = logging.getLogger(__name__)
Event = dict[str, Any]


class TriggerRefusal(Exception):
    """Cognito tells its caller “<trigger> failed with error <code>.”, which `accounts.cognito.client` reads."""


def handler(event: Event, context: Any) -> Event:
    """Run the trigger of an event's `triggerSource` and return the event. Raises `TriggerRefusal`."""
    trigger = TRIGGERS.get(event["triggerSource"])
    if trigger is not None:
        try:
            trigger(event)
        except DomainError as error:
            logger.info("%s refused: %s", event["triggerSource"], error.code)
            # Not chained, so that a ban's reason stays out of the log.
            raise TriggerRefusal(error.code) from None
        except Exception:
            # Counted here, because AWS counts refusals as errors of the function too.
            metrics.count("Failures")
            raise
    return event


def check_sign_up(event: Event) -> None:
    """Check a sign-up by the rules of our own forms, whoever calls Cognito, and use the invitation (PreSignUp)."""
    from accounts.services import sign_up_policy  # noqa: PLC0415

    attributes = event["request"]["userAttributes"]
    metadata = event["request"].get("clientMetadata") or {}
    sign_up_policy.admit(
        email=attributes.get("email", ""),
        name=attributes.get("name", ""),
        handle=attributes.get("preferred_username", ""),
        invitation=metadata.get("invitation", ""),
    )


def make_profile(event: Event) -> None:
    """Create profile and handle, appoint the founder, join the first channels (PostConfirmation)."""
    profile = ensure_profile(registration_from(event["request"]["userAttributes"]))
    site_setup.appoint_founder(profile)
    site_setup.join_first_channels(profile)


def record_sign_in(event: Event) -> None:
    """Store the time of the sign-in, where there is a profile already (PostAuthentication). One UpdateItem."""
    user_id = event["request"]["userAttributes"]["sub"]
    if ProfileItem.record_sign_in(user_id, clock.now()):
        logger.info("signed in", extra={"actor": user_id})


def add_claims(event: Event) -> None:
    """Add handle and groups to the tokens; refuse banned people (PreTokenGeneration)."""
    profile = ProfileItem.profile(event["request"]["userAttributes"]["sub"])
    if profile is None:
        return
    from accounts.services.sessions import refuse_if_banned  # noqa: PLC0415

    refuse_if_banned(profile)
    claims = {"handle": profile.handle, "chatify_groups": " ".join(sorted(profile.groups))}
    added = {"claimsToAddOrOverride": claims}
    event["response"]["claimsAndScopeOverrideDetails"] = {"idTokenGeneration": added, "accessTokenGeneration": added}


def write_mail(event: Event) -> None:
    """Write Cognito's mails in the site's name and words (CustomMessage)."""
    from accounts import mails  # noqa: PLC0415

    name = MAILS[event["triggerSource"].partition("_")[2]]
    subject, _, html = mails.render(name, code=event["request"]["codeParameter"])
    event["response"].update(emailSubject=subject, emailMessage=html)


MAILS = {"SignUp": "sign_up", "ResendCode": "sign_up", "ForgotPassword": "reset"}
TRIGGERS: Mapping[str, Callable[[Event], None]] = {
    "PreSignUp_SignUp": check_sign_up,
    "PostConfirmation_ConfirmSignUp": make_profile,
    "PostAuthentication_Authentication": record_sign_in,
    "TokenGeneration_Authentication": add_claims,
    "TokenGeneration_RefreshTokens": add_claims,
    "TokenGeneration_NewPasswordChallenge": add_claims,
    **{f"CustomMessage_{name}": write_mail for name in MAILS},
}
