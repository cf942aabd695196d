"""A device in a few words, from its User-Agent."""

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
