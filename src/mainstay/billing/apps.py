"""Tells Django that this package has tables."""

from django.apps import AppConfig


class BillingConfig(AppConfig):
    """The billing package."""

    name = "mainstay.billing"
    label = "billing"
