"""A search finds the same, in the same order, whether documents stand in search texts or not."""

from __future__ import annotations

import threading
from typing import TYPE_CHECKING

import pytest
from django.db import connections, transaction
from hypothesis import example, given
from hypothesis import strategies as st
from tests.builders import ACT, ISIK, OWNER, a_client, a_payment, an_issued_invoice, day, questions
from tests.patience import PATIENCE

from mainstay.billing.actions import search_texts
from mainstay.billing.actions.search_texts import store_search_texts
from mainstay.billing.models import Invoice, Payment, SearchText
from mainstay.billing.queries import search_texts as asking
from mainstay.billing.queries.search_texts import prove_search_texts
from mainstay.billing.rules.search_texts import line_of, lines_with
from mainstay.kernel.text import fold
from mainstay.overview.queries.search import search
from mainstay.store import bulk
from mainstay.store.context import active_firm, use_firm

if TYPE_CHECKING:
    from mainstay.overview.queries.search import SearchPage

WRITTEN = (
    ("IŞIK-12", "ext_5", "PO 77"), ("A-120", "", "Straße 9"), ("120", "x!1", ""), ("B1200", "", "İhale  12/34"),
    ("T%4", "", "in"), ("in 5", "", "ŞUBE in 12"), ("F001", "ÇELİK", "%"), ("no/7", "", "e\u0301tat"),
)  # fmt: skip
SEARCHES = (
    "isik", "IŞIK-12", "12", "120", "1", "po 77", "77 po", "ext_5", "x!", "%", "T%4", "in", "in 5", "5 in", "ss",
    "strasse", "straße", "ihale 12", "celik", "etat", "f0", "1.234", "1234.50", "99", "50.00", "4", "zzz", "no/",
    "sube 12 in", "havale", "9", "12 cash", "-77",
)  # fmt: skip


def everything(text: str) -> list[object]:
    """What is found of money, page by page of the answer; and how much."""
    pages: list[SearchPage] = [search(text=text, by=OWNER)]
    pages += [search(text=text, kind=kind, by=OWNER) for kind in ("invoices", "payments")]
    return [(group.kind, group.found) for page in pages for group in page.groups]


@pytest.fixture
def written(book, monkeypatch):
    monkeypatch.setattr(search_texts, "_LINES", 3)
    client = a_client(ISIK)
    for place, (number, external_id, reference) in enumerate(WRITTEN):
        total, currency = ("1234", "TND") if place == 4 else (f"{place * 33 + 1234}.50", "TRY")
        an_issued_invoice(
            client, total, currency, day(place % 4), number=number, external_id=external_id, reference=reference
        )
    owed = an_issued_invoice(client, "99.00", number="owed")
    a_payment(client, "49.00", settles=(owed,), note="Havale ŞUBE 12 in")
    for note in ("cash", "in", "", "IŞIK 9"):
        a_payment(client, "1234.50", "TRY", note=note)
    return client


def test_the_same_is_found_with_texts_as_without(written) -> None:
    before = {text: everything(text) for text in SEARCHES}
    assert sum(bool(found.count) for found_of in before.values() for _, found in found_of) > len(SEARCHES)
    store_search_texts(**ACT)
    assert {*SearchText.objects.values_list("kind", flat=True)} == set(asking.KINDS)
    assert {text: everything(text) for text in SEARCHES} == before
    assert prove_search_texts() == []


def test_what_stands_in_no_text_yet_is_found(written) -> None:
    store_search_texts(**ACT)
    an_issued_invoice(written, "7.77", number="LATEST", reference="po 77")
    a_payment(written, "7.77", note="latest")
    assert [found.count for kind, found in everything("latest")[:5] if kind in {"invoices", "payments"}] == [1, 1]
    assert [found.count for kind, found in everything("7.77")[:5] if kind in {"invoices", "payments"}] == [1, 1]
    assert [row.number for row in search(text="po 77", by=OWNER).found("invoices").rows] == ["LATEST", "IŞIK-12"]


