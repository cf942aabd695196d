"""The whole OpenAPI document."""

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
"""The golden frames, which tests compare with the wire format."""
PREFIX = str(SETTINGS["SCHEMA_PATH_PREFIX"])


class Generator(SchemaGenerator):
    """Describes what is under the API's base path, with our inspector."""

    def create_view(self, callback: Any, method: str, request: Any = None) -> Any:
        view = super().create_view(callback, method, request)
        self._set_schema_to_view(view, AutoSchema())
        return view

    def _get_paths_and_endpoints(self) -> list[Any]:
        return [endpoint for endpoint in super()._get_paths_and_endpoints() if endpoint[0].startswith(PREFIX)]


def document() -> dict[str, Any]:
    """Generate the document. Raises `LookupError` for a method without `@describe`."""
    with patched_settings(SETTINGS):
        generator = Generator(urlconf=settings.ROOT_URLCONF)
        schema: dict[str, Any] = generator.get_schema(public=True)
    schema["tags"] = list(tags(generator))
    schema["x-socket"] = SOCKET | {"frames": [json.loads(path.read_text()) for path in sorted(FRAMES.glob("*.json"))]}
    cleaned: dict[str, Any] = without(schema, "x-spec-enum-id")
    return cleaned


def without(value: Any, name: str) -> Any:
    """Remove a key everywhere: drf-spectacular marks enums for a hook that we do not use."""
    if isinstance(value, dict):
        return {key: without(inner, name) for key, inner in value.items() if key != name}
    return [without(inner, name) for inner in value] if isinstance(value, list) else value


def tags(generator: Any) -> Iterator[dict[str, str]]:
    """Yield a tag for each resource: one file is one resource, described by the file's docstring."""
    modules = {type(view.view).__module__: view.get_tags()[0] for view in generator.schemas_storage if view.view}
    for module, name in modules.items():
        summary = (import_module(module).__doc__ or "").split("\n\n")[0]
        yield {"name": name, "description": " ".join(summary.split())}


def text() -> str:
    """Return the document as the text of openapi.json."""
    return json.dumps(document(), indent=1, ensure_ascii=False) + "\n"
