"""The panels of clients in a browser: which country is meant."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import get_language

from mainstay.clients.phrases import unknown_country_sentence
from mainstay.clients.rules.countries import country_name

if TYPE_CHECKING:
    from mainstay.clients.queries.panels import CountryPanel
    from mainstay.web.parts import PageRequest


def draw_country(panel: CountryPanel, seen: PageRequest) -> dict[str, object]:
    """The question, and the countries that may be meant with their names."""
    del seen
    language = get_language() or "en"
    likely = [(code, country_name(code, language)) for code in panel.likely]
    return {"sentence": unknown_country_sentence(panel.country), "likely": likely}
