"""Tells Django that this package has tables."""

from django.apps import AppConfig


class TasksConfig(AppConfig):
    """The tasks package."""

    name = "mainstay.tasks"
    label = "tasks"
