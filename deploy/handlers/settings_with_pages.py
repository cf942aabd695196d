"""The settings of the http function: the admin's URLs, which few requests need, are loaded with the first of them."""

from chatify.settings import *  # noqa: F403  # settings that extend settings
from chatify.settings import ENV, MIDDLEWARE

HAS_ADMIN_URLS = False
if ENV.admin == "on":
    MIDDLEWARE = ["deploy.handlers.lazy_admin.LazyAdmin", *MIDDLEWARE]
