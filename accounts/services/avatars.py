"""People's pictures. An upload is cropped to a square and rendered again, so that only its pixels are kept."""

import io
import re
import struct
from secrets import token_hex

from accounts import files
from accounts.domain import PictureNotFound, Profile
from accounts.models.profiles import ProfileItem
from accounts.services import limits
from chatify.core.errors import Invalid

BYTES_MAX = 2 * 1024 * 1024
PIXELS_MAX = 40_000_000
SIDE = 256
FORMATS = ("PNG", "JPEG", "WEBP", "GIF")
SCALED_AS_THEY_ARE = ("RGB", "RGBA")
UNREADABLE = (OSError, EOFError, SyntaxError, ValueError, TypeError, LookupError, ArithmeticError, struct.error)
"""What Pillow raises for pictures that were damaged, by accident or on purpose."""
CONTENT_TYPE = "image/webp"
ID = re.compile(r"[0-9a-f]{32}")


def change(profile: Profile, data: bytes) -> Profile:
    """Store a new picture and delete the old one. Raises `Invalid`, `Throttled`.

    One PutObject, one UpdateItem and one DeleteObject.
    """
    if not data:
        raise _invalid("Choose a picture.")
    if len(data) > BYTES_MAX:
        raise _invalid(f"This picture is {len(data) / 1024 / 1024:.1f} MB. The limit is 2 MB.")
    limits.hit("picture", profile.id)
    avatar_id = token_hex(16)
    files.put(_key(avatar_id), render_square(data), CONTENT_TYPE)
    return _set(profile, avatar_id)


def check_avatar_id(profile: Profile, avatar_id: str | None) -> None:
    """Check that a profile's change names its present picture or none: a new one is uploaded. Raises `Invalid`."""
    if avatar_id not in (None, profile.avatar_id):
        raise Invalid({"avatar_id": ["Send the picture itself, to me/avatar."]})


def remove(profile: Profile) -> Profile:
    """Delete the picture, so that the person's initials are shown."""
    return _set(profile, None)


def picture(avatar_id: str) -> bytes:
    """Return a picture's bytes. Raises `PictureNotFound`. One GetObject."""
    data = files.get(_key(avatar_id)) if ID.fullmatch(avatar_id) else None
    if data is None:
        raise PictureNotFound
    return data


def render_square(data: bytes) -> bytes:
    """Return the picture as an upright WebP of 256 by 256 pixels, without metadata. Raises `Invalid`."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # 40 ms of a cold start, needed by few requests

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MAX:
                raise _invalid("That picture has too many pixels. Choose a smaller one.")
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # decodes a large JPEG at a smaller size
            # Change the picture in place, because a copy of a small file can take 160 MB of memory.
            ImageOps.exif_transpose(image, in_place=True)
            whole = image if image.mode in SCALED_AS_THEY_ARE else image.convert("RGBA")
            square = ImageOps.fit(whole, (SIDE, SIDE)).convert("RGBA")
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise _invalid("We can’t read that picture. Use PNG, JPEG, WebP or GIF.") from error
    # Draw on white, because the lines of a transparent drawing could vanish on a light or dark background.
    square = Image.alpha_composite(Image.new("RGBA", square.size, "white"), square).convert("RGB")
    out = io.BytesIO()
    square.save(out, "WEBP", quality=82, exif=b"", icc_profile=None, xmp=b"")
    return out.getvalue()


def _set(profile: Profile, avatar_id: str | None) -> Profile:
    changed = ProfileItem.change(profile.id, {"avatar_id": avatar_id})
    if profile.avatar_id:
        files.remove(_key(profile.avatar_id))
    return changed


def _key(avatar_id: str) -> str:
    return f"avatars/{avatar_id}.webp"


def _invalid(words: str) -> Invalid:
    return Invalid({"picture": [words]})
