"""A whole export comes back by one act: equal, once, and with a reason for what stays out."""

from __future__ import annotations

import csv
import io
import zipfile
from types import SimpleNamespace
from typing import TYPE_CHECKING, Any

import pytest
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    a_client,
    a_credit_note,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    timeline,
)
from tests.tables import of_packages

from mainstay.billing.actions.invoices import dispute_invoice, void_invoice, write_off_invoice
from mainstay.billing.actions.payments import allocate, refund
from mainstay.billing.models import Allocation, CreditNote, Invoice
from mainstay.clients.models import Client
from mainstay.firm.actions import people
from mainstay.firm.permissions import NotAllowed
from mainstay.intake.confined import Ending
from mainstay.kernel.actor import Actor
from mainstay.overview.actions import bringing_back
from mainstay.overview.actions.bringing_back import bring_export
from mainstay.overview.formats import export_archives
from mainstay.overview.gathered import SHEETS, proved, returning_sheets
from mainstay.overview.phrases import happening_sentence
from mainstay.overview.queries import returning
from mainstay.overview.queries.export import export_to
from mainstay.overview.queries.returning import ExportIsDamaged, ExportIsTooLarge, ExportIsWorkbook, NotAnExport
from mainstay.store.context import use_firm
from mainstay.tasks.models import Task

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from mainstay.overview.actions.bringing_back import ExportBack

ANEW = {"Mainstay ref", "Client ref", "Recorded at", "Logged at", "Payment amount", "Note ref"}
"""Columns that are made anew in each book."""
COME_BACK = (
    "clients", "contacts", "custom-fields", "field-values", "exchange-rates", "payments", "merges", "expected-dates",
    "tasks", "calls", "stand-ins", "files",
)  # fmt: skip
TODAY = day(400)


