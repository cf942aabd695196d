"""Run by the functions' Python over their staged package: compiles what dataclasses would compile at each start.

They write their methods as source: half a millisecond a class, and there are ninety, which is a tenth of a start.
"""

import dataclasses
import marshal
import sys
from importlib import import_module
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

import django

from deploy.handlers import bytecode

OURS = ("accounts", "chat", "chatify")


def main(stage: Path) -> None:
    written: dict[str, CodeType] = {}

    def keep(source: str, *spaces: Any) -> None:
        written[source] = compile(source, "<string>", "exec", dont_inherit=True)
        exec(written[source], *spaces)  # noqa: S102  # in the place of dataclasses' own

    dataclasses.exec = keep  # type: ignore[attr-defined]
    # Made for the functions' processor, which may not be this one, and asked nothing here.
    sys.modules["nh3"] = ModuleType("nh3")
    django.setup()
    for path in sorted(path.relative_to(stage) for folder in OURS for path in (stage / folder).rglob("*.py")):
        import_module(".".join(path.with_suffix("").parts).removesuffix(".__init__"))
    _, _, target = bytecode.paths(stage, str(sys.implementation.cache_tag))
    target.write_bytes(marshal.dumps(written))


if __name__ == "__main__":
    main(Path.cwd())
