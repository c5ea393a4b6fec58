"""One file for every place: the demo (default), the tests, and production, which refuses to start on anything odd.

`EARLYHELP_ENV` says where we are (`build`: while an image is made, when no secret is there). The demo reads what its supervisor wrote to DATA/environment; production reads the
environment, or a file named by NAME_FILE for each NAME.
"""

import os
import sys
from datetime import UTC, datetime, timedelta
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from earlyhelp.policy import PolicyError, load
from earlyhelp.policy.places import faults, register
from earlyhelp.policy.years import uk_date

BASE_DIR = Path(__file__).resolve().parent.parent
ENV = os.environ.get("EARLYHELP_ENV", "demo")
if ENV not in {"demo", "test", "build", "production"}:
    raise ImproperlyConfigured(f"EARLYHELP_ENV is “{ENV}”: demo, test, build or production are known.")
PRODUCTION = ENV == "production"


def _data_folder() -> Path:
    """Where the demo keeps its state; another place leaves a pointer file behind."""
    folder = Path(os.environ.get("EARLYHELP_DATA") or BASE_DIR / "var" / os.environ.get("COUNCIL", "durham-early-help"))
    pointer = folder / "elsewhere"
    return Path(pointer.read_text().strip()) if pointer.exists() else folder


DATA = _data_folder()
env = environ.FileAwareEnv()
if ENV == "demo" and (DATA / "environment").exists():
    environ.Env.read_env(DATA / "environment")


def need(name: str, *, demo: str | None = None, same_is_fine: bool = False) -> str:
    """A value that production must be given, and not the demo's unless `same_is_fine`; elsewhere `demo` stands in."""
    value = env.str(name, default="")
    if value and not (PRODUCTION and value == demo and not same_is_fine):
        return value
    if not PRODUCTION and demo is not None:
        return demo
    raise ImproperlyConfigured(f"{name} is missing or still the demo's: set {name} or {name}_FILE.")


DEBUG = False
SECRET_KEY = need("SECRET_KEY", demo="the-demo-writes-its-own-key")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: at least 50 characters.")
FIELD_KEYS = need("FIELD_KEYS", demo="ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktMTI=").split(",")  # newest first
LEDGER_KEY = need("LEDGER_KEY", demo="demo-ledger-key")
AUDIT_KEY = need("AUDIT_KEY", demo="demo-audit-key")  # signs events and anchors: the database does not have it
COUNCIL = need("COUNCIL", demo="durham-early-help", same_is_fine=True)
try:
    PROCESSING_PLACES = register(
        need("PROCESSING_PLACES", demo="hosting=GB,backup=GB,mail=GB,support=GB", same_is_fine=True)
    )
    OUT_OF_PLACE = faults(load(COUNCIL), PROCESSING_PLACES) if PRODUCTION else []
    NOT_IN_FORCE = load(COUNCIL).why_not_in_force(uk_date(datetime.now(UTC))) if PRODUCTION else ""
except PolicyError as error:
    raise ImproperlyConfigured(f"PROCESSING_PLACES or COUNCIL: {error}") from error
if NOT_IN_FORCE:
    raise ImproperlyConfigured(f"COUNCIL: {NOT_IN_FORCE}")
if OUT_OF_PLACE:
    raise ImproperlyConfigured(f"PROCESSING_PLACES: {' '.join(OUT_OF_PLACE)}")
DUTY_PHONE = need("DUTY_PHONE", demo="01632 960 000")
ALLOWED_HOSTS = env.list("ALLOWED_HOSTS", default=[] if PRODUCTION else ["127.0.0.1", "localhost", "testserver"])
if PRODUCTION and (not ALLOWED_HOSTS or "*" in ALLOWED_HOSTS):
    raise ImproperlyConfigured("ALLOWED_HOSTS must name this service's hosts, and no *.")
CSRF_TRUSTED_ORIGINS = env.list("CSRF_TRUSTED_ORIGINS", default=[])

