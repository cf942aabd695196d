"""URL converters. An address whose seq is impossible gets 404 without a call to the store."""

from django.urls import register_converter
from django.urls.converters import IntConverter


class SeqConverter(IntConverter):
    """A seq of at most 15 digits, which JavaScript still counts exactly."""

    regex = "[0-9]{1,15}"


register_converter(SeqConverter, "seq")
