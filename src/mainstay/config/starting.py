"""Starts Django once. Delivery calls this before it imports anything that asks the database."""

from __future__ import annotations

import os
from pathlib import Path
from typing import TYPE_CHECKING

import django
from django.apps import apps
from django.conf import settings

from mainstay.config.private import mend_rights, write_for_owner_alone
from mainstay.kernel.refusal import Refusal

if TYPE_CHECKING:
    from os import PathLike


def start(home: str | PathLike[str] | None = None, *, language: str | None = None) -> None:
    """Take the settings from the environment and set Django up; a second call does nothing.

    `home` and `language` stand before MAINSTAY_HOME and MAINSTAY_LANGUAGE. Refuses a setting that cannot be right;
    the sentence can be shown, in the language asked for when it is one of ours.
    """
    if apps.ready:
        return
    if home is not None:
        os.environ["MAINSTAY_HOME"] = os.fspath(home)
    if language is not None:
        os.environ["MAINSTAY_LANGUAGE"] = language
    write_for_owner_alone()
    os.environ["DJANGO_SETTINGS_MODULE"] = "mainstay.config.settings"
    # Matrices here are small: threads of numpy's own would only wait for one another. Read when numpy is imported.
    os.environ.setdefault("OPENBLAS_NUM_THREADS", "1")
    try:
        settings.INSTALLED_APPS  # noqa: B018 -- the first question reads the settings
    except Refusal:
        _start_to_speak()
        raise
    mend_rights(Path(settings.MAINSTAY_HOME))
    django.setup()


def _start_to_speak() -> None:
    # Without settings no sentence can be translated: enough of them for the refusal to be shown.
    wished = os.environ.get("MAINSTAY_LANGUAGE") or os.environ.get("LANG", "")
    settings.configure(
        LANGUAGE_CODE="tr" if wished.startswith("tr") else "en",
        LOCALE_PATHS=[str(Path(__file__).parent.parent / "locale")],
        USE_I18N=True,
        LOGGING_CONFIG=None,
    )
    django.setup()
