"""Tells Django that this package keeps tables."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """The answers of each day."""

    name = "mainstay.scoring"
    label = "scoring"
