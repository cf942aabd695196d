"""From an address or a click to the painted conversation, in a real Chromium: what somebody waits for.

By its address both for the first time, with nothing kept, and again, with what the browser keeps of a visit.
"""

from collections.abc import Callable
from itertools import chain, repeat
from statistics import median

from playwright.async_api import Browser, Page, async_playwright

from tests import chromium
from tests.bench.people import Person
from tests.bench.rooms import Room
from tests.bench.site import Site
from tests.bench.table import Row, quantile
from tests.browser.conftest import FLAGS

ROOMS, HISTORY, ROUNDS = 6, 50, 5
POINTED_FOR = 200
"""Milliseconds between the pointer's coming and the click: what a hand takes."""
SETTLED = 1000
"""Milliseconds that somebody stays at least: what a page does after its first paint is not the next one's to wait for."""
GOAL = 100
SWITCH = """([id, href]) => new Promise((done) => {
  const began = performance.now();
  const painted = () => requestAnimationFrame(() => setTimeout(() => done(performance.now() - began)));
  const there = () => document.querySelector(`chat-timeline[data-conversation="${id}"] li`);
  const look = () => there() ? painted() : setTimeout(look, 1);
  document.querySelector(`chat-inbox a[href="${href}"]`).click();
  look();
})"""
FIRST_PAINT = """() => new Promise((done) => {
  const seen = (list) => list.getEntriesByName("first-contentful-paint").map(({ startTime }) => done(startTime));
  new PerformanceObserver(seen).observe({ type: "paint", buffered: true });
})"""


async def opening(site: Site, say: Callable[[str], None]) -> list[Row]:
    say(f"{ROOMS} conversations of {HISTORY} messages in a browser …")
    reader, author = Person(site.port, 9001), Person(site.port, 9002)
    for person in (reader, author):
        await person.enter()
    rooms = [await talked_in(author, reader) for _ in range(ROOMS)]
    async with async_playwright() as playwright:
        browser = await playwright.chromium.launch(executable_path=chromium.find(), args=FLAGS)
        page = await signed_in(browser, site, reader)
        found = [
            await visited(browser, page, rooms),
            await opened(page, rooms),
            *await switched(page, rooms, "hover, then click", hover=True),
            *await switched(page, rooms, "click", hover=False),
        ]
        await browser.close()
    return found


async def talked_in(author: Person, reader: Person) -> str:
    room = await Room([author, reader]).open()
    await room.talk(100, HISTORY / 100)
    return room.id


async def signed_in(browser: Browser, site: Site, reader: Person) -> Page:
    url = f"http://127.0.0.1:{site.port}"
    context = await browser.new_context(base_url=url)
    pairs = (cookie.partition("=") for cookie in (await reader.cookies()).split("; "))
    await context.add_cookies([{"name": name, "value": value, "url": url} for name, _, value in pairs])
    page = await context.new_page()
    await page.goto("/healthz")
    return page


async def visited(browser: Browser, page: Page, rooms: list[str]) -> Row:
    """Each time by a browser that knows the sign-in and nothing else."""
    took = []
    for room in rooms:
        context = await browser.new_context(base_url=page.url, storage_state=await page.context.storage_state())
        took.append(await painted(await context.new_page(), room))
        await context.close()
    return Row("opening by address, the first visit, median", median(took), "ms")


async def opened(page: Page, rooms: list[str]) -> Row:
    """As from a bookmark; the visit that fills the browser's cache is not counted."""
    took = [await painted(page, room) for room in rooms * 2]
    return Row("opening by address again, median", median(took[1:]), "ms", GOAL)


async def painted(page: Page, room: str) -> float:
    """Milliseconds to the first paint, which has the messages in it."""
    await page.goto(f"/c/{room}")
    took: float = await page.evaluate(FIRST_PAINT)
    await page.wait_for_timeout(SETTLED)
    return took


async def switched(page: Page, rooms: list[str], how: str, *, hover: bool) -> list[Row]:
    took = []
    for room in chain.from_iterable(repeat(rooms, ROUNDS)):
        if f"/c/{room}" in page.url:
            continue
        if hover:
            await page.locator(f'chat-inbox a[href="/c/{room}"]').hover()
        else:
            await page.mouse.move(900, 300)
        await page.wait_for_timeout(POINTED_FOR)
        took.append(await page.evaluate(SWITCH, [room, f"/c/{room}"]))
    return [
        Row(f"switching by {how}, to painted p50", quantile(took, 0.5), "ms", GOAL),
        Row(f"switching by {how}, to painted p95", quantile(took, 0.95), "ms"),
    ]
