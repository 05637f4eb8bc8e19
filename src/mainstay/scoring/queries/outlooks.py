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


@dataclass(frozen=True, slots=True)
class Foreseen:
    """What was foreseen of an invoice at the end of a day (`as_of`), beside what is open of it on the day shown.

    Of such invoices that are paid at all, one of ten is paid by `early_on`, half by `expected_on`, nine of ten by
    `late_on`. The chances of late, of more than 30 days late and of never are in millionths. The reason is that of
    insight.outlook; insight.phrases says it.
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

    @property
    def at_risk_minor(self) -> int:
        """What is open times the chance of never, rounded half up: what such an invoice loses on average."""
        return (self.open_minor * self.never_ppm + 500_000) // 1_000_000

    @property
    def is_doubtful(self) -> bool:
        """Rather never paid than ever: its days are those of the lesser part."""
        return self.never_ppm > 500_000  # noqa: PLR2004 -- one half


def foreseen_in(row: Sequence[Any], open_minor: int) -> Foreseen | None:
    """Read an OutlookRow; None where nothing was foreseen, or nothing is open any more."""
    kept = OutlookRow._make(row)
    if kept.as_of is None or open_minor <= 0:
        return None
    said = kept.reason if isinstance(kept.reason, dict) else json.loads(str(kept.reason))
    figures = {name: value for name, value in said.items() if name != "code"}
    return Foreseen(
        as_of=as_day(kept.as_of),
        version=kept.version,
        early_on=as_day(kept.early_on),
        expected_on=as_day(kept.expected_on),
        late_on=as_day(kept.late_on),
        late_ppm=kept.late_ppm,
        late30_ppm=kept.late30_ppm,
        never_ppm=kept.never_ppm,
        open_minor=open_minor,
        reason=Reason(said["code"], figures),
    )


def foreseen_of(kept: InvoiceOutlook | None, *, open_minor: int, as_of: date) -> Foreseen | None:
    """What is kept of one invoice, as `foreseen_in` says it; None where it was foreseen after the day."""
    if kept is None or kept.as_of > as_of:
        return None
    return foreseen_in(OutlookRow(*(getattr(kept, name) for name in OutlookRow._fields)), open_minor)


def is_to_be_judged(seen: Foreseen | None, today: date) -> bool:
    """Say whether an open invoice was never judged, or longer ago than last night."""
    return seen is None or seen.as_of < today - timedelta(days=1)


def at_risk(foreseen: Iterable[tuple[str, Foreseen | None]]) -> dict[str, int]:
    """Sum the money at risk of pairs of a currency and an outlook: currency -> minor units."""
    found: dict[str, int] = {}
    for currency, seen in foreseen:
        if seen is not None:
            found[currency] = found.get(currency, 0) + seen.at_risk_minor
    return dict(sorted(found.items()))
