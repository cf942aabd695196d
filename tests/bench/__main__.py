"""`python -m tests.bench [--json]`: about five minutes."""

import argparse
import asyncio
import json
import os
import platform
import sys
from contextlib import aclosing
from typing import Any

from tests.bench.large import large
from tests.bench.measures import measure
from tests.bench.opening import opening
from tests.bench.processes import run
from tests.bench.site import Site
from tests.bench.table import Row, shown


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measures Chatify on this machine.")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    rows = asyncio.run(everything(quiet=options.json))
    if options.json:
        print(json.dumps(described(rows), indent=1, ensure_ascii=False))


async def everything(*, quiet: bool) -> list[Row]:
    rows: list[Row] = []
    with Site() as site:
        async with aclosing(measure(site, say)) as found:
            async for some in found:
                rows += tell(some, quiet)
        rows += tell(await large(site, say), quiet)
        rows += tell(await opening(site, say), quiet)
    return rows + tell([handler()], quiet)


def tell(rows: list[Row], quiet: bool) -> list[Row]:
    if not quiet:
        print(shown(rows), flush=True)
    return rows


def handler() -> Row:
    took = json.loads(run("tests.bench.bridge", environment=os.environ | {"CHATIFY_LOG_LEVEL": "WARNING"}))
    return Row("Mangum and bridge above WSGI, median", took["handler"] - took["wsgi"], "ms", 0.3)


def described(rows: list[Row]) -> dict[str, Any]:
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    return {"machine": machine, "rows": [row.as_dict() for row in rows]}


def say(words: str) -> None:
    print(words, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
