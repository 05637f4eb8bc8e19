"""Tells Django that this package has tables."""

from django.apps import AppConfig


class CareConfig(AppConfig):
    """The care package."""

    name = "mainstay.care"
    label = "care"
