"""A device in a few words, from its User-Agent; its owner is told of a new one."""

from hashlib import sha256

from accounts.domain import Profile
from accounts.models.profiles import ProfileItem

BROWSERS = {"Edg/": "Edge", "OPR/": "Opera", "Firefox/": "Firefox", "Chrome/": "Chrome", "Safari/": "Safari"}
SYSTEMS = {
    "iPhone": "iPhone",
    "iPad": "iPad",
    "Android": "Android",
    "Windows": "Windows",
    "Mac OS": "Mac",
    "Linux": "Linux",
}
UNKNOWN_MAX = 40


def described(user_agent: str) -> str:
    """“Firefox on Linux”; of an unknown one its first word."""
    browser = next((name for sign, name in BROWSERS.items() if sign in user_agent), None)
    system = next((name for sign, name in SYSTEMS.items() if sign in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    return (user_agent.split() or ["Unknown device"])[0][:UNKNOWN_MAX]


def notice(profile: Profile, user_agent: str, place: str) -> None:
    """A mail, where they never signed in from such a device. One UpdateItem; a mail that fails keeps nobody out.

    Cognito's own PostAuthentication isn't told of the device by a sign-in with a password, so it is done here.
    """
    device = described(user_agent)
    seal = sha256(f"{profile.id}:{device}".encode()).hexdigest()[:16]
    if not ProfileItem.met_device(profile.id, seal):
        return
    from accounts import mails  # noqa: PLC0415  # rarely

    mails.tell("new_device", profile.email, device=device, place=place)
