"""What the functions' package holds: our own folders and the locked wheels, and nothing that production never uses."""

from fnmatch import fnmatchcase

OURS = ("accounts", "chat", "chatify", "deploy/handlers", "templates")
"""Folders of this checkout, beside deploy/__init__.py and the static files' manifest."""

SERVICES = ("apigatewaymanagementapi", "cognito-idp", "dynamodb", "lambda", "s3", "sesv2")
"""Of the 400 services that botocore describes, those that a function calls. A test compares them with the code."""

LEFT_OUT = (
    # Only a laptop or a build has a use for these.
    "chatify/local/*",
    "chatify/rest/openapi/generator/*",
    "chatify/asgi.py",
    "chatify/core/minify.py",
    # Wheels bring them along; nothing imports them here.
    "bin/*",
    "cffi/*",
    "pycparser/*",
    "*.pyi",
    "*/py.typed",
    "botocore/data/*/*/*examples*.json",
    "*/waiters-2.json",
    # Of a package's own description, METADATA stays: scanners know by it what runs here.
    "*.dist-info/licenses/*",
    "*.dist-info/RECORD",
    "*.dist-info/WHEEL",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/entry_points.txt",
    "*.dist-info/top_level.txt",
    "*.dist-info/sboms/*",
    # There is no relational database, and no map. The admin and its docs stay: DRF imports both.
    "django/contrib/flatpages/*",
    "django/contrib/gis/*",
    "django/contrib/humanize/*",
    "django/contrib/postgres/*",
    "django/contrib/redirects/*",
    "django/contrib/sitemaps/*",
    "django/contrib/syndication/*",
    "django/db/backends/mysql/*",
    "django/db/backends/oracle/*",
    "django/db/backends/postgresql/*",
    "django/db/backends/sqlite3/*",
    "django/conf/app_template/*",
    "django/conf/project_template/*",
    "django/core/management/commands/*",
    "*/management/commands/*",
    "django/contrib/*/jinja2/*",
    "django/forms/jinja2/*",
    # Files for browsers come from S3; DRF's pages for browsers are switched off.
    "django/contrib/*/static/*",
    "rest_framework/static/*",
    "rest_framework/templates/*",
    "rest_framework/locale/*",
    # Of Pillow, what PNG, JPEG, WebP and GIF need: no AVIF, no fonts, no windows.
    "PIL/_avif.*",
    "PIL/*Font*.py",
    "PIL/ImageCms.py",
    "PIL/ImageDraw*.py",
    "PIL/ImageGrab.py",
    "PIL/ImageMorph.py",
    "PIL/ImageQt.py",
    "PIL/ImageShow.py",
    "PIL/ImageTk.py",
    "PIL/ImageWin.py",
    "PIL/P[DS]*.py",
    "PIL/_imagingmath.*",
    "PIL/_imagingmorph.*",
    "PIL/_imagingcms.*",
    "PIL/_imagingft.*",
    "PIL/_imagingtk.*",
    "pillow.libs/libavif-*",
    "pillow.libs/libbrotli*",
    "pillow.libs/libfreetype-*",
    "pillow.libs/libharfbuzz-*",
    "pillow.libs/liblcms2-*",
    "pillow.libs/libpng16-*",
    "share/*",
    # Tests' own, and time zones that Python has.
    "django/test/*",
    "rest_framework/test.py",
    "dateutil/zoneinfo/*.tar.gz",
    "sqlparse/[a-z]*",
    # Colours are classes of ours.
    "pygments/formatters/*",
    "pygments/styles/*",
)
PICTURES = ("Bmp", "Gif", "Jpeg", "Mpo", "Png", "Ppm", "Tiff", "WebP")
"""Pillow's plugins for what avatars may be, and those that it imports whatever is asked."""

LEXERS = """
    __init__ _cocoa_builtins _css_builtins _googlesql_builtins _mapping _mysql_builtins _php_builtins
    _postgres_builtins _sql_builtins _tsql_builtins c_cpp configs css data diff dotnet go html javascript jvm
    objective php python ruby rust shell sql
""".split()  # noqa: SIM905  # a list would be thirty lines
"""Of Pygments' three hundred, the modules of the languages that chat.domain.code_highlighting
knows. A test compares them."""
SOURCELESS = ("PIL", "dateutil", "markdown_it", "pygments", "rest_framework", "segno", "urllib3")
"""Shipped as bytecode alone, 2 MB less: a trace still names file and line."""
CHECKS = (
    *("async_checks", "caches", "commands", "compatibility/django_4_0", "database", "files", "model_checks"),
    *("security/base", "security/csrf", "security/sessions", "templates", "translation"),
)
"""Of a project, that `manage.py check` makes."""
EMPTIED = (
    *(f"django/core/checks/{name}.py" for name in CHECKS),
    # Splits SQL; Django imports it for every kind of database.
    "sqlparse/__init__.py",
    # Would switch HTTP/2 on, and looks through all installed packages first.
    "urllib3/http2/__init__.py",
)
"""Imported at each start, for nothing that a function ever does: there, but without content."""
LANGUAGES = ("en",)
"""The site speaks these; Django ships a hundred."""


def belongs(path: str) -> bool:
    """Whether a file of the checkout or of a wheel goes into the package; `path` as it would stand there."""
    chosen = _is_spoken(path) and _is_called(path) and _is_coloured(path) and _is_drawn(path)
    return chosen and not any(fnmatchcase(path, pattern) for pattern in LEFT_OUT)


def _is_spoken(path: str) -> bool:
    parts = path.split("/")
    if "locale" not in parts[:-1]:
        return True
    language = parts[parts.index("locale") + 1]
    return language in LANGUAGES or language.startswith("__init__")


def _is_called(path: str) -> bool:
    parts = path.split("/")
    return parts[:2] != ["botocore", "data"] or len(parts) == 3 or parts[2] in SERVICES


def _is_coloured(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder != "pygments/lexers" or name.removesuffix("c").removesuffix(".py") in LEXERS


def _is_drawn(path: str) -> bool:
    name = path.removeprefix("PIL/")
    return not (path.startswith("PIL/") and name.endswith("ImagePlugin.py")) or name.startswith(PICTURES)
