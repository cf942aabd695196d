"""Accessibility checks by axe-core, run inside a page."""

from pathlib import Path

from playwright.sync_api import Page

from tests.browser.waiting import finish_animations

SOURCE = Path(__file__).resolve().parents[2] / "node_modules/axe-core/axe.min.js"
EVERYTHING = {
    "type": "tag",
    "values": ["wcag2a", "wcag2aa", "wcag21a", "wcag21aa", "wcag22aa", "best-practice"],
}
COLOURS = {"type": "rule", "values": ["color-contrast", "link-in-text-block"]}
"""The rules that a theme can break."""
RUN = """only => axe.run(document, { runOnly: only, resultTypes: ["violations"], preload: false })
  .then(({ violations }) => violations)"""


def violations(page: Page) -> list[str]:
    """Return one line for each broken rule and element, in the page's present theme."""
    return _run(page, EVERYTHING)


def violations_in_both_themes(page: Page) -> list[str]:
    """Check all rules in the light theme, and the rules about colours in the dark one."""
    lines = []
    for scheme, rules in (("light", EVERYTHING), ("dark", COLOURS)):
        # With reduced motion the colours change at once: axe must not see one halfway between two themes.
        page.emulate_media(color_scheme=scheme, reduced_motion="reduce")  # type: ignore[arg-type]  # a literal
        lines += [f"{scheme}: {line}" for line in _run(page, rules)]
    page.emulate_media(color_scheme="light")
    return lines


def _run(page: Page, rules: dict[str, object]) -> list[str]:
    finish_animations(page)
    # `evaluate` is exempt from the page's content security policy, which forbids foreign scripts.
    if not page.evaluate("'axe' in window"):
        page.evaluate(SOURCE.read_text())
    broken_rules = page.evaluate(RUN, rules)
    return [
        f"{rule['id']}: {node['html'][:160]} {node['failureSummary'][:300]}"
        for rule in broken_rules
        for node in rule["nodes"]
    ]
