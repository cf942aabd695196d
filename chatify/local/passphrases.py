"""Passwords that a person can read off a console and type: 40 bits, for a demo on loopback."""

from secrets import choice

WORDS = (
    "amber apron arbor atlas bacon badge bagel basil beach berry birch bloom board brake bread brick brook brush cabin "
    "candle canoe cedar chain chalk cherry cloud clover cocoa copper coral cotton crane crest daisy delta ember fable "
    "fern field finch flint flute forest frost garnet ginger grape gravel hazel heron honey island ivory jacket juniper "
    "kettle ladder lantern lemon lilac linen maple marble meadow melon mint molasses moss nectar nutmeg ocean olive onion "
    "opal orchard otter paper parsley pebble pepper pine plum pocket poplar quartz quill raven ribbon river robin saddle "
    "saffron sail sand scarf shore silver slate spoke spruce stone straw sugar thyme timber tulip valley velvet walnut "
    "wheel willow window winter"
).split()


def passphrase(words: int = 6) -> str:
    return "-".join(choice(WORDS) for _ in range(words))
