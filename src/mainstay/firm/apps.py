"""Tells Django about the package."""

from __future__ import annotations

from django.apps import AppConfig

from mainstay.firm.phrases import written
from mainstay.kernel.refusal import Refusal


class FirmConfig(AppConfig):
    """The owner's firm."""

    name = "mainstay.firm"
    label = "firm"

    def ready(self) -> None:
        """Let refusals write amounts and days in the language of whoever reads them."""
        Refusal.written = staticmethod(written)
