"""Invented files to import: seeded, so that every run reads the same; never a real client."""

from __future__ import annotations

import csv
import hashlib
import random
from datetime import date, timedelta
from itertools import accumulate
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Iterator

RESULTS = Path(__file__).parent / "results"
"""Where results and invented books are kept; git knows nothing of it."""
LAST_DAY = date(2026, 6, 30)
"""Nothing in an invented book is dated later."""
_MARK = hashlib.sha256(Path(__file__).read_bytes()).hexdigest()[:8]
"""In the name of every file: what is drawn otherwise is another file."""
_IBM = (
    "countryCode", "customerID", "PaperlessDate", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount",
    "Disputed", "SettledDate", "PaperlessBill", "DaysToSettle", "DaysLate",
)  # fmt: skip
_LARGE, _HELD_BY_LARGE = 1 / 10, 2 / 3
"""A tenth of the clients hold two thirds of the invoices, as in the books we know."""
_IN_DISPUTE = 0.02
_PAID_IN_PART, _NEVER_PAID, _DISPUTED = 0.01, 0.01, 0.005
_OWN = (
    "Client Name", "Client Group", "Invoice Number", "Invoice Date", "Due Date", "Total", "Currency", "Paid",
    "Paid On", "Written Off", "Written Off On", "Disputed",
)  # fmt: skip


def _us(day: date) -> str:
    return f"{day.month}/{day.day}/{day.year}"


def drawn_clients(rows: int, clients: int, chance: random.Random) -> list[int]:
    """The client of each invoice, drawn by a power law; a client's number says nothing of its size."""
    numbers = chance.sample(range(clients), clients)
    return chance.choices(numbers, cum_weights=list(accumulate(client_weights(clients))), k=rows)


def client_weights(clients: int) -> list[float]:
    """Weights by rank, 1 / rank ** a, with `a` found so that the largest tenth has two thirds of the whole."""
    least, most = 0.0, 4.0
    weights = [1.0] * clients
    for _ in range(40):
        exponent = (least + most) / 2
        weights = [rank**-exponent for rank in range(1, clients + 1)]
        if sum(weights[: max(int(clients * _LARGE), 1)]) < sum(weights) * _HELD_BY_LARGE:
            least = exponent
        else:
            most = exponent
    return weights


def ibm_file(rows: int, clients: int) -> Path:
    """A file as the IBM sample of late payments is laid out; every invoice in it is paid, as in the sample."""
    path = RESULTS / f"ibm-{rows}-{clients}-{_MARK}.csv"
    if not path.exists():
        _write(path, _IBM, _ibm_rows(rows, clients))
    return path


def _ibm_rows(rows: int, clients: int) -> Iterator[tuple[object, ...]]:
    chance = random.Random(20260630)
    names = [f"{chance.randrange(10_000):04d}-{i:05X}" for i in range(clients)]
    habits = [chance.gauss(0, 8) for _ in names]
    for i, who in enumerate(drawn_clients(rows, clients, chance)):
        issued = LAST_DAY - timedelta(days=120 + chance.randrange(730))
        days = max(int(30 + habits[who] + chance.gauss(0, 6)), 1)
        yield (
            (391, 406, 770, 818, 897)[who % 5], names[who], _us(issued), f"{7_000_000_000 + i}", _us(issued),
            _us(issued + timedelta(days=30)), f"{chance.randrange(500, 2_000_000) / 100:.2f}",
            "Yes" if chance.random() < _IN_DISPUTE else "No", _us(issued + timedelta(days=days)),
            "Paper" if who % 2 else "Electronic", days, max(days - 30, 0),
        )  # fmt: skip


def book_file(rows: int, clients: int, last_day: date = LAST_DAY) -> Path:
    """A file of a whole book's life: eight years in two currencies, some open, paid in part, written off, disputed."""
    path = RESULTS / f"book-{rows}-{clients}-{last_day}-{_MARK}.csv"
    if not path.exists():
        _write(path, _OWN, _book_rows(rows, clients, last_day))
    return path


def _book_rows(rows: int, clients: int, last_day: date) -> Iterator[tuple[object, ...]]:
    chance = random.Random(11)
    habits = [chance.gauss(3, 9) for _ in range(clients)]
    for i, who in enumerate(drawn_clients(rows, clients, chance)):
        issued = last_day - timedelta(days=int(2_920 * (1 - i / rows)))
        due = issued + timedelta(days=(14, 30, 45, 60)[who % 4])
        total = chance.randrange(500, 3_000_000)
        paid, paid_on, lost, lost_on = total, due + timedelta(days=int(habits[who] + chance.gauss(0, 7))), 0, None
        luck = chance.random()
        if luck < _PAID_IN_PART:
            paid = total * chance.randrange(1, 9) // 10
        elif luck < _PAID_IN_PART + _NEVER_PAID:
            paid = 0
            if due + timedelta(days=365) <= last_day:
                lost, lost_on = total, due + timedelta(days=365)
        paid_on = max(paid_on, issued)
        if paid_on > last_day:
            paid = 0
        yield (
            f"Client {who:05d}", f"Region {who % 7}", f"F{i:07d}", issued, due, f"{total / 100:.2f}",
            "TRY" if who % 3 else "GBP", f"{paid / 100:.2f}", paid_on if paid else "",
            f"{lost / 100:.2f}" if lost else "", lost_on or "", "Yes" if chance.random() < _DISPUTED else "",
        )  # fmt: skip


def _write(path: Path, header: tuple[str, ...], rows: Iterator[tuple[object, ...]]) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    unfinished = path.with_suffix(".unfinished")
    with unfinished.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows(rows)
    unfinished.replace(path)
