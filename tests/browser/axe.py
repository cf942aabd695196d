"""axe-core in a page: what it finds wrong, in words."""

from pathlib import Path

from playwright.sync_api import Page

SOURCE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""All that a theme may break."""
RUN = """only => axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false })
  .then(({ violations }) => violations)"""


def violations(page: Page) -> list[str]:
    """One line for each element and rule, in the theme that shows."""
    return _found(page, EVERYTHING)


def violations_in_both_themes(page: Page) -> list[str]:
    """In the light one, and what is wrong with colours in the dark one."""
    found = []
    for scheme, only in (("light", EVERYTHING), ("dark", COLOURS)):
        # No colour is still on its way from one theme to the other.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
        found += [f"{scheme}: {wrong}" for wrong in _found(page, only)]
    page.emulate_media(color_scheme="light")
    return found


def _found(page: Page, only: dict[str, object]) -> list[str]:
    """It is run past the page's policy, which forbids foreign script."""
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text())
    found = page.evaluate(RUN, only)
    return [
        f"{one['id']}: {node['html'][:160]} {node['failureSummary'][:300]}" for one in found for node in one["nodes"]
    ]
