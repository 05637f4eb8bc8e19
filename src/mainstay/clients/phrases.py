"""Labels and sentences for what is known, and refused, about clients."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.firm import writing
from mainstay.insight.phrases import STANDINGS
from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.problem import Problem

FIELDS: Final = {
    "name": _("Name"),
    "external_id": _("Number in your other product"),
    "email": _("E-mail"),
    "phone": _("Telephone"),
    "street": _("Street"),
    "city": _("City"),
    "region": _("Region"),
    "postal_code": _("Postal code"),
    "country": _("Country"),
    "tax_number": _("Tax number"),
    "website": _("Website"),
    "language": _("Language"),
    "terms_days": _("Terms in days"),
    "currency": _("Currency"),
    "credit_limit": _("Credit limit"),
    "client_group": _("Group"),
    "notes": _("Notes"),
    "role": _("Role"),
}
"""What is known of a client or a contact -> its label."""

WAYS: Final = {
    "call": pgettext_lazy("way of contact", "Call"),
    "visit": pgettext_lazy("way of contact", "Visit"),
    "write": pgettext_lazy("way of contact", "Write"),
    "meet": pgettext_lazy("way of contact", "Meet"),
}
"""How one speaks to a client -> its label."""

STANDING_MEANINGS: Final = {
    "steady": _("Pays well and keeps coming back: you can plan with this client."),
    "stepping_stone": _("Brings work now and then, or pays late: welcome, but nothing to build on yet."),
    "new": _("The first invoice is at most ninety days old."),
    "leaving": _("Has been silent for longer than is usual for this client."),
    "not_clear": _("Too little to go by: one or two jobs, nothing due yet, or just back after a long silence."),
}
"""What a client is to the firm -> what the word means."""

_BECAME: Final = {
    "steady": _("Now a steady client; before: %(before)s."),
    "stepping_stone": _("Now a stepping stone; before: %(before)s."),
    "new": _("Now a new client; before: %(before)s."),
    "leaving": _("May be leaving now; before: %(before)s."),
    "not_clear": _("Not clear any more; before: %(before)s."),
}

PROBLEMS: Final = {
    "name_missing": _("The client has no name: enter one."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "unknown_currency": _("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY."),
    "negative_terms": _("The terms are %(value)s days: enter 0 or more."),
    "long_terms": _("The terms are %(value)s days: enter %(limit)s or fewer."),
    "not_an_email": _("“%(value)s” is not an e-mail address: it has no @."),
    "unknown_language": _("“%(value)s” is not a language we speak: choose English or Turkish."),
    "limit_without_currency": _("A credit limit needs a currency: choose the currency, or leave the limit empty."),
    "negative_limit": _("The credit limit is negative: enter 0 or more."),
    "large_limit": _("The credit limit is more than a book can hold: correct the amount."),
}
"""Problem code -> what is wrong and what to do, in one sentence."""


CONTACT_PROBLEMS: Final = {
    "day_has_passed": _("%(value)s has passed: choose today or a later day."),
    "day_is_far_off": _("%(value)s is more than ten years ahead: correct the year."),
    "unknown_way": _("“%(value)s” is no way to speak to a client: choose to call, visit, write or meet."),
    "about_missing": _("Say in a few words what it will be about."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
}
"""Problem code of a planned contact -> what is wrong and what to do."""

IMPORT_PROBLEMS: Final = {
    "client_ambiguous": _("%(count)s clients are called “%(value)s”: give the client’s own number in the file, too."),
}
"""Problem code -> why a row of a file does not come into this book, and what to do."""


def import_sentence(problem: Problem) -> str:
    """Tell a person why a row of a file does not come in, in the language active now."""
    if problem.code in IMPORT_PROBLEMS:
        return str(IMPORT_PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}
    return intake_sentence(problem)


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a draft, in the language active now."""
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}


def contact_problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a planned contact, in the language active now."""
    value = _day(problem.value) if problem.field == "on" else problem.value
    return str(CONTACT_PROBLEMS[problem.code]) % {"value": value, **problem.params}


def planned(on: date, way: str, about: str) -> str:
    """Say what is planned: "Call on 3 Mar 2026: the renewal"."""
    return gettext("%(way)s on %(day)s: %(about)s") % {"way": WAYS[way], "day": _day(str(on)), "about": about}


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """What a happening of ours keeps, with days, ways, standings and changed fields as a person reads them."""
    shown = dict(facts)
    for name in ("on", "was_on"):
        if name in facts:
            shown[name] = _day(str(facts[name]))
    for name in ("way", "was_way"):
        if name in facts:
            shown[name] = WAYS.get(str(facts[name]), facts[name])
    shown["listed"] = " · ".join(str(facts[name]) for name in ("name", "role", "email", "phone") if facts.get(name))
    if facts.get("standing") in STANDINGS:
        shown["standing"] = STANDINGS[str(facts["standing"])]
    if facts.get("to") in _BECAME:
        before = {"before": STANDINGS.get(str(facts["from"]), facts["from"])}
        shown["became"] = str(_BECAME[str(facts["to"])]) % before
    if "fields" in facts:  # as the first imports told it
        names = str(facts["fields"]).split(", ")
        shown["changes"] = ", ".join(str(FIELDS.get(name.removesuffix("_minor"), name)) for name in names)
    elif isinstance(changes := facts.get("changes"), list):
        shown["changes"] = "; ".join(_change(change) for change in changes)
    return shown


def _change(change: Mapping[str, str]) -> str:
    field, before, after = change["field"], change["before"], change["after"]
    values = {"field": FIELDS.get(field, field), "before": value_shown(field, before)}
    values["after"] = value_shown(field, after)
    if not before:
        return gettext("%(field)s is now “%(after)s”") % values
    if not after:
        return gettext("%(field)s “%(before)s” was removed") % values
    return gettext("%(field)s “%(before)s” became “%(after)s”") % values


def value_shown(field: str, told: str) -> str:
    """A value of a field as a person reads it: a limit as an amount, a language by its name."""
    if field == "credit_limit" and told:
        amount = Money.from_text(told)
        return writing.money(amount.minor, amount.currency, get_language() or "en")
    return {"en": "English", "tr": "Türkçe"}.get(told, told) if field == "language" else told


def _day(text: str) -> str:
    return writing.day(date.fromisoformat(text), get_language() or "en")