def test_texts_are_written_once_and_go_on_where_they_ended(written) -> None:
    store_search_texts(**ACT)
    there = list(SearchText.objects.order_by("id").values_list())
    store_search_texts(**ACT)
    assert list(SearchText.objects.order_by("id").values_list()) == there
    for number in range(3):
        an_issued_invoice(written, number=f"more-{number}")
    store_search_texts(**ACT)
    newer = SearchText.objects.exclude(id__in=[row[0] for row in there])
    assert {*newer.values_list("kind", flat=True)} == {"invoice_words", "invoice_amounts"}
    spans = SearchText.objects.filter(kind="invoice_words").order_by("first_id").values_list("first_id", "last_id")
    assert [first for first, _ in spans] == [1, *(last + 1 for _, last in list(spans)[:-1])]
    assert search(text="more-1", by=OWNER).found("invoices").count == 1


def test_only_rows_that_a_text_names_are_asked_for(written) -> None:
    store_search_texts(**ACT)
    with questions() as asked:
        search(text="isik-12", by=OWNER)
    named = Invoice.objects.get(number="IŞIK-12").id
    assert any(f"[{named}]" in statement or f"'{{{named}}}'" in statement for statement in asked)


def test_everything_is_asked_for_where_a_text_is_gone_or_too_much_is_named(written, monkeypatch) -> None:
    before = {text: everything(text) for text in SEARCHES}
    store_search_texts(**ACT)
    monkeypatch.setattr(asking, "_NAMED_AT_MOST", 2)
    assert {text: everything(text) for text in SEARCHES} == before
    monkeypatch.setattr(asking, "_NAMED_AT_MOST", 5_000)
    monkeypatch.setattr(asking, "_LATEST_AT_MOST", 0)
    assert {text: everything(text) for text in SEARCHES} == before
    monkeypatch.setattr(asking, "_LATEST_AT_MOST", 10_000)
    bulk.run_sql("DELETE FROM billing_searchtext WHERE first_id = 1")
    assert {text: everything(text) for text in SEARCHES} == before


def test_a_number_taken_away_since_is_no_longer_found(written) -> None:
    store_search_texts(**ACT)
    assert search(text="ext_5", by=OWNER).found("invoices").count == 1
    bulk.run_sql("UPDATE billing_invoice SET external_id = '' WHERE external_id = 'ext_5'")
    assert search(text="ext_5", by=OWNER).found("invoices").count == 0
    assert prove_search_texts() == []


@pytest.mark.usefixtures("book")
def test_a_table_that_somebody_writes_waits_for_the_next_time(engine: str, monkeypatch) -> None:
    monkeypatch.setattr(search_texts, "_LINES", 3)
    if engine != "postgresql":
        pytest.skip("SQLite lets one transaction write at a time")
    client = a_client(ISIK)
    for _ in range(4):
        an_issued_invoice(client)
        a_payment(client)
    firm, is_begun, may_end = active_firm(), threading.Event(), threading.Event()

    def pay_slowly() -> None:
        with use_firm(firm):
            try:
                with transaction.atomic():
                    a_payment(client, "5.00", note="slow")
                    is_begun.set()
                    assert may_end.wait(PATIENCE)
            finally:
                connections.close_all()

    other = threading.Thread(target=pay_slowly)
    other.start()
    try:
        assert is_begun.wait(PATIENCE)
        a_payment(client, "6.00", note="quick")
        store_search_texts(**ACT)
        assert {*SearchText.objects.values_list("kind", flat=True)} == {"invoice_words", "invoice_amounts"}
    finally:
        may_end.set()
        other.join()
    store_search_texts(**ACT)
    assert Payment.objects.filter(note="slow").exists()
    assert prove_search_texts() == []
    assert [search(text=text, by=OWNER).found("payments").count for text in ("slow", "quick")] == [1, 1]


LETTERS = st.text(alphabet="aAıİişŞß12 -/%_=\u0301\u00e9", max_size=8)


@given(st.lists(LETTERS, max_size=8), LETTERS)
@example(["", "12", "1 2", " 12"], "2 1")
def test_the_lines_named_are_those_that_hold_every_word(documents: list[str], text: str) -> None:
    lines = [line_of(said) for said in documents]
    words = fold(text).split()
    expected = [place for place, line in enumerate(lines) if words and all(word in line for word in words)]
    assert list(lines_with("\n".join(lines), words)) == expected


@given(st.lists(st.integers(0, 30), max_size=9), st.integers(0, 30))
def test_the_lines_of_an_amount_are_those_of_just_this(amounts: list[int], wanted: int) -> None:
    lines = "\n".join(line_of(each) for each in amounts)
    assert list(lines_with(lines, [line_of(wanted)])) == [place for place, each in enumerate(amounts) if each == wanted]
