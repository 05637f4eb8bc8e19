"""What is asked of a whole import: how invoice numbers run where that is in doubt, and a total of one's own ledger."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainstay.billing.phrases.sentences import doubt_sentence, numbering_label
from mainstay.billing.rules.control_total import ControlTotal
from mainstay.billing.rules.import_outcome import ImportOutcome, numbering_doubt
from mainstay.billing.rules.numbers import Numbering
from mainstay.firm.forms.fields import UnreadableError, amount_of, day_of
from mainstay.kernel import formatting
from mainstay.kernel.currencies import EXPONENTS, is_currency
from mainstay.web.import_forms import Choice

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping
    from datetime import date

    from mainstay.clients.actions.importing import ClientsOutcome

NUMBERING: Final = "numbering"
CONTROL: Final = "control"
_LONGEST: Final = 100


class TypedControl(NamedTuple):
    """What somebody typed of their own ledger: the total, its currency and day, and what is wrong with it."""

    total: str
    currency: str
    on: str
    problem: str = ""
    control: ControlTotal | None = None

    @property
    def currencies(self) -> list[str]:
        """The currencies to choose from, the likely one first."""
        return [self.currency, *(code for code in sorted(EXPONENTS) if code != self.currency)]


class ImportQuestions(NamedTuple):
    """What a page asks of the whole import. `numbering` is None where nothing is in doubt."""

    numbering: Choice | None
    control: TypedControl

    @property
    def is_open(self) -> bool:
        """Whether something has to be said, or typed otherwise, before the import."""
        return bool(self.control.problem) or self.is_numbering_open

    @property
    def is_numbering_open(self) -> bool:
        """Whether only a person can say how the numbers run."""
        return self.numbering is not None and self.numbering.is_open


def said_of_import(sent: Mapping[str, str]) -> dict[str, Any]:
    """What a form says of the whole import; what the file showed by itself and was left so says nothing."""
    said: dict[str, Any] = {}
    numbering = sent.get(NUMBERING, "")
    if numbering in set(Numbering) and numbering != sent.get(f"was-{NUMBERING}"):
        said[NUMBERING] = numbering
    control = {name: sent.get(f"{CONTROL}_{name}", "").strip()[:_LONGEST] for name in ("total", "currency", "on")}
    if control["total"]:
        said[CONTROL] = control
    return said


def numbering_said(choices: Mapping[str, Any]) -> Numbering | None:
    """How numbers run as was said; None where nobody said."""
    return Numbering(choices[NUMBERING]) if NUMBERING in choices else None


def typed_control(choices: Mapping[str, Any], currency: str, today: date) -> TypedControl:
    """What was typed of the ledger, read in the language active now."""
    typed = choices.get(CONTROL)
    if typed is None:
        return TypedControl("", currency, formatting.day(today, get_language() or "en"))
    wanted = typed["currency"] if is_currency(typed["currency"]) else currency
    try:
        on = day_of(typed["on"], today=today, is_past=True)
        control = ControlTotal(wanted, amount_of(typed["total"], wanted), on)
    except UnreadableError as error:
        return TypedControl(typed["total"], wanted, typed["on"], str(error))
    return TypedControl(typed["total"], wanted, typed["on"], control=control)


def in_currency_of(typed: TypedControl, outcomes: Iterable[ImportOutcome | ClientsOutcome]) -> TypedControl:
    """The same, in the currency of the tried import where nothing was typed and its rows name another."""
    found = [one.currency for outcome in outcomes if isinstance(outcome, ImportOutcome) for one in outcome.tally.sums()]
    return typed if typed.total or not found or typed.currency in found else typed._replace(currency=found[0])


def params_of(choices: Mapping[str, Any], typed: TypedControl) -> dict[str, Any]:
    """What was said, as the job is asked with it."""
    return {
        "numbering": choices.get(NUMBERING),
        "control": None if typed.control is None else typed.control.as_document(),
    }


def numbering_choice(
    choices: Mapping[str, Any], outcomes: Iterable[ImportOutcome | ClientsOutcome], *, is_untried: bool = False
) -> Choice | None:
    """How numbers run as a choice, where the tried import leaves it open or somebody said; always if it is not tried.

    What the file shows is proposed; where only the book speaks against it, a person has to say.
    """
    said = choices.get(NUMBERING)
    doubts = (numbering_doubt(one) for one in outcomes if isinstance(one, ImportOutcome))
    doubt = next((one for one in doubts if one is not None), None)
    if said is None and doubt is None and not is_untried:
        return None
    shown = None if doubt is None else doubt.shown
    blank = (("", _("as the file and the book show")),) if doubt is None else ()
    return Choice(
        NUMBERING,
        _("Your invoice numbers"),
        said or (shown and shown.value) or "",
        (*blank, *((one.value, numbering_label(one)) for one in Numbering)),
        (doubt_sentence(doubt.number),) if doubt is not None and shown is None and said is None else (),
        is_open=said is None and doubt is not None and shown is None,
        proposed="" if said or shown is None else shown.value,
        question=_("How do your invoice numbers run?"),
    )
