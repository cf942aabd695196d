"""Measure how long somebody waits for a conversation in a real Chromium, from the address or the click to the paint.

Opening by address is measured with an empty browser cache and with a filled one.
"""

from collections.abc import Callable
from itertools import chain, repeat
from statistics import median

from playwright.async_api import Browser, Page, async_playwright

from tests import chromium
from tests.bench.conversations import Conversation
from tests.bench.people import Person
from tests.bench.site import Site
from tests.bench.table import Row, quantile
from tests.browser.conftest import FLAGS

CONVERSATIONS, HISTORY, ROUNDS = 6, 50, 5
HOVER_MILLISECONDS = 200
"""From the pointer's arrival to the click, as a hand takes."""
STAY_MILLISECONDS = 1000
"""From the first paint to the next opening, which must not wait for what the page still does."""
GOAL = 100
SWITCH = """([id, href]) => new Promise((done) => {
  const start = performance.now();
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - start)));
  const isShown = () => document.querySelector(`chat-timeline[data-conversation="${id}"] li`);
  const check = () => isShown() ? painted() : setTimeout(check, 1);
  document.querySelector(`chat-inbox a[href="${href}"]`).click();
  check();
})"""
FIRST_PAINT = """() => new Promise((done) => {
  const report = (list) => list.getEntriesByName("first-contentful-paint").map(({ startTime }) => done(startTime));
  new PerformanceObserver(report).observe({ type: "paint", buffered: true });
})"""


async def measure_opening(site: Site, print_progress: Callable[[str], None]) -> list[Row]:
    print_progress(f"{CONVERSATIONS} conversations of {HISTORY} messages in a browser …")
    reader, author = Person(site.port, 9001), Person(site.port, 9002)
    for person in (reader, author):
        await person.enter()
    conversation_ids = [await create_conversation(author, reader) for _ in range(CONVERSATIONS)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = await open_signed_in(browser, site, reader)
        rows = [
            await measure_first_visits(browser, page, conversation_ids),
            await measure_later_visits(page, conversation_ids),
            *await measure_switches(page, conversation_ids, "hover, then click", hover=True),
            *await measure_switches(page, conversation_ids, "click", hover=False),
        ]
        await browser.close()
    return rows


async def create_conversation(author: Person, reader: Person) -> str:
    conversation = await Conversation([author, reader]).open()
    await conversation.talk(100, HISTORY / 100)
    return conversation.id


async def open_signed_in(browser: Browser, site: Site, reader: Person) -> Page:
    url = f"http://127.0.0.1:{site.port}"
    context = await browser.new_context(base_url=url)
    pairs = (cookie.partition("=") for cookie in (await reader.cookies()).split("; "))
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, _, value in pairs])
    page = await context.new_page()
    await page.goto("/healthz")
    return page


async def measure_first_visits(browser: Browser, page: Page, conversation_ids: list[str]) -> Row:
    """Open each conversation in a new browser context that has the sign-in cookie and an empty cache."""
    durations = []
    for conversation_id in conversation_ids:
        context = await browser.new_context(base_url=page.url, storage_state=await page.context.storage_state())
        durations.append(await time_to_paint(await context.new_page(), conversation_id))
        await context.close()
    return Row("opening by address, the first visit, median", median(durations), "ms")


async def measure_later_visits(page: Page, conversation_ids: list[str]) -> Row:
    """Open each as from a bookmark. The first visit, which fills the browser's cache, is not counted."""
    durations = [await time_to_paint(page, conversation_id) for conversation_id in conversation_ids * 2]
    return Row("opening by address again, median", median(durations[1:]), "ms", GOAL)


async def time_to_paint(page: Page, conversation_id: str) -> float:
    """Return the milliseconds to the first paint, which contains the messages."""
    await page.goto(f"/c/{conversation_id}")
    milliseconds: float = await page.evaluate(FIRST_PAINT)
    await page.wait_for_timeout(STAY_MILLISECONDS)
    return milliseconds


async def measure_switches(page: Page, conversation_ids: list[str], how: str, *, hover: bool) -> list[Row]:
    durations = []
    for conversation_id in chain.from_iterable(repeat(conversation_ids, ROUNDS)):
        if f"/c/{conversation_id}" in page.url:
            continue
        if hover:
            await page.locator(f'chat-inbox a[href="/c/{conversation_id}"]').hover()
        else:
            await page.mouse.move(900, 300)
        await page.wait_for_timeout(HOVER_MILLISECONDS)
        durations.append(await page.evaluate(SWITCH, [conversation_id, f"/c/{conversation_id}"]))
    return [
        Row(f"switching by {how}, to painted p50", quantile(durations, 0.5), "ms", GOAL),
        Row(f"switching by {how}, to painted p95", quantile(durations, 0.95), "ms"),
    ]
