"""Every address of the site and of its admin."""

from django.urls import URLPattern, URLResolver

from chatify import urls
from chatify.urls import handler400, handler403, handler404, handler500

__all__ = ["handler400", "handler403", "handler404", "handler500", "urlpatterns"]

urlpatterns: list[URLPattern | URLResolver] = [urls.admin(), *urls.urlpatterns]
