"""QR codes, drawn here, because no outside service may see a secret."""

import io

from django.utils.safestring import SafeString, mark_safe


def svg(text: str) -> SafeString:
    """Return an SVG element without styles and scripts, as the content security policy requires."""
    import segno  # noqa: PLC0415  # needed rarely, so not at each cold start

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
