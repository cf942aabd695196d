"""QR codes, drawn here: a secret is shown to nobody's service."""

import io

from django.utils.safestring import SafeString, mark_safe


def drawn(text: str) -> SafeString:
    """An SVG element without styles or scripts, as the content security policy wants it."""
    import segno  # noqa: PLC0415  # rarely wanted: not at each cold start

    out = io.BytesIO()
    segno.make(text, error="m", micro=False).save(
        out,
        kind="svg",
        xmldecl=False,
        svgns=True,
        svgclass="qr",
        lineclass=None,
        light="#fff",
        dark="#000",
        border=3,
        omitsize=True,
        nl=False,
    )
    return mark_safe(out.getvalue().decode())  # noqa: S308  # our own drawing
