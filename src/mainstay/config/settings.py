"""Django's settings, all from the environment: MAINSTAY_HOME, DATABASE_URL, MAINSTAY_LANGUAGE, LANG."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from platformdirs import user_data_dir

from mainstay.config.database_url import database_from
from mainstay.config.serving import former_secrets_of, hosts_from, secret_of
from mainstay.kernel.refusal import Refusal


class UnknownLanguage(Refusal):
    """MAINSTAY_LANGUAGE names a language Mainstay does not speak."""

    code = "unknown_language"
    sentence = _(
        "MAINSTAY_LANGUAGE is “%(language)s”, which Mainstay does not speak. Set it to en or tr, or remove it."
    )


LANGUAGES = [("en", "English"), ("tr", "Türkçe")]
LOCALE_PATHS = [str(Path(__file__).parent.parent / "locale")]
USE_I18N = True
USE_TZ = True
TIME_ZONE = "UTC"
_asked = os.environ.get("MAINSTAY_LANGUAGE", "").strip()
if _asked and _asked not in dict(LANGUAGES):
    raise UnknownLanguage(language=_asked)
LANGUAGE_CODE = _asked or ("tr" if os.environ.get("LANG", "").startswith("tr") else "en")

MAINSTAY_HOME = Path(os.environ.get("MAINSTAY_HOME") or user_data_dir("mainstay")).expanduser().absolute()

INSTALLED_APPS = [
    "django.contrib.contenttypes",
    "django.contrib.auth",
    "django.contrib.sessions",
    "django.contrib.messages",
    "django.contrib.staticfiles",
    "mainstay.web",  # before allauth: our templates stand before theirs
    "allauth",
    "allauth.account",
    "allauth.mfa",
    "allauth.usersessions",
    "django_htmx",
    "csp",
    # In the order in which people read what each offers.
    "mainstay.firm",
    "mainstay.jobs",
    "mainstay.clients",
    "mainstay.fields",
    "mainstay.rates",
    "mainstay.attachments",
    "mainstay.tasks",
    "mainstay.timeline",
    "mainstay.billing",
    "mainstay.care",
    "mainstay.scoring",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

# In KiB for each connection: one for a command, one for each thread of the server; what is read is in the system's
# own cache, too.
_cache_size = -2_048 if os.environ.get("MAINSTAY_SERVING", "") == "1" else -65_536
_url = os.environ.get("DATABASE_URL", "").strip()
if _url:
    _database = {"ENGINE": "mainstay.store.backends.postgresql", "CONN_HEALTH_CHECKS": True, **database_from(_url)}
else:
    _database = {
        "ENGINE": "mainstay.store.backends.sqlite3",
        # The folder of the books; the backend opens the file of the active firm inside it.
        "NAME": str(MAINSTAY_HOME / "firms"),
        "OPTIONS": {
            # Without IMMEDIATE half of contended writes fail: a reader that turns writer cannot wait its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # FULL (and fullfsync on macOS): what was said to be recorded outlives a power cut. It costs 4 ms a commit,
            # and an import commits once for 10,000 rows.
            # recursive_triggers: otherwise INSERT OR REPLACE removes a row without asking its delete trigger.
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA fullfsync = ON; "
                "PRAGMA recursive_triggers = ON; "
                f"PRAGMA temp_store = MEMORY; PRAGMA cache_size = {_cache_size}"
            ),
        },
    }
# Idle connections stay open: opening one costs more than most of our questions.
DATABASES = {"default": {**_database, "CONN_MAX_AGE": None}}

LOGGING = {
    "version": 1,
    "disable_existing_loggers": False,
    "formatters": {"line": {"format": "%(asctime)s %(levelname)s %(name)s %(process)d %(message)s"}},
    "handlers": {
        "home": {
            "class": "mainstay.config.logs.HomeLog",
            "filename": str(MAINSTAY_HOME / "mainstay.log"),
            "delay": True,
            "encoding": "utf-8",
            "maxBytes": 2_000_000,
            "backupCount": 3,
            "formatter": "line",
        },
    },
    "root": {"handlers": ["home"], "level": "WARNING"},
    "loggers": {"mainstay": {"level": "INFO"}},
}

# The app in the browser. Everything below serves `mainstay serve`; the command line never reads it.
SECRET_KEY = secret_of(MAINSTAY_HOME)
SECRET_KEY_FALLBACKS = former_secrets_of(MAINSTAY_HOME)
DEBUG = False
MAINSTAY_DESIGN = os.environ.get("MAINSTAY_DESIGN", "") == "1"  # /design/: the parts screens are made of
MAINSTAY_NEW_FIRMS = os.environ.get("MAINSTAY_NEW_FIRMS", "") != "0"  # whether an owner may found further firms
ALLOWED_HOSTS = hosts_from(os.environ.get("MAINSTAY_HOSTS", ""))
ROOT_URLCONF = "mainstay.web.urls"
WSGI_APPLICATION = "mainstay.config.wsgi.application"
MIDDLEWARE = [
    "mainstay.web.middleware.IncidentMiddleware",
    "django.middleware.security.SecurityMiddleware",
    # Django masks the CSRF token anew on each page and pads what is packed, so that sizes tell no secret (BREACH).
    "django.middleware.gzip.GZipMiddleware",
    # Before FirmMiddleware: its own answers carry these headers, too.
    "django.middleware.clickjacking.XFrameOptionsMiddleware",
    "csp.middleware.CSPMiddleware",
    "mainstay.web.middleware.FirmMiddleware",
    "django.contrib.sessions.middleware.SessionMiddleware",
    "mainstay.web.middleware.LanguageMiddleware",
    "django.middleware.common.CommonMiddleware",
    "django.middleware.csrf.CsrfViewMiddleware",
    "django.contrib.auth.middleware.AuthenticationMiddleware",
    "django.contrib.messages.middleware.MessageMiddleware",
    "django_htmx.middleware.HtmxMiddleware",
    "allauth.account.middleware.AccountMiddleware",
    "mainstay.web.middleware.SignedInMiddleware",
]
_SURROUNDINGS = [
    "django.template.context_processors.request",
    "django.contrib.auth.context_processors.auth",
    "django.contrib.messages.context_processors.messages",
    "mainstay.web.context.surroundings",
]
TEMPLATES = [
    {  # ours; those of allauth that we replace stand among them
        "BACKEND": "django.template.backends.jinja2.Jinja2",
        "DIRS": [Path(__file__).resolve().parent.parent / "web" / "templates"],
        "OPTIONS": {
            "environment": "mainstay.web.environment.environment",
            "context_processors": _SURROUNDINGS,
        },
    },
    {  # the rest of allauth's, and the inputs of Django's forms
        "BACKEND": "django.template.backends.django.DjangoTemplates",
        "APP_DIRS": True,
        "OPTIONS": {"context_processors": _SURROUNDINGS},
    },
]
# A firm's pages and cookies live under its own path (FirmMiddleware), so these names need no firm in them.
STATIC_URL = "/static/"
STATIC_ROOT = str(MAINSTAY_HOME / "static")
STORAGES = {
    "default": {"BACKEND": "django.core.files.storage.FileSystemStorage"},
    "staticfiles": {"BACKEND": "mainstay.config.static_files.MarkedStorage"},
}
AUTH_USER_MODEL = "firm.User"
AUTHENTICATION_BACKENDS = ["allauth.account.auth_backends.AuthenticationBackend"]
PASSWORD_HASHERS = ["django.contrib.auth.hashers.Argon2PasswordHasher"]
AUTH_PASSWORD_VALIDATORS = [
    {"NAME": "django.contrib.auth.password_validation.UserAttributeSimilarityValidator"},
    {"NAME": "django.contrib.auth.password_validation.MinimumLengthValidator", "OPTIONS": {"min_length": 12}},
    {"NAME": "django.contrib.auth.password_validation.CommonPasswordValidator"},
]
ACCOUNT_ADAPTER = "mainstay.web.accounts.Accounts"
ACCOUNT_LOGIN_METHODS = {"email"}
ACCOUNT_SIGNUP_FIELDS = ["email*", "password1*"]
ACCOUNT_USER_MODEL_USERNAME_FIELD = None
ACCOUNT_EMAIL_VERIFICATION = "none"
ACCOUNT_SESSION_REMEMBER = None  # as the person ticks it
ACCOUNT_REAUTHENTICATION_REQUIRED = True
ACCOUNT_FORMS = {
    "login": "mainstay.web.account_forms.SignIn",
    "change_password": "mainstay.web.account_forms.NewPassword",
    "reauthenticate": "mainstay.web.account_forms.ConfirmByPassword",
}
MFA_FORMS = {
    "authenticate": "mainstay.web.account_forms.SignInByCode",
    "reauthenticate": "mainstay.web.account_forms.ConfirmByCode",
    "activate_totp": "mainstay.web.account_forms.AddApp",
    "add_webauthn": "mainstay.web.account_forms.AddPasskey",
    "edit_webauthn": "mainstay.web.account_forms.RenamePasskey",
    "login_webauthn": "mainstay.web.account_forms.SignInByPasskey",
}
MFA_SUPPORTED_TYPES = ["totp", "webauthn", "recovery_codes"]
MFA_PASSKEY_LOGIN_ENABLED = True
MFA_TOTP_ISSUER = "Mainstay"
# In half minutes: a code that changes while it is typed still counts, as does that of a phone whose clock is off.
MFA_TOTP_TOLERANCE = 1
MFA_ADAPTER = "mainstay.web.accounts.SecondSteps"
# Following each step would write to the book at every page looked at.
USERSESSIONS_TRACK_ACTIVITY = False
LOGIN_URL = "account_login"
LOGIN_REDIRECT_URL = "today"
ACCOUNT_LOGOUT_REDIRECT_URL = "account_login"

# Counts of failed sign-ins. One process serves a home, so its memory is the place; each key carries the firm.
CACHES = {
    "default": {
        "BACKEND": "django.core.cache.backends.locmem.LocMemCache",
        "KEY_FUNCTION": "mainstay.config.serving.key_of_firm",
        "OPTIONS": {"MAX_ENTRIES": 100_000},
    },
}
_is_tls = os.environ.get("MAINSTAY_TLS", "") == "1"
_is_behind_proxy = os.environ.get("MAINSTAY_PROXY", "") == "1"
# Browsers offer passkeys over plain http on localhost alone, so this opens nothing else.
MFA_WEBAUTHN_ALLOW_INSECURE_ORIGIN = not _is_tls
ALLAUTH_TRUSTED_PROXY_COUNT = 1 if _is_behind_proxy else 0
LANGUAGE_COOKIE_NAME = "mainstay_language"
SESSION_ENGINE = "mainstay.web.session_store"
SESSION_COOKIE_NAME = "mainstay_session"
SESSION_COOKIE_HTTPONLY = True
SESSION_COOKIE_AGE = 1_209_600  # two weeks, for whoever ticks "keep me signed in"
SESSION_EXPIRE_AT_BROWSER_CLOSE = True  # unless the person ticks it
SESSION_COOKIE_SAMESITE = "Lax"
SESSION_COOKIE_SECURE = _is_tls
CSRF_COOKIE_NAME = "mainstay_csrf"
CSRF_COOKIE_HTTPONLY = True
CSRF_COOKIE_SAMESITE = "Lax"
CSRF_COOKIE_SECURE = _is_tls
CSRF_FAILURE_VIEW = "mainstay.web.views.errors.csrf_failed"
SECURE_SSL_REDIRECT = _is_tls
SECURE_HSTS_SECONDS = 31_536_000 if _is_tls else 0
SECURE_PROXY_SSL_HEADER = ("HTTP_X_FORWARDED_PROTO", "https") if _is_behind_proxy else None
# Other names under the same domain are not ours to speak for.
SILENCED_SYSTEM_CHECKS = ["security.W005", "security.W021"]
SECURE_REFERRER_POLICY = "same-origin"
X_FRAME_OPTIONS = "DENY"
CONTENT_SECURITY_POLICY = {
    "DIRECTIVES": {
        "default-src": ["'self'"],
        "img-src": ["'self'", "data:"],
        "object-src": ["'none'"],
        "base-uri": ["'none'"],
        "form-action": ["'self'"],
        "frame-ancestors": ["'none'"],
    },
}
DATA_UPLOAD_MAX_MEMORY_SIZE = 2_500_000
FILE_UPLOAD_HANDLERS = ["mainstay.web.uploads.NoFile"]  # the page of the import brings its own
FORM_RENDERER = "mainstay.web.environment.Inputs"
