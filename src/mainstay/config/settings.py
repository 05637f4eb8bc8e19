"""Django's settings, all from the environment: MAINSTAY_HOME, DATABASE_URL, MAINSTAY_LANGUAGE, LANG."""

from __future__ import annotations

import os
from pathlib import Path

from django.utils.translation import gettext_lazy as _
from platformdirs import user_data_dir

from mainstay.config.database_url import database_from
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
    "mainstay.firm",
    "mainstay.timeline",
    "mainstay.clients",
    "mainstay.billing",
]
DEFAULT_AUTO_FIELD = "django.db.models.BigAutoField"

_url = os.environ.get("DATABASE_URL", "").strip()
if _url:
    _database = {"ENGINE": "mainstay.firm.backends.postgresql", "CONN_HEALTH_CHECKS": True, **database_from(_url)}
else:
    _database = {
        "ENGINE": "mainstay.firm.backends.sqlite3",
        # The folder of the books; the backend opens the file of the active firm inside it.
        "NAME": str(MAINSTAY_HOME / "firms"),
        "OPTIONS": {
            # Without IMMEDIATE half of contended writes fail: a reader that turns writer cannot wait its turn.
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            # recursive_triggers: otherwise INSERT OR REPLACE removes a row without asking its delete trigger.
            "init_command": (
                "PRAGMA journal_mode = WAL; PRAGMA synchronous = NORMAL; PRAGMA recursive_triggers = ON; "
                "PRAGMA temp_store = MEMORY; PRAGMA cache_size = -65536"
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
