"""People's pictures: whatever is sent is cropped to a square and drawn anew, so nothing but its pixels is kept."""

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
    """Raises `Invalid`, `Throttled`. A PutObject, an UpdateItem, and the old one's deletion."""
    if not data:
        raise _refusal("Choose a picture.")
    if len(data) > BYTES_MAX:
        raise _refusal(f"This picture is {len(data) / 1024 / 1024:.1f} MB. The limit is 2 MB.")
    limits.hit("picture", profile.id)
    avatar_id = token_hex(16)
    files.put(_key(avatar_id), drawn(data), CONTENT_TYPE)
    return _set(profile, avatar_id)


def check_kept(profile: Profile, avatar_id: str | None) -> None:
    """Only the present one may be named, or none. Raises `Invalid`."""
    if avatar_id not in (None, profile.avatar_id):
        raise Invalid({"avatar_id": ["Send the picture itself, to me/avatar."]})


def remove(profile: Profile) -> Profile:
    """Initials again."""
    return _set(profile, None)


def picture(avatar_id: str) -> bytes:
    """Raises `PictureNotFound`. One GetObject."""
    found = files.get(_key(avatar_id)) if ID.fullmatch(avatar_id) else None
    if found is None:
        raise PictureNotFound
    return found


def drawn(data: bytes) -> bytes:
    """A square of 256 pixels as WebP, upright, without metadata. Raises `Invalid`."""
    from PIL import Image, ImageOps  # noqa: PLC0415  # 40 ms of a cold start, for what few requests do

    try:
        with Image.open(io.BytesIO(data), formats=FORMATS) as image:
            if image.width * image.height > PIXELS_MAX:
                raise _refusal("That picture has too many pixels. Choose a smaller one.")
            image.draft("RGB", (2 * SIDE, 2 * SIDE))  # a large JPEG is decoded small
            # In place: a copy of what may be kept small in a file and large in memory would be 160 MB.
            ImageOps.exif_transpose(image, in_place=True)
            whole = image if image.mode in SCALED_AS_THEY_ARE else image.convert("RGBA")
            square = ImageOps.fit(whole, (SIDE, SIDE)).convert("RGBA")
    except (*UNREADABLE, Image.DecompressionBombError) as error:
        raise _refusal("We can’t read that picture. Use PNG, JPEG, WebP or GIF.") from error
    # On paper of its own: on ours, which is light or dark, a drawing's lines might vanish.
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


def _refusal(words: str) -> Invalid:
    return Invalid({"picture": [words]})
