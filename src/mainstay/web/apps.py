"""Tells Django where the pages are."""

from django.apps import AppConfig


class WebConfig(AppConfig):
    """The web package."""

    name = "mainstay.web"
    label = "web"
