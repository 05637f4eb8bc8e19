"""The layout of the IBM sample: figures of the book against sums taken from the file with csv and Decimal alone."""

from __future__ import annotations

import csv
import os
import random
import statistics
from collections import defaultdict
from datetime import date, timedelta
from decimal import Decimal
from pathlib import Path
from typing import NamedTuple

import pytest
from tests.cli.outcomes import whole

HEADER = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
    "PaperlessBill,DaysToSettle,DaysLate"
)
BUCKETS = ("current", "1-30", "31-60", "61-90", "90+")


class Row(NamedTuple):
    client: str
    number: str
    issued: date
    due: date
    amount: Decimal
    settled: date | None


def us_day(text: str) -> date:
    month, day, year = map(int, text.split("/"))
    return date(year, month, day)


def read(path: Path) -> list[Row]:
    with path.open(encoding="utf-8", newline="") as file:
        return [
            Row(
                row["customerID"],
                row["invoiceNumber"],
                us_day(row["InvoiceDate"]),
                us_day(row["DueDate"]),
                Decimal(row["InvoiceAmount"]),
                us_day(row["SettledDate"]) if row["SettledDate"] else None,
            )
            for row in csv.DictReader(file)
        ]


def generated(path: Path, rows: int = 300) -> Path:
    """A file in that layout from a seed: a dozen clients, some invoices not settled yet."""
    chance = random.Random(11)
    clients = [(chance.choice((391, 406, 770)), f"{n:04d}-{chance.choice('ABCDEF') * 5}") for n in range(12)]

    def us(day: date) -> str:
        return f"{day.month}/{day.day}/{day.year}"

    lines = [HEADER]
    for number in range(rows):
        country, client = chance.choice(clients)
        issued = date(2012, 1, 3) + timedelta(days=chance.randrange(700))
        due = issued + timedelta(days=30)
        took = max(chance.gauss(26, 14), 0)
        settled = us(issued + timedelta(days=int(took))) if chance.random() > 0.15 else ""
        amount = f"{chance.randrange(500, 12900) / 100:.2f}".rstrip("0").rstrip(".")
        paper = chance.choice(("Paper", "Electronic"))
        disputed = chance.choice(("No", "No", "No", "Yes"))
        lines.append(
            f"{country},{client},4/6/2013,{number:010d},{us(issued)},{us(due)},{amount},{disputed},{settled},{paper},,"
        )
    path.write_text("".join(f"{line}\n" for line in lines), encoding="utf-8")
    return path


def owed_on(rows: list[Row], day: date) -> dict[str, object]:
    ageing = dict.fromkeys(BUCKETS, Decimal(0))
    by_client: dict[str, Decimal] = defaultdict(Decimal)
    for row in rows:
        if row.issued > day or (row.settled is not None and row.settled <= day):
            continue
        late = (day - row.due).days
        place = 0 if late <= 0 else min((late - 1) // 30, 3) + 1
        ageing[BUCKETS[place]] += row.amount
        by_client[row.client] += row.amount
    return {
        "open": f"{sum(ageing.values()):.2f}",
        "overdue": f"{sum(ageing.values()) - ageing['current']:.2f}",
        "ageing": {name: f"{amount:.2f}" for name, amount in ageing.items()},
        "clients": {name: f"{amount:.2f}" for name, amount in by_client.items()},
    }


def shown_on(book, day: date) -> dict[str, object]:
    groups = book("receivables", "--as-of", day, "--json").document["currencies"]
    if not groups:
        return owed_on([], day)
    [group] = groups
    assert group["currency"] == "USD"
    return {
        **{name: group[name] for name in ("open", "overdue", "ageing")},
        "clients": {client["name"]: client["open"] for client in group["clients"]},
    }


def habits_on(rows: list[Row], client: str, day: date) -> dict[str, object]:
    mine = [row for row in rows if row.client == client and row.issued <= day]
    paid = sorted(
        (row.settled, (row.settled - row.due).days) for row in mine if row.settled is not None and row.settled <= day
    )
    days = [late for _, late in paid]
    unpaid = [row for row in mine if row.settled is None or row.settled > day]
    return {
        "invoices": len(mine),
        "paid": len(paid),
        "on_time_share": round(sum(late <= 0 for late in days) / len(days), 4) if days else None,
        "days_beyond_terms": {
            "median": round(statistics.median(days), 2) if days else None,
            "mean": round(statistics.fmean(days), 2) if days else None,
            "spread": round(statistics.stdev(days), 2) if len(days) > 1 else None,
        },
        "longest": max(days, default=None),
        "last": days[-1] if days else None,
        "open": len(unpaid),
        "overdue": sum(row.due < day for row in unpaid),
    }


def all_agrees(book, path: Path) -> None:
    """Bring the file in and hold it against the sums, then bring it in again."""
    rows = read(path)
    settled = sum(row.settled is not None for row in rows)
    names = sorted({row.client for row in rows})
    outcome = book.bring(path, "--currency", "USD")
    assert outcome == whole(
        outcome, rows=len(rows), came_in=len(rows), invoices=len(rows), payments=settled, clients=len(names)
    )
    first, last = min(row.issued for row in rows), max(row.settled or row.issued for row in rows)
    days = [first - timedelta(days=1), first, first + (last - first) / 3, date(2013, 6, 30), last]
    for day in days:
        assert shown_on(book, day) == owed_on(rows, day), day
    for client in (names[0], names[len(names) // 2], names[-1]):
        for day in (date(2012, 12, 31), date(2013, 7, 15)):
            assert book.client(client, day)["habits"] == habits_on(rows, client, day)
    before = book.whole(last)
    again = book.bring(path, "--currency", "USD")
    assert again == whole(again, rows=len(rows), unchanged=len(rows), sums=outcome["sums"])
    assert book.whole(last) == before
    book("check")


def test_a_file_in_this_layout(british, tmp_path):
    all_agrees(british, generated(tmp_path / "sample.csv"))


def shared_sample() -> Path | None:
    folders = [os.environ.get("MAINSTAY_SHARED_DATA"), Path(__file__).parents[2].parent / "shared" / "data"]
    files = [Path(folder) / "ibm-late-payments.csv" for folder in folders if folder]
    return next((file for file in files if file.is_file()), None)


SAMPLE = shared_sample()


@pytest.mark.skipif(SAMPLE is None, reason="the IBM sample is not beside this checkout (MAINSTAY_SHARED_DATA)")
def test_the_whole_sample(british):
    rows = read(SAMPLE)
    assert (len(rows), len({row.client for row in rows})) == (2466, 100)
    all_agrees(british, SAMPLE)


def test_the_sample_needs_a_currency_and_nothing_else(british, tmp_path):
    assert british.refusal(generated(tmp_path / "sample.csv")) == (
        "Nothing was imported: some answers are needed first:\n- currency: add --currency GBP|TRY|USD|…"
    )
