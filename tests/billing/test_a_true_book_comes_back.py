"""A true book, written out in a random layout with random vandalism, comes back as it was, or a person is asked."""

from __future__ import annotations

import csv
import os
from collections import Counter
from dataclasses import dataclass
from datetime import UTC, date, datetime, timedelta
from io import StringIO
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook

from mainstay.billing.actions.importing_files import import_invoice_file
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.models import Invoice
from mainstay.billing.rules.numbers import number_key
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.intake.profiling import Choices
from mainstay.intake.records import Unreadable
from mainstay.kernel.actor import Actor
from mainstay.kernel.text import match_key
from mainstay.overview.queries.checks import prove_book

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.intake.import_reading import ImportReading

BY = Actor("person", "1", "Özge Çağlar", "owner")
TODAY = date(2026, 6, 1)
CLIENTS = ("Işık İnşaat", "Ağaç İşleri Ltd. Şti.", "O'Brien & Sons", "Acme Trading", "Müller GmbH", "Total Care Ltd")
NAMES = {
    "number": ("Invoice Number", "Invoice No", "Inv No", "Fatura No", "Doc No", "Belge No"),
    "client": ("Client", "Customer", "Customer Name", "Müşteri", "Müşteri Adı", "Cari Adı"),
    "issued": ("Invoice Date", "Issue Date", "Fatura Tarihi", "Date", "Tarih"),
    "due": ("Due Date", "Vade Tarihi", "Due", "Vade"),
    "total": ("Total", "Amount", "Invoice Total", "Tutar", "Genel Toplam"),
    "currency": ("Currency", "Currency Code", "Para Birimi"),
    "paid": ("Amount Paid", "Paid Amount", "Ödenen", "Ödenen Tutar"),
    "paid_on": ("Payment Date", "Date Paid", "Ödeme Tarihi"),
    "balance": ("Balance Due", "Outstanding", "Open Balance", "Kalan Tutar", "Amount Due"),
    "net": ("Net", "Subtotal", "Ara Toplam"),
    "notes": ("Notes", "Açıklama", "Description"),
    "age": ("Days Overdue", "Age"),
    "status": ("Status", "Invoice Status", "Durum"),
    "is_paid": ("Paid", "Is Paid", "Ödendi"),
}
STATES = {
    "en": {"draft": "Draft", "void": "Void", "paid": "Paid", "open": "Sent"},
    "tr": {"draft": "Taslak", "void": "İptal", "paid": "Ödendi", "open": "Gönderildi"},
}
DAYS = {"ymd": ("%Y-%m-%d", "%Y/%m/%d"), "dmy": ("%d.%m.%Y", "%d/%m/%Y", "%d-%m-%Y"), "mdy": ("%m/%d/%Y",)}
AMOUNTS: dict[str, tuple[tuple[str, str], ...]] = {"point": (("", "."), (",", ".")), "comma": (("", ","), (".", ","))}


class Truth(NamedTuple):
    """One invoice as it is; amounts in cents."""

    number: str
    client: str
    issued: date
    due: date
    total: int
    paid: int
    paid_on: date | None
    currency: str
    state: str = ""

    @property
    def is_owed(self) -> bool:
        """Whether it is an invoice at all: a draft and a void one are none."""
        return self.state not in {"draft", "void"}


