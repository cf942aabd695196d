"""The files of the functions' package: our own folders and the locked wheels, without what production never uses."""

from fnmatch import fnmatchcase

OURS = ("accounts", "chat", "chatify", "deploy/handlers", "templates")
"""Folders of this checkout. deploy/__init__.py and the static files' manifest are added separately."""

SERVICES = ("apigatewaymanagementapi", "cognito-idp", "dynamodb", "lambda", "s3", "sesv2")
"""The services that a function calls, of the 400 that botocore describes. A test compares them with the code."""

LEFT_OUT = (
    # Only a laptop or a build uses these.
    "chatify/local/*",
    "chatify/rest/openapi/generator/*",
    "chatify/asgi.py",
    "chatify/core/minify.py",
    # Wheels contain these, and nothing imports them here.
    "bin/*",
    "cffi/*",
    "pycparser/*",
    "*.pyi",
    "*/py.typed",
    "botocore/data/*/*/*examples*.json",
    "*/waiters-2.json",
    # METADATA stays, so that scanners recognise which packages run here.
    "*.dist-info/licenses/*",
    "*.dist-info/RECORD",
    "*.dist-info/WHEEL",
    "*.dist-info/INSTALLER",
    "*.dist-info/REQUESTED",
    "*.dist-info/entry_points.txt",
    "*.dist-info/top_level.txt",
    "*.dist-info/sboms/*",
    # There is no relational database and no map. The admin and its docs stay, because DRF imports both.
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
    # Browsers load static files from S3, and DRF's pages for browsers are switched off.
    "django/contrib/*/static/*",
    "rest_framework/static/*",
    "rest_framework/templates/*",
    "rest_framework/locale/*",
    # Pillow only has to read PNG, JPEG, WebP and GIF and to write WebP: no AVIF, no fonts, no windows.
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
    # Helpers for tests, and time zones that Python has itself.
    "django/test/*",
    "rest_framework/test.py",
    "dateutil/zoneinfo/*.tar.gz",
    # Our style sheets colour code, so no formatter and no style of Pygments is used.
    "pygments/formatters/*",
    "pygments/styles/*",
)
IMAGE_PLUGINS = ("Bmp", "Gif", "Jpeg", "Mpo", "Png", "Ppm", "Tiff", "WebP")
"""Pillow's plugins for the formats of avatars, and those that it always imports."""

LEXERS = """
    __init__ _cocoa_builtins _css_builtins _googlesql_builtins _mapping _mysql_builtins _php_builtins
    _postgres_builtins _sql_builtins _tsql_builtins c_cpp configs css data diff dotnet go html javascript jvm
    objective php python ruby rust shell sql
""".split()  # noqa: SIM905  # a list would be thirty lines
"""The modules of Pygments for the languages that chat.domain.code_highlighting knows. A test compares them."""
LANGUAGES = ("en",)
"""The languages of the site. Django ships a hundred."""


def is_packaged(path: str) -> bool:
    """Tell whether the package contains a file of the checkout or of a wheel, by its path in the package."""
    is_used = _is_used_locale(path) and _is_used_service(path) and _is_used_lexer(path) and _is_used_image_plugin(path)
    return is_used and not any(fnmatchcase(path, pattern) for pattern in LEFT_OUT)


def _is_used_locale(path: str) -> bool:
    parts = path.split("/")
    if "locale" not in parts[:-1]:
        return True
    language = parts[parts.index("locale") + 1]
    return language in LANGUAGES or language.startswith("__init__")


def _is_used_service(path: str) -> bool:
    parts = path.split("/")
    return parts[:2] != ["botocore", "data"] or len(parts) == 3 or parts[2] in SERVICES


def _is_used_lexer(path: str) -> bool:
    folder, _, name = path.rpartition("/")
    return folder != "pygments/lexers" or name.removesuffix("c").removesuffix(".py") in LEXERS


def _is_used_image_plugin(path: str) -> bool:
    name = path.removeprefix("PIL/")
    return not (path.startswith("PIL/") and name.endswith("ImagePlugin.py")) or name.startswith(IMAGE_PLUGINS)
