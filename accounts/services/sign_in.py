"""Sign in: Cognito checks the password, one row in `sessions` is the sign-in from then on."""

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
from accounts.services.devices import described, notice
from accounts.services.refresh import held
from accounts.services.registration import ensure_profile
from accounts.services.sessions import session_id
from chatify.core import clock

Given = TypeVar("Given")


@dataclass(frozen=True, slots=True)
class Visitor:
    """Whence somebody asks: the network address, the User-Agent, and the place in words where the door knows it."""

    address: str
    user_agent: str = ""
    place: str = ""


@dataclass(frozen=True, slots=True)
class SignedIn:
    profile: Profile
    tokens: Tokens
    origin_jti: str


def for_api(email: str, password: str, visitor: Visitor) -> Tokens | Challenge:
    """Tokens, good as long as the row of their sign-in. Raises `WrongCredentials`, `Banned`, `Throttled`."""
    signed_in = _checked(email, password, visitor)
    if isinstance(signed_in, SignedIn):
        return _keep(signed_in, visitor)
    return signed_in


def for_browser(request: HttpRequest, email: str, password: str, visitor: Visitor) -> Challenge | None:
    """Django's session, with a new key; the tokens stay on the server. Raises the same."""
    signed_in = _checked(email, password, visitor)
    if isinstance(signed_in, Challenge):
        return signed_in
    _open(request, signed_in, visitor)
    return None


def _open(request: HttpRequest, signed_in: SignedIn, visitor: Visitor) -> None:
    request.session.flush()  # nothing of whoever sat here before, not even how long it was to last
    request.session.owner = signed_in.profile.id  # type: ignore[attr-defined]  # accounts.sessions
    login(request, User.of(signed_in.profile))
    request.session["refresh_token"] = signed_in.tokens.refresh
    request.session["device"] = described(visitor.user_agent)
    if visitor.place:
        request.session["place"] = visitor.place


def answer_for_api(challenge: Challenge, code: str, visitor: Visitor) -> Tokens:
    """The second step. Raises `WrongCode`, `NotAuthenticated` where it came too late, `Banned`, `Throttled`."""
    return _keep(_answered(challenge, code, visitor), visitor)


def answer_for_browser(request: HttpRequest, challenge: Challenge, code: str, visitor: Visitor) -> None:
    """Raises the same."""
    _open(request, _answered(challenge, code, visitor), visitor)
    request.session["second_step"] = True  # what the admin asks of operators


def _answered(challenge: Challenge, code: str, visitor: Visitor) -> SignedIn:
    code = normal_code(code)
    limits.hit_address("code", visitor.address)
    limits.hit("code", challenge.username)
    given = _unless_banned(challenge.username, lambda: users.answer(challenge, code))
    limits.succeeded("code", challenge.username, visitor.address)
    return _welcomed(given, visitor)


def _checked(email: str, password: str, visitor: Visitor) -> SignedIn | Challenge:
    email = address_of(email)
    with constant_time.even(refusals_only=True):
        limits.hit_address("sign-in", visitor.address)
        limits.hit("sign-in", email)
        answer = _unless_banned(email, lambda: users.sign_in(email, password))
    limits.succeeded("sign-in", email, visitor.address)
    return answer if isinstance(answer, Challenge) else _welcomed(answer, visitor)


def _unless_banned(username: str, ask: Callable[[], Given]) -> Given:
    """Cognito's own refusal of the banned, by our trigger, has no room for why and until when."""
    try:
        return ask()
    except Banned as error:
        profile = ProfileItem.profile(admin.user_id_of(username))
        raise (Banned.of(profile, settings.APPEALS) if profile else error) from error


def _welcomed(given: Tokens, visitor: Visitor) -> SignedIn:
    claims = tokens.verify(given.access)
    profile = ProfileItem.profile(claims.user_id)
    if profile is None:
        # PostConfirmation failed, or somebody was made in Cognito's own console.
        profile = ensure_profile(users.registration(given.access))
    profile = groups.follow(profile, claims.groups)
    if profile.is_banned(clock.now()):
        users.revoke(given.refresh or "")
        raise Banned.of(profile, settings.APPEALS)
    notice(profile, visitor.user_agent, visitor.place)
    return SignedIn(profile, given, claims.origin_jti)


def _keep(signed_in: SignedIn, visitor: Visitor) -> Tokens:
    now = clock.now()
    row = SessionItem(
        session_id(signed_in.origin_jti),
        user_id=signed_in.profile.id,
        epoch=signed_in.profile.epoch,
        device=described(visitor.user_agent),
        place=visitor.place or None,
        refresh_token=signed_in.tokens.refresh,
        created_at=now,
        seen_at=now,
        expires_at=now + timedelta(seconds=settings.SESSION_COOKIE_AGE),
    )
    if not row.create():
        raise WrongCredentials
    return held(signed_in.tokens, row.session_id)
