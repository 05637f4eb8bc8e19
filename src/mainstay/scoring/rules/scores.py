"""The scores of the whole book as the document that is stored for a day: written here, and read here."""

from __future__ import annotations

from dataclasses import asdict, dataclass
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from mainstay.insight import payment_rating, priors, proposing, standing
from mainstay.insight.calibration import Calibration
from mainstay.insight.correction import Correction, Moved
from mainstay.insight.reliability import Bin, Reliability

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

    from mainstay.insight.cash import CashAhead
    from mainstay.insight.concentration import Concentration

VERSIONS: Final = {
    "outlook": priors.VERSION,
    "standing": standing.VERSION,
    "payment": payment_rating.VERSION,
    "proposing": proposing.VERSION,
}


@dataclass(frozen=True, slots=True)
class Week:
    """One week of cash ahead in minor units: expected, with the band that eight of ten weeks hold, and what is due."""

    starts_on: date
    expected_minor: int
    low_minor: int
    high_minor: int
    due_minor: int


@dataclass(frozen=True, slots=True)
class Ahead:
    """What the open invoices of a currency bring in. `within_…` is all thirteen weeks, `later_minor` after them.

    `overdue_minor` was due before the first week, `due_later_minor` is due after the last.
    """

    weeks: tuple[Week, ...]
    overdue_minor: int
    due_later_minor: int
    within_minor: int
    within_low_minor: int
    within_high_minor: int
    later_minor: int
    never_minor: int


@dataclass(frozen=True, slots=True)
class Dependence:
    """How the income of the last 365 days hangs on few clients; minor units, ratios from 0 to 1.

    `half` clients make half of it. `largest` is a client's id, `stops_minor` the yearly income gone with it; paying
    `late_days` later ties up `tied_up_minor` and moves `moved_minor` of the next thirteen weeks' `due_minor` out. `top`
    are the largest five, each an id and what it brought; what was stored at first has none.
    """

    income_minor: int
    clients: int
    half: int
    herfindahl: float
    largest: int
    largest_minor: int
    largest_ratio: float
    late_days: int
    tied_up_minor: int
    due_minor: int
    moved_minor: int
    top: tuple[tuple[int, int], ...] = ()


@dataclass(frozen=True, slots=True, weakref_slot=True)
class CurrencyScores:
    """One currency on one day: what is open, the part of it at risk (expected never to be paid), and what follows.

    `ahead` is None where nothing is open, `dependence` where there was no income for a year. `steady_minor` is what
    steady clients brought of the last 365 days, `stepping_minor` stepping stones. `riskiest` are the three clients with
    most at risk, each an id and how much; what was stored at first has none.
    """

    currency: str
    invoices: int
    open_minor: int
    at_risk_minor: int
    steady_minor: int
    stepping_minor: int
    ahead: Ahead | None
    dependence: Dependence | None
    riskiest: tuple[tuple[int, int], ...] = ()


def ahead_of(found: CashAhead) -> Ahead:
    """The cash ahead of one currency, with days as dates."""
    columns = (found.starts, found.expected_minor, found.low_minor, found.high_minor, found.due_minor)
    weeks = tuple(
        Week(date.fromordinal(start), *figures)
        for start, *figures in zip(*(column.tolist() for column in columns), strict=True)
    )
    return Ahead(
        weeks, found.overdue_minor, found.due_later_minor, found.within_minor, found.within_low_minor,
        found.within_high_minor, found.later_minor, found.never_minor,
    )  # fmt: skip


def dependence_of(found: Concentration) -> Dependence:
    """How one currency's income hangs on few."""
    late = found.pays_late
    return Dependence(
        found.income_minor, found.clients, found.half, found.herfindahl, found.largest, found.largest_minor,
        found.largest_ratio, late.late_days, late.tied_up_minor, late.due_minor, late.moved_minor, found.top,
    )  # fmt: skip


def inactive_since(inputs: Mapping[str, Any]) -> date | None:
    """The last day with an invoice of a book inactive when it was scored, from what is stored; None if active."""
    since = inputs.get("inactive_since", inputs.get("asleep_since"))  # the second as earlier versions stored it
    return date.fromisoformat(since) if since else None


def figures_document(found: Sequence[CurrencyScores]) -> dict[str, Any]:
    """The figures as JSON keeps them."""
    document = {}
    for one in found:
        row = asdict(one)
        for week in row["ahead"]["weeks"] if one.ahead else ():
            week["starts_on"] = week["starts_on"].isoformat()
        document[one.currency] = row
    return document


def figures_from(document: Mapping[str, Any]) -> tuple[CurrencyScores, ...]:
    """What `figures_document` wrote, by currency."""
    found = []
    for row in document.values():
        ahead = row["ahead"]
        if ahead:
            ahead = Ahead(**{**ahead, "weeks": tuple(map(_week, ahead["weeks"]))})
        hangs = row["dependence"]
        dependence = hangs and Dependence(**{**hangs, "top": _pairs(hangs.get("top", ()))})
        riskiest = _pairs(row.get("riskiest", ()))
        found.append(CurrencyScores(**{**row, "ahead": ahead, "dependence": dependence, "riskiest": riskiest}))
    return tuple(sorted(found, key=lambda one: (-one.open_minor, one.currency)))


def _pairs(rows: Iterable[Sequence[int]]) -> tuple[tuple[int, int], ...]:
    return tuple((client, minor) for client, minor in rows)


def _week(document: Mapping[str, Any]) -> Week:
    return Week(**{**document, "starts_on": date.fromisoformat(document["starts_on"])})


def calibration_document(found: Calibration) -> dict[str, Any]:
    """What was forecast beside what happened, as JSON keeps it; from 0 to 1, days with one decimal."""
    document = asdict(found)
    for name in ("as_of", "until"):
        document[name] = date.fromordinal(document[name]).isoformat()
    return {**document, "error_days": round(found.error_days, 2), "rule_error_days": round(found.rule_error_days, 2)}


def calibration_from(document: Mapping[str, Any]) -> Calibration:
    """What `calibration_document` wrote."""
    scored = {name: _reliability(document[name]) for name in ("late", "late30", "never")}
    days = {name: date.fromisoformat(document.get(name, document["as_of"])).toordinal() for name in ("as_of", "until")}
    return Calibration(**{**document, **scored, **days})  # what was kept at first has no day until


def correction_document(found: Correction) -> dict[str, Any]:
    """What past forecasts taught, as JSON keeps it."""
    return asdict(found)


def correction_from(document: Mapping[str, Any]) -> Correction:
    """What `correction_document` wrote."""
    return Correction(**{**document, **{name: Moved(**document[name]) for name in ("late", "late30")}})


def _reliability(document: Mapping[str, Any]) -> Reliability:
    return Reliability(**{**document, "bins": tuple(Bin(**one) for one in document["bins"])})
