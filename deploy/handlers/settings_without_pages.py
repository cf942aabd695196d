"""The settings of the functions that answer no HTTP request: only the apps whose services they call."""

from chatify.settings import *  # noqa: F403  # settings that extend settings

INSTALLED_APPS = ["accounts", "chat"]
