"""A pytest plugin that starts Django with the package that lies here, before anything else starts it."""

from __future__ import annotations

import os
from importlib import import_module
from pathlib import Path

import django

HERE = Path(__file__).parent

for name in ("mainstay", "mainstay.schemas", "mainstay.cli.panels", "mainstay.web.panels", "mainstay.web.views"):
    import_module(name).__path__.append(str(HERE / name.replace(".", "/")))
os.environ["DJANGO_SETTINGS_MODULE"] = "tests.house.noun.settings"
django.setup()
import_module("tests.house.noun.urls")  # enters the page in the tables of web
