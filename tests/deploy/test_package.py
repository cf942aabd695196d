"""The functions' package: its content, its identical bytes on each build, and that it runs without anything else."""

import ast
import json
import platform
import re
import subprocess
import sys
import zipfile
from importlib.util import cache_from_source
from pathlib import Path
from typing import Any

import pytest

from deploy import package_files
from deploy.bytecode import find_python
from deploy.errors import DeployError
from deploy.package import Package, Target, build
from tests.deploy.production import PRODUCTION
from tests.deploy.runtime_api import Runtime, page_request

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
VARIABLES = {**PRODUCTION, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
HERE = Target(platform.machine(), "{}.{}".format(*sys.version_info))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """Build a package for this machine, so that it can run here."""
    folder = tmp_path_factory.mktemp("package")
    manifest = folder / "staticfiles.json"
    manifest.write_text(json.dumps({"paths": _StaticNames(), "version": "1.1", "hash": ""}, default=str))
    return build(HERE, manifest, folder)


class _StaticNames(dict[str, str]):
    """A manifest in which each static file has its own name."""

    def __init__(self) -> None:
        files = (path for path in (ROOT / "static").rglob("*") if path.is_file())
        super().__init__({path.relative_to(ROOT / "static").as_posix(): path.name for path in files})


@pytest.fixture(scope="module")
def unzipped(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("task")
    zipfile.ZipFile(package.path).extractall(folder)
    return folder


def test_a_package_has_the_same_bytes_on_each_build(package: Package, tmp_path: Path) -> None:
    second_package = build(HERE, package.path.parent / "staticfiles.json", tmp_path)
    assert second_package.sha256 == package.sha256


def test_a_package_is_small(package: Package) -> None:
    assert package.size <= 19_000_000


def test_a_package_contains_nothing_for_laptop_folders_tests_or_builds(package: Package) -> None:
    names = zipfile.ZipFile(package.path).namelist()
    assert [name for name in names if not package_files.is_packaged(name) and "__pycache__" not in name] == []
    top_folders = {name.partition("/")[0] for name in names}
    unwanted = {
        "tests",
        "static",
        "boto3",
        "uvicorn",
        "ministack",
        "moto",
        "drf_spectacular",
        "storages",
        "pip",
        "setuptools",
        "OpenSSL",
    }
    assert top_folders & unwanted == set()
    assert "chatify/local/emulator.py" not in names


def test_every_source_has_its_bytecode(unzipped: Path) -> None:
    sources = list(unzipped.rglob("*.py"))
    assert len(sources) > 1000
    assert [source for source in sources if not Path(cache_from_source(source)).is_file()] == []
    assert len(list(unzipped.rglob("*.pyc"))) == len(sources)


def test_bytecode_does_not_depend_on_the_time_of_its_source(unzipped: Path) -> None:
    """The second word of a `.pyc` file is 0 if it has a time, 1 an unchecked hash, 3 a checked hash."""
    flags = {int.from_bytes(path.read_bytes()[4:8], "little") for path in unzipped.rglob("*.pyc")}
    assert flags == {1}


def test_a_start_compiles_no_module_and_tracebacks_show_sources(unzipped: Path) -> None:
    script = """
import sys; sys.path.insert(0, ".")
compiled = []
sys.addaudithook(lambda event, arguments: event == "compile" and compiled.append(str(arguments[1])))
import deploy.handlers.http, inspect
from chat.domain import conversations
assert "def " in inspect.getsource(conversations)
assert "<string>" in compiled, "dataclasses compile their methods"
print(*(name for name in compiled if name.endswith(".py")))
"""
    assert _run(unzipped, script) == []


def test_the_packaged_lexers_are_those_of_the_coloured_languages() -> None:
    script = """
import sys
from chat.domain import code_highlighting
for name in set(code_highlighting.LANGUAGES.values()):
    code_highlighting.highlight("x = 1 <a>", name)
print(*(name.rpartition(".")[2] for name in sys.modules if name.startswith("pygments.lexers.")))
"""
    result = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(result.stdout.split()) == set(package_files.LEXERS) - {"__init__"}


def test_the_trimmed_sdk_describes_each_service(unzipped: Path) -> None:
    """Without the emptied texts of S3's own parameters, botocore cannot make a client."""
    script = """
import sys; sys.path.insert(0, ".")
import deploy.handlers.stream
from botocore.session import get_session
for name in sys.argv[1:]:
    client = get_session().create_client(name, "eu-central-1", aws_access_key_id="a", aws_secret_access_key="b")
    assert client.meta.endpoint_url
    client.meta.service_model.client_context_parameters
    print(name)
"""
    names = {path.name for path in (unzipped / "botocore/data").iterdir() if path.is_dir()}
    assert set(_run(unzipped, script, *names)) == names > {"dynamodb", "s3"}


def test_the_trimmed_pillow_draws_pictures(unzipped: Path) -> None:
    script = """
import io, sys; sys.path.insert(0, ".")
import deploy.handlers.http
from accounts.services.avatars import FORMATS, render_square
from PIL import Image
for name in FORMATS:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(picture, name)
    print(render_square(picture.getvalue())[8:12].decode())
"""
    assert set(_run(unzipped, script)) == {"WEBP"}


ONLY_FOR_PAGES = re.compile(
    r"^(rest_framework|django\.(contrib|db\.models|http|middleware|urls|views)"
    r"|chat\.(api|views|admin|urls)|accounts\.(api|views|admin|urls|models\.user))\b"
)


@pytest.mark.parametrize("name", ["socket", "stream", "cognito", "job"])
def test_functions_without_pages_import_nothing_of_pages(unzipped: Path, name: str) -> None:
    loaded = loaded_modules(unzipped, name)
    assert {"django.conf", "chat.apps"} <= set(loaded)
    assert [module for module in loaded if ONLY_FOR_PAGES.match(module)] == []


def test_the_first_request_imports_nothing(unzipped: Path) -> None:
    script = f"""
import sys, json; sys.path.insert(0, ".")
from deploy.handlers import http
from django.urls import get_resolver
assert get_resolver()._populated
before = set(sys.modules)
event = json.loads({json.dumps(json.dumps(page_request("/accounts/sign-in/")))})
assert http.handler(event, None)["statusCode"] == 200
print(*(set(sys.modules) - before))
"""
    assert _run(unzipped, script) == []


def test_the_admin_is_imported_with_its_first_request(unzipped: Path) -> None:
    script = f"""
import sys, json; sys.path.insert(0, ".")
from deploy.handlers import http
assert "accounts.admin.people" not in sys.modules
event = json.loads({json.dumps(json.dumps(page_request("/admin/")))})
answer = http.handler(event, None)
assert "accounts.admin.people" in sys.modules
print(answer["statusCode"], answer["headers"]["location"])
event["rawPath"] = event["requestContext"]["http"]["path"] = "/admin/nothing/"
print(http.handler(event, None)["statusCode"])
"""
    assert _run(unzipped, script) == ["302", "/admin/login/?next=/admin/", "302"]


@pytest.mark.parametrize(
    ("name", "most"), [("http", 1100), ("socket", 500), ("stream", 510), ("cognito", 490), ("job", 615)]
)
def test_a_start_imports_no_more_than_it_did(unzipped: Path, name: str, most: int) -> None:
    """A count, as times differ between machines. A hundred modules are about 30 ms of each cold start."""
    assert most * 0.9 < len(loaded_modules(unzipped, name)) < most


def loaded_modules(unzipped: Path, name: str) -> list[str]:
    """Return the modules that the start of one function imports."""
    return _run(unzipped, f"import sys; sys.path.insert(0, '.'); import deploy.handlers.{name}; print(*sys.modules)")


def _run(unzipped: Path, script: str, *arguments: str) -> list[str]:
    keys = {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    variables = {**VARIABLES, **keys}
    # -S leaves site-packages out, so that only the package can be imported.
    result = subprocess.run(
        [sys.executable, "-S", "-B", "-c", script, *arguments],
        cwd=unzipped,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert result.returncode == 0, result.stderr
    return result.stdout.split()


@pytest.fixture(scope="module")
def package_with_runtime(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """Return a package for Python 3.13, and an interpreter that has AWS's runtime client."""
    try:
        interpreter = find_python("3.13")
    except DeployError:
        pytest.skip("Python 3.13 is not installed")
    folder = tmp_path_factory.mktemp("runtime")
    subprocess.run([interpreter, "-m", "venv", folder / "venv"], check=True)
    locked = ROOT / "requirements" / "runtime.txt"
    pip = [folder / "venv/bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", locked]
    subprocess.run(pip, check=True)
    manifest = folder / "staticfiles.json"
    manifest.write_text(json.dumps({"paths": _StaticNames(), "version": "1.1", "hash": ""}))
    package = build(Target(platform.machine(), "3.13"), manifest, folder)
    zipfile.ZipFile(package.path).extractall(folder / "task")
    return folder / "task", str(folder / "venv/bin/python")


def test_the_runtime_of_aws_serves_a_package(package_with_runtime: tuple[Path, str], emulator: Any) -> None:
    task, interpreter = package_with_runtime
    variables = {**VARIABLES, "AWS_ENDPOINT_URL": emulator.endpoint}
    runtime = Runtime(task, "deploy.handlers.http.handler", interpreter=interpreter, variables=variables)
    try:
        first, _ = runtime.invoke(page_request("/accounts/sign-in/"))
        times = sorted(runtime.invoke(page_request("/healthz"))[1] for _ in range(20))
    finally:
        output = runtime.close()
    assert (first["statusCode"], "Sign in" in first["body"]) == (200, True), output
    assert runtime.init_cpu < 1.2, "the start imports too much: it takes about 0.5 s of processor on an idle machine"
    assert times[0] < 0.015


def test_only_env_reads_environment_variables() -> None:
    """Other code reads chatify.env; only the cold start of functions may read the environment itself."""
    readers = []
    for folder in ("accounts", "chat", "chatify"):
        for path in (ROOT / folder).rglob("*.py"):
            if "local" not in path.parts and path.name not in ("env.py", "asgi.py", "wsgi.py", "metrics.py"):
                names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
                readers += [str(path)] if "environ" in names else []
    assert [path for path in readers if "openapi" not in path] == []
