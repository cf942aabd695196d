"""The settings. All differences between a laptop and AWS are here and in the adapters that these settings name."""

from datetime import timedelta
from email.utils import parseaddr
from pathlib import Path

from django.core.exceptions import ImproperlyConfigured

from chatify import env

BASE_DIR = Path(__file__).resolve().parent.parent
LOCAL_DIR = env.local_dir(BASE_DIR / ".local")
ENV = env.read(local_file=LOCAL_DIR / "environment")
LOCAL = ENV.stage == "local"

SECRET_KEY = ENV.secret_key
DEBUG = LOCAL
SITE_NAME = ENV.site_name
ALLOWED_HOSTS = ENV.hosts.split(",")
# The base of the links in mails.
SITE_URL = "http://127.0.0.1:8000" if LOCAL else f"https://{ALLOWED_HOSTS[0]}"

INSTALLED_APPS = [
    *(["chatify.local"] if LOCAL else []),  # first, so that its runserver command wins
    "chatify.dynamo_admin.contenttypes.ContentTypesConfig",
    *(["chatify.dynamo_admin", "chatify.apps.AdminConfig"] if ENV.admin == "on" else []),
    "django.contrib.auth",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "rest_framework",
    "accounts",
    "chat",
]
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "chatify.web.middleware.SecurityHeaders",
    "chatify.web.middleware.KnownHosts",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "accounts.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "chatify.web.middleware.DomainErrors",
]
ROOT_URLCONF = "chatify.urls"
HAS_ADMIN_URLS = ENV.admin == "on"
WSGI_APPLICATION = "chatify.wsgi.application"
ASGI_APPLICATION = "chatify.asgi.application"
APPEND_SLASH = False
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "chatify.web.context_processors.theme",
                "accounts.context_processors.site",
            ],
            "libraries": {"chatify": "chatify.web.template_tags"},
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    [
                        "django.template.loaders.filesystem.Loader",
                        "django.template.loaders.app_directories.Loader",
                    ],
                )
            ],
        },
    }
]

# No relational database: everything is in DynamoDB.
DATABASES: dict[str, dict[str, str]] = {}
AWS = {
    "region": ENV.region,
    "endpoint_url": (ENV.aws_endpoint or None),
    # On a laptop the keys are fixed, so that a developer's real credentials are never used by mistake.
    "access_key_id": "local" if LOCAL else None,
    "secret_access_key": "local" if LOCAL else None,
    "connections": 50,
}
DYNAMODB_TABLE_PREFIX = ENV.table_prefix
FILES_BUCKET = ENV.files_bucket
COGNITO = {
    "pool_id": ENV.cognito_pool_id,
    "client_id": ENV.cognito_client_id,
    "client_secret": ENV.cognito_client_secret,
}

AUTH_USER_MODEL = "accounts.User"
AUTHENTICATION_BACKENDS = ["accounts.backends.CognitoBackend"]
LOGIN_URL = "accounts:sign-in"
LOGIN_REDIRECT_URL = "/"
LOGOUT_REDIRECT_URL = "/"
# Moderators and admins must have entered a code of their authenticator app in the current session.
STAFF_SECOND_STEP = not LOCAL or ENV.staff_second_step == "on"
# The address to which banned people may object. They learn it together with the ban.
APPEALS = ENV.appeals or parseaddr(ENV.mail_from)[1]
SESSION_ENGINE = "accounts.sessions"
SESSION_COOKIE_AGE = int(timedelta(days=30).total_seconds())
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = not LOCAL
# The prefix __Host- needs https, which a laptop does not have.
SESSION_COOKIE_NAME = "session" if LOCAL else "__Host-session"
CSRF_COOKIE_NAME = "csrf" if LOCAL else "__Host-csrf"
CSRF_COOKIE_HTTPONLY = False
CSRF_FAILURE_VIEW = "chatify.web.error_pages.csrf_failure"
CSRF_TRUSTED_ORIGINS = [] if LOCAL else [f"https://{ALLOWED_HOSTS[0]}"]
MESSAGE_STORAGE = "django.contrib.messages.storage.cookie.CookieStorage"

# Cognito keeps the passwords. Their rules are checked here as well, so that the form can say what is wrong.
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {
        "NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator",
        "OPTIONS": {"user_attributes": ("name", "handle", "email")},
    },
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
    {"NAME": "accounts.validation.VariedPassword"},
]

