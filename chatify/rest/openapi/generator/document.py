"""The whole description."""

import json
from collections.abc import Iterator
from importlib import import_module
from pathlib import Path
from typing import Any

from django.conf import settings
from drf_spectacular.generators import SchemaGenerator
from drf_spectacular.settings import patched_settings

from chatify.rest.openapi.generator.fixed import SETTINGS, SOCKET
from chatify.rest.openapi.generator.inspector import AutoSchema

FRAMES = Path(__file__).parents[4] / "tests" / "frames"
"""Golden: tests hold the wire to them."""
PREFIX = str(SETTINGS["SCHEMA_PATH_PREFIX"])


class Generator(SchemaGenerator):
    """Only what is under the API's base path; no setting needs to name our inspector."""

    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        view = super().create_view(callback, method, request)
        self._set_schema_to_view(view, AutoSchema())
        return view

    def _get_paths_and_endpoints(self) -> list[Any]:
        return [found for found in super()._get_paths_and_endpoints() if found[0].startswith(PREFIX)]


def document() -> dict[str, Any]:
    """Raises `LookupError` for a method without `@describe`."""
    with patched_settings(SETTINGS):
        generator = Generator(urlconf=settings.ROOT_URLCONF)
        made: dict[str, Any] = generator.get_schema(public=True)
    made["tags"] = list(tags(generator))
    made["x-socket"] = SOCKET | {"frames": [json.loads(path.read_text()) for path in sorted(FRAMES.glob("*.json"))]}
    cleaned: dict[str, Any] = without(made, "x-spec-enum-id")
    return cleaned


def without(value: Any, name: str) -> Any:
    """drf-spectacular marks enums for a hook that we don't use."""
    if isinstance(value, dict):
        return {key: without(inner, name) for key, inner in value.items() if key != name}
    return [without(inner, name) for inner in value] if isinstance(value, list) else value


def tags(generator: Any) -> Iterator[dict[str, str]]:
    """A resource is a file, and its docstring says what it is."""
    modules = {type(view.view).__module__: view.get_tags()[0] for view in generator.schemas_storage if view.view}
    for module, name in modules.items():
        words = (import_module(module).__doc__ or "").split("\n\n")[0]
        yield {"name": name, "description": " ".join(words.split())}


def text() -> str:
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
