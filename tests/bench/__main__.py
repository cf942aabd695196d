"""Run all measurements: `python -m tests.bench [--json]` takes about five minutes."""

import argparse
import asyncio
import json
import os
import platform
import sys
from contextlib import aclosing
from typing import Any

from tests.bench.large_conversation import measure_large_conversation
from tests.bench.measures import measure
from tests.bench.opening import measure_opening
from tests.bench.processes import run
from tests.bench.site import Site
from tests.bench.table import Row, format_rows


def main() -> None:
    parser = argparse.ArgumentParser(prog="make bench", description="Measure Chatify on this machine.")
    parser.add_argument("--json", action="store_true", help="print the rows as JSON")
    options = parser.parse_args()
    rows = asyncio.run(measure_everything(quiet=options.json))
    if options.json:
        print(json.dumps(report(rows), indent=1, ensure_ascii=False))


async def measure_everything(*, quiet: bool) -> list[Row]:
    rows: list[Row] = []
    with Site() as site:
        async with aclosing(measure(site, print_progress)) as groups:
            async for group in groups:
                rows += print_rows(group, quiet)
        rows += print_rows(await measure_large_conversation(site, print_progress), quiet)
        rows += print_rows(await measure_opening(site, print_progress), quiet)
    return rows + print_rows([measure_bridge()], quiet)


def print_rows(rows: list[Row], quiet: bool) -> list[Row]:
    if not quiet:
        print(format_rows(rows), flush=True)
    return rows


def measure_bridge() -> Row:
    medians = json.loads(run("tests.bench.bridge", environment=os.environ | {"CHATIFY_LOG_LEVEL": "WARNING"}))
    return Row("Mangum and bridge above WSGI, median", medians["handler"] - medians["wsgi"], "ms", 0.3)


def report(rows: list[Row]) -> dict[str, Any]:
    machine = {"cores": os.cpu_count(), "python": platform.python_version(), "system": platform.platform()}
    return {"machine": machine, "rows": [row.as_dict() for row in rows]}


def print_progress(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


if __name__ == "__main__":
    main()
