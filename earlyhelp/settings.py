"""One file for every place: the demo (default), the tests, and production, which refuses to start on anything odd.

`EARLYHELP_ENV` says where we are (`build`: while an image is made, when no secret is there). The demo reads what its supervisor wrote to DATA/environment; production reads the
environment, or a file named by NAME_FILE for each NAME.
"""

import os
import re
import sys
from datetime import UTC, datetime
from ipaddress import ip_network
from pathlib import Path

import environ
from csp.constants import NONCE, NONE, SELF
from django.core.exceptions import ImproperlyConfigured

from access import terms
from access.roles import ROLES
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
if PRODUCTION and env.bool("DEBUG", default=False):
    raise ImproperlyConfigured(
        "DEBUG: a page that shows the program's inside is never part of this service. Take it out."
    )
SECRET_KEY = need("SECRET_KEY", demo="the-demo-writes-its-own-key")
if PRODUCTION and len(SECRET_KEY) < 50:
    raise ImproperlyConfigured("SECRET_KEY is too short: at least 50 characters.")
FIELD_KEYS = need("FIELD_KEYS", demo="ZGVtby1vbmx5LWRlbW8tb25seS1kZW1vLW9ubHktMTI=").split(",")  # newest first
FILE_KEYS = need("FILE_KEYS", demo="ZGVtby1maWxlcy1kZW1vLWZpbGVzLWRlbW8tZmlsZXM=").split(
    ","
)  # of documents; newest first
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
        "ENGINE": "earlyhelp.database.patient",  # a server that says nothing is not waited for
        "CONN_MAX_AGE": None,
        "CONN_HEALTH_CHECKS": True,
    }
}
DATABASES["default"].setdefault("OPTIONS", {})
DATABASES["default"]["OPTIONS"] |= {"connect_timeout": 2}
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
FILES = Path(need("FILES", demo=str(DATA / "files")))  # documents of cases, each sealed (cases/operations/files.py)
FILE_UPLOAD_HANDLERS = ["access.uploads.InMemory"]  # nothing that is handed in lies open on the disk, not for a moment
VIRUS_SCANNER = env.str("VIRUS_SCANNER", default="")  # clamd: unix:/run/clamav/clamd.ctl or tcp:host:3310
if VIRUS_SCANNER and not re.fullmatch(r"unix:/.+|tcp:[^:/]+:\d{1,5}", VIRUS_SCANNER):
    raise ImproperlyConfigured("VIRUS_SCANNER must be unix:/path/of/the/socket or tcp:host:port.")

# --- Celery -----------------------------------------------------------------------------------------------------
REDIS_URL = need("REDIS_URL", demo="redis+socket:///nowhere/broker.sock")

