"""A row is an invoice with all its figures, or a reason why not."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest
from tests.billing.formats.reading_tables import read, reasons

from mainstay.billing.formats.invoice_rows import InvoiceRow, PaymentRow

if TYPE_CHECKING:
    from pathlib import Path

HEADER = (
    "Invoice No,Client,Invoice Date,Due Date,Currency,Total,Paid,Balance,Paid On,Disputed,Terms,Status,Type,"
    "Written Off\n"
)


def one(tmp_path: Path, **cells: str) -> InvoiceRow:
    parsed = read(tmp_path, HEADER + line(**cells))
    assert reasons(parsed) == []
    (row,) = parsed.rows
    return row


def why(tmp_path: Path, **cells: str) -> tuple[str, str, str]:
    parsed = read(tmp_path, HEADER + line(**cells), currency=cells.get("default", "GBP"))
    assert parsed.rows == []
    ((number, *rest),) = reasons(parsed)
    assert number == 2
    return tuple(rest)  # type: ignore[return-value]


def line(  # noqa: PLR0917 -- the columns of the header
    number: str = "A-1", client: str = "Işık Ltd", issued: str = "01/03/2024", due: str = "31/03/2024",
    currency: str = "", total: str = "100.00", paid: str = "", balance: str = "", paid_on: str = "",
    disputed: str = "", terms: str = "", status: str = "", kind: str = "", off: str = "", default: str = "",
) -> str:  # fmt: skip
    cells = (number, client, issued, due, currency, total, paid, balance, paid_on, disputed, terms, status, kind, off)
    return ",".join(f'"{cell}"' for cell in cells) + "\n"


def test_reads_the_whole_row(tmp_path: Path) -> None:
    text = line(paid="40.00", paid_on="05/04/2024", disputed="yes", terms="Net 30", off="10")
    parsed = read(tmp_path, HEADER + text)
    assert parsed == (
        [
            InvoiceRow(
                2, "A-1", "", "Işık Ltd", "", (), "GBP", "2024-03-01", "2024-03-31", 10000, None, 4000, "2024-04-05",
                1000, None, True, 30, "", "", "",
                [["A-1", "Işık Ltd", "01/03/2024", "31/03/2024", "", "100.00", "40.00", "", "05/04/2024", "yes",
                  "Net 30", "", "", "10"]],
            )
        ],
        [], [], [], 1, parsed.bytes_done, [],
    )  # fmt: skip


@pytest.mark.parametrize(
    ("cells", "paid", "paid_on"),
    [
        ({}, 0, None),
        ({"paid_on": "05/04/2024"}, 10000, "2024-04-05"),
        ({"paid_on": "05/04/2024", "off": "25.00"}, 7500, "2024-04-05"),
        ({"paid": "30"}, 3000, None),
        ({"paid": "0", "paid_on": "05/04/2024"}, 0, None),
        ({"balance": "25.00"}, 7500, None),
        ({"balance": "25.00", "off": "25.00"}, 5000, None),
        ({"balance": "0", "paid_on": "05/04/2024"}, 10000, "2024-04-05"),
        ({"balance": "-5"}, 10500, None),
        ({"paid": "100.00", "balance": "0.00"}, 10000, None),
        ({"paid": "250.00", "paid_on": "05/04/2024"}, 25000, "2024-04-05"),
        ({"status": "Paid"}, 10000, None),
        ({"status": "Ödendi"}, 10000, None),
        ({"status": "Paid", "paid": "-", "balance": ""}, 10000, None),
        ({"status": "Sent"}, 0, None),
        ({"status": "Paid", "balance": "0.00", "off": "25.00"}, 7500, None),
    ],
)
def test_works_out_what_was_paid(tmp_path: Path, cells: dict[str, str], paid: int, paid_on: str | None) -> None:
    row = one(tmp_path, **cells)
    assert (row.paid_minor, row.paid_on) == (paid, paid_on)


@pytest.mark.parametrize(
    ("cells", "due", "days"),
    [
        ({"due": "", "terms": "30"}, "2024-03-31", 30),
        ({"due": "", "terms": "Due on receipt"}, "2024-03-01", 0),
        ({"due": "30 gün"}, "2024-03-31", None),
        ({"due": "-"}, None, None),
        ({"due": "", "terms": "EOM"}, "2024-03-31", None),
        ({"terms": "sometime"}, "2024-03-31", None),
        ({"terms": "14"}, "2024-03-31", 14),
    ],
)
def test_works_out_when_it_is_due(tmp_path: Path, cells: dict[str, str], due: str | None, days: int | None) -> None:
    row = one(tmp_path, **cells)
    assert (row.due_on, row.terms_days) == (due, days)


@pytest.mark.parametrize(
    ("cells", "reason"),
    [
        ({"client": " "}, ("Client", "", "missing_client")),
        ({"due": "", "terms": "sometime"}, ("Terms", "sometime", "terms_unclear")),
        ({"client": "x" * 301}, ("Client", "x" * 80, "name_too_long")),
        ({"number": ""}, ("Invoice No", "", "missing_number")),
        ({"number": "n" * 101}, ("Invoice No", "n" * 80, "number_too_long")),
        ({"issued": "31/02/2024"}, ("Invoice Date", "31/02/2024", "unreadable_date")),
        ({"issued": ""}, ("Invoice Date", "", "missing_date")),
        ({"due": "03/31/2024"}, ("Due Date", "03/31/2024", "unreadable_date")),
        ({"paid_on": "soon"}, ("Paid On", "soon", "unreadable_date")),
        ({"total": "1.234,56"}, ("Total", "1.234,56", "not_a_number")),
        ({"total": "1.234"}, ("Total", "1.234", "too_many_decimals")),
        ({"total": "100.50", "currency": "JPY"}, ("Total", "100.50", "too_many_decimals")),
        ({"total": "1.2345", "currency": "TND"}, ("Total", "1.2345", "too_many_decimals")),
        ({"total": ""}, ("Total", "", "missing_amount")),
        ({"total": "0.00"}, ("Total", "0.00", "zero_amount")),
        ({"total": "€5"}, ("Total", "€5", "other_currency")),
        ({"paid": "-1"}, ("Paid", "-1", "negative_amount")),
        ({"paid": "some"}, ("Paid", "some", "not_a_number")),
        ({"currency": "XYZ"}, ("Currency", "XYZ", "unknown_currency")),
        ({"currency": "", "default": ""}, ("Currency", "", "no_currency")),
        ({"due": "28/02/2024"}, ("Due Date", "28/02/2024", "due_before_issued")),
        ({"off": "100.01"}, ("Written Off", "100.01", "written_off_above_open")),
        ({"off": "100.01", "paid_on": "05/04/2024"}, ("Written Off", "100.01", "written_off_above_open")),
        ({"off": "60", "paid": "50"}, ("Written Off", "60", "written_off_above_open")),
        ({"balance": "100.01"}, ("Balance", "100.01", "balance_above_total")),
        ({"paid": "50", "balance": "40"}, ("Balance", "40", "does_not_add_up")),
        ({"status": "Paid", "paid": "0.00"}, ("Status", "Paid", "paid_but_open")),
        ({"status": "Paid", "balance": "25.00"}, ("Status", "Paid", "paid_but_open")),
        ({"status": "Paid", "balance": "25.00", "off": "10.00"}, ("Status", "Paid", "paid_but_open")),
        ({"disputed": "perhaps"}, ("Disputed", "perhaps", "unclear_flag")),
        ({"kind": "Overpayment"}, ("Type", "Overpayment", "not_an_invoice")),
    ],
)
def test_rejects_with_a_reason(tmp_path: Path, cells: dict[str, str], reason: tuple[str, str, str]) -> None:
    assert why(tmp_path, **cells) == reason


@pytest.mark.parametrize(
    ("status", "reason"),
    [
        ("Draft", "draft"),
        ("Taslak", "draft"),
        ("VOIDED", "void"),
        ("İptal", "void"),
        ("Deleted", "void"),
        ("Quote", "quote"),
    ],
)
def test_leaves_out_what_nobody_owes(tmp_path: Path, status: str, reason: str) -> None:
    parsed = read(tmp_path, HEADER + line(status=status, total="rubbish") + line())
    assert ([row[:3] for row in parsed.skipped], len(parsed.rows), parsed.rejects) == ([(2, reason, "A-1")], 1, [])


@pytest.mark.parametrize(
    ("currency", "total", "minor"),
    [("JPY", "1,500", 1500), ("TND", "1.234", 1234), ("₺", "12.5", 1250), ("usd", "$5", 500), ("JPY", "100.00", 100)],
)
def test_knows_the_decimals_of_each_currency(tmp_path: Path, currency: str, total: str, minor: int) -> None:
    assert one(tmp_path, currency=currency, total=total).total_minor == minor


def test_cleans_names_and_keeps_formulas_as_text(tmp_path: Path) -> None:
    row = one(tmp_path, client="  =1+1\x07\u200b\t@SUM ", number=" A\x00-1 ".replace("\x00", "\x01"))
    assert (row.client_name, row.number) == ("=1+1 @SUM", "A-1")


def test_rows_without_a_number_are_named_by_their_content(tmp_path: Path) -> None:
    header = "Date,Due,Details,Client,Status,Total\n"
    rows = ["01/03/2024,31/03/2024,Work,Ada,Sent,100\n"] * 2 + ["01/03/2024,31/03/2024,Other,Ada,Paid,100\n"]
    first = read(tmp_path, header + "".join(rows))
    assert first.rejects == []
    assert [row.number for row in first.rows] == ["", "", ""]
    names = [row.external_id for row in first.rows]
    assert len(set(names)) == 3
    assert names[1] == f"{names[0]}-2"
    assert [row.paid_minor for row in first.rows] == [0, 0, 10000]
    later = read(tmp_path, header + "".join(rows).replace("Sent", "Paid"))
    assert [row.external_id for row in later.rows] == names


def test_reads_payments(tmp_path: Path) -> None:
    text = (
        "Client,Invoice Number,Amount,Date\nAda,7,10.00,01/03/2024\nAda,,10,01/03/2024\nAda,7,0,01/03/2024\nAda,7,1,x\n"
    )
    parsed = read(tmp_path, text)
    assert [payment[:7] for payment in parsed.payments] == [
        (2, "Ada", "", "7", "GBP", 1000, "2024-03-01"),
        (3, "Ada", "", "", "GBP", 1000, "2024-03-01"),
    ]
    assert all(type(payment) is PaymentRow and payment.external_id for payment in parsed.payments)
    assert reasons(parsed) == [(4, "Amount", "0", "zero_amount"), (5, "Date", "x", "unreadable_date")]


def test_reads_the_receivables_of_a_ledger(tmp_path: Path) -> None:
    text = (
        "Transaction ID,Transaction Date,Account Name,Amount (One column),Customer,Invoice Number\n"
        '1,01/03/2024,Accounts Receivable,"1.200,50",Ada,7\n'
        '2,01/03/2024,Sales,"1.200,50",Ada,7\n'
        '3,05/03/2024,Accounts Receivable,"-1.200,50",Ada,7\n'
        "4,05/03/2024,Accounts Receivable,5,,\n"
        "5,05/03/2024,Accounts Receivable,5,Ada,\n"
    )
    parsed = read(tmp_path, text, decimal="comma")
    assert [(row.external_id, row.number, row.total_minor, row.issued_on) for row in parsed.rows] == [
        ("1", "7", 120050, "2024-03-01"),
    ]
    assert [(row.external_id, row.number, row.minor, row.paid_on) for row in parsed.payments] == [
        ("3", "7", 120050, "2024-03-05"),
    ]
    assert [row[:3] for row in parsed.skipped] == [(3, "other_account", "7"), (5, "no_customer", "")]
    assert reasons(parsed) == [(6, "Invoice Number", "", "missing_number")]


def test_reads_the_ibm_sample(tmp_path: Path) -> None:
    text = (
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
        "PaperlessBill,DaysToSettle,DaysLate\n"
        "391,0379-NEVHP,4/6/2013,0000611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0\n"
    )
    (row,) = read(tmp_path, text, order="mdy", currency="USD").rows
    assert row[:20] == (
        2, "0000611365", "", "0379-NEVHP", "0379-NEVHP", (), "USD", "2013-01-02", "2013-02-01", 5594, None, 5594,
        "2013-01-15", 0, None, False, None, "Paper", "391", "",
    )  # fmt: skip


def test_rows_too_wide_are_rejected_and_counted(tmp_path: Path) -> None:
    parsed = read(tmp_path, HEADER + "A,B" + ",x" * 20 + "\n" + line())
    assert (reasons(parsed), len(parsed.rows), parsed.source_rows) == ([(2, "", "x", "too_many_cells")], 1, 2)


@pytest.mark.parametrize(
    ("cells", "kind", "minor", "applied"),
    [
        ({"total": "-5"}, "credit_note", 500, 0),
        ({"total": "(5.00)"}, "credit_note", 500, 0),
        ({"total": "5", "kind": "Sales credit note"}, "credit_note", 500, 0),
        ({"total": "-5", "kind": "İade"}, "credit_note", 500, 0),
        ({"total": "5", "kind": "SATIŞ İADE FATURASI"}, "credit_note", 500, 0),
        ({"total": "5", "kind": "Refund"}, "refund", 500, 0),
        ({"total": "5", "kind": "Müşteri İadesi"}, "refund", 500, 0),
        # The open amounts of the invoices allow for what was applied: only the rest counts.
        ({"total": "-5", "balance": "-2"}, "credit_note", 200, 300),
    ],
)
def test_reads_credit_notes_and_refunds(
    tmp_path: Path, cells: dict[str, str], kind: str, minor: int, applied: int
) -> None:
    parsed = read(tmp_path, HEADER + line(**cells))
    assert (parsed.rows, reasons(parsed)) == ([], [])
    (row,) = parsed.credits
    assert (row.kind, row.minor, row.applied_minor, row.number) == (kind, minor, applied, "A-1")


def test_a_credit_note_that_is_used_up_is_left_out_with_its_amount(tmp_path: Path) -> None:
    parsed = read(tmp_path, HEADER + line(total="-5", balance="0"))
    (row,) = parsed.skipped
    assert row.outline is not None
    assert (row.reason, row.outline.minor) == ("applied", -500)


def test_a_payment_among_invoices_is_a_payment_of_its_open_rest(tmp_path: Path) -> None:
    parsed = read(tmp_path, HEADER + line(total="0", paid="250", balance="-250", kind="Payment Entry"))
    (row,) = parsed.payments
    assert (row.number, row.minor, row.paid_on) == ("", 25000, "2024-03-01")


def test_money_may_come_before_the_invoice(tmp_path: Path) -> None:
    assert one(tmp_path, paid_on="28/02/2024").paid_on == "2024-02-28"


def test_a_rejected_row_says_over_how_much_it_is(tmp_path: Path) -> None:
    (reject,) = read(tmp_path, HEADER + line(issued="31/02/2024", total="-70", kind="Credit note")).rejects
    assert reject.outline is not None
    assert (reject.outline.kind, reject.outline.currency, reject.outline.minor) == ("credit_note", "GBP", -7000)
