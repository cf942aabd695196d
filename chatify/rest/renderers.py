"""JSON out, compact, as `application/json; charset=utf-8`."""

from rest_framework import renderers


class JSONRenderer(renderers.JSONRenderer):
    charset = "utf-8"
    format = "json"
