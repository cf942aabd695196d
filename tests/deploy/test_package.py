"""The functions' package: what is in it, that it is the same each time, and that it serves from itself alone."""

import ast
import json
import marshal
import platform
import re
import subprocess
import sys
import zipfile
from pathlib import Path
from typing import Any

import pytest

from deploy import contents
from deploy.compiled import python
from deploy.errors import DeployError
from deploy.handlers import bytecode
from deploy.package import Package, Target, build
from tests.deploy.production import PRODUCTION
from tests.deploy.runtime_api import Runtime

pytestmark = pytest.mark.slow
ROOT = Path(__file__).parents[2]
VARIABLES = {**PRODUCTION, "AWS_ENDPOINT_URL": "http://127.0.0.1:9"}
HERE = Target(platform.machine(), "{}.{}".format(*sys.version_info))


@pytest.fixture(scope="module")
def package(tmp_path_factory: pytest.TempPathFactory) -> Package:
    """For this machine, so that it can be run."""
    folder = tmp_path_factory.mktemp("package")
    manifest = folder / "staticfiles.json"
    manifest.write_text(json.dumps({"paths": _Anything(), "version": "1.1", "hash": ""}, default=str))
    return build(HERE, manifest, folder)


class _Anything(dict[str, str]):
    """Names are looked up and must be there; this test is not about them."""

    def __init__(self) -> None:
        found = (path for path in (ROOT / "static").rglob("*") if path.is_file())
        super().__init__({path.relative_to(ROOT / "static").as_posix(): path.name for path in found})


