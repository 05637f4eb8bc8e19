"""Tells Django that this package has tables."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    """The timeline package."""

    name = "mainstay.timeline"
    label = "timeline"