# --- The application --------------------------------------------------------------------------------------------
INSTALLED_APPS = [
    "django.contrib.auth",
    "django.contrib.contenttypes",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "django.contrib.postgres",
    "django.forms",
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.socialaccount",
    "allauth.socialaccount.providers.openid_connect",
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
    "access.middleware.ConstantHeaders",  # outermost: on the answers of all the others too
    "django.middleware.security.SecurityMiddleware",
    "access.readable.OnlyUTF8",  # before anybody reads what was sent
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
    "access.known.KnownBrowser",
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
ACCOUNT_FORMS = {"reset_password": "access.forms.signin.ResetForm"}
PASSWORD_RESET_TIMEOUT = 3600
ACCOUNT_PASSWORD_RESET_TOKEN_GENERATOR = "django.contrib.auth.tokens.PasswordResetTokenGenerator"  # noqa: S105 - allauth's writes rows
ACCOUNT_REAUTHENTICATION_TIMEOUT = 300  # seconds: what access/routes.py marks with step_up
if not PRODUCTION:  # a demo whose pages are looked at for an hour by one sign-in
    ACCOUNT_REAUTHENTICATION_TIMEOUT = env.int("STEP_UP_SECONDS", default=300)
ACCOUNT_EMAIL_SUBJECT_PREFIX = ""
ACCOUNT_RATE_LIMITS = {  # counted in the database (CACHES), so that a restarted process or broker forgets none of them
    "login": "120/m/ip",  # a whole office may begin at nine behind one address: guesses have limits of their own
    "login_failed": "10/5m/ip,5/5m/key",
    "login_failed_known": "5/5m/key",  # the account in a browser that it was signed in from before: no stranger uses that up
    "reauthenticate": "10/5m/user",
    "change_password": "5/5m/user",
    "reset_password": "20/5m/ip,5/5m/key",
    "reset_password_from_key": "20/5m/ip",
}
MFA_RATE_LIMITS = {"webauthn_login": "120/m/ip"}  # nothing can be guessed there
try:  # whose X-Forwarded-For is believed: limits count browsers, not the TLS proxy in front of them all
    TRUSTED_PROXIES = [ip_network(one.strip()) for one in need("TRUSTED_PROXIES", demo="").split(",") if one.strip()]
except ValueError as error:
    raise ImproperlyConfigured(f"TRUSTED_PROXIES: {error}") from error
# The council's own sign-in (Microsoft Entra, by OpenID Connect), where OIDC_SERVER_URL is given: docs/howto/production.md
OIDC_SERVER_URL = env.str("OIDC_SERVER_URL", default="").rstrip("/")
OIDC_CLIENT_ID, OIDC_CLIENT_SECRET = (env.str(f"OIDC_CLIENT_{name}", default="") for name in ("ID", "SECRET"))
OIDC_SIGN_IN = env.str(
    "OIDC_SIGN_IN", default="/".join(OIDC_SERVER_URL.split("/")[:3])
)  # where its page is: for form-action
OIDC_ROLES = env.json("OIDC_ROLES", default={})  # what its `roles` claim may say, and the role here that it stands for
OIDC_MFA = {name: env.list(f"OIDC_MFA_{name.upper()}", default=[]) for name in ("amr", "acr")}
if PRODUCTION and OIDC_SERVER_URL:
    if not OIDC_SERVER_URL.startswith("https://"):
        raise ImproperlyConfigured("OIDC_SERVER_URL must begin with https://")
    if not (OIDC_MFA["amr"] or OIDC_MFA["acr"]):
        raise ImproperlyConfigured("OIDC_MFA_AMR or OIDC_MFA_ACR must say what proves a second factor.")
    if not (OIDC_CLIENT_ID and OIDC_CLIENT_SECRET):
        raise ImproperlyConfigured("OIDC_CLIENT_ID or OIDC_CLIENT_SECRET is missing.")
    if not OIDC_ROLES or set(OIDC_ROLES.values()) - set(ROLES):
        raise ImproperlyConfigured(f"OIDC_ROLES must say for each value of the roles claim one of {', '.join(ROLES)}.")
SOCIALACCOUNT_ADAPTER = "access.directory.CouncilSignIn"
SOCIALACCOUNT_STORE_TOKENS = False
SOCIALACCOUNT_EMAIL_AUTHENTICATION = False  # access/directory.py decides whose account it is
SOCIALACCOUNT_PROVIDERS = {
    "openid_connect": {
        "APPS": [
            {
                "provider_id": "council",
                "name": "the council",
                "client_id": OIDC_CLIENT_ID,
                "secret": OIDC_CLIENT_SECRET,
                "settings": {
                    "server_url": OIDC_SERVER_URL,
                    "oauth_pkce_enabled": True,
                    "fetch_userinfo": False,  # what counts is signed for us: the id token
                },
            }
        ]
        if OIDC_SERVER_URL
        else []
    }
}
MFA_SUPPORTED_TYPES = ["webauthn", "totp", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_FORMS = {
    "authenticate": "access.forms.signin.CodeSecond",
    "reauthenticate": "access.forms.signin.CodeAgain",
    "login_webauthn": "access.forms.signin.PasskeySignIn",
    "authenticate_webauthn": "access.forms.signin.PasskeySecond",
    "reauthenticate_webauthn": "access.forms.signin.PasskeyAgain",
}
MFA_WEBAUTHN_USER_VERIFICATION = "required"  # the device asks for its own lock: a passkey is both factors
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = ENV in {"demo", "test"}  # http://localhost: nowhere else
MFA_ADAPTER = "access.signin.MFAAdapter"
MFA_TOTP_ISSUER = "Early Help"
MFA_TOTP_TOLERANCE = 1  # a code typed as its half minute ends is still good: RFC 6238, section 5.2
MFA_ALLOW_UNVERIFIED_EMAIL = True  # addresses are entered by a user administrator, not claimed by the person
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
CACHES = {  # at Django's 300 entries a stranger with a list of addresses would push out the counts that stop them
    "default": {
        "BACKEND": "django.core.cache.backends.db.DatabaseCache",
        "LOCATION": "earlyhelp_cache",
        "OPTIONS": {"MAX_ENTRIES": 200_000},
    }
}

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
MESSAGE_STORAGE = "django.contrib.messages.storage.session.SessionStorage"  # what was done is said in no cookie
CSRF_FAILURE_VIEW = "access.typed.page_of_another_sign_in"
KNOWN_COOKIE_NAME = f"{_prefix}known{_suffix}"  # who has signed in from here before: access/known.py
WHOSE_COOKIE_NAME = f"{_prefix}whose{_suffix}"  # who is typing, signed: access/typed.py
PARTNER_TERMS = terms.days()  # the database holds partners to these texts too (earlyhelp/database/install.py)
SESSION_ENGINE = "access.sessions"  # ends some minutes after the last request, and twelve hours after signing in
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
DATA_UPLOAD_MAX_MEMORY_SIZE = (
    8_000_000  # a text of a megabyte, pasted twice, still comes back with a sentence: signs go out as three bytes
)
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": [NONE],
        "script-src": [SELF, NONCE],
        "style-src": [SELF],
        "img-src": [SELF],
        "font-src": [NONE],
        "connect-src": [SELF],
        "form-action": [SELF, *([OIDC_SIGN_IN] if OIDC_SERVER_URL else [])],
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
