"""What Python would do again at each start, done once while the package is built: two of seven tenths of a start.

Every module's bytecode is in one file, instead of a thousand to be looked for, opened and read. And what dataclasses
write as source is compiled already. On a laptop neither is there, and all is as ever.
"""

import dataclasses
import gc
import marshal
import sys
from collections.abc import Mapping, Sequence
from importlib.machinery import ModuleSpec, SourceFileLoader
from importlib.util import spec_from_file_location
from mmap import ACCESS_READ, mmap
from pathlib import Path
from types import CodeType, ModuleType
from typing import Any

TASK_ROOT = Path(__file__).resolve().parents[2]
Places = Mapping[str, tuple[int, int, bool]]
"""By a module's name: where its code begins, how long it is, and whether it is a package."""


def use() -> None:
    """The first act of a start, before anything is imported. Garbage is left alone until it is over."""
    index, archive, written = paths(TASK_ROOT, str(sys.implementation.cache_tag))
    if not index.exists():
        return
    gc.disable()
    with archive.open("rb") as held:
        sys.meta_path.insert(0, Finder(_read(index), memoryview(mmap(held.fileno(), 0, access=ACCESS_READ))))
    _reuse(_read(written))


def paths(root: Path, tag: str) -> tuple[Path, Path, Path]:
    """Of the index, of the bytecode that it speaks of, and of what dataclasses write, by its source.

    `tag` is the Python that they were made by, as `cpython-313`.
    """
    return root / f"{tag}.index", root / f"{tag}.bytecode", root / f"{tag}.written"


def _read(path: Path) -> Any:
    return marshal.loads(path.read_bytes())  # noqa: S302  # our own package


def _reuse(written: Mapping[str, CodeType]) -> None:
    def execute(source: str, *spaces: Any) -> None:
        exec(written.get(source, source), *spaces)  # noqa: S102  # as dataclasses would

    dataclasses.exec = execute  # type: ignore[attr-defined]  # in the place of the built-in one, for them alone


class Finder:
    """What is in the archive is found there; the rest (Python's own, and what is compiled to machine code) as ever."""

    def __init__(self, places: Places, held: memoryview) -> None:
        self._places = places
        self._held = held

    def find_spec(
        self, name: str, path: Sequence[str] | None = None, target: ModuleType | None = None
    ) -> ModuleSpec | None:
        place = self._places.get(name)
        if place is None:
            return None
        begin, length, is_package = place
        folder = f"{TASK_ROOT}/{name.replace('.', '/')}"
        file, inside = (f"{folder}/__init__.py", [folder]) if is_package else (f"{folder}.py", None)
        loader = Loader(name, file, self._held[begin : begin + length])
        return spec_from_file_location(name, file, loader=loader, submodule_search_locations=inside)


class Loader(SourceFileLoader):
    """Whatever else is asked of a module (its source for a trace, files beside it) is where it always was."""

    def __init__(self, name: str, path: str, held: memoryview) -> None:
        super().__init__(name, path)
        self._held = held

    def get_code(self, fullname: str) -> CodeType:
        code: CodeType = marshal.loads(self._held)  # noqa: S302
        return code
