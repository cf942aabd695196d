"""Converters of addresses: what can't be an id or a position is nothing, not a call to the store."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class SeqConverter(IntConverter):
    """At most what JavaScript counts exactly."""

    regex = "[0-9]{1,15}"


register_converter(SeqConverter, "seq")