REST_FRAMEWORK = {
    "DEFAULT_AUTHENTICATION_CLASSES": [
        "accounts.authentication.BearerAuthentication",
        "accounts.authentication.SessionAuthentication",
    ],
    "DEFAULT_PERMISSION_CLASSES": ["chatify.rest.permissions.SignedIn"],
    "DEFAULT_RENDERER_CLASSES": ["chatify.rest.json_content.JSONRenderer"],
    "DEFAULT_PARSER_CLASSES": ["chatify.rest.json_content.JSONParser"],
    "DEFAULT_CONTENT_NEGOTIATION_CLASS": "chatify.rest.json_content.Negotiation",
    "EXCEPTION_HANDLER": "chatify.rest.errors.handle",
    "URL_FORMAT_OVERRIDE": None,
}

# The transport that pushes to sockets, named like Django's e-mail backend.
SOCKET_TRANSPORT = "chat.realtime.in_process.InProcess" if LOCAL else "chat.realtime.api_gateway.ApiGateway"
SOCKET_ENDPOINT = ENV.socket_endpoint
CACHES = {"default": {"BACKEND": "django.core.cache.backends.locmem.LocMemCache"}}

# Rate limits: how many requests in how many seconds, for each address or account. See docs/limits.md.
LIMITS = {
    "sign-up": (10, 3600),
    "sign-in": (10, 600),
    "code": (10, 600),
    "password": (10, 600),
    "refresh": (600, 600),
    "handle": (5, 86400),
    "picture": (20, 3600),
    "export": (10, 3600),
    "reset": (5, 3600),
    "ticket": (60, 60),
    "search": (120, 60),
    "report": (60, 3600),
    "create": (200, 3600),
    "invite": (60, 3600),
    "send": (600, 60),
}
# After so many failed attempts, each further one must wait: 5 seconds, then twice as long each time.
PATIENCE = {"sign-in": 5, "code": 5, "password": 5}
# On a laptop all tests and demos come from one address, so the limits for addresses are wider.
LIMITS_PER_ADDRESS_FACTOR = 1 if ENV.limits == "production" or not LOCAL else 100

# These mails are the site's own; Cognito sends the mails with codes.
EMAIL_BACKEND = "chatify.core.mail.SesBackend" if ENV.mail_from else "django.core.mail.backends.dummy.EmailBackend"
DEFAULT_FROM_EMAIL = ENV.mail_from
# Responses that must not reveal whether an account exists take at least this long.
CONSTANT_TIME_SECONDS = 0.3 if LOCAL else 1.0
# Starts a job in the background: in a thread, or in an invocation of the job function.
JOBS = "chatify.local.jobs.start" if LOCAL else "chatify.core.aws.invoke_job_function"

LANGUAGE_CODE = "en"
TIME_ZONE = "UTC"
USE_TZ = True
USE_I18N = True

STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = BASE_DIR / "staticfiles"
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.InMemoryStorage"},
    "staticfiles": {"BACKEND": "chatify.local.static.Editions" if LOCAL else "chatify.core.static_storage.HashedFiles"},
}

SECURE_CONTENT_TYPE_NOSNIFF = True
SECURE_REFERRER_POLICY = "same-origin"
# CloudFront redirects to https already. It tells the functions the viewer's scheme in a header that only it can send.
SECURE_SSL_REDIRECT = not LOCAL
SECURE_HSTS_SECONDS = 0 if LOCAL else int(timedelta(days=730).total_seconds())
SECURE_HSTS_INCLUDE_SUBDOMAINS = not LOCAL
SECURE_HSTS_PRELOAD = not LOCAL
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"

DATA_UPLOAD_MAX_MEMORY_SIZE = 256 * 1024
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "plain": {"format": "{asctime} {levelname} {name}: {message}", "style": "{"},
        "json": {"()": "chatify.core.logs.JsonFormatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "plain" if LOCAL else "json"}},
    "root": {"handlers": ["console"], "level": ENV.log_level},
    "loggers": {
        # Django's own handler would log everything a second time.
        "django": {"handlers": []},
        "botocore": {"level": "WARNING"},
        "pynamodb": {"level": "WARNING"},
        # API Gateway logs each request already.
        "mangum": {"level": "WARNING"},
        # On a laptop only failed requests are logged, once each.
        "uvicorn.error": {"level": "ERROR"},
        "uvicorn.access": {"level": "CRITICAL"},
        "django.utils.autoreload": {"level": "WARNING"},
    },
}

if not LOCAL:
    if ENV.aws_endpoint:
        raise ImproperlyConfigured("CHATIFY_AWS_ENDPOINT names an emulator: unset it in production.")
    if SECRET_KEY.startswith("insecure-") or len(SECRET_KEY) < 50:
        raise ImproperlyConfigured("CHATIFY_SECRET_KEY must be at least 50 random characters in production.")
