"""openapi.json is current and complete, and it is served without its generator."""

import json
import subprocess
import sys

from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver

from chatify.rest.openapi.generator.document import text
from chatify.rest.openapi.views import DOCUMENT
from chatify.rest.views import View

DESCRIBED = json.loads(DOCUMENT.read_text())
OPERATIONS = {
    f"{method.upper()} {path}": operation
    for path, methods in DESCRIBED["paths"].items()
    for method, operation in methods.items()
}


def test_the_document_is_current():
    assert DOCUMENT.read_text() == text(), "run `make schema`"


def test_the_document_has_every_method_of_every_resource():
    assert len(OPERATIONS) == len([method for view in resources(get_resolver()) for method in methods_of(view)])
    assert len(OPERATIONS) > 25


def test_every_endpoint_has_its_errors_and_a_summary():
    for name, operation in OPERATIONS.items():
        statuses = set(operation["responses"])
        assert operation["summary"].endswith("."), name
        assert statuses & {"200", "201", "202", "204"}, name
        assert {"406", "503"} <= statuses, name
        assert operation["security"] == [{}] or {"401", "403"} <= statuses, name
        assert "requestBody" not in operation or {"400", "413", "415"} <= statuses, name
        assert "{" not in name or "404" in statuses, name


def test_operation_ids_are_unique():
    ids = [operation["operationId"] for operation in OPERATIONS.values()]
    assert len(ids) == len(set(ids))


def test_the_document_is_served_as_json_to_everyone():
    response = Client().get("/api/schema/")
    assert response.status_code == 200
    assert response["Content-Type"].startswith("application/json")
    assert response.json()["openapi"].startswith("3.1")


def test_the_docs_page_names_every_endpoint():
    page = Client().get("/api/docs/").content.decode()
    for operation in OPERATIONS.values():
        assert f'id="{operation["operationId"]}"' in page


def test_the_site_does_not_import_the_generator():
    """Importing it costs a cold start 58 ms."""
    imports = "import django; django.setup(); import chatify.urls, sys; assert 'drf_spectacular' not in sys.modules"
    environment = {"DJANGO_SETTINGS_MODULE": "chatify.settings"}
    subprocess.run([sys.executable, "-c", imports], check=True, env=environment)


def resources(resolver: URLResolver, prefix: str = "") -> list[type[View]]:
    views: list[type[View]] = []
    for entry in resolver.url_patterns:
        address = prefix + str(entry.pattern)
        if isinstance(entry, URLResolver):
            views += resources(entry, address)
        elif isinstance(entry, URLPattern) and address.startswith("api/v1/"):
            views.append(entry.callback.view_class)  # type: ignore[attr-defined]
    return views


def methods_of(view: type[View]) -> list[str]:
    return [name for name in ("get", "post", "put", "patch", "delete") if hasattr(view, name)]
