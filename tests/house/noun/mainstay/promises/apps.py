"""Tells Django that this package has tables."""

from django.apps import AppConfig


class PromisesConfig(AppConfig):
    """The promises package."""

    name = "mainstay.promises"
    label = "promises"
