"""Tells Django that this package has tables."""

from django.apps import AppConfig


class AttachmentsConfig(AppConfig):
    """The attachments package."""

    name = "mainstay.attachments"
    label = "attachments"
