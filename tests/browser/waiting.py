"""Waiting for a state of the page, instead of for a length of time."""

from collections.abc import Callable

from playwright.sync_api import Page

WAIT_SECONDS = 15
STEP_MILLISECONDS = 50
# What loops, such as the dots of somebody who types, never finishes.
FINISH_ANIMATIONS = """() => Promise.all(document.getAnimations()
  .filter((animation) => Number.isFinite(animation.effect?.getComputedTiming().endTime))
  .map((animation) => animation.finished.catch(() => null)))"""


def wait_for(page: Page, condition: Callable[[], object]) -> None:
    """Wait until a condition of this process holds, while the page's events are handled."""
    for _ in range(WAIT_SECONDS * 1000 // STEP_MILLISECONDS):
        if condition():
            return
        page.wait_for_timeout(STEP_MILLISECONDS)
    raise AssertionError(f"the condition did not hold within {WAIT_SECONDS} seconds")


def wait_until(page: Page, expression: str) -> None:
    """Wait until a JavaScript expression is true: the page's policy forbids Playwright's own `wait_for_function`."""
    wait_for(page, lambda: page.evaluate(expression))


def finish_animations(page: Page) -> None:
    """Wait until everything that moves has arrived."""
    page.evaluate(FINISH_ANIMATIONS)
