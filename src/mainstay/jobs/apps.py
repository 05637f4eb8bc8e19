"""Tells Django about the package."""

from __future__ import annotations

from django.apps import AppConfig


class JobsConfig(AppConfig):
    """Work behind the screen."""

    name = "mainstay.jobs"
    label = "jobs"
