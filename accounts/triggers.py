"""What Cognito asks of us: one function for all its triggers.

Cognito calls with the user's event and takes it back, changed or not; it retries, so each act may be repeated. What has
no act here lets the user pass.
"""

from collections.abc import Callable, Mapping
from typing import Any

from accounts.cognito import registered
from accounts.services.registration import ensure_profile

Event = dict[str, Any]


def handler(event: Event, context: Any) -> Event:
    """`triggerSource` names the moment; PostConfirmation has two of them, sign-ups and password resets."""
    act = ACTS.get(event["triggerSource"])
    if act is not None:
        act(event)
    return event


def make_profile(event: Event) -> None:
    ensure_profile(registered(event["request"]["userAttributes"]))


ACTS: Mapping[str, Callable[[Event], None]] = {
    "PostConfirmation_ConfirmSignUp": make_profile,
}
