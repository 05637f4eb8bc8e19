"""The sentences of `mainstay check` and of the timeline, whoever recorded the row; the words of a statement."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from mainstay.billing.phrases.sentences import AGES
from mainstay.firm.rules.list_columns import DENSITIES, LISTS
from mainstay.kernel.money import Money
from mainstay.overview.gathered import FAULTS, HAPPENINGS
from mainstay.store.backups import COPYING, PROVING, PUBLISHING, UPGRADING
from mainstay.timeline.phrases import erased
from mainstay.timeline.rules.merging import ERASED_ON

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mainstay.kernel.problem import Fault


def fault_sentence(fault: Fault) -> str:
    """Tell a person about a fault, in the language active now."""
    return str(FAULTS[fault.code]) % {"subject": fault.subject, **fault.params}


COPY_STEPS: Final = {
    COPYING: _("Copying the file"),
    UPGRADING: _("Bringing the copy up to date"),
    PROVING: _("Checking the copy"),
    PUBLISHING: _("Opening it"),
}
"""Step on the way from a copy to a firm -> what is being done."""

UNKNOWN: Final = _("Something that this version of Mainstay does not know")

STATEMENT_KINDS: Final = {
    "invoice": _("Invoice"),
    "payment": _("Payment"),
    "reversal": _("Payment reversed"),
    "credit_note": _("Credit note"),
    "refund": pgettext_lazy("statement", "Refund"),
    "write_off": _("Written off"),
    "recovery": _("Recovered after a write-off"),
}
"""Kind of entry of a statement -> its name."""


def happening_sentence(kind: str, facts: Mapping[str, object], shown: Callable[[Money], str] = str) -> str:
    """Tell a person what happened, in the language active now.

    What a newer version wrote down and this one has no phrase for is told as that; where words were erased the
    sentence says so.

    `shown` writes the amounts as the surface does.
    """
    if kind not in HAPPENINGS:
        return str(UNKNOWN)
    happening = HAPPENINGS[kind]
    template, known = str(happening.sentence), happening.shown(facts)
    values = {key: known.get(key, "") for key in _names(template)}
    if ERASED_ON in facts:
        gone = erased(date.fromisoformat(str(facts[ERASED_ON])))
        values = {key: gone if value == "" else value for key, value in values.items()}
        values |= {"changes": f"{values['changes']} {gone}"} if "changes" in values else {}
    values |= {key: shown(Money.from_text(str(values[key]))) for key in ("amount", "total") if values.get(key)}
    return template % values


def _names(template: str) -> list[str]:
    return [piece.split(")s")[0] for piece in template.split("%(")[1:]]


_COLUMNS: Final = {
    "clients": {
        "relationship": _("Relationship"), "payment": pgettext_lazy("rating", "Payment"), "owed": _("Owed"),
        "overdue": _("Overdue"), "invoices": _("Invoices"), "on_time": _("On time"), "usual_days": _("Usually pays"),
        "on_account": _("On account"),
    },
    "invoices": {
        "issued": _("Issued"), "due": _("Due"), "total": _("Total"), "open": _("Open"),
        "risk": _("At risk, under “Most at risk”"), "expected": _("Expected"), "state": _("State"),
    },
    "payments": {"amount": _("Amount"), "applied": _("Applied to"), "left": _("Left on account")},
    "receivables": {
        "owed": _("Owed"), "overdue": _("Overdue"), **AGES, "invoices": _("Invoices"),
        "oldest_due": _("Oldest due on"),
    },
}  # fmt: skip
"""List -> its columns -> the heading of each; of one that stands in one of its states alone, where it stands."""
DENSITY_WORDS: Final = dict(
    zip(DENSITIES, (pgettext_lazy("rows", "Comfortable"), pgettext_lazy("rows", "Compact")), strict=True)
)
"""How close the rows stand -> its word."""


def column_labels(page: str) -> dict[str, str]:
    """The heading of every column of a list in order, in the language active now; without custom fields."""
    return {name: str(_COLUMNS[page][name]) for name in (*LISTS[page].usual, *LISTS[page].more)}
