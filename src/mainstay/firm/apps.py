"""Tells Django about the package."""

from __future__ import annotations

from django.apps import AppConfig


class FirmConfig(AppConfig):
    """The owner's firm."""

    name = "mainstay.firm"
    label = "firm"
