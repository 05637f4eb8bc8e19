"""Tells Django that this package has tables."""

from django.apps import AppConfig


class FieldsConfig(AppConfig):
    """The fields package."""

    name = "mainstay.fields"
    label = "fields"
