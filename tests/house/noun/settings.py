"""The settings of the product with one package more: `mainstay.promises`, which lies beside this file."""

from __future__ import annotations

from pathlib import Path

from mainstay.config.settings import *  # noqa: F403 -- every setting but those below
from mainstay.config.settings import INSTALLED_APPS as _INSTALLED
from mainstay.config.settings import TEMPLATES as _TEMPLATES

INSTALLED_APPS = [*_INSTALLED, "mainstay.promises"]
_OURS, *_OTHERS = _TEMPLATES
_HERE = Path(__file__).parent / "mainstay/web/templates"
TEMPLATES = [{**_OURS, "DIRS": [*_OURS["DIRS"], _HERE]}, *_OTHERS]  # type: ignore[misc]
ROOT_URLCONF = "tests.house.noun.urls"
