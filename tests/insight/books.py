"""Ledgers for the tests of insight, written as people would say them, and strategies that make any."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from hypothesis import strategies as st

from mainstay.insight.ledger import NOT_YET, Ledger, ledger

if TYPE_CHECKING:
    from collections.abc import Callable

    Rows = list[dict[str, int]]

FIRST = 735_000
"""The ordinal of the first day of every test's story."""


def book(*rows: dict[str, int]) -> Ledger:
    """A ledger of rows; `issued` and all events count from `FIRST`, `days` from issue to payment."""

    def column(name: str, default: int) -> list[int]:
        return [row.get(name, default) for row in rows]

    def event(name: str) -> list[int]:
        return [FIRST + row[name] if name in row else NOT_YET for row in rows]

    issued = [FIRST + row.get("issued", 0) for row in rows]
    paid = [day + row["days"] if "days" in row else NOT_YET for day, row in zip(issued, rows, strict=True)]
    return ledger(
        client=column("client", 0),
        issued=issued,
        due=[day + row.get("terms", 30) for day, row in zip(issued, rows, strict=True)],
        amount_minor=column("amount", 100_00),
        currency=column("currency", 0),
        paid=paid,
        written_off=event("written_off"),
        disputed=event("disputed"),
        dispute_ended=event("dispute_ended"),
        part_paid=event("part_paid"),
        open_minor=[row.get("open", row.get("amount", 100_00)) for row in rows],
        channel=column("channel", -1),
        group=column("group", -1),
    )


def paid_by(client: int, *days: int, every: int = 30, terms: int = 30) -> list[dict[str, int]]:
    """Invoices of a client, one each `every` days, each paid after so many days."""
    return [
        {"client": client, "issued": place * every, "terms": terms, "days": waited} for place, waited in enumerate(days)
    ]


_EVENTS = st.integers(0, 900)
_ROW = st.fixed_dictionaries(
    {
        "client": st.integers(0, 3),
        "issued": st.integers(0, 700),
        "terms": st.sampled_from([-5, 0, 14, 30, 90]),
        "amount": st.sampled_from([-50_00, 0, 1, 100_00, 9_000_000_000_000_000]),
        "currency": st.integers(0, 9),
        "channel": st.integers(-1, 2),
        "group": st.integers(-1, 12),
    },
    optional={
        "days": st.integers(-20, 800),
        "written_off": _EVENTS,
        "disputed": _EVENTS,
        "dispute_ended": _EVENTS,
        "part_paid": _EVENTS,
    },
)
ROWS = st.lists(_ROW, max_size=14)
"""Any small book, payments before issue and negative amounts among them."""

_LATER = ("written_off", "disputed", "dispute_ended", "part_paid")


def lived_on(draw: Callable[[st.SearchStrategy[Any]], Any], rows: Rows, others: Rows, day: int) -> tuple[Rows, Rows]:
    """Twice the same story until the end of the day: once with nothing after it, once with anything."""

    def future(row: dict[str, int]) -> dict[str, int]:
        changed = {name: value for name, value in row.items() if name not in _LATER or value <= day}
        changed |= {name: draw(st.integers(day + 1, day + 500)) for name in _LATER if name not in changed}
        if row.get("days", NOT_YET) + row["issued"] > day:
            changed.pop("days", None)
            if draw(st.booleans()):
                changed["days"] = draw(st.integers(day + 1, day + 500)) - row["issued"]
        return changed

    before = [row for row in rows if row["issued"] <= day]
    return before, [future(row) for row in before] + [row | {"issued": day + 1 + row["issued"]} for row in others]
