"""What became of money comes back with an export: both firms owe the same, on every day, and for the same reasons."""

from __future__ import annotations

import csv
import io
import os
import zipfile
from contextlib import suppress
from datetime import timedelta
from typing import TYPE_CHECKING, Any, NamedTuple

import pytest
from django.db import transaction
from hypothesis import HealthCheck, Phase, given, settings
from tests.builders import (
    ACT,
    NOW,
    OWNER,
    a_client,
    a_payment,
    all_columns,
    an_issued_invoice,
    day,
    timeline,
)
from tests.overview.lives import acts, begin, play

from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import allocate, recover, refund, reverse_payment, take_back_allocation
from mainstay.billing.actions.taking_back import take_import_back
from mainstay.billing.actions.undoing import undo
from mainstay.billing.models import Allocation, Import, Invoice, Payment
from mainstay.billing.queries.receivables import receivables
from mainstay.intake.confined import Ending
from mainstay.overview.actions.bringing_back import bring_export
from mainstay.overview.formats import export_archives
from mainstay.overview.gathered import proved
from mainstay.overview.queries import returning
from mainstay.overview.queries.export import export_to
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mainstay.overview.actions.bringing_back import ExportBack

TODAY = day(400)
QUICK = settings(
    max_examples=int(os.environ.get("MAINSTAY_LIVES", "25")) // 4,
    phases=[Phase.explicit, Phase.generate],
    derandomize="CI" in os.environ,
    deadline=None,
    suppress_health_check=list(HealthCheck),
)


