"""Devices: a short name from the User-Agent, and a mail to their owner about a new one."""

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


def device_name(user_agent: str) -> str:
    """Return a name as “Firefox on Linux”, or the first word of an unknown User-Agent."""
    browser = next((name for token, name in BROWSERS.items() if token in user_agent), None)
    system = next((name for token, name in SYSTEMS.items() if token in user_agent), None)
    if browser and system:
        return f"{browser} on {system}"
    return (user_agent.split() or ["Unknown device"])[0][:UNKNOWN_MAX]


def notify_of_new_device(profile: Profile, user_agent: str, place: str) -> None:
    """Mail the person where they never signed in from such a device. One UpdateItem; a failed mail is only logged.

    Cognito does not tell its PostAuthentication trigger the device of a password sign-in, so it is done here.
    """
    device = device_name(user_agent)
    digest = sha256(f"{profile.id}:{device}".encode()).hexdigest()[:16]
    if not ProfileItem.add_device(profile.id, digest):
        return
    from accounts import mails  # noqa: PLC0415  # needed rarely

    mails.send_if_possible("new_device", profile.email, device=device, place=place)
