"""Rate limits: `settings.LIMITS`, counted exactly, per account and per network address."""

from datetime import timedelta
from hashlib import sha256
from ipaddress import IPv6Address, ip_address
from math import ceil
from threading import Lock
from time import monotonic

from django.conf import settings

from accounts.models.limits import LimitItem, Rule
from chatify.core import clock
from chatify.core.errors import Throttled

IPV6_HOST_BITS = 64
"""A household has all addresses of a /64, so they count as one."""

COUNTED_HERE_MAX = 10_000
_here: dict[tuple[str, str], tuple[float, int]] = {}
"""(scope, account) → (start of its window, tries); the least recently seen first."""
_lock = Lock()


def hit(scope: str, key: str, *, factor: int = 1) -> None:
    """Count one try of `scope` by an account (its id, or its e-mail before it has one). Raises `Throttled`.

    One UpdateItem, sometimes two.
    """
    now = clock.now()
    until = LimitItem.try_once(_hashed(scope, key), _rule(scope, factor), now)
    if until is not None:
        raise Throttled(ceil((until - now).total_seconds()))


def hit_address(scope: str, address: str) -> None:
    """Count one try of `scope` by everybody who comes from one network address. Raises `Throttled`."""
    hit(scope, _network_key(address), factor=settings.LIMITS_PER_ADDRESS_FACTOR)


def hit_here(scope: str, key: str) -> None:
    """Count one try by an account in this process alone, where writing each try would cost too much. No call.

    Raises `Throttled`. In AWS each instance counts for itself, so the limit only bounds a flood.
    """
    limit, seconds = settings.LIMITS[scope]
    now = monotonic()
    with _lock:
        started, tries = _here.pop((scope, key), (now, 0))
        if now - started >= seconds:
            started, tries = now, 0
        _here[scope, key] = (started, tries + 1)
        if len(_here) > COUNTED_HERE_MAX:
            _here.pop(next(iter(_here)))
    if tries >= limit * settings.LIMITS_PER_ADDRESS_FACTOR:
        raise Throttled(ceil(started + seconds - now))


def clear(scope: str, key: str) -> None:
    """Clear what an account's failures have counted. One DeleteItem."""
    LimitItem(_hashed(scope, key)).delete()


def record_success(scope: str, key: str, address: str) -> None:
    """Clear the account's count and give its address this try back: a success is no failure. Two calls."""
    clear(scope, key)
    LimitItem.give_back(_hashed(scope, _network_key(address)))


def _rule(scope: str, factor: int) -> Rule:
    limit, seconds = settings.LIMITS[scope]
    patience = settings.PATIENCE.get(scope)
    window = timedelta(seconds=seconds)
    return Rule(limit * factor, window, patience and patience * factor)


def _network_key(address: str) -> str:
    return f"address:{network(address)}"


def network(address: str) -> str:
    """Return what an address is counted under: an IPv4 address itself, an IPv6 address's /64."""
    try:
        parsed = ip_address(address)
    except ValueError:
        return address
    if isinstance(parsed, IPv6Address):
        return str(IPv6Address(int(parsed) >> IPV6_HOST_BITS << IPV6_HOST_BITS))
    return str(parsed)


def _hashed(scope: str, key: str) -> str:
    # So that the table holds neither addresses nor e-mails.
    return sha256(f"{scope}:{key}".encode()).hexdigest()
