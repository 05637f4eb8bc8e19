"""Tells Django that this package keeps tables."""

from django.apps import AppConfig


class BookConfig(AppConfig):
    """The book package."""

    name = "mainstay.book"
    label = "book"
