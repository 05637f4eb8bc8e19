"""Tells Django that this package has tables."""

from django.apps import AppConfig


class RatesConfig(AppConfig):
    """The rates package."""

    name = "mainstay.rates"
    label = "rates"
