"""The page Book: the whole book in figures, as it was scored on a day. All is read from what was kept then."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from typing import TYPE_CHECKING, Any, Final

from django.db.models import Q

from mainstay.billing.queries.expected_dates import OwnDatesRecord, own_dates_record
from mainstay.clients.queries.fetching import client_names
from mainstay.clients.queries.standings import overrides_now, rating_counts, standings_now
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import require
from mainstay.kernel.problem import Reason
from mainstay.scoring.models import Scoring
from mainstay.scoring.rules.scores import calibration_from, figures_from, inactive_since
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import remembered

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from mainstay.clients.models import Standing
    from mainstay.insight.calibration import Calibration
    from mainstay.kernel.actor import Actor
    from mainstay.scoring.rules.scores import CurrencyScores

_DAYS: Final = 53
"""Days of which a trend is drawn: a year of weeks. Of more, evenly many are left out, never the last."""
_LEAVING: Final = 20
_UNKNOWN: Final = 1
"""Traits that may be unknown of a client like the best: to agree in one of three is no similarity."""


@dataclass(frozen=True, slots=True)
class NamedClient:
    """A client by reference and name."""

    ref: str
    name: str


@dataclass(frozen=True, slots=True)
class ClientSum:
    """What is said of one client in one currency, in minor units: what they brought, or what is at risk with them."""

    client: NamedClient
    minor: int


@dataclass(frozen=True, slots=True)
class TrendDay:
    """What a day scored said of one currency, in minor units; zeros where nothing was open and nothing earned."""

    on: date
    open_minor: int
    at_risk_minor: int
    steady_minor: int
    stepping_minor: int


@dataclass(frozen=True, slots=True)
class CurrencyFigures:
    """One currency on the day, how it came there (`trend`, oldest first, at most 53 days), and its largest client.

    `top` are the five clients that brought most in a year, `riskiest` the three with whom most is at risk; empty for a
    day scored before these were kept.
    """

    now: CurrencyScores
    trend: tuple[TrendDay, ...]
    largest: NamedClient | None
    top: tuple[ClientSum, ...] = ()
    riskiest: tuple[ClientSum, ...] = ()

    @property
    def other_minor(self) -> int:
        """Income of clients who are neither steady nor a stepping stone: new, drifting away, too early to say."""
        income = self.now.dependence.income_minor if self.now.dependence else 0
        return max(income - self.now.steady_minor - self.now.stepping_minor, 0)


@dataclass(frozen=True, slots=True)
class Leaving:
    """A client who is drifting away. `said` is the owner's reason where the owner says so, "" where the evidence does.

    `share_percent` is the share of the firm's income of the last year; `reason` is the evidence's.
    """

    client: NamedClient
    share_percent: float
    since_on: date
    reason: Reason
    said: str

    @property
    def is_notable(self) -> bool:
        """Whether its share of the income is worth saying: one per cent or more."""
        return self.share_percent >= 1

    @property
    def share_ratio(self) -> float:
        """The share from 0 to 1."""
        return self.share_percent / 100


@dataclass(frozen=True, slots=True)
class Alike:
    """A client like the best; `ratio` is 1 for one as good as they in everything known."""

    client: NamedClient
    ratio: float
    reason: Reason


@dataclass(frozen=True, slots=True)
class InsightsPage:
    """The scores of the whole book as of a day.

    `as_of` is the day it was formed of, `days` the days to choose among, newest first, `inputs` counts what it rests
    on, `versions` are those of the rules. `leaving` are at most twenty of `leaving_count`, by their share of income.
    `inactive_since` is the last day with an invoice, where that was longer ago than is usual in this book. `own_dates`
    compares the days that people expected with the forecast's. `rated` says for how many clients each word of both
    ratings holds.
    """

    as_of: date
    scored_at: datetime
    days: tuple[date, ...]
    inputs: Mapping[str, Any]
    versions: Mapping[str, int]
    currencies: tuple[CurrencyFigures, ...]
    leaving: tuple[Leaving, ...]
    leaving_count: int
    alike: tuple[Alike, ...]
    best: int
    calibration: Calibration
    inactive_since: date | None = None
    own_dates: OwnDatesRecord = field(default_factory=OwnDatesRecord)
    rated: Mapping[str, int] = field(default_factory=dict)

    @property
    def has_other_days(self) -> bool:
        """Whether there is another day to choose."""
        return len(self.days) > 1

    @property
    def has_more_leaving(self) -> bool:
        """Whether more may be leaving than are listed."""
        return self.leaving_count > len(self.leaving)


def insights(*, by: Actor, as_of: date | None = None) -> InsightsPage | None:
    """Read the newest scores, or the one that held at the end of an earlier day; None where nothing was scored yet.

    Of an earlier day all is as it was kept then, but the sentence of who was leaving: that is the last one said of it;
    and of a day that was scored afterwards it was never compared how forecasts came out: the nearest comparison is.
    Currencies stand by their number of open invoices. Asks the book ten questions, whatever its size; until
    something is written then one, whether something was.
    """
    require(by, SEE_RISK)  # whoever has it sees every client
    return remembered("insights", as_of or date.max, book_version(), lambda: _read(as_of))


def _read(as_of: date | None) -> InsightsPage | None:
    stored = list(Scoring.objects.order_by("as_of").values_list("as_of", flat=True))
    upto = [day for day in stored if as_of is None or day <= as_of]
    if not upto:
        return None
    on = upto[-1]
    scoring = Scoring.objects.get(as_of=on)
    alike = [row for row in scoring.alike if len(row["missing"]) <= _UNKNOWN]
    past = dict(Scoring.objects.filter(as_of__in=_thinned(upto)).values_list("as_of", "figures"))
    leaving, count = _leaving(None if on == stored[-1] else on)
    currencies = sorted(figures_from(scoring.figures), key=lambda one: (-one.invoices, one.currency))
    names = client_names(
        {one.dependence.largest for one in currencies if one.dependence}
        | {client for one in currencies if one.dependence for client, _minor in one.dependence.top}
        | {client for one in currencies for client, _minor in one.riskiest}
        | {row.client_id for row, _said in leaving}
        | {row["client"] for row in alike}
    )

    def named(client: int) -> NamedClient:
        return NamedClient(names[client].ref, names[client].name)

    def sums(rows: Sequence[tuple[int, int]]) -> tuple[ClientSum, ...]:
        return tuple(ClientSum(named(client), minor) for client, minor in rows)

    return InsightsPage(
        as_of=on,
        scored_at=scoring.scored_at,
        days=tuple(reversed(_thinned(stored))),
        inputs=scoring.inputs,
        versions=scoring.versions,
        currencies=tuple(
            CurrencyFigures(
                now=one,
                trend=tuple(_trend_day(day, past[day].get(one.currency, {})) for day in sorted(past)),
                largest=named(one.dependence.largest) if one.dependence else None,
                top=sums(one.dependence.top if one.dependence else ()),
                riskiest=sums(one.riskiest),
            )
            for one in currencies
        ),
        leaving=tuple(
            Leaving(named(row.client_id), _share(row), row.since_on, _reason(row.reason), said) for row, said in leaving
        ),
        leaving_count=count,
        alike=tuple(Alike(named(row["client"]), row["ratio"], _reason(row)) for row in alike),
        best=alike[0]["best"] if alike else 0,
        calibration=calibration_from(scoring.calibration or _nearest_comparison(on)),
        inactive_since=inactive_since(scoring.inputs),
        own_dates=own_dates_record(as_of=on),
        rated=rating_counts(as_of=on),
    )


def has_scores() -> bool:
    """Say whether the book was ever scored."""
    return Scoring.objects.exists()


def _thinned(days: Sequence[date]) -> list[date]:
    step = max(-(-len(days) // _DAYS), 1)
    return sorted(days[::-1][::step])


def _trend_day(on: date, row: Mapping[str, Any]) -> TrendDay:
    names = ("open_minor", "at_risk_minor", "steady_minor", "stepping_minor")
    return TrendDay(on, *(row.get(name, 0) for name in names))


def _nearest_comparison(on: date) -> dict[str, Any]:
    """How forecasts came out when that was last looked at before this day, or first after it.

    The newest scores always have one.
    """
    compared = Scoring.objects.exclude(calibration={}).values_list("calibration", flat=True)
    before = compared.filter(as_of__lt=on).order_by("-as_of").first()
    nearest: dict[str, Any] = before or compared.filter(as_of__gt=on).order_by("as_of")[0]
    return nearest


def _leaving(on: date | None) -> tuple[list[tuple[Standing, str]], int]:
    """Who is drifting away, by share of income, with the owner's reason, and how many; on a past day, or now."""
    words = {row.client_id: row for row in overrides_now(on=on)}
    leaving = {client: row.reason for client, row in words.items() if row.standing == "drifting"}
    rows = standings_now(on=on).filter(Q(client_id__in=leaving) | Q(standing="drifting") & ~Q(client_id__in=words))
    largest = rows.order_by("-reason__share_percent", "client_id")[:_LEAVING]
    return [(row, leaving.get(row.client_id, "")) for row in largest], rows.count()


def _share(row: Standing) -> float:
    return float(row.reason["share_percent"])


def _reason(document: Mapping[str, Any]) -> Reason:
    return Reason(document["code"], {name: value for name, value in document.items() if name != "code"})
