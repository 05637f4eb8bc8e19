"""The outlook of open invoices as it is kept, beside what is open now."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

from mainstay.billing.queries.fragments import OutlookRow
from mainstay.kernel.problem import Reason
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

    from mainstay.billing.models import InvoiceOutlook
    from mainstay.billing.queries.expected_dates import OwnDate


@dataclass(frozen=True, slots=True)
class StoredOutlook:
    """What was forecast of an invoice at the end of a day (`as_of`), beside what is open of it on the day shown.

    Of such invoices that are paid at all, one of ten is paid by `early_on`, half by `expected_on`, nine of ten by
    `late_on`. The chances of late, of more than 30 days late and of never are in millionths. The reason is that of
    insight.outlook; insight.phrases says it.

    `own_on` is the day that somebody expects it on, with `own_reason`: it goes before the forecast's. None where nobody
    said, or the day has passed.
    """

    as_of: date
    version: int
    early_on: date
    expected_on: date
    late_on: date
    late_ppm: int
    late30_ppm: int
    never_ppm: int
    open_minor: int
    reason: Reason
    own_on: date | None = None
    own_reason: str = ""

    @property
    def shown_on(self) -> date:
        """The day that a screen shows: the one somebody set, else the forecast's."""
        return self.own_on or self.expected_on

    @property
    def at_risk_minor(self) -> int:
        """What is open times the chance of never, rounded half up: what such an invoice loses on average."""
        return (self.open_minor * self.never_ppm + 500_000) // 1_000_000

    @property
    def is_doubtful(self) -> bool:
        """Rather never paid than ever: its days are those of the lesser part."""
        return self.never_ppm > 500_000  # noqa: PLR2004 -- one half


def outlook_in_row(row: Sequence[Any], open_minor: int) -> StoredOutlook | None:
    """Read an OutlookRow; None where nothing was forecast, or nothing is open any more."""
    stored = OutlookRow(*row)
    if stored.as_of is None or open_minor <= 0:
        return None
    said = stored.reason if isinstance(stored.reason, dict) else json.loads(str(stored.reason))
    figures = {name: value for name, value in said.items() if name != "code"}
    return StoredOutlook(
        as_of=as_day(stored.as_of),
        version=stored.version,
        early_on=as_day(stored.early_on),
        expected_on=as_day(stored.expected_on),
        late_on=as_day(stored.late_on),
        late_ppm=stored.late_ppm,
        late30_ppm=stored.late30_ppm,
        never_ppm=stored.never_ppm,
        open_minor=open_minor,
        reason=Reason(said["code"], figures),
        own_on=None if stored.own_on is None else as_day(stored.own_on),
        own_reason=stored.own_reason or "",
    )


def stored_outlook(
    stored: InvoiceOutlook | None, own: OwnDate | None, *, open_minor: int, as_of: date
) -> StoredOutlook | None:
    """What is kept of one invoice, as `outlook_in_row` says it; None where it was forecast after the day."""
    if stored is None or stored.as_of > as_of:
        return None
    said = (own.expected_on, own.reason) if own is not None and own.expected_on >= as_of else (None, None)
    forecast = (getattr(stored, name) for name in OutlookRow._fields[: -len(said)])
    return outlook_in_row((*forecast, *said), open_minor)


def needs_scoring(seen: StoredOutlook | None, today: date) -> bool:
    """Say whether an open invoice was never scored, or longer ago than last night."""
    return seen is None or seen.as_of < today - timedelta(days=1)


def at_risk(outlook: Iterable[tuple[str, StoredOutlook | None]]) -> dict[str, int]:
    """Sum the money at risk of pairs of a currency and an outlook: currency -> minor units."""
    found: dict[str, int] = {}
    for currency, seen in outlook:
        if seen is not None:
            found[currency] = found.get(currency, 0) + seen.at_risk_minor
    return dict(sorted(found.items()))
