"""What changed in another program since its documents came in: what the book follows, and what it only says."""

from __future__ import annotations

import pytest
from tests.cli.outcomes import sums, whole

HEADER = "Invoice No,Client,Invoice Date,Due Date,Total"
VL_1 = "VL-1,Osier Ltd,2026-01-12,2026-02-11,700.00"
VL_2 = "VL-2,Osier Ltd,2026-01-13,2026-02-12,300.00"
RX_1 = "RX-1,Umber Trading Ltd,2026-01-10,2026-02-09,100.00"
RX_2 = "RX-2,Umber Trading Ltd,2026-01-20,2026-02-19,50.00"
LATE = "2126-01-01"


def bring(book, write, *lines, header=HEADER):
    return book.bring(write("a.csv", header, *lines), "--currency", "GBP")


def opens(book):
    return {row["number"]: row["open"] for row in book("invoices", "--state", "all", "--json").document["invoices"]}


def owed(book):
    return {row["name"]: (row["open"].get("GBP", "0.00"), row["on_account"]) for row in book.clients(LATE)}


def changes(outcome):
    return [(one["kind"], one["subject"], one["theirs"]) for one in outcome["changes"]]


def renamed(*lines):
    return [line.replace("Umber Trading Ltd", "Umber Group plc") for line in lines]


def test_an_invoice_that_is_void_there_is_voided_here(british, write):
    bring(british, write, VL_1, VL_2)
    newer = write("b.csv", f"{HEADER},Status", f"{VL_1},Voided", f"{VL_2},Sent")
    tried = british.bring(newer, "--currency", "GBP", "--dry-run")
    assert changes(tried) == [("voided", "VL-1", "void")]
    assert opens(british) == {"VL-1": "700.00", "VL-2": "300.00"}

    outcome = british.bring(newer, "--currency", "GBP")
    reasons = {"void": 1}
    said = {"changes": outcome["changes"], "changed_at_source": 1}
    assert outcome == whole(outcome, rows=2, unchanged=1, left_out=1, reasons_left_out=reasons, **said)
    assert sums(outcome) == {("invoiced", "GBP"): ("1000.00", "300.00")}
    assert opens(british) == {"VL-1": "0.00", "VL-2": "300.00"}
    assert british.owed("2026-11-28") == {"GBP": ("1000.00", "1000.00")}
    assert british.bring(newer, "--currency", "GBP")["changes"] == []
    british("check")


def test_a_void_is_taken_back_with_the_import_that_brought_it(british, write):
    bring(british, write, VL_1, VL_2)
    newer = write("b.csv", f"{HEADER},Status", f"{VL_1},Voided", f"{VL_2},Sent")
    outcome = british.bring(newer, "--currency", "GBP")
    british("imports", "take-back", outcome["import"], "--yes")
    british("check")
    assert opens(british)["VL-1"] == "700.00"
    assert owed(british) == {"Osier Ltd": ("1000.00", {})}
    assert changes(british.bring(newer, "--currency", "GBP")) == [("voided", "VL-1", "void")]
    assert owed(british) == {"Osier Ltd": ("300.00", {})}
    british("check")


@pytest.mark.parametrize(
    ("row", "kind"),
    [
        (f"{VL_1},Draft", "not_owed"),
        (f"{VL_1},Credited", "not_owed"),
        (f"{VL_1.replace('700.00', '701.00')},Voided", "void"),
        (f"{VL_1.replace('Osier Ltd', 'Sallow Ltd')},Voided", "void"),
    ],
)
def test_what_may_be_another_invoice_or_no_void_is_only_said(british, write, row, kind):
    bring(british, write, VL_1)
    outcome = bring(british, write, row, header=f"{HEADER},Status")
    assert [one["kind"] for one in outcome["changes"]] == [kind]
    assert opens(british) == {"VL-1": "700.00"}


def test_an_invoice_on_which_something_was_paid_is_not_voided(british, write):
    bring(british, write, VL_1)
    british("record", "payment", "Osier Ltd", "100", "--on", "2026-02-02", "--invoice", "VL-1")
    outcome = bring(british, write, f"{VL_1},Voided", header=f"{HEADER},Status")
    assert changes(outcome) == [("void", "VL-1", "void")]
    assert opens(british) == {"VL-1": "600.00"}


def test_an_invoice_that_was_issued_anew_under_its_number_is_not_voided(british, write):
    bring(british, write, VL_1)
    outcome = bring(british, write, f"{VL_1},Voided", f"{VL_1},Sent", header=f"{HEADER},Status")
    assert changes(outcome) == [("void", "VL-1", "void")]
    assert opens(british) == {"VL-1": "700.00"}


def test_a_client_whose_invoices_bear_another_name_there_is_renamed(british, write):
    bring(british, write, RX_1, RX_2)
    newer = renamed(RX_1, RX_2, "RX-3,Umber Trading Ltd,2026-02-10,2026-03-12,60.00")
    outcome = bring(british, write, *newer)
    assert changes(outcome) == [("renamed", "Umber Trading Ltd", "Umber Group plc")]
    assert (outcome["invoices"], outcome["unchanged"], outcome["clients"]) == (1, 2, 0)
    assert owed(british) == {"Umber Group plc": ("210.00", {})}
    # An older file calls the client by the name before: it stays as it is.
    older = bring(british, write, RX_1, RX_2)
    assert changes(older) == [("other_name", "Umber Group plc", "Umber Trading Ltd")]
    assert owed(british) == {"Umber Group plc": ("210.00", {})}
    british("check")


def test_one_invoice_alone_renames_nobody(british, write):
    bring(british, write, RX_1, RX_2)
    outcome = bring(british, write, *renamed(RX_1), "RX-3,Umber Group plc,2026-02-10,2026-03-12,60.00")
    assert changes(outcome) == []
    assert set(owed(british)) == {"Umber Trading Ltd", "Umber Group plc"}


def test_a_client_whom_the_file_calls_by_both_names_keeps_its_own(british, write):
    bring(british, write, RX_1, RX_2)
    outcome = bring(british, write, *renamed(RX_1, RX_2), "RX-3,Umber Trading Ltd,2026-02-10,2026-03-12,60.00")
    assert changes(outcome) == []
    assert "Umber Trading Ltd" in owed(british)


def test_a_client_of_another_name_under_its_own_number_is_renamed(british, write):
    header = f"{HEADER},Customer ID"
    bring(british, write, f"{RX_1},C-7", header=header)
    outcome = bring(british, write, f"{renamed(RX_1)[0]},C-7", header=header)
    assert changes(outcome) == [("renamed", "Umber Trading Ltd", "Umber Group plc")]
    assert owed(british) == {"Umber Group plc": ("100.00", {})}
    two = renamed(RX_1)[0].replace("Umber Group plc", "Umber Leeds"), RX_2.replace("Umber Trading Ltd", "Umber York")
    outcome = bring(british, write, *(f"{line},C-7" for line in two), header=header)
    assert [kind for kind, *_ in changes(outcome)] == ["other_name", "other_name"]
    assert owed(british) == {"Umber Group plc": ("150.00", {})}


def test_a_credit_that_only_its_sign_makes_one_stays_on_account(british, write):
    outcome = bring(british, write, "N-1,Oak Ltd,2026-03-01,2026-03-31,1000.00", "N-2,Oak Ltd,2026-03-02,,(300.00)")
    assert outcome == whole(outcome, rows=2, came_in=2, invoices=1, credit_notes=1, clients=1)
    assert opens(british) == {"N-1": "1000.00"}
    assert owed(british) == {"Oak Ltd": ("1000.00", {"GBP": "300.00"})}
    british("check")
