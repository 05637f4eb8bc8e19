"""Both ratings of clients as they are kept: what the evidence says, and what somebody set by hand."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.clients.models import Standing, StandingOverride
from mainstay.clients.queries.fragments import PAYMENTS
from mainstay.clients.rules.ratings import RATINGS, RELATIONSHIP
from mainstay.store import bulk
from mainstay.store.sql import among, rows

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import date

    from django.db.models import QuerySet

_OF_ONE: Final = """
    SELECT 0 AS is_by_hand, id, standing, since_on, ended_on AS until_on, as_of, score, CAST(reason AS text) AS why,
           '' AS ref, '' AS by
    FROM clients_standing WHERE client_id = %(client)s AND since_on <= %(today)s
    UNION ALL
    SELECT 1, id, standing, set_on, lifted_on, NULL, NULL, reason, ref, set_by
    FROM clients_standingoverride WHERE client_id = %(client)s AND set_on <= %(today)s
    ORDER BY since_on DESC, is_by_hand DESC, id DESC
"""
_CURRENT: Final = """
    SELECT client_id, standing, 0 FROM clients_standing
    WHERE since_on <= %(today)s AND (ended_on IS NULL OR ended_on > %(today)s) {these}
    UNION ALL
    SELECT client_id, standing, 1 FROM clients_standingoverride
    WHERE set_on <= %(today)s AND (lifted_on IS NULL OR lifted_on > %(today)s) {these}
"""
"""The standings that hold at the end of `%(today)s`, of the clients that the condition `{these}` leaves."""


_COUNTED: Final = f"""
    SELECT s.standing AS word, COUNT(*) AS clients FROM clients_standing s
    WHERE since_on <= %(today)s AND (ended_on IS NULL OR ended_on > %(today)s) AND NOT EXISTS (
        SELECT 1 FROM clients_standingoverride o
        WHERE o.client_id = s.client_id AND set_on <= %(today)s AND (lifted_on IS NULL OR lifted_on > %(today)s)
              AND (o.standing IN ({PAYMENTS})) = (s.standing IN ({PAYMENTS})))
    GROUP BY s.standing
    UNION ALL
    SELECT standing, COUNT(*) FROM clients_standingoverride
    WHERE set_on <= %(today)s AND (lifted_on IS NULL OR lifted_on > %(today)s) GROUP BY standing
"""
"""How many clients a word holds for: set by hand, else by the evidence; a word may come twice."""


class _Counted(NamedTuple):
    """A word, and for how many clients it holds."""

    word: str
    clients: int


class StandingRow(NamedTuple):
    """A standing of the evidence, or one set by hand, as asked of the book: days as the engine returns them."""

    is_by_hand: int
    id: int
    standing: str
    since_on: object
    until_on: object
    as_of: object
    score: int
    why: str
    ref: str
    by: str


class CurrentStandingRow(NamedTuple):
    """The standing that holds for a client by the evidence, or by hand."""

    client_id: int
    standing: str
    is_by_hand: bool


def standing_rows(*, client_id: int, as_of: date) -> list[StandingRow]:
    """All standings that one client had by a day, the latest first: one question."""
    return rows(StandingRow, _OF_ONE, {"client": client_id, "today": as_of})


def current_standing_rows(*, as_of: date, clients: Collection[int] | None = None) -> list[CurrentStandingRow]:
    """The standings that hold for these clients (or all) at the end of a day, those of the evidence first."""
    these = "" if clients is None else f"AND client_id IN ({among(clients)})"
    found = bulk.select_rows(_CURRENT.format(these=these), {"today": as_of})
    return sorted(
        (CurrentStandingRow(client, standing, bool(by_hand)) for client, standing, by_hand in found), key=_by_hand
    )


def _by_hand(row: CurrentStandingRow) -> bool:
    return row.is_by_hand


def rating_counts(*, as_of: date) -> dict[str, int]:
    """For how many clients each word of both ratings holds at the end of a day; words of nobody are left out."""
    found: dict[str, int] = {}
    for word, clients in rows(_Counted, _COUNTED, {"today": as_of}):
        found[word] = found.get(word, 0) + clients
    return found


def standings_now(*, on: date | None = None) -> QuerySet[Standing]:
    """What the evidence says and nothing has ended yet; of a day, what held at its end."""
    if on is None:
        return Standing.objects.filter(ended_on__isnull=True)
    return Standing.objects.filter(since_on__lte=on).exclude(ended_on__lte=on)


def overrides_now(*, on: date | None = None, rating: str = RELATIONSHIP) -> QuerySet[StandingOverride]:
    """What was set by hand of one rating and not lifted yet, oldest first; of a day, what held at its end."""
    found = StandingOverride.objects.filter(standing__in=RATINGS[rating])
    if on is not None:
        return found.filter(set_on__lte=on).exclude(lifted_on__lte=on).order_by("id")
    return found.filter(lifted_on__isnull=True).order_by("id")


def standings_since(*, as_of: date, rating: str = RELATIONSHIP) -> list[tuple[int, str, date]]:
    """Client, word and since when, of every rating of one kind that began by a day, oldest first."""
    found = Standing.objects.filter(since_on__lte=as_of, standing__in=RATINGS[rating]).order_by("since_on", "id")
    return list(found.values_list("client_id", "standing", "since_on"))


def last_standing(*, client_id: int, as_of: date) -> Standing | None:
    """The relationship by the evidence that began last by a day; None before the first."""
    found = Standing.objects.filter(client_id=client_id, since_on__lte=as_of, standing__in=RATINGS[RELATIONSHIP])
    return found.order_by("since_on", "id").last()