@pytest.fixture(scope="module")
def unzipped(package: Package, tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("task")
    zipfile.ZipFile(package.path).extractall(folder)
    return folder


def test_the_same_bytes_each_time(package: Package, tmp_path: Path) -> None:
    again = build(HERE, package.path.parent / "staticfiles.json", tmp_path)
    assert again.sha256 == package.sha256


def test_it_is_small(package: Package) -> None:
    assert package.size <= 18_000_000


def test_nothing_in_it_is_for_a_laptop_a_test_or_a_build(package: Package) -> None:
    names = zipfile.ZipFile(package.path).namelist()
    assert [name for name in names if not contents.belongs(name) and "__pycache__" not in name] == []
    tops = {name.partition("/")[0] for name in names}
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
    assert tops & unwanted == set()
    assert "chatify/local/emulator.py" not in names


def test_every_source_has_its_bytecode_in_the_one_file(unzipped: Path) -> None:
    index, archive, _ = bytecode.paths(unzipped, f"cpython-{HERE.python.replace('.', '')}")
    places = marshal.loads(index.read_bytes())
    sources = [path.relative_to(unzipped) for path in unzipped.rglob("*.py") if unzipped / "deploy" not in path.parents]
    assert len(sources) > 500
    assert {".".join(path.with_suffix("").parts).removesuffix(".__init__") for path in sources} <= set(places)
    assert max(begin + length for begin, length, _ in places.values()) == archive.stat().st_size
    assert [path for path in unzipped.rglob("*.pyc") if unzipped / "deploy" not in path.parents] == []


def test_modules_come_from_the_one_file_and_traces_from_their_sources(unzipped: Path) -> None:
    script = """
import sys; sys.path.insert(0, ".")
import deploy.handlers.http, inspect, traceback
from deploy.handlers.bytecode import Loader
from chat.domain import conversations
from django.apps import apps
assert type(conversations.__loader__) is type(apps.__class__.__init__.__globals__["__loader__"]) is Loader
assert "def " in inspect.getsource(conversations)
others = [name for name, one in sys.modules.items() if (getattr(one, "__file__", "") or "").startswith(sys.argv[1])]
print(*(name for name in others if type(sys.modules[name].__loader__) is not Loader))
"""
    left = {"deploy", "deploy.handlers", "deploy.handlers.http", "deploy.handlers.start", "deploy.handlers.bytecode"}
    assert set(_run(unzipped, script, str(unzipped))) == left | {
        "deploy.handlers.front",
        "deploy.handlers.warm",
        "nh3.nh3",
    }


def test_the_lexers_are_those_of_the_languages_we_colour() -> None:
    script = """
import sys
from chat.domain import code_highlighting
for name in set(code_highlighting.LANGUAGES.values()):
    code_highlighting.highlight("x = 1 <a>", name)
print(*(name.rpartition(".")[2] for name in sys.modules if name.startswith("pygments.lexers.")))
"""
    done = subprocess.run([sys.executable, "-c", script], cwd=ROOT, capture_output=True, text=True, check=True)
    assert set(done.stdout.split()) == set(contents.LEXERS) - {"__init__"}


def test_what_is_left_of_the_sdk_describes_each_service(unzipped: Path) -> None:
    """Files in their bucket were out of reach where the words of S3's own parameters were gone."""
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


def test_pictures_can_be_drawn_by_what_is_left_of_pillow(unzipped: Path) -> None:
    script = """
import io, sys; sys.path.insert(0, ".")
import deploy.handlers.http
from accounts.services.avatars import FORMATS, drawn
from PIL import Image
for name in FORMATS:
    picture = io.BytesIO()
    Image.new("RGB", (300, 200), "red").save(picture, name)
    print(drawn(picture.getvalue())[8:12].decode())
"""
    assert set(_run(unzipped, script)) == {"WEBP"}


def test_no_start_compiles_what_dataclasses_write(unzipped: Path) -> None:
    script = """
import sys; sys.path.insert(0, ".")
compiled = []
sys.addaudithook(lambda event, told: event == "compile" and compiled.append(str(told[0])))
import deploy.handlers.http
from chat.domain.messages import Message
assert Message.__init__.__code__.co_filename == "<string>", "else nothing was written"
print(sum("__create_fn__" in source for source in compiled))
"""
    assert _run(unzipped, script) == ["0"]


IMPORTS_OF_VIEWS = re.compile(
    r"^(rest_framework\.(?!apps|checks)|django\.contrib\.admin|chat\.(api|views|admin)|accounts\.(api|views|admin))"
)


@pytest.mark.parametrize("name", ["socket", "stream", "cognito", "job"])
def test_who_shows_no_page_imports_none(unzipped: Path, name: str) -> None:
    script = f"import sys; sys.path.insert(0, '.'); import deploy.handlers.{name}; print(*sys.modules)"
    loaded = _run(unzipped, script, CHATIFY_ADMIN="off")
    assert "django" in loaded
    assert [module for module in loaded if IMPORTS_OF_VIEWS.match(module)] == []


def test_nothing_is_left_to_the_first_request(unzipped: Path) -> None:
    script = f"""
import sys, json; sys.path.insert(0, ".")
import deploy.handlers.http as door
from django.urls import get_resolver
assert get_resolver()._populated
before = set(sys.modules)
event = json.loads({json.dumps(json.dumps(page("/accounts/sign-in/")))})
assert door.handler(event, None)["statusCode"] == 200
print(*(set(sys.modules) - before))
"""
    assert _run(unzipped, script) == []


@pytest.mark.parametrize(
    ("name", "most"), [("http", 1100), ("socket", 770), ("stream", 780), ("cognito", 780), ("job", 800)]
)
def test_a_start_imports_no_more_than_it_did(unzipped: Path, name: str, most: int) -> None:
    """A count, as times differ between machines. A hundred modules are about 30 ms of each cold start."""
    script = f"import sys; sys.path.insert(0, '.'); import deploy.handlers.{name}; print(*sys.modules)"
    loaded = _run(unzipped, script, CHATIFY_ADMIN="on" if name == "http" else "off")
    assert most * 0.9 < len(loaded) < most


def _run(unzipped: Path, script: str, *arguments: str, **changed: str) -> list[str]:
    keys = {"AWS_REGION": "us-east-1", "AWS_ACCESS_KEY_ID": "a", "AWS_SECRET_ACCESS_KEY": "b"}
    variables = {**VARIABLES, **keys, **changed}
    # -S: no site-packages, so that only the package is there.
    done = subprocess.run(
        [sys.executable, "-S", "-B", "-c", script, *arguments],
        cwd=unzipped,
        env=variables,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return done.stdout.split()


def page(path: str) -> dict[str, Any]:
    event: dict[str, Any] = json.loads((ROOT / "tests/deploy/events/http_get.json").read_text())
    event["rawPath"] = event["requestContext"]["http"]["path"] = path
    event["rawQueryString"] = ""
    event.pop("cookies", None)
    event["headers"] |= {"x-origin-secret": "shown", "x-forwarded-host": "chat.example.org"}
    event["headers"].pop("cookie", None)
    return event


@pytest.fixture(scope="module")
def as_in_aws(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The package for Python 3.13 and that Python with AWS's runtime client."""
    try:
        interpreter = python("3.13")
    except DeployError:
        pytest.skip("Python 3.13 is not on this machine")
    folder = tmp_path_factory.mktemp("runtime")
    subprocess.run([interpreter, "-m", "venv", folder / "venv"], check=True)
    locked = ROOT / "requirements" / "runtime.txt"
    pip = [folder / "venv/bin/python", "-m", "pip", "install", "--quiet", "--require-hashes", "-r", locked]
    subprocess.run(pip, check=True)
    manifest = folder / "staticfiles.json"
    manifest.write_text(json.dumps({"paths": _Anything(), "version": "1.1", "hash": ""}))
    made = build(Target(platform.machine(), "3.13"), manifest, folder)
    zipfile.ZipFile(made.path).extractall(folder / "task")
    return folder / "task", str(folder / "venv/bin/python")


def test_awss_own_runtime_serves_it(as_in_aws: tuple[Path, str], emulator: Any) -> None:
    task, interpreter = as_in_aws
    variables = {**VARIABLES, "AWS_ENDPOINT_URL": emulator.endpoint}
    runtime = Runtime(task, "deploy.handlers.http.handler", interpreter=interpreter, variables=variables)
    try:
        first, _ = runtime.invoke(page("/accounts/sign-in/"))
        times = sorted(runtime.invoke(page("/healthz"))[1] for _ in range(20))
    finally:
        told = runtime.close()
    assert (first["statusCode"], "Sign in" in first["body"]) == (200, True), told
    assert runtime.init_cpu < 1.2, "a module too many? about 0.5 s of processor where the machine is idle"
    assert times[0] < 0.015


def test_no_variable_is_read_that_env_does_not_name() -> None:
    """All but the functions' own start ask chatify.env."""
    asked = []
    for folder in ("accounts", "chat", "chatify"):
        for path in (ROOT / folder).rglob("*.py"):
            if "local" not in path.parts and path.name not in ("env.py", "asgi.py", "wsgi.py", "metrics.py"):
                names = {node.attr for node in ast.walk(ast.parse(path.read_text())) if isinstance(node, ast.Attribute)}
                asked += [str(path)] if "environ" in names else []
    assert [path for path in asked if "openapi" not in path] == []