@pytest.fixture(autouse=True)
def _looked_at_here(monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP is looked through in this process: what the child does is asked in test_bringing_back."""
    monkeypatch.setattr(returning, "ask_for_look", lambda path, sheets: Ending(export_archives.look_in(path, sheets)))


class Told(NamedTuple):
    """A statement whose rows are the same in two books that tell the same of money."""

    name: str
    statement: str


IS_VOID = "i.credited_minor = i.total_minor"
TOLD = (
    Told("invoices", f"""
        SELECT i.number, i.open_minor, i.paid_minor, i.credited_minor, i.written_off_minor, i.settled_on,
               i.is_settled_day_known
        FROM billing_invoice i WHERE NOT {IS_VOID}"""),
    Told("payments", """
        SELECT c.name, p.currency, p.paid_on, p.is_day_known, p.minor, p.note, p.unallocated_minor, o.minor, o.paid_on
        FROM billing_payment p JOIN clients_client c ON c.id = p.client_id
        LEFT JOIN billing_payment o ON o.id = p.reverses_id"""),
    Told("what payments settled", f"""
        SELECT p.paid_on, p.minor, p.note, i.number, a.allocated_on, a.minor, o.allocated_on
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
        JOIN billing_payment p ON p.id = a.payment_id LEFT JOIN billing_allocation o ON o.id = a.reverses_id
        WHERE NOT {IS_VOID}"""),
    Told("credit notes", f"""
        SELECT n.number, n.currency, n.issued_on, n.total_minor, n.unallocated_minor, n.reason FROM billing_creditnote n
        WHERE NOT EXISTS (SELECT 1 FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
                          WHERE a.credit_note_id = n.id AND {IS_VOID})"""),
    Told("what credit notes settled", f"""
        SELECT n.number, i.number, a.allocated_on, a.minor, o.allocated_on
        FROM billing_allocation a JOIN billing_invoice i ON i.id = a.invoice_id
        JOIN billing_creditnote n ON n.id = a.credit_note_id LEFT JOIN billing_allocation o ON o.id = a.reverses_id
        WHERE NOT {IS_VOID}"""),
    Told("what was written off", f"""
        SELECT i.number, w.minor, w.written_off_on, w.reason, a.minor, a.allocated_on
        FROM billing_writeoff w JOIN billing_invoice i ON i.id = w.invoice_id
        JOIN billing_allocation a ON a.write_off_id = w.id WHERE NOT {IS_VOID}"""),
    Told("what went back", """
        SELECT p.paid_on, p.minor, r.minor, r.refunded_on, r.note, o.minor
        FROM billing_refund r LEFT JOIN billing_payment p ON p.id = r.payment_id
        LEFT JOIN billing_refund o ON o.id = r.reverses_id"""),
    Told("what came in after all", """
        SELECT p.paid_on, p.minor, i.number, w.written_off_on, w.reason, v.minor, v.recovered_on, o.minor
        FROM billing_recovery v JOIN billing_payment p ON p.id = v.payment_id
        JOIN billing_writeoff w ON w.id = v.write_off_id JOIN billing_invoice i ON i.id = w.invoice_id
        LEFT JOIN billing_recovery o ON o.id = v.reverses_id"""),
    Told("disputes", f"""
        SELECT i.number, d.opened_on, d.reason, d.closed_on, d.outcome
        FROM billing_dispute d JOIN billing_invoice i ON i.id = d.invoice_id WHERE NOT {IS_VOID}"""),
)  # fmt: skip


def told() -> dict[str, list[tuple[Any, ...]]]:
    """All that the active book tells of money, but for cancelled invoices, which stay in an export."""
    return {one.name: sorted(all_columns(one.statement), key=str) for one in TOLD}


def owed() -> list[object]:
    """What was owed and how old it was at the end of some days."""
    found: list[object] = []
    for number in range(0, 110, 7):
        page = receivables(as_of=day(number), now=False, by=OWNER)
        found.append([(one.currency, one.ageing) for one in page.currencies])
    return found


def brought(archive: Path, **more: Any) -> ExportBack:
    return bring_export(archive=archive, today=TODAY, **{**ACT, **more})


def refused(found: ExportBack) -> list[tuple[str, int, str]]:
    """The rows that could not come in, but for expected dates of cancelled invoices."""
    return [
        (one.name, row.line, row.sentence)
        for one in found.sheets
        for row in one.back.refused
        if one.name != "Expected dates"
    ]


def counts(found: ExportBack, name: str) -> tuple[int, int, int, int]:
    back = next(one for one in found.sheets if one.name == name).back
    return back.came_in, back.known, back.left_out, back.rejected


def changed(archive: Path, sheet: str, change: Callable[[list[dict[str, str]]], None], *, but: str = "") -> Path:
    """A copy of an export in which the rows of one sheet say something else; columns `but` are not in it."""
    other = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            if name == f"{sheet}.csv":
                reader = csv.DictReader(io.StringIO(content.decode("utf-8-sig"), newline=""))
                rows, columns = list(reader), [one for one in reader.fieldnames or () if one not in but.split(",")]
                change(rows)
                text = io.StringIO(newline="")
                writer = csv.DictWriter(text, columns, extrasaction="ignore")
                writer.writeheader()
                writer.writerows(rows)
                content = text.getvalue().encode()
            after.writestr(name, content)
    return other


def a_book_of_money() -> None:
    """Money that went every way, once."""
    client, other = a_client(external_id="K-7"), a_client("O'Brien & Sons")
    first, second = an_issued_invoice(client, "100.00"), an_issued_invoice(client, "60.00", on=day(3))
    both = a_payment(client, "150.00", on=day(20), settles=((first, 9000), (second, 5000)), note="both, =thanks")
    allocate(origin_ref=both.ref, invoice_ref=first.ref, minor=1000, on=day(33), **ACT)
    bounced = a_payment(other, "30.00", on=day(9), settles=(an_issued_invoice(other, "30.00"),), note="cheque")
    reverse_payment(ref=bounced.ref, on=day(12), reason="it bounced", **ACT)
    more = a_payment(client, "40.00", on=day(30))
    refund(origin_ref=more.ref, minor=1500, on=day(35), note="too much", **ACT)
    undo(ref=refund(origin_ref=more.ref, minor=500, on=day(36), note="wrong", **ACT).ref, **ACT)
    lost = an_issued_invoice(client, "80.00")
    loss = write_off_invoice(ref=lost.ref, on=day(50), reason="gone", minor=3000, **ACT)
    write_off_invoice(ref=lost.ref, on=day(60), reason="the rest", **ACT)
    undo(ref=write_off_invoice(ref=an_issued_invoice(client, "5.00").ref, on=day(8), reason="x", **ACT).ref, **ACT)
    recover(write_off_ref=loss.ref, payment_ref=more.ref, minor=1000, on=day(70), **ACT)
    undo(ref=recover(write_off_ref=loss.ref, payment_ref=more.ref, minor=200, on=day(71), **ACT).ref, **ACT)
    moved = a_payment(other, "10.00", on=day(40), settles=(an_issued_invoice(other, "10.00", on=day(1)),))
    take_back_allocation(allocation_id=Allocation.objects.get(payment=moved).pk, on=day(44), **ACT)
    dispute_invoice(ref=second.ref, on=day(6), reason="broken", **ACT)
    close_dispute(ref=second.ref, on=day(10), outcome="repaired", **ACT)
    dispute_invoice(ref=second.ref, on=day(11), reason="again", **ACT)
    dispute_invoice(ref=first.ref, on=day(6), reason="late", **ACT)
    close_dispute(ref=first.ref, on=day(7), outcome="agreed", **ACT)


def test_all_that_became_of_money_comes_back_once(book, new_book, tmp_path) -> None:
    a_book_of_money()
    before = told(), owed()
    archive = export_to(tmp_path / "export.zip", by=OWNER)
    with use_firm(new_book()):
        tried = brought(archive, is_dry_run=True)
        assert not Payment.objects.exists()
        found = brought(archive)
        assert tried.document == found.document
        changing = [one.name for one in found.sheets if one.back.has_changed_money]
        assert changing == ["Invoices", "Write-offs", "Payments"]
        assert refused(found) == []
        assert counts(found, "Payments") == (7, 0, 0, 0)
        assert counts(found, "Write-offs") == (3, 0, 0, 0)
        assert counts(found, "Disputes") == (3, 0, 0, 0)
        assert (told(), owed()) == before
        assert proved() == []
        again = brought(archive)
        assert (again.came_in, again.rejected, again.has_changed_money) == (0, 0, False)
        third = brought(export_to(tmp_path / "again.zip", by=OWNER))
        assert (third.came_in, third.rejected) == (0, 0)
        assert (told(), owed()) == before
        assert proved() == []
    assert brought(archive).came_in == 0


@QUICK
@given(acts(0, 45, 24), acts(20, 100, 16))
def test_a_random_life_comes_back_as_it_was(book, other_book, tmp_path_factory, early, late) -> None:
    folder = tmp_path_factory.mktemp("life")
    with suppress(_Undone), transaction.atomic():
        begin()
        play(early)
        play(late)
        before = told(), owed()
        archive = export_to(folder / "export.zip", by=OWNER)
        raise _Undone
    with use_firm(other_book), suppress(_Undone), transaction.atomic():
        found = brought(archive)
        assert refused(found) == []
        assert proved() == []
        after = told()
        assert after == before[0]
        assert brought(archive).came_in == 0
        assert told() == after
        raise _Undone


def drop(rows: list[dict[str, str]]) -> None:
    rows.clear()


def setting(name: str, value: str, at: int = 0) -> Callable[[list[dict[str, str]]], None]:
    """A change of one cell of one row."""

    def change(rows: list[dict[str, str]]) -> None:
        rows[at][name] = value

    return change


AGAIN = "export again."


@pytest.mark.parametrize(
    "case",
    [
        ("payments", setting("Amount", "9O.00"), "Payments", 2, AGAIN),
        ("payments", setting("Payment amount", "151.00"), "Payments", 2, AGAIN),
        ("payments", setting("Allocations", "INV-00001"), "Payments", 2, AGAIN),
        ("payments", setting("Allocations", ""), "Payments", 2, "doesn’t add up to its amount: export again."),
        ("payments", setting("Client ID", "K-8"), "Payments", 2, "There is no client “Işık İnşaat” in the book"),
        ("payments", setting("Paid on", "2031-01-01"), "Payments", 2, "is in the future"),
        ("payments", setting("Undoes", "p-nothing", 3), "Payments", 5, "isn’t in the file: export again."),
        ("payments", setting("Paid on", "2024-03-01", 3), "Payments", 4, AGAIN),
        ("invoices", lambda rows: rows.pop(0), "Payments", 2, "There is no invoice INV-00001 in the book"),
        ("refunds", drop, "Payments", 6, "doesn’t add up to its amount: export again."),
        ("refunds", setting("Refunded on", "2024-03-01"), "Payments", 6, AGAIN),
        ("refunds", setting("Undoes", "", 2), "Payments", 6, AGAIN),
        ("recoveries", setting("Write-off ref", "w-none"), "Payments", 6, "bring the write-offs back first."),
        ("recoveries", setting("Recovered on", "2024-04-01"), "Payments", 6, "before the day it could"),
        ("write-offs", setting("Amount", "x"), "Write-offs", 2, AGAIN),
        ("write-offs", setting("Written off on", "2023-01-01"), "Write-offs", 2, AGAIN),
        ("write-offs", setting("Amount", "31.00"), "Write-offs", 3, "Less is open on invoice"),
        ("disputes", setting("Closed on", "2024-03-01"), "Disputes", 2, AGAIN),
        ("disputes", setting("Closed on", ""), "Disputes", 3, "settle that one first."),
        ("disputes", setting("Issued on", "2024-01-01"), "Disputes", 2, "There is no invoice INV-00002 in the book"),
    ],
)
def test_what_does_not_fit_is_refused_by_its_line_and_the_rest_comes_in(book, new_book, tmp_path, case) -> None:
    sheet, change, told_of, line, sentence = case
    a_book_of_money()
    archive = changed(export_to(tmp_path / "export.zip", by=OWNER), sheet, change)
    with use_firm(new_book()):
        found = brought(archive)
        said = [(row, why) for name, row, why in refused(found) if name == told_of]
        assert line in [row for row, _why in said]
        assert sentence in dict(said)[line]
        assert proved() == []
        assert Payment.objects.exists()
        back = next(one for one in found.sheets if one.name == "Payments")
        assert sum(counts(found, "Payments")) == back.rows
        assert brought(archive).came_in == 0


def test_what_is_more_than_is_open_here_is_refused(book, new_book, tmp_path) -> None:
    client = a_client(external_id="K-7")
    a_payment(client, "60.00", on=day(9), settles=(an_issued_invoice(client, "60.00"),))
    archive = export_to(tmp_path / "export.zip", by=OWNER)
    with use_firm(new_book()):
        own = an_issued_invoice(a_client(external_id="K-7"), "60.00", number="INV-00001")
        a_payment(own.client, "10.00", on=day(4), settles=(own,))
        [(_sheet, line, why)] = refused(brought(archive))
        assert (line, "Less is open on invoice INV-00001 here" in why) == (2, True)
        assert Payment.objects.get().minor == 1000


def test_an_older_export_comes_back_as_it_did(book, new_book, tmp_path) -> None:
    a_book_of_money()
    older = export_to(tmp_path / "export.zip", by=OWNER)
    more = "Client ID,Client name,Issued on,Currency,Invoice status,Undone on"
    for sheet, but in (
        ("payments", "Allocations,Undoes"), ("write-offs", more.replace("Currency,", "")), ("disputes", more),
    ):  # fmt: skip
        older = changed(older, sheet, lambda rows: None, but=but).rename(tmp_path / f"without-{sheet}.zip")
    with use_firm(new_book()):
        found = brought(older)
        assert refused(found) == []
        assert counts(found, "Write-offs") == (0, 0, 3, 0)
        assert counts(found, "Disputes") == (0, 0, 3, 0)
        assert counts(found, "Payments") == (4, 0, 3, 0)
        assert [one.name for one in found.sheets if one.back.is_short] == ["Payments"]
        assert Payment.objects.filter(note="").count() == 4
        assert Invoice.objects.get(written_off_minor__gt=0).write_offs.get().minor == 8000
        assert proved() == []
        assert brought(older).came_in == 0


def test_the_history_tells_what_still_stands(book, new_book, tmp_path) -> None:
    a_book_of_money()
    archive = export_to(tmp_path / "export.zip", by=OWNER)
    with use_firm(new_book()):
        brought(archive)
        found = [(kind, told) for kind, _on, _ref, told in timeline() if kind.startswith(("payment.", "invoice."))]
    assert ("payment.reversed", {"amount": "30.00 GBP", "reason": "it bounced"}) in found
    assert ("payment.refunded", {"amount": "15.00 GBP", "note": "too much"}) in found
    assert ("payment.recovered", {"amount": "10.00 GBP", "number": "INV-00004"}) in found
    assert ("invoice.dispute_closed", {"number": "INV-00002", "outcome": "repaired"}) in found
    assert [kind for kind, _told in found].count("invoice.written_off") == 2
    assert not any(kind.endswith("undone") for kind, _told in found)


def test_undoing_the_import_of_invoices_undoes_their_write_offs(book, new_book, tmp_path) -> None:
    client = a_client(external_id="K-7")
    lost = an_issued_invoice(client, "60.00")
    write_off_invoice(ref=lost.ref, on=day(9), reason="gone", **ACT)
    dispute_invoice(ref=lost.ref, on=day(3), reason="late", **ACT)
    archive = export_to(tmp_path / "export.zip", by=OWNER)
    with use_firm(new_book()):
        brought(archive)
        [made] = Import.objects.all()
        take_import_back(ref=made.ref, **ACT)
        assert proved() == []
        assert owed()[-1] == []


def test_undoing_the_import_of_payments_knows_those_that_came_reversed(book, new_book, tmp_path) -> None:
    client = a_client(external_id="K-7")
    invoice = an_issued_invoice(client, "60.00")
    cheque = a_payment(client, "60.00", on=day(9), settles=(invoice,))
    reverse_payment(ref=cheque.ref, on=day(12), reason="it bounced", **ACT)
    a_payment(client, "25.00", on=day(20), settles=(invoice,))
    before = told()
    archive = export_to(tmp_path / "export.zip", by=OWNER)
    with use_firm(new_book()):
        brought(archive)
        take_import_back(ref=Import.objects.get(file_name="payments.csv").ref, **ACT)
        assert proved() == []
        assert Invoice.objects.get().open_minor == 6000
        assert counts(brought(archive, now=NOW + timedelta(1)), "Payments") == (1, 2, 0, 0)
        assert Invoice.objects.get().open_minor == 3500
        assert proved() == []
    assert told() == before


class _Undone(Exception):
    """Leaves a transaction without a trace of it."""


@pytest.fixture
def other_book(new_book: Callable[[], str]) -> str:
    return new_book()
