"""Who may sign up, and with which handle."""

from accounts import validation
from accounts.domain import HandleReserved, HandleTaken, NotInvited, normal_email, normal_handle
from accounts.models.handles import HandleItem
from accounts.models.invitations import InvitationItem
from accounts.models.site import Site, SiteItem
from chatify.core import clock
from chatify.core.errors import Invalid


def check(*, email: str, name: str, handle: str, invitation: str = "") -> None:
    """Check a sign-up by the site's rules, never by what is known of the e-mail. Two or three GetItem.

    Raises `Invalid`, `HandleTaken`, `NotInvited`.
    """
    validation.check({"email": email, "name": name, "handle": handle})
    check_reserved(handle)
    _check_site(SiteItem.site(), email, invitation)
    if not HandleItem.is_free(handle):
        raise HandleTaken


def admit(*, email: str, name: str, handle: str, invitation: str = "") -> None:
    """Check a sign-up and use its invitation, once per e-mail however often it is called. Raises as `check`."""
    email, handle = normal_email(email), normal_handle(handle)
    check(email=email, name=name, handle=handle, invitation=invitation)
    if SiteItem.site().sign_up == "invitation" and not InvitationItem.use(invitation, email, clock.now()):
        raise NotInvited


def check_reserved(handle: str) -> None:
    """Check that the handle is not reserved. Raises `HandleReserved`."""
    if handle in RESERVED:
        raise HandleReserved


def _check_site(site: Site, email: str, invitation: str) -> None:
    host = email.rpartition("@")[2]
    if site.sign_up == "domains" and host not in site.domains:
        allowed = " or ".join(f"@{domain}" for domain in sorted(site.domains))
        raise Invalid({"email": [f"You can sign up only with an address that ends in {allowed}."]})
    if site.sign_up == "invitation" and not InvitationItem.is_good(invitation, clock.now()):
        raise NotInvited


RESERVED = frozenset(
    (
        *("admin", "administrator", "root", "system", "webmaster"),
        *("help", "moderator", "security", "staff", "support"),
        *("all", "anonymous", "channel", "everyone", "here", "nobody"),
        *("api", "chatify"),
    )
)
"""Handles that would speak for the site, or would mean more than one person."""
