"""The outlook of all that is open, kept or worked out for a day; what would change one invoice's, or a standing."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import TYPE_CHECKING, Final

import numpy as np

from mainstay.billing.queries.expected_dates import expected_dates, expected_days
from mainstay.billing.queries.fetching import invoice_with_ref
from mainstay.billing.queries.outlooks import named_invoices, open_with_outlook, risk_sums
from mainstay.billing.queries.receivables import is_current
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.queries.standings import last_standing
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may, require
from mainstay.firm.queries.own_currency import in_own_order
from mainstay.insight.columns import stacked
from mainstay.insight.correction import AS_IT_IS
from mainstay.insight.fitting import fit
from mainstay.insight.income import earned
from mainstay.insight.outlook import outlook_of
from mainstay.insight.payment_history import payment_history
from mainstay.insight.policy import DEFAULT
from mainstay.insight.standing import STANDINGS
from mainstay.insight.what_if import Others, standing_among
from mainstay.insight.what_if import what_would_change as changes_of
from mainstay.scoring.models import Scoring
from mainstay.scoring.queries.ledger import BookReader
from mainstay.scoring.queries.outlooks import StoredOutlook, at_risk, outlook_in_row
from mainstay.scoring.queries.scores import (
    compared_with_past,
    live_currencies,
    open_predicted,
    rows_to_store,
    sample_of,
)
from mainstay.scoring.rules.own_dates import own_days_key
from mainstay.scoring.rules.scores import correction_from, figures_from
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import cache_result, cached_result, remembered
from mainstay.store.snapshots import one_moment
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from numpy.typing import NDArray

    from mainstay.billing.queries.outlooks import NamedInvoice
    from mainstay.insight.correction import Correction
    from mainstay.insight.inactivity import Inactivity
    from mainstay.insight.income import Earned
    from mainstay.insight.payment_history import PaymentHistory
    from mainstay.insight.what_if import StandingChanges
    from mainstay.kernel.actor import Actor
    from mainstay.scoring.rules.scores import CurrencyScores

_ANEW: Final = 5_000
"""So many invoices are learnt from in hundredths of a second; in a larger book one fact hardly moves what is learnt."""


@dataclass(frozen=True, slots=True)
class OutlookOfInvoice:
    """An open invoice with its outlook."""

    ref: str
    number: str
    client_ref: str
    client_name: str
    currency: str
    issued_on: date
    due_on: date
    outlook: StoredOutlook


@dataclass(frozen=True, slots=True)
class BookOutlook:
    """What was forecast of all open invoices: in each currency the most money at risk first.

    `as_of` is the day of the scores, None where the book was never scored; `unscored` counts the open invoices that
    came after it.
    """

    as_of: date | None
    invoices: tuple[OutlookOfInvoice, ...]
    unscored: int

    @property
    def open_minor(self) -> dict[str, int]:
        """What is open of them, by currency in minor units."""
        found: dict[str, int] = {}
        for one in self.invoices:
            found[one.currency] = found.get(one.currency, 0) + one.outlook.open_minor
        return dict(sorted(found.items()))

    @property
    def at_risk_minor(self) -> dict[str, int]:
        """What of it may never come, on average, by currency in minor units."""
        return at_risk((one.currency, one.outlook) for one in self.invoices)


@dataclass(frozen=True, slots=True)
class WhatIf:
    """What would become of the expected day and the chance of never; the codes are those of insight.what_if."""

    code: str
    count: int
    expected_on: date
    never_ratio: float


@dataclass(frozen=True, slots=True)
class WhatWouldChange:
    """The outlook of an invoice worked out anew as of a day, and at most three facts that would change it."""

    as_of: date
    expected_on: date
    never_ratio: float
    changes: tuple[WhatIf, ...]


def stored_book_outlook(*, as_of: date, by: Actor) -> BookOutlook:
    """Show what is kept of the invoices that are open now, as it was last forecast by a day."""
    require(by, SEE_RISK)  # whoever has it sees every client
    scored_on = Scoring.objects.filter(as_of__lte=as_of).order_by("-as_of").values_list("as_of", flat=True).first()
    rows = open_with_outlook(as_of=as_of)
    found = [(row, outlook_in_row(outlook, int(row.open_minor))) for row, outlook in rows]
    listed = [_invoice(row, seen) for row, seen in found if seen is not None]
    return BookOutlook(scored_on, _by_risk(listed), len(found) - len(listed))


def live_book_outlook(*, as_of: date, by: Actor) -> BookOutlook:
    """Forecast what was open at the end of a day by what was known then; nothing is written, the whole book is read."""
    require(by, SEE_RISK)
    with one_moment():
        reader = BookReader(as_of=as_of)
        correction = _correction(as_of) or compared_with_past(reader, as_of.toordinal()).correction
        firm, asked, found = open_predicted(reader, as_of.toordinal(), correction)
        names = named_invoices(asked.invoice.tolist())
        own = expected_dates(as_of=as_of)
    stored = rows_to_store(as_of, asked, outlook_of(firm, found))
    listed = []
    figures = (asked.ledger.open_minor.tolist(), asked.ledger.late_from.tolist())
    for row, open_minor, due in zip(stored, *figures, strict=True):
        said = own[row.invoice_id][:2] if row.invoice_id in own else ()
        seen = outlook_in_row((*row[1:], *said), open_minor)
        if seen is not None:
            named = names[row.invoice_id]._replace(due_on=date.fromordinal(due))
            listed.append(_invoice(named, seen))
    return BookOutlook(as_of, _by_risk(listed), 0)


def expected_currencies(*, as_of: date, open_minor: Mapping[str, int], by: Actor) -> dict[str, CurrencyScores]:
    """Read what the book is expected to bring in, by currency, of what is open at the end of a day (`open_minor`).

    The scores of that day or of the one before are taken where the same was open then and expected on the same days of
    people's own; else it is worked out now, and kept until something is written. In a book of more invoices than are
    learnt from anew, a currency of which something else was open is left out then.
    Empty where nothing was scored by the day, and for somebody who may not see risk.
    """
    if not may(by, SEE_RISK) or not open_minor:
        return {}
    owed = tuple(sorted(open_minor.items()))
    return remembered(("expected currencies", owed), as_of, book_version(), lambda: _expected(as_of, open_minor))


def _expected(as_of: date, open_minor: Mapping[str, int]) -> dict[str, CurrencyScores]:
    scorings = Scoring.objects.filter(as_of__lte=as_of).order_by("-as_of")
    stored = scorings.values_list("as_of", "figures", "inputs").first()
    if stored is None:
        return {}
    scored_on, figures, inputs = stored
    scored = {one.currency: one for one in figures_from(figures)}
    if scored_on < as_of - timedelta(days=1):
        scored = {}
    fresh = scored
    has_other_days = inputs.get("own_days", "") != own_days_key(expected_days(as_of=as_of))
    if has_other_days or not _speaks_of(scored, open_minor):
        version = book_version()
        worked_out: dict[str, CurrencyScores] | None = cached_result("expected", as_of, version)
        if worked_out is None:
            with one_moment():
                reader = BookReader(as_of=as_of)
                worked_out = (
                    live_currencies(reader, as_of.toordinal(), _correction(as_of) or AS_IT_IS)
                    if reader.counts.sum() <= _ANEW
                    else {}
                )
            cache_result("expected", as_of, version, worked_out)
        scored = worked_out or scored
    found = {code: one for code, one in scored.items() if one.open_minor == open_minor.get(code)}
    # At risk is everywhere what Today and the list of invoices say: by invoice, as it was last scored; else what was
    # scored of as much.
    risks = {one.currency: one.at_risk_minor for one in risk_sums(as_of=as_of, now=is_current(as_of))}
    for code, one in found.items():
        minor = risks.get(code)
        if minor is None and code in fresh and fresh[code].open_minor == one.open_minor:
            minor = fresh[code].at_risk_minor
        if minor is not None:
            found[code] = replace(one, at_risk_minor=minor)
    return found


def _correction(as_of: date) -> Correction | None:
    """What the past forecasts taught when they were last compared by a day; None where they never were."""
    stored = Scoring.objects.filter(as_of__lte=as_of, inputs__has_key="correction").order_by("-as_of")
    document = stored.values_list("inputs", flat=True).first()
    return None if document is None else correction_from(document["correction"])


def _speaks_of(scored: Mapping[str, CurrencyScores], open_minor: Mapping[str, int]) -> bool:
    return all(code in scored and scored[code].open_minor == minor for code, minor in open_minor.items())


def what_would_change(*, invoice_ref: str, as_of: date, by: Actor) -> WhatWouldChange | None:
    """Work out what would change the outlook of an open invoice; None for one that was not open at the end of the day.

    A small book is read whole and learnt from anew for each fact, of a large one what a firm learns from; so ask for
    one invoice, not for a page.
    """
    require(by, SEE_RISK)
    invoice = invoice_with_ref(ref=invoice_ref)
    today = as_of.toordinal()
    with one_moment():
        reader = BookReader(as_of=as_of)
        is_large = reader.counts.sum() > _ANEW
        correction = _correction(as_of) or AS_IT_IS
        until = reader.recorded_until
        firm = fit(sample_of(reader).dated().ledger, today, recorded_until=until) if is_large else None
        known = (reader.read(np.array([invoice.client_id])) if is_large else reader.whole()).dated()
    if invoice.pk not in known.invoice[known.ledger.open_on(today)]:
        return None
    place = int(np.searchsorted(known.invoice, invoice.pk))
    found = changes_of(known.ledger, today, place, firm, correction, recorded_until=until)

    def on(days: float) -> date:
        return invoice.issued_on + timedelta(days=round(days))

    changes = tuple(WhatIf(one.code, one.count, on(one.q50), one.never) for one in found.changed)
    return WhatWouldChange(as_of, on(found.q50), found.never, changes)


def standing_changes_of(*, client_ref: str, as_of: date, by: Actor) -> StandingChanges | None:
    """Work out what would change the standing of a client; None where nothing was known, or risk may not be seen.

    The whole book is gone through, for what is usual in the firm; so ask for one client, not for a page.
    """
    client, today = client_for(ref=client_ref, by=by), as_of.toordinal()
    if not may(by, SEE_RISK):
        return None
    stored = last_standing(client_id=client.pk, as_of=as_of)
    before = (
        {} if stored is None else {"previous": STANDINGS.index(stored.standing), "since": stored.since_on.toordinal()}
    )
    with one_moment():
        reader = BookReader(as_of=as_of)
        mine = reader.read(np.array([client.pk])).ledger.known_on(today)
        return (
            standing_among(_others(reader, client.pk, today), mine, today, client.pk, **before) if len(mine) else None
        )


def _others(reader: BookReader, client: int, today: int) -> Others:
    def invoices() -> Iterator[tuple[NDArray[np.int64], NDArray[np.int64]]]:
        for whose, days in reader.visits():
            yield whose[whose != client], days[whose != client]

    def gathered(inactive: Inactivity) -> tuple[PaymentHistory, Earned]:
        records, incomes = [], []
        for block in reader.blocks():
            theirs = block[block != client]
            known = reader.read(theirs).ledger.known_on(today)
            records.append(payment_history(known, theirs, inactive, DEFAULT))
            incomes.append(earned(known, inactive.until))
        return stacked(records), stacked(incomes)

    return Others(reader.days(), invoices, gathered)


def _invoice(row: NamedInvoice, seen: StoredOutlook) -> OutlookOfInvoice:
    return OutlookOfInvoice(
        row.ref, row.number, row.client_ref, row.client_name, row.currency, as_day(row.issued_on), as_day(row.due_on),
        seen,
    )  # fmt: skip


def _by_risk(listed: list[OutlookOfInvoice]) -> tuple[OutlookOfInvoice, ...]:
    place = {code: at for at, code in enumerate(in_own_order(one.currency for one in listed))}
    return tuple(
        sorted(listed, key=lambda one: (place[one.currency], -one.outlook.at_risk_minor, one.due_on, one.number))
    )
