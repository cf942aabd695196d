"""Sign in: Cognito checks the password; from then on one row in `sessions` is the sign-in."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from typing import TypeVar

from django.conf import settings
from django.contrib.auth import login
from django.http import HttpRequest

from accounts import tokens
from accounts.cognito import admin, users
from accounts.domain import Banned, Challenge, Profile, Tokens, WrongCredentials, address_of, normal_code
from accounts.models.profiles import ProfileItem
from accounts.models.sessions import SessionItem
from accounts.models.user import User
from accounts.services import constant_time, groups, limits
from accounts.services.devices import device_name, notify_of_new_device
from accounts.services.refresh import bind_to_sign_in
from accounts.services.registration import ensure_profile
from accounts.services.sessions import session_id
from chatify.core import clock

Answer = TypeVar("Answer")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Where a request comes from: network address, User-Agent, and the place in words where CloudFront tells it."""

    address: str
    user_agent: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    profile: Profile
    tokens: Tokens
    origin_jti: str


def for_api(email: str, password: str, visitor: Visitor) -> Tokens | Challenge:
    """Return tokens, which work as long as their row in `sessions`, or a challenge.

    Raises `WrongCredentials`, `Banned`, `Throttled`.
    """
    result = _check_password(email, password, visitor)
    if isinstance(result, SignedIn):
        return _store_session(result, visitor)
    return result


def for_browser(request: HttpRequest, email: str, password: str, visitor: Visitor) -> Challenge | None:
    """Sign in to Django's session, under a new key; the tokens stay on the server. Raises as `for_api`."""
    result = _check_password(email, password, visitor)
    if isinstance(result, Challenge):
        return result
    _open_session(request, result, visitor)
    return None


def _open_session(request: HttpRequest, signed_in: SignedIn, visitor: Visitor) -> None:
    request.session.flush()  # keeps nothing of the person before, not even the session's expiry
    request.session.owner = signed_in.profile.id  # type: ignore[attr-defined]  # accounts.sessions
    login(request, User.of(signed_in.profile))
    request.session["refresh_token"] = signed_in.tokens.refresh
    request.session["device"] = device_name(visitor.user_agent)
    if visitor.place:
        request.session["place"] = visitor.place


def answer_for_api(challenge: Challenge, code: str, visitor: Visitor) -> Tokens:
    """Return the tokens after the second step.

    Raises `WrongCode`, `NotAuthenticated` if it came too late, `Banned`, `Throttled`.
    """
    return _store_session(_answer_challenge(challenge, code, visitor), visitor)


def answer_for_browser(request: HttpRequest, challenge: Challenge, code: str, visitor: Visitor) -> None:
    """Sign in to Django's session after the second step. Raises as `answer_for_api`."""
    _open_session(request, _answer_challenge(challenge, code, visitor), visitor)
    request.session["second_step"] = True  # The admin asks operators for it.


def _answer_challenge(challenge: Challenge, code: str, visitor: Visitor) -> SignedIn:
    code = normal_code(code)
    limits.hit_address("code", visitor.address)
    limits.hit("code", challenge.username)
    new_tokens = _explain_ban(challenge.username, lambda: users.answer_challenge(challenge, code))
    limits.record_success("code", challenge.username, visitor.address)
    return _complete(new_tokens, visitor)


def _check_password(email: str, password: str, visitor: Visitor) -> SignedIn | Challenge:
    email = address_of(email)
    with constant_time.padded(refusals_only=True):
        limits.hit_address("sign-in", visitor.address)
        limits.hit("sign-in", email)
        answer = _explain_ban(email, lambda: users.sign_in(email, password))
    limits.record_success("sign-in", email, visitor.address)
    return answer if isinstance(answer, Challenge) else _complete(answer, visitor)


def _explain_ban(username: str, ask: Callable[[], Answer]) -> Answer:
    """Return what `ask` does; its `Banned`, which comes through Cognito, gets the ban's reason and end."""
    try:
        return ask()
    except Banned as error:
        profile = ProfileItem.profile(admin.user_id_of(username))
        raise (Banned.of(profile, settings.APPEALS) if profile else error) from error


def _complete(new_tokens: Tokens, visitor: Visitor) -> SignedIn:
    claims = tokens.verify(new_tokens.access)
    profile = ProfileItem.profile(claims.user_id)
    if profile is None:
        # The PostConfirmation trigger failed, or the account was created in Cognito's own console.
        profile = ensure_profile(users.get_registration(new_tokens.access))
    profile = groups.sync_groups(profile, claims.groups)
    if profile.is_banned(clock.now()):
        users.revoke(new_tokens.refresh or "")
        raise Banned.of(profile, settings.APPEALS)
    notify_of_new_device(profile, visitor.user_agent, visitor.place)
    return SignedIn(profile, new_tokens, claims.origin_jti)


def _store_session(signed_in: SignedIn, visitor: Visitor) -> Tokens:
    now = clock.now()
    row = SessionItem(
        session_id(signed_in.origin_jti),
        user_id=signed_in.profile.id,
        epoch=signed_in.profile.epoch,
        device=device_name(visitor.user_agent),
        place=visitor.place or None,
        refresh_token=signed_in.tokens.refresh,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    if not row.create():
        raise WrongCredentials
    return bind_to_sign_in(signed_in.tokens, row.session_id)