@st.composite
def books(draw: st.DrawFn) -> list[Truth]:
    """A few invoices, each with its own number, unpaid, paid in part or in full."""
    style = draw(st.sampled_from(["INV-{:04}", "{}", "2026/{:03}", "A {}", "FTR2026{:09}"]))
    currencies = draw(st.sampled_from([["GBP"], ["EUR"], ["TRY"], ["GBP", "EUR"]]))
    found = []
    for index in range(draw(st.integers(2, 9))):
        issued = date(2026, 1, 1) + timedelta(draw(st.integers(0, 120)))
        total = draw(st.integers(1, 3_000_000))
        part = draw(st.sampled_from([0, 0, 1, 2]))
        paid = [0, total // 2, total][part]
        paid_on = issued + timedelta(draw(st.integers(0, 25))) if paid else None
        state = (
            "paid" if paid == total else "open" if paid else draw(st.sampled_from(["open", "open", "draft", "void"]))
        )
        found.append(
            Truth(
                style.format(index * 7 + 11), draw(st.sampled_from(CLIENTS)), issued,
                issued + timedelta(draw(st.sampled_from([0, 7, 14, 30, 30, 45, 60]))), total, paid, paid_on,
                draw(st.sampled_from(currencies)), state,
            )
        )  # fmt: skip
    return found


@dataclass(frozen=True)
class Layout:
    """How a book is written out, and what is done to the file."""

    columns: tuple[tuple[str, str], ...]
    order: str
    day: str
    decimal: str
    amount: tuple[str, str]
    delimiter: str
    encoding: str
    titles: int
    is_grouped: bool
    has_total: bool
    repeats_header: bool
    has_blank_rows: bool
    has_page_lines: bool
    doubles_a_row: bool
    broken: str
    pads: str
    is_shouting: bool
    sign: bool
    language: str
    is_workbook: bool


@st.composite
def layouts(draw: st.DrawFn, *, has_currency: bool) -> Layout:
    """Any layout: names and order of columns, days, amounts, letters, what a report adds, what a person spoils."""
    fields = ["number", "client", "issued", "due", "total"]
    if has_currency or draw(st.booleans()):
        fields.append("currency")
    fields += draw(st.sampled_from([[], ["paid", "paid_on"], ["balance"], ["paid", "paid_on", "balance"], ["is_paid"]]))
    fields += draw(st.sampled_from([[], [], ["status"]]))
    fields += draw(st.sampled_from([[], [], ["net"], ["notes"], ["age"]]))
    named = [(field, draw(st.sampled_from(NAMES[field]))) for field in fields]
    order = draw(st.sampled_from(sorted(DAYS)))
    decimal = draw(st.sampled_from(sorted(AMOUNTS)))
    return Layout(
        columns=tuple(draw(st.permutations(named))),
        order=order,
        day=draw(st.sampled_from(DAYS[order])),
        decimal=decimal,
        amount=draw(st.sampled_from(AMOUNTS[decimal])),
        delimiter=draw(st.sampled_from([",", ";", "\t"])),
        encoding=draw(st.sampled_from(["utf-8", "utf-8-sig", "utf-16", "cp1254"])),
        titles=draw(st.sampled_from([0, 0, 1, 3])),
        is_grouped=draw(st.sampled_from([False, False, False, True])),
        has_total=draw(st.booleans()),
        repeats_header=draw(st.sampled_from([False, False, True])),
        has_blank_rows=draw(st.sampled_from([False, False, True])),
        has_page_lines=draw(st.sampled_from([False, False, True])),
        doubles_a_row=draw(st.sampled_from([False, False, True])),
        broken=draw(st.sampled_from(["", "", "", "issued", "total", "due"])),
        pads=draw(st.sampled_from(["", "", " ", "\u00a0"])),
        is_shouting=draw(st.booleans()),
        sign=draw(st.sampled_from([False, False, True])),
        language=draw(st.sampled_from(["en", "tr"])),
        is_workbook=draw(st.sampled_from([False, False, False, True])),
    )


def rows_of(book: list[Truth], layout: Layout, shuffled: Callable[[list[Any]], list[Any]]) -> list[list[Any]]:
    """The rows of the file."""
    columns = [column for column in layout.columns if not (layout.is_grouped and column[0] == "client")]
    header = [name.upper() if layout.is_shouting else name for _field, name in columns]
    rows: list[list[Any]] = [*([f"Report {n}"] for n in range(layout.titles)), header]
    groups = {"": shuffled(book)}
    if layout.is_grouped:
        groups = {one.client: [other for other in book if other.client == one.client] for one in book}
    for name, invoices in groups.items():
        if layout.is_grouped:
            rows.append([name])
        for index, one in enumerate(invoices):
            spoilt = layout.broken if one is book[0] else ""
            row = [_cell(field, one, layout, is_broken=field == spoilt) for field, _name in columns]
            rows += [row, row] if layout.doubles_a_row and one is book[-1] else [row]
            if layout.repeats_header and index == 1:
                rows.append(header)
            if layout.has_page_lines and index == 2:
                rows.append(["Page 1 of 2"])
            if layout.has_blank_rows and index % 2:
                rows.append([])
    if layout.has_total:
        everything = sum(one.total for one in book)
        total = [_amount(everything, layout, "") if field == "total" else "" for field, _name in columns]
        total[total.index("")] = "Total"
        rows.append(total)
    return [row + [""] * (len(header) - len(row)) for row in rows]


def write(folder: Path, rows: list[list[Any]], layout: Layout) -> Path:
    """Write the file, as text or as a workbook."""
    if layout.is_workbook:
        book = Workbook()
        for row in rows:
            book.active.append(row)  # type: ignore[union-attr]
        book.save(folder / "a.xlsx")
        return folder / "a.xlsx"
    text = StringIO()
    csv.writer(text, delimiter=layout.delimiter).writerows(rows)
    kept = text.getvalue().replace("₺", "TL") if layout.encoding == "cp1254" else text.getvalue()
    (folder / "a.csv").write_bytes(kept.encode(layout.encoding))
    return folder / "a.csv"


def _cell(field: str, one: Truth, layout: Layout, *, is_broken: bool) -> Any:
    if is_broken:
        return "see below" if field == "total" else "31/31/2026"
    if layout.is_workbook and isinstance(getattr(one, field, ""), date):
        return getattr(one, field)
    code = one.currency if layout.sign and "currency" not in dict(layout.columns) else ""
    yes, no = ("Evet", "Hayır") if layout.language == "tr" else ("Yes", "No")
    cells = {
        "number": one.number, "client": one.client, "issued": one.issued.strftime(layout.day),
        "due": one.due.strftime(layout.day), "total": _amount(one.total, layout, code), "currency": one.currency,
        "paid": _amount(one.paid, layout, code), "paid_on": one.paid_on.strftime(layout.day) if one.paid_on else "",
        "balance": _amount(one.total - one.paid, layout, code), "net": _amount(one.total * 5 // 6, layout, code),
        "notes": "as agreed", "age": str(max((TODAY - one.due).days, 0)), "is_paid": yes if one.state == "paid" else no,
        "status": STATES[layout.language][one.state],
    }  # fmt: skip
    cell = cells[field]
    return f"{layout.pads}{cell}{layout.pads}" if isinstance(cell, str) else cell


def _amount(cents: int, layout: Layout, code: str) -> Any:
    if layout.is_workbook:
        return cents / 100
    group, mark = layout.amount
    whole = f"{cents // 100:,}".replace(",", group)
    sign = {"GBP": "£", "EUR": "€", "TRY": "₺"}.get(code, "")
    return f"{sign}{whole}{mark}{cents % 100:02}"


def read(path: Path, layout: Layout, book: list[Truth]) -> ImportReading | None:
    """How the file is read once a person said what they know of it; None where something else is asked."""
    found = read_import(path, SUBJECT, Wishes())
    known: dict[str, Any] = {"date_order": layout.order, "decimal": layout.decimal, "currency": book[0].currency}
    if layout.encoding == "cp1254":
        known["encoding"] = "cp1254"
    asked = [one.name for one in found.open_questions]
    if not asked and found.is_settled:
        return found
    wishes = Choices(**{name: known[name] for name in asked if name in known})
    if "encoding" in asked:
        found = read_import(path, SUBJECT, Wishes(encoding="cp1254", choices=wishes))
    else:
        found = read_import(path, SUBJECT, Wishes(choices=wishes))
    return found if found.is_settled else None


SEEN: Counter[str] = Counter()


@pytest.mark.usefixtures("book")
def test_it_comes_back_or_somebody_is_asked() -> None:
    SEEN.clear()
    _comes_back()
    # Were every file refused or asked about, nothing would be shown.
    assert SEEN["back"] > SEEN["asked"], SEEN


@settings(
    max_examples=int(os.environ.get("MAINSTAY_LIVES", "120")),
    derandomize="CI" in os.environ,
    suppress_health_check=list(HealthCheck),
)
@given(st.data())
def _comes_back(data: st.DataObject) -> None:
    book = data.draw(books())
    layout = data.draw(layouts(has_currency=len({one.currency for one in book}) > 1))
    rows = rows_of(book, layout, lambda invoices: data.draw(st.permutations(invoices)))
    with TemporaryDirectory() as folder, transaction.atomic():
        path = write(Path(folder), rows, layout)
        try:
            found = read(path, layout, book)
        except Unreadable as unreadable:
            SEEN[unreadable.problem.code] += 1
            found = None
        if found is None:
            SEEN["asked"] += 1
            return
        outcome = import_invoice_file(
            import_reading=found, rejects_file=Path(folder) / "rejected.csv", today=TODAY, by=BY,
            now=datetime(2026, 6, 1, 9, tzinfo=UTC),
        )  # fmt: skip
        SEEN["back"] += 1
        assert outcome.tally.total_rows == outcome.rows
        fields = {field for field, _name in layout.columns}
        broken = {book[0].number} if layout.broken in fields else set()
        expected = {
            number_key(one.number): as_told(one, fields)
            for one in book
            if one.number not in broken and (one.is_owed or "status" not in fields)
        }
        there = {
            number_key(one.number): (
                match_key(one.client.name), one.issued_on, one.due_on, one.total_minor, one.paid_minor, one.currency,
            )
            for one in Invoice.objects.select_related("client")
        }  # fmt: skip
        assert there == expected, outcome.rejects
        assert prove_book() == []
        transaction.set_rollback(True)


def as_told(one: Truth, fields: set[str]) -> tuple[object, ...]:
    """An invoice as its file tells it: what was paid is not always in it."""
    paid = one.paid if fields & {"paid", "balance"} else 0
    if fields & {"status", "is_paid"} and one.state == "paid":
        paid = one.total
    return match_key(one.client), one.issued, one.due, one.total, paid, one.currency
