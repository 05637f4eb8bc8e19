"""Bring exported exchange rates back into a book."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.rates.actions._sound import facts_of_rate, refuse_unsound
from mainstay.rates.formats import read_rates
from mainstay.rates.models import ExchangeRate
from mainstay.rates.rules.acts import SET_RATES
from mainstay.rates.rules.drafts import billionths_of
from mainstay.rates.rules.happenings import RATE_SET
from mainstay.store.refs import is_ref, new_ref
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


class NoRatesInFile(Refusal):
    """The file is not the sheet of exchange rates."""

    code = "no_rates_in_file"
    sentence = _("Choose the sheet “Exchange rates” of an export, as CSV.")


class RateRowRefused(Refusal):
    """A row of the file cannot come in; none of it did."""

    code = "rate_row_refused"
    sentence = _("Line %(line)s: %(sentence)s Nothing was imported.")


class RatesImported(NamedTuple):
    """How many rates came in, and of how many days one was there already."""

    rates: int
    known: int


@transaction.atomic
@keyed(SET_RATES)
def import_rates(*, text: str, by: Actor, now: datetime, key: str = "") -> RatesImported:
    """Bring the rates of an exported sheet in: all of it or nothing. A rate that is there for its day stays.

    Refuses a file of another kind, and a row that is wrong.
    """
    require(by, SET_RATES)
    records = read_rates(StringIO(text, newline=""))
    if records is None:
        raise NoRatesInFile
    there = set(ExchangeRate.objects.values_list("pair", "valid_on"))
    refs = set(ExchangeRate.objects.values_list("ref", flat=True))
    new = []
    for line, ref, draft in records:
        if draft is None:
            raise RateRowRefused(line=line, sentence=_("The day can’t be read: write it as 2026-03-31."))
        try:
            refuse_unsound(draft, now)
        except Refusal as refusal:
            raise RateRowRefused(line=line, sentence=str(refusal)) from refusal
        if (draft.pair, draft.on) in there:
            continue
        there.add((draft.pair, draft.on))
        known_ref = ref if is_ref(ref) and ref not in refs else new_ref("x")
        refs.add(known_ref)
        new.append(
            ExchangeRate(
                ref=known_ref, one=draft.one, other=draft.other, pair=draft.pair, valid_on=draft.on,
                billionths=billionths_of(draft.rate), set_at=now,
            )
        )  # fmt: skip
    made = ExchangeRate.objects.bulk_create(new)
    happenings = [Happening(None, RATE_SET, now.date(), rate.ref, facts_of_rate(rate)) for rate in made]
    record_many(happenings=happenings, by=by, now=now)
    return RatesImported(len(made), len(records) - len(made))
