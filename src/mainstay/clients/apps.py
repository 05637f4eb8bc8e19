"""Tells Django that this package has tables."""

from django.apps import AppConfig


class ClientsConfig(AppConfig):
    """The clients package."""

    name = "mainstay.clients"
    label = "clients"