# --- PostgreSQL: one login a process (earlyhelp/database/roles.py) ------------------------------------------------
_command = sys.argv[1:2] if Path(sys.argv[0]).name == "manage.py" else None
AUDITING = (["audit_verify"], ["ingest"], ["seal"])  # commands that a bare manage.py runs as the worker
LOGIN = os.environ.get("DATABASE_LOGIN") or ("worker" if _command in AUDITING else "web")
LOGINS = {login: (f"earlyhelp_{login}",) for login in ("owner", "web", "worker", "dispose")}
DATABASES = {
    "default": {
        **env.db_url_config(
            env.str(f"DATABASE_{LOGIN.upper()}_URL", default="") or need("DATABASE_URL", demo="postgres:///earlyhelp")
        ),
        "ENGINE": "django.db.backends.postgresql",
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {"connect_timeout": 5}
if LOGIN == "web":  # plans of what pages ask all day are kept, and fit everybody (earlyhelp/database/questions.py)
    _given = DATABASES["default"]["OPTIONS"].get("options", "")
    DATABASES["default"]["OPTIONS"] |= {
        "prepare_threshold": 0,
        "options": f"{_given} -c plan_cache_mode=force_generic_plan".strip(),
    }
if PRODUCTION and DATABASES["default"]["USER"] not in LOGINS.get(LOGIN, ()):
    raise ImproperlyConfigured(
        f"DATABASE_URL signs in as “{DATABASES['default']['USER']}”: DATABASE_LOGIN={LOGIN} may be {LOGINS.get(LOGIN)}."
    )
if PRODUCTION and LOGIN == "owner" and _command in (None, ["runserver"]):
    raise ImproperlyConfigured("DATABASE_LOGIN=owner is for manage.py alone: nothing that serves may own the tables.")
DATABASE_AUDIT_URL = need("DATABASE_AUDIT_URL", demo="postgres:///earlyhelp")
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# --- Files outside the database ---------------------------------------------------------------------------------
AUDIT_FILE = Path(need("AUDIT_FILE", demo=str(DATA / "audit" / "readings.jsonl")))
LEDGER_FILE = Path(need("LEDGER_FILE", demo=str(DATA / "ledger" / "erasures.jsonl")))
AUDIT_ANCHOR = Path(need("AUDIT_ANCHOR", demo=str(DATA / "anchors" / "anchors.jsonl")))

# --- Celery -----------------------------------------------------------------------------------------------------
REDIS_URL = need("REDIS_URL", demo="redis+socket:///nowhere/broker.sock")

# --- The application --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "guardian",
    "simple_history",
    "django_structlog",
    "earlyhelp.database",
    "access",
    "cases",
    "consent",
    "sharing",
    "retention",
    "earlyhelp.desk",
]
if ENV in {"demo", "test"}:
    INSTALLED_APPS.append("earlyhelp.demo")
MIDDLEWARE = [
    "django.middleware.security.SecurityMiddleware",
    "access.middleware.ConstantHeaders",
    "csp.middleware.CSPMiddleware",
    "whitenoise.middleware.WhiteNoiseMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "django_structlog.middlewares.RequestMiddleware",
    "access.typed.KeepTyped",  # before the sign-in page takes the place of what was sent
    "django.contrib.auth.middleware.LoginRequiredMiddleware",
    "access.middleware.Identity",  # innermost but one: the transaction, and who is looking
    "access.middleware.RouteTable",  # a page that no row of the table opens is closed
]
ROOT_URLCONF = "earlyhelp.urls"
WSGI_APPLICATION = "earlyhelp.wsgi.application"
TEMPLATES = [
    {
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "DIRS": [BASE_DIR / "templates"],
        "OPTIONS": {
            "context_processors": [
                "django.template.context_processors.request",
                "django.contrib.auth.context_processors.auth",
                "django.contrib.messages.context_processors.messages",
                "csp.context_processors.nonce",
                "earlyhelp.govuk.frame",
                "access.labels.context",
            ],
            "loaders": [
                (
                    "django.template.loaders.cached.Loader",
                    ["django.template.loaders.filesystem.Loader", "django.template.loaders.app_directories.Loader"],
                )
            ],
            "libraries": {"govuk": "earlyhelp.govuk"},
            "builtins": ["earlyhelp.govuk", "access.labels"],
        },
    }
]
FORM_RENDERER = "earlyhelp.govuk.Renderer"
STATIC_URL = "/static/"
STATICFILES_DIRS = [BASE_DIR / "static"]
STATIC_ROOT = Path(env.str("STATIC_ROOT", default=str(BASE_DIR / "staticfiles")))
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "whitenoise.storage.CompressedManifestStaticFilesStorage"},
}
if ENV in {"demo", "test"}:  # served from the source folder: no collectstatic on a developer's machine
    STORAGES["staticfiles"] = {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"}
    WHITENOISE_USE_FINDERS = True
    WHITENOISE_AUTOREFRESH = False

LANGUAGE_CODE = "en-gb"
TIME_ZONE = "Europe/London"
USE_TZ = True
USE_I18N = False

# --- Who is who ---------------------------------------------------------------------------------------------------
AUTH_USER_MODEL = "access.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
ANONYMOUS_USER_NAME = None  # guardian makes no account of its own
GUARDIAN_AUTO_PREFETCH = False
SILENCED_SYSTEM_CHECKS = ["guardian.W001"]  # access/grants.py asks its tables; no backend answers for guardian
SIMPLE_HISTORY_ENABLED = False  # versions are written by the database (earlyhelp/database/history.py)
HISTORY_WEB_ROLE = "earlyhelp_web"
HISTORY_DISPOSAL_ROLE = "earlyhelp_dispose"
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "/"
ACCOUNT_ADAPTER = "access.signin.AccountAdapter"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*", "password2*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = False
ACCOUNT_LOGOUT_ON_PASSWORD_CHANGE = True
ACCOUNT_PREVENT_ENUMERATION = True
ACCOUNT_EMAIL_UNKNOWN_ACCOUNTS = False  # no mail to strangers: it would say who has an account
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if PRODUCTION else 0  # limits count browsers, not the TLS proxy in front of them all
MFA_SUPPORTED_TYPES = ["totp", "recovery_codes"]
MFA_ADAPTER = "access.signin.MFAAdapter"
MFA_TOTP_ISSUER = "Early Help"
MFA_TOTP_TOLERANCE = 1  # a code typed as its half minute ends is still good: RFC 6238, section 5.2
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by a user administrator, not claimed by the person
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CACHES = {"default": {"BACKEND": "django.core.cache.backends.db.DatabaseCache", "LOCATION": "earlyhelp_cache"}}

# --- Mail: a link and nothing else, over TLS or not at all ---------------------------------------------------------------
_mail = env.email_url_config(need("EMAIL_URL", demo=f"filemail://{DATA}/mail"))
if PRODUCTION and not (_mail.get("EMAIL_USE_TLS") or _mail.get("EMAIL_USE_SSL")):
    raise ImproperlyConfigured("EMAIL_URL must speak TLS: smtp+tls://… or smtp+ssl://…")
EMAIL_BACKEND = _mail["EMAIL_BACKEND"] if PRODUCTION else "django.core.mail.backends.filebased.EmailBackend"
EMAIL_FILE_PATH = str(DATA / "mail")  # the demo's letters lie here
EMAIL_HOST, EMAIL_PORT = _mail.get("EMAIL_HOST"), _mail.get("EMAIL_PORT")
EMAIL_HOST_USER, EMAIL_HOST_PASSWORD = _mail.get("EMAIL_HOST_USER"), _mail.get("EMAIL_HOST_PASSWORD")
EMAIL_USE_TLS, EMAIL_USE_SSL = _mail.get("EMAIL_USE_TLS", False), _mail.get("EMAIL_USE_SSL", False)
EMAIL_TIMEOUT = 5
SERVICE_URL = (
    f"https://{ALLOWED_HOSTS[0]}" if PRODUCTION else f"http://127.0.0.1:{env.str('COOKIE_SUFFIX', default='8000')}"
)
DEFAULT_FROM_EMAIL = need("MAIL_FROM", demo="early-help@demo.example")

# --- Sessions, cookies, headers -------------------------------------------------------------------------------------
_suffix = env.str("COOKIE_SUFFIX", default="")  # two demos side by side keep two sign-ins
_prefix = "__Host-" if PRODUCTION else ""
SESSION_COOKIE_NAME = f"{_prefix}session{_suffix}"
CSRF_COOKIE_NAME = f"{_prefix}csrf{_suffix}"
CSRF_FAILURE_VIEW = "access.typed.page_of_another_sign_in"
WHOSE_COOKIE_NAME = f"{_prefix}whose{_suffix}"  # who is typing, signed: access/typed.py
SESSION_COOKIE_AGE = int(timedelta(minutes=30).total_seconds())
# Half an hour without a request ends the session: access/middleware.py notes a request at most once a minute.
SESSION_EXPIRE_AT_BROWSER_CLOSE = True
SESSION_COOKIE_SECURE = CSRF_COOKIE_SECURE = PRODUCTION
SESSION_COOKIE_HTTPONLY = CSRF_COOKIE_HTTPONLY = True
SESSION_COOKIE_SAMESITE = CSRF_COOKIE_SAMESITE = "Lax"
SECURE_SSL_REDIRECT = PRODUCTION
SECURE_REDIRECT_EXEMPT = [r"^healthz$", r"^readyz$"]
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if PRODUCTION else None
SECURE_HSTS_SECONDS = 31_536_000 if PRODUCTION else 0
SECURE_HSTS_INCLUDE_SUBDOMAINS = SECURE_HSTS_PRELOAD = PRODUCTION
SECURE_REFERRER_POLICY = "same-origin"
SECURE_CROSS_ORIGIN_OPENER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [NONE],
        "connect-src": [SELF],
        "form-action": [SELF],
        "frame-ancestors": [NONE],
        "base-uri": [NONE],
        "manifest-src": [SELF],
    }
}

# --- Logs: keys, never names ------------------------------------------------------------------------------------------
LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {
        "json": {"()": "access.logs.formatter"},
    },
    "handlers": {"console": {"class": "logging.StreamHandler", "formatter": "json"}},
    "root": {"handlers": ["console"], "level": "INFO"},
}
