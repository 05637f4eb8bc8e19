"""Tells Django that this package has tables."""

from django.apps import AppConfig


class ScoringConfig(AppConfig):
    """The answers of each day."""

    name = "mainstay.scoring"
    label = "scoring"