@pytest.fixture(autouse=True)
def _looked_at_here(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> None:
    """A ZIP is looked through in this process; a test of the child asks for `read_apart`."""
    if "read_apart" not in request.fixturenames:
        monkeypatch.setattr(
            returning, "ask_for_look", lambda path, sheets: Ending(export_archives.look_in(path, sheets))
        )


@pytest.fixture
def read_apart() -> None:
    """A child process looks through the ZIP first, as it does for a user."""


def a_person(email: str) -> None:
    """Somebody of the team."""
    name = email.partition("@")[0]
    people.add_person(email=email, name=name, role="reader", language="en", password="uzun parola", **ACT)


def a_full_book() -> None:
    """Of everything something: what each package records, and money that went every way."""
    a_person("o@example.com")
    client = a_client(external_id="K-7", notes="=SUM(A1)")
    for recorded in of_packages("RECORDED").values():
        recorded(SimpleNamespace(client=client.ref))
    paid = an_issued_invoice(client, "100.00")
    a_payment(client, "70.00", settles=(paid,), on=day(40))
    part = a_credit_note(client, "50.00", on=day(20))
    allocate(origin_ref=part.ref, invoice_ref=paid.ref, minor=3000, on=day(25), **ACT)
    refund(origin_ref=part.ref, minor=1500, on=day(30), note="too much", **ACT)
    void_invoice(ref=an_issued_invoice(client, "9.00").ref, on=day(3), reason="wrong", **ACT)
    write_off_invoice(ref=an_issued_invoice(client, "8.00").ref, on=day(5), reason="lost", **ACT)
    dispute_invoice(ref=an_issued_invoice(a_client(OBRIEN), "7.00").ref, on=day(6), reason="broken", **ACT)
    a_payment(a_client(OBRIEN), "5.00", on=day(7))


def exported(tmp_path: Path, name: str = "export.zip") -> Path:
    return export_to(tmp_path / name, by=OWNER)


def brought(archive: Path, **more: Any) -> ExportBack:
    return bring_export(archive=archive, today=TODAY, **{**ACT, **more})


def rows(archive: Path, sheet: str) -> list[dict[str, str]]:
    with zipfile.ZipFile(archive) as found:
        text = found.read(f"{sheet}.csv").decode("utf-8-sig")
    return [
        {name: cell for name, cell in row.items() if name not in ANEW}
        for row in csv.DictReader(io.StringIO(text, newline=""))
    ]


def of(found: ExportBack, name: str) -> Any:
    return next(one for one in found.sheets if one.name == name)


def changed(archive: Path, sheet: str, change: Callable[[str], str]) -> Path:
    """A copy of an export in which one sheet says something else."""
    other = archive.with_name("changed.zip")
    with zipfile.ZipFile(archive) as before, zipfile.ZipFile(other, "w") as after:
        for name in before.namelist():
            content = before.read(name)
            after.writestr(name, change(content.decode()).encode() if name == f"{sheet}.csv" else content)
    return other


def test_every_sheet_of_an_export_says_how_it_comes_back() -> None:
    assert sorted(one.name for one in returning_sheets()) == sorted(sheet.name for sheet in SHEETS)
    assert all(str(one.said) for one in returning_sheets() if one.bring is None)


def test_a_new_firm_becomes_the_same_and_a_second_time_nothing_comes_twice(book, new_book, tmp_path) -> None:
    a_full_book()
    first = exported(tmp_path)
    with use_firm(new_book()):
        for email in ("o@example.com", "ada@example.com"):
            a_person(email)
        found = brought(first)
        assert [(one.name, one.back.refused) for one in found.sheets if one.back.rejected] == []
        assert proved() == []
        second = exported(tmp_path, "again.zip")
        again = brought(second)
        assert (again.came_in, again.has_changed_money) == (0, False)
        entries = timeline()
        exported(tmp_path, "third.zip")
        assert timeline() == entries
        facts = {"rows": found.came_in}
        assert [one[3] for one in entries if one[0] == "firm.export_returned"] == [facts]
        assert happening_sentence("firm.export_returned", facts).endswith(f": {found.came_in}")
        third = brought(first)
        assert third.came_in == 0
    for sheet in COME_BACK:
        assert rows(second, sheet) == [row for row in rows(first, sheet) if row.get("Status") != "void"], sheet
    kept = [row for row in rows(first, "invoices") if row["Status"] == "issued"]
    assert rows(second, "invoices") == kept
    notes = [row for row in rows(first, "credit-notes") if not row["Takes back"]]
    assert rows(second, "credit-notes") == notes
    assert (notes[0]["Total"], notes[0]["Not used yet"]) == ("50.00", "5.00")
    assert [row["Amount"] for row in rows(second, "refunds")] == ["15.00"]


def test_a_credit_note_settles_the_same_invoice_from_the_same_day(book, new_book, tmp_path) -> None:
    a_full_book()
    archive = exported(tmp_path)
    with use_firm(new_book()):
        brought(archive)
        [part] = Allocation.objects.filter(credit_note__isnull=False)
        assert (part.minor, part.allocated_on) == (3000, day(25))
        assert (part.invoice.open_minor, part.invoice.credited_minor, part.invoice.settled_on) == (0, 3000, day(40))


def test_a_dry_run_says_the_same_and_leaves_nothing(book, new_book, tmp_path) -> None:
    a_full_book()
    archive = exported(tmp_path)
    with use_firm(new_book()):
        tried = brought(archive, is_dry_run=True)
        assert (Client.objects.count(), Task.objects.count(), timeline()) == (0, 0, [])
        seen: list[tuple[str, int, int]] = []
        done = brought(archive, progress=lambda *said: seen.append(said))
    assert tried.document == done.document
    assert [name for name, _done, _rows in seen] == [one.name for one in done.sheets]
    assert seen[0][1] == 0 < seen[-1][1] < seen[-1][2]


def test_interrupted_half_way_it_is_started_again(book, new_book, tmp_path, monkeypatch) -> None:
    a_full_book()
    archive = exported(tmp_path)

    def stop(name: str, _done: int, _rows: int) -> None:
        if name == "Payments":
            raise KeyboardInterrupt

    with use_firm(new_book()):
        with pytest.raises(KeyboardInterrupt):
            brought(archive, progress=stop)
        assert Invoice.objects.exists()
        found = brought(archive)
        assert (of(found, "Invoices").back.came_in, of(found, "Payments").back.came_in) == (0, 2)
        assert rows(exported(tmp_path, "again.zip"), "payments")[0]["Amount"] == "70.00"


def test_a_sheet_that_cannot_come_in_is_told_and_the_others_come_in(book, new_book, tmp_path) -> None:
    a_full_book()
    archive = changed(exported(tmp_path), "tasks", lambda text: text.replace(str(day(200)), "soon"))
    with use_firm(new_book()):
        found = brought(archive)
        assert Client.objects.exists()
        assert not Task.objects.exists()
    tasks = of(found, "Tasks")
    assert (tasks.back.came_in, tasks.back.rejected) == (0, tasks.rows)
    assert tasks.back.refused[0].sentence.startswith("Line 2: “soon”")
    assert of(found, "Calls").back.came_in == 1


@pytest.mark.parametrize(
    "changes",
    [
        (",50.00,", ",5O.00,", "it isn’t as an export writes it."),
        (",50.00,", ",10.00,", "more of it was used than its total."),
        (str(day(20)), "2031-01-01", "it is dated in the future."),
        ("K-7", "K-8", "No client is called “K-8”: look at `mainstay clients`, or search for a part of the name."),
    ],
)
def test_a_credit_note_that_does_not_fit_is_refused_by_itself(book, new_book, tmp_path, changes) -> None:
    before, after, why = changes
    a_full_book()
    a_credit_note(a_client(OBRIEN), "1.00", on=day(21))
    archive = changed(exported(tmp_path), "credit-notes", lambda text: text.replace(before, after, 1))
    with use_firm(new_book()):
        found = of(brought(archive), "Credit notes")
        assert (found.back.came_in, found.back.rejected) == (1, 1)
        assert CreditNote.objects.get().total_minor == 100
    assert [(row.line, row.sentence) for row in found.back.refused] == [(2, why)]


def test_credited_is_no_more_than_is_open_here(book, new_book, tmp_path) -> None:
    invoice = an_issued_invoice(a_client(), "100.00")
    a_credit_note(a_client(), "60.00", settles=(invoice,), on=day(9))
    archive = exported(tmp_path)
    with use_firm(new_book()):
        brought(changed(archive, "credit-notes", lambda text: text.splitlines()[0] + "\n"))
        a_payment(Client.objects.get(), "50.00", settles=(Invoice.objects.get(),), on=day(9))
        [refused] = of(brought(archive), "Credit notes").back.refused
        assert "hasn’t as much open as was credited" in refused.sentence
        assert Invoice.objects.get().open_minor == 5000


def test_only_the_owner_may(book, tmp_path) -> None:
    archive = exported(tmp_path)
    for role in ("colleague", "bookkeeper", "reader"):
        with pytest.raises(NotAllowed):
            brought(archive, by=Actor("person", "9", "Ada", role))


def test_what_is_filled_in_here_stays_and_what_is_empty_comes(book, new_book, tmp_path, firm_called) -> None:
    from mainstay.firm.queries.firms import firm_details
    from mainstay.timeline.actions.describing import describe_firm

    a_client()
    describe_firm(changes={"legal_name": "Işık Ltd", "city": "Leeds", "street": "=1 Wharf"}, **ACT)
    archive = exported(tmp_path)
    with use_firm(new_book()):
        describe_firm(changes={"city": "York"}, **ACT)
        assert of(brought(archive), "Firm").back.came_in == 1
        assert (firm_details().legal_name, firm_details().city, firm_details().street) == (
            "Işık Ltd", "York", "=1 Wharf",
        )  # fmt: skip
        assert of(brought(archive), "Firm").back.left_out == 1


def packed(path: Path, members: dict[str, bytes], how: int = zipfile.ZIP_STORED) -> Path:
    with zipfile.ZipFile(path, "w", how) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return path


CLIENTS = b"Mainstay ref,Client ID,Client name,Recorded at\n"
"""The headings without which a ZIP is no export."""


@pytest.mark.parametrize(
    ("members", "refusal"),
    [
        ({"a.txt": b"x"}, NotAnExport),
        ({"clients.csv": b"Name,City\nx,y\n"}, NotAnExport),
        ({"[Content_Types].xml": b"<x/>", "xl/workbook.xml": b"<x/>"}, ExportIsWorkbook),
        ({"clients.csv": CLIENTS + b"\xff\xfe"}, ExportIsDamaged),
        ({"clients.csv": CLIENTS + b"a\0b\n"}, ExportIsDamaged),
        ({"clients.csv": CLIENTS, "calls.csv": b"x" * (2 << 20)}, ExportIsDamaged),
        ({"clients.csv": CLIENTS, "files/a-aaaaaaaa.pdf": b"\0" * (60 << 20)}, ExportIsTooLarge),
    ],
)  # fmt: skip
def test_what_is_no_export_is_refused_with_a_sentence(book, tmp_path, members, refusal) -> None:
    archive = packed(tmp_path / "x.zip", members, zipfile.ZIP_DEFLATED)
    with pytest.raises(refusal):
        brought(archive)


def test_another_file_and_none_at_all_are_refused(book, tmp_path) -> None:
    (tmp_path / "x.zip").write_bytes(b"PK\x03\x04 and no more")
    for name in ("x.zip", "none.zip"):
        with pytest.raises(NotAnExport):
            brought(tmp_path / name)


def test_a_zip_cut_short_is_refused(book, tmp_path) -> None:
    a_full_book()
    archive = exported(tmp_path)
    content = bytearray(archive.read_bytes())
    content[40:80] = b"\xff" * 40
    archive.write_bytes(content)
    with pytest.raises(ExportIsDamaged):
        brought(archive)


def test_names_that_lead_elsewhere_lead_nowhere(book, tmp_path, read_apart) -> None:
    outside = tmp_path.parent / "outside.csv"
    members = {"clients.csv": CLIENTS, "../outside.csv": b"x", "/outside.csv": b"x", "files/../../a.pdf": b"x"}
    found = brought(packed(tmp_path / "x.zip", members))
    assert (found.sheets, found.came_in) == ((), 0)
    assert found.others == ("../outside.csv", "/outside.csv", "files/../../a.pdf")
    assert not outside.exists()


def test_a_child_that_dies_of_it_is_told_as_too_large(book, tmp_path, monkeypatch) -> None:
    archive = exported(tmp_path)
    monkeypatch.setattr(returning, "ask_for_look", lambda *_asked: Ending(None, "ended with -9"))
    with pytest.raises(ExportIsTooLarge):
        brought(archive)


def test_a_sheet_that_would_fill_the_memory_is_left_out(book, new_book, tmp_path, monkeypatch) -> None:
    a_full_book()
    archive = exported(tmp_path)
    monkeypatch.setattr(bringing_back, "_MOST_BYTES", 10)
    with use_firm(new_book()):
        found = brought(archive)
    assert of(found, "Tasks").back.refused[0].sentence == "The sheet has more than 0 MB, so none of it came in."
    assert of(found, "Clients").back.came_in > 0


def test_a_large_sheet_costs_no_more_statements(book, new_book, tmp_path) -> None:
    """Clients are looked up together, and credit notes written together, however many there are."""
    client, asked = a_client(ISIK), []
    for number in range(20):
        invoice = an_issued_invoice(client, "10.00", on=day(number))
        a_credit_note(client, "4.00", settles=(invoice,), on=day(number))
        if number in {9, 19}:
            archive = exported(tmp_path, f"{number}.zip")
            with use_firm(new_book()), questions() as found:
                assert of(brought(archive), "Credit notes").back.came_in == number + 1
            asked.append(len(found))
    assert asked[0] == asked[1]


def test_looking_through_an_export_leaves_the_reading_of_other_files_as_it_was(tmp_path):
    usual, path = csv.field_size_limit(), tmp_path / "export.zip"
    with zipfile.ZipFile(path, "w") as archive:
        archive.writestr("clients.csv", "Client\n")
    assert export_archives.look_in(path, ["clients.csv"])["outcome"] != export_archives.EXPORT
    assert csv.field_size_limit() == usual
