"""Tells Django that this package keeps tables."""

from django.apps import AppConfig


class TimelineConfig(AppConfig):
    """The timeline package."""

    name = "mainstay.timeline"
    label = "timeline"
