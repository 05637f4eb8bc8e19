"""The panels of clients in a browser: which country is meant, what else is known."""

from __future__ import annotations

from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, gettext, ngettext

from mainstay.clients.phrases import FIELDS, unknown_country_sentence, value_shown
from mainstay.clients.rules.countries import country_name
from mainstay.web.shown import proposal_title

if TYPE_CHECKING:
    from mainstay.clients.queries.panels import ContactsPanel, CountryPanel, FactsPanel, ProposalsPanel
    from mainstay.web.parts import PageRequest


def draw_country(panel: CountryPanel, seen: PageRequest) -> dict[str, object]:
    """The question, and the countries that may be meant with their names."""
    del seen
    language = get_language() or "en"
    likely = [(code, country_name(code, language)) for code in panel.likely]
    return {"sentence": unknown_country_sentence(panel.country), "likely": likely}


def draw_contacts(panel: ContactsPanel, seen: PageRequest) -> dict[str, object]:
    """What each person receives, "" for nothing."""
    del seen
    label = gettext("Receives: %(what)s")
    said = [one.name for one in panel.contacts]
    if panel.terms_days is not None:
        said.append(ngettext("%(n)d day", "%(n)d days", panel.terms_days) % {"n": panel.terms_days})
    return {
        "said": ", ".join(said),
        "receives": [
            label % {"what": value_shown("receives", one.receives)} if one.receives else "" for one in panel.contacts
        ],
    }


def draw_facts(panel: FactsPanel, seen: PageRequest) -> dict[str, object]:
    """Each field with its label, and the time where the client is."""
    rows = [(FIELDS[field], value_shown(field, value)) for field, value in panel.facts.items()]
    there = f"{seen.now.astimezone(ZoneInfo(panel.zone.name)):%H:%M}" if panel.zone.name else ""
    said = ", ".join(value for _label, value in rows)
    return {"rows": rows, "time_there": there, "said": said}


def draw_proposals(panel: ProposalsPanel, seen: PageRequest) -> dict[str, object]:
    """What is proposed, in one line."""
    del seen
    return {"said": ", ".join(str(proposal_title(one)) for one in panel.proposals)}
