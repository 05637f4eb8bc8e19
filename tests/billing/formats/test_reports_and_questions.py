"""Kinds of file from the wild, each small: reports, statements, words, terms, days and amounts that are asked about."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, NamedTuple

import pytest

from mainstay.billing.formats.invoice_rows import Plan
from mainstay.billing.formats.layouts import SUBJECT
from mainstay.billing.formats.reading import read_table
from mainstay.intake.import_reading import ImportReading, Wishes, read_import
from mainstay.intake.profiling import Choices
from mainstay.intake.records import Unreadable

if TYPE_CHECKING:
    from collections.abc import Mapping
    from pathlib import Path

TODAY = date(2026, 11, 29)


class Came(NamedTuple):
    """What came of a file: invoices as number -> total and open, the others as tuples."""

    invoices: dict[str, tuple[int, int]]
    payments: list[tuple[str, int]]
    credits: list[tuple[str, str, int]]
    skipped: list[tuple[int, str]]
    rejected: list[tuple[int, str]]
    clients: dict[str, str]
    due: dict[str, str | None]


def reading_of(  # noqa: PLR0917 -- what a person can say
    folder: Path, text: str | bytes, currency: str | None = "GBP", answers: Mapping[str, str] | None = None,
    columns: Mapping[str, str] | None = None, time_zone: str = "",
) -> ImportReading:  # fmt: skip
    path = folder / "book.csv"
    path.write_bytes(text if isinstance(text, bytes) else text.encode())
    choices = Choices(currency=currency, answers=answers or {})
    return read_import(path, SUBJECT, Wishes(choices=choices, columns=columns or {}, time_zone=time_zone))


def asked(reading: ImportReading) -> list[str]:
    return [question.name for question in reading.open_questions]


def came(reading: ImportReading) -> Came:
    assert reading.is_settled, (reading.open_fields, asked(reading))
    found = Came({}, [], [], [], [], {}, {})
    for part in read_table(reading.table, Plan.of(reading, today=TODAY)):
        for row in part.rows:
            name = row.number or row.external_id
            found.invoices[name] = (row.total_minor, row.total_minor - row.paid_minor - row.written_off_minor)
            found.clients[name], found.due[name] = row.client_name, row.due_on
        found.payments.extend((row.client_name, row.minor) for row in part.payments)
        found.credits.extend((row.kind, row.client_name, row.minor) for row in part.credits)
        found.skipped.extend((row.line, row.reason) for row in part.skipped)
        found.rejected.extend((row.line, row.problem.code) for row in part.rejects)
    return found


# -- B: rows of reports ----------------------------------------------------------------------------------------------


def test_an_ageing_detail_with_bands_totals_payments_and_credit_memos(tmp_path: Path) -> None:
    found = came(reading_of(tmp_path, """\
Acme Inc,,,,,,
A/R Ageing Detail,,,,,,
Date,Transaction type,Num,Customer full name,Due date,Amount,Open balance
91 or more days past due,,,,,,
10/13/2025,Invoice,1001,Kale Ltd,10/31/2025,500.00,200.00
10/05/2025,Payment,77,Kale Ltd,10/05/2025,-50.00,-50.00
Total for 91 or more days past due,,,,,450.00,150.00
Current,,,,,,
03/20/2026,Credit Memo,CM-1,Lime Ltd,03/21/2026,-20.00,-20.00
TOTAL,,,,,430.00,130.00
"""))  # fmt: skip
    assert found.invoices == {"1001": (50000, 20000)}
    assert found.payments == [("Kale Ltd", 5000)]
    assert found.credits == [("credit_note", "Lime Ltd", 2000)]
    assert found.skipped == [(4, "heading"), (7, "total_row"), (8, "heading"), (10, "total_row")]
    assert found.rejected == []


def test_clients_that_stand_in_headings_alone(tmp_path: Path) -> None:
    reading = reading_of(tmp_path, """\
Customer,Type,Date,Num,Due Date,Open Balance,Amount
Orchid Ltd,,,,,,
,Invoice,2026-01-15,1090,2026-02-14,400.00,900.00
,Invoice,2026-01-16,1091,2026-02-15,100.00,100.00
Total Orchid Ltd,,,,,500.00,1000.00
Poppy Ltd,,,,,,
,Invoice,2026-01-17,1092,2026-02-16,50.00,50.00
TOTAL,,,,,550.00,1050.00
""")  # fmt: skip
    assert came(reading).clients == {"1090": "Orchid Ltd", "1091": "Orchid Ltd", "1092": "Poppy Ltd"}


def test_a_client_whose_name_begins_as_a_total_does(tmp_path: Path) -> None:
    numbered = "Client,Invoice No,Date,Total\nTotal Energies Ltd,A1,2026-01-15,4.00\nTotal,,2026-01-31,4.00\n"
    assert came(reading_of(tmp_path, numbered)).clients == {"A1": "Total Energies Ltd"}
    bare = "Client,Date,Total\nTotal Energies Ltd,2026-01-15,4.00\nKale,2026-01-15,1.00\n"
    assert asked(reading_of(tmp_path, bare)) == ["client_name:Total Energies Ltd"]
    for answer, clients in (("client", ["Total Energies Ltd", "Kale"]), ("total_row", ["Kale"])):
        found = came(reading_of(tmp_path, bare, answers={"client_name:total energies ltd": answer}))
        assert list(found.clients.values()) == clients


@pytest.mark.parametrize("name", ["Genel Toplam", "TOPLAM:", "Kale Ltd Toplamı", "Grand Total", "Total for Kale Ltd",
                                  "Summe", "Ara Toplam", "Sub-total", "Total GBP"])  # fmt: skip
def test_total_rows_are_known_in_both_languages(tmp_path: Path, name: str) -> None:
    text = f"Client,Date,Due Date,Total\nKale Ltd,2026-01-15,2026-02-15,4.00\n{name},2026-01-31,2026-01-31,4.00\n"
    found = came(reading_of(tmp_path, text))
    assert (len(found.invoices), found.skipped) == (1, [(3, "total_row")])


# -- I: terms, D: numbers, J: days -----------------------------------------------------------------------------------


def test_terms_nobody_knows_are_asked_once_and_never_replaced(tmp_path: Path) -> None:
    text = (
        "Invoice No,Client,Invoice Date,Terms,Due Date,Total\nA1,Kale,2026-02-11,Quarterly,,1.00\n"
        "A2,Kale,2026-02-11,QUARTERLY,,1.00\nA3,Kale,2026-02-11,30 gün ay sonu,,1.00\n"
        "A4,Kale,2026-02-11,Whenever,2026-03-01,1.00\n"
    )
    assert asked(reading_of(tmp_path, text)) == ["terms:Quarterly"]
    found = came(reading_of(tmp_path, text, answers={"terms:Quarterly": "EOM"}))
    assert found.due == {"A1": "2026-02-28", "A2": "2026-02-28", "A3": "2026-03-31", "A4": "2026-03-01"}


def test_numbers_are_cleaned_and_cut_ones_are_named(tmp_path: Path) -> None:
    text = (
        'Invoice No,Client,Invoice Date,Total\n"\'1001",Kale,2026-01-31,1\n1002.0,Kale,2026-01-31,1\n'
        '\u00a01003\u200b ,Kale,2026-01-31,1\n"=""1004""",Kale,2026-01-31,1\n"2,02601E+15",Kale,2026-01-31,1\n'
    )
    found = came(reading_of(tmp_path, text))
    assert (list(found.invoices), found.rejected) == (["1001", "1002", "1003", "1004"], [(6, "number_cut")])


def test_days_before_1970_and_ahead_are_rejected_with_their_reason(tmp_path: Path) -> None:
    text = (
        "Invoice No,Client,Invoice Date,Total,Paid On,Due Date\nA1,Kale,2026-12-01,1,,\n"
        "A2,Kale,2026-01-31,1,2027-02-01,\n"
        "A3,Kale,2026-01-31,1,,2206-01-01\nA4,Kale,1926-01-31,1,,\nA5,Kale,2026-11-30,1,2026-11-30,\n"
    )
    found = came(reading_of(tmp_path, text))
    assert found.rejected == [(2, "day_ahead"), (3, "day_ahead"), (4, "far_day"), (5, "far_day")]
    assert list(found.invoices) == ["A5"]


def test_stamps_with_an_offset_are_the_day_of_the_firm(tmp_path: Path) -> None:
    text = (
        "Invoice No,Client,Invoice Date,Terms,Total\nA1,Kale,2026-01-31T22:30:00Z,0,1\nA2,Kale,2026-01-31T22:30,0,1\n"
    )
    found = came(reading_of(tmp_path, text, time_zone="Europe/Istanbul"))
    assert found.due == {"A1": "2026-02-01", "A2": "2026-01-31"}


def test_a_column_of_serials_is_read_and_a_mixed_one_is_not(tmp_path: Path) -> None:
    whole = (
        "Invoice No,Client,Invoice Date,Terms,Total\nA1,Kale,46082,0,1\nA2,Kale,46083.0,0,1\nA3,Kale,20260303.0,0,1\n"
    )
    assert came(reading_of(tmp_path, whole.rsplit("A3", 1)[0])).due == {"A1": "2026-03-01", "A2": "2026-03-02"}
    found = came(reading_of(tmp_path, whole))
    assert (found.due, found.rejected) == ({"A3": "2026-03-03"}, [(2, "unreadable_date"), (3, "unreadable_date")])


# -- K: what a file is -----------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("text", "code"),
    [
        ("Cari Adı;Vadesi Gelmemiş;1-30 Gün;31-60 Gün;90+ Gün;Toplam\nKale;1,0;2,0;3,0;5,0;11,0\n", "is_aged_summary"),
        ("Customer,Total\nKale,5.00\n", "is_balance_summary"),
        ("Hesap Kodu;Hesap Adı;Borç;Alacak\n120;Alıcılar;1,00;2,00\n", "is_trial_balance"),
        ("Account,Date,Memo,Debit,Credit,Balance\n1100,2026-01-01,x,1.00,,1.00\n", "is_general_ledger"),
        ("Tarih;Evrak No;Borç;Alacak;Bakiye\n15.01.2026;F1;5,00;;5,00\n", "is_account_movements"),
        ("A1,Kale,2026-01-31,10.00\nA2,Lime,2026-01-31,10.00\n", "no_header"),
    ],
)  # fmt: skip
def test_reports_are_named_for_what_they_are(tmp_path: Path, text: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        reading_of(tmp_path, text)
    assert refused.value.problem.code == code


def test_names_in_two_rows_and_columns_by_letter(tmp_path: Path) -> None:
    header = "Document,,Customer,Dates,,Amounts,\nNo,Type,,Issued,Due,Net,Gross\n"
    text = f"{header}M1,Invoice,Kale,2026-03-01,2026-03-31,1,1.2\n"
    assert came(reading_of(tmp_path, text)).invoices == {"M1": (120, 120)}
    odd = "Was,Wer,Wann,Wieviel\nA1,Kale,2026-03-01,1.50\n"
    columns = {"number": "A", "client_name": "b", "issued_on": "C", "total": "D"}
    assert came(reading_of(tmp_path, odd, columns=columns)).clients == {"A1": "Kale"}


# -- M: currencies, N: words of state, O: tax, P: what is not read, Q: running balances ------------------------------


@pytest.mark.parametrize(
    ("header", "cell", "said", "is_settled", "chosen"),
    [
        ("Total (EUR)", "10.50", None, True, "EUR"),
        ("Total (EUR)", "10.50", "USD", False, "USD"),
        ("Total", "$10.50", None, False, None),
        ("Total", "$10.50", "CAD", True, "CAD"),
        ("Total", "$10.50", "GBP", False, "GBP"),
        ("Tutar TL", "10.50", "TRY", True, "TRY"),
        ("Total", "£10.50", "TRY", False, "TRY"),
    ],
)
def test_a_sign_or_code_speaks(  # noqa: PLR0917 -- a table
    tmp_path: Path, header: str, cell: str, said: str | None, is_settled: bool, chosen: str | None
) -> None:  # fmt: skip
    reading = reading_of(tmp_path, f"Invoice No,Client,Invoice Date,{header}\nA1,Kale,2026-01-31,{cell}\n", said)
    assert (reading.is_settled, reading.reading.chosen("currency")) == (is_settled, chosen)


def test_the_currency_of_the_row_decides_between_two_amounts(tmp_path: Path) -> None:
    text = (
        "Fatura No;Cari;Tarih;Döviz Tutarı;Döviz Cinsi;TL Tutarı\n"
        "D1;Kale;13.01.2026;1.000,00;USD;36.500,00\nD2;Kale;14.01.2026;0,00;TL;5.000,00\n"
    )
    assert came(reading_of(tmp_path, text, None)).invoices == {"D1": (100000, 100000), "D2": (500000, 500000)}


def test_words_of_state_are_listed_and_unknown_and_partial_ones_asked(tmp_path: Path) -> None:
    words = ["Sent", "Overdue 12 days", "ÖDENDİ", "uncollectible", "Kısmi", "Posted", "void", "On hold"]
    rows = "".join(f"S{n},Kale,2026-01-10,10.00,{word}\n" for n, word in enumerate(words))
    text = f"Invoice No,Client,Invoice Date,Total,Status\n{rows}"
    reading = reading_of(tmp_path, text)
    assert asked(reading) == ["status:Kısmi", "status:On hold"]
    listed = {question.word: question.chosen for question in reading.more}
    assert listed["uncollectible"] == "written_off"
    found = came(reading_of(tmp_path, text, answers={"status:kismi": "owed", "status:on hold": "left_out"}))
    opens = {number: left for number, (_, left) in found.invoices.items()}
    assert opens == {"S0": 1000, "S1": 1000, "S2": 0, "S3": 0, "S4": 1000, "S5": 1000}
    assert found.skipped == [(8, "void"), (9, "left_out")]


def test_lines_with_a_tax_column_ask_whether_prices_include_it(tmp_path: Path) -> None:
    rows = "A1,Kale,2026-01-31,2,10.00,{}\nA1,Kale,2026-01-31,1,5,{}\n"
    text = "Invoice No,Client,Invoice Date,Quantity,Unit Price,{}\n" + rows
    taxed = text.format("Tax Amount", "4.00", "1.00")
    assert asked(reading_of(tmp_path, taxed)) == ["prices"]
    for answer, total in (("with_tax", 2500), ("without_tax", 3000)):
        assert came(reading_of(tmp_path, taxed, answers={"prices": answer})).invoices == {"A1": (total, total)}
    rated = text.format("KDV Oranı", "%20", "10%")
    assert came(reading_of(tmp_path, rated, answers={"prices": "without_tax"})).invoices == {"A1": (2950, 2950)}
    untaxed = text.format("Tax Type", "No VAT", "No VAT")
    assert came(reading_of(tmp_path, untaxed)).invoices == {"A1": (2500, 2500)}


@pytest.mark.parametrize(
    ("column", "cells", "why"),
    [
        ("Amt recvd", ("10.50", "0.00"), "amount"),
        ("Still to come", ("0", "4.25"), "amount"),
        ("Balance forward", ("70", "90"), "amount"),
        ("Situation", ("Paid", "Unpaid"), "state"),
        ("Net", ("8.75", "8.00"), ""),
        ("Boxes", ("1", "2"), ""),
        ("Colour", ("red", "blue"), ""),
    ],
)
def test_columns_that_are_not_read_are_named_and_asked_about(
    tmp_path: Path, column: str, cells: tuple[str, str], why: str
) -> None:
    header = f"Invoice No,Client,Invoice Date,Total,{column}"
    text = f"{header}\nA1,Kale,2026-01-31,10.50,{cells[0]}\nA2,Lime,2026-01-31,10.00,{cells[1]}\n"
    reading = reading_of(tmp_path, text)
    assert [(one.column, one.sample, one.why) for one in reading.unread] == [(column, cells, why)]
    assert asked(reading) == ([f"unread:{column}"] if why else [])
    assert reading_of(tmp_path, text, answers={f"unread:{column}": "ignore"}).is_settled


def test_a_column_of_yes_and_no_says_what_is_paid(tmp_path: Path) -> None:
    text = "Invoice No,Client,Invoice Date,Total,Paid\nA1,Kale,2026-01-31,10.00,Yes\nA2,Lime,2026-01-31,10.00,No\n"
    assert came(reading_of(tmp_path, text)).invoices == {"A1": (1000, 0), "A2": (1000, 1000)}


def test_a_running_balance_is_told_from_open_amounts(tmp_path: Path) -> None:
    header = "Customer,Date,Type,Num,Amount,Balance\n"
    running = header + (
        "Kale,2026-01-15,Invoice,1,100.00,100.00\nKale,2026-01-16,Invoice,2,50.00,150.00\n"
        "Kale,2026-01-17,Payment,9,-30.00,120.00\nLime,2026-01-19,Invoice,3,30.00,30.00\n"
    )
    reading = reading_of(tmp_path, running)
    assert [(one.column, one.why) for one in reading.unread] == [("Balance", "running_balance")]
    assert came(reading).invoices == {"1": (10000, 10000), "2": (5000, 5000), "3": (3000, 3000)}
    opens = header + "Kale,2026-01-15,Invoice,1,100.00,50.00\nKale,2026-01-16,Invoice,2,50.00,0.00\n"
    assert came(reading_of(tmp_path, opens)).invoices == {"1": (10000, 5000), "2": (5000, 0)}


def test_a_statement_of_account_with_clients_in_headings(tmp_path: Path) -> None:
    found = came(reading_of(tmp_path, """\
Date,No,Description,Debit,Credit,Balance
Kale Ltd,,,,,
2026-01-15,1,Invoice,100.00,,100.00
2026-01-18,P1,Payment,,40.00,60.00
2026-01-19,C1,Credit note for 1,,10.00,50.00
Lime Ltd,,,,,
2026-01-19,2,Invoice,30.00,,30.00
"""))  # fmt: skip
    assert found.invoices == {"1": (10000, 10000), "2": (3000, 3000)}
    assert found.payments == [("Kale Ltd", 4000)]
    assert found.credits == [("credit_note", "Kale Ltd", 1000)]


def test_a_file_that_is_utf_8_but_for_a_few_letters_stays_utf_8(tmp_path: Path) -> None:
    text = "Invoice No,Client,Invoice Date,Total\nA1,Güneş Işık,2026-01-01,1\nA2,Ç?nar,2026-01-01,1\n".encode()
    reading = reading_of(tmp_path, text.replace(b"?", b"\xfd"))
    assert (reading.table.encoding, reading.table.source.encoding.damaged_lines) == ("utf-8", (3,))
    found = came(reading)
    assert (found.clients, found.rejected) == ({"A1": "Güneş Işık"}, [(3, "damaged_text")])


# -- other products, read by the names of their columns ----------------------------------------------------------------

LISTS = {
    "Odoo": (
        "Number,Invoice Partner Display Name,Invoice/Bill Date,Due Date,Tax Excluded,Total,Total in Currency,"
        "Amount Due,Payment Status,Status\n"
        "A-1,Kale,2026-01-15,2026-02-14,100.00,120.00,120.00,20.00,Partially Paid,Posted\n"
        "/,Kale,2026-01-18,2026-02-14,100.00,120.00,120.00,120.00,Not Paid,Draft\n"
    ),
    "Stripe": (
        "id,Customer,Customer Name,Number,Amount Due,Amount Paid,Amount Remaining,Total,Currency,Status,Date (UTC)\n"
        "in_1,cus_1,Kale,A-1,120.00,100.00,20.00,120.00,gbp,open,2026-01-15 23:30\n"
        "in_4,cus_1,Kale,A-4,80.00,0.00,80.00,80.00,gbp,void,2026-01-16 10:00\n"
    ),
    "FreeAgent": (
        "Reference,Contact,Dated on,Due on,Total value,Paid value,Due value,Status\n"
        "A-1,Kale,15 Jan 26,14 Feb 26,120.00,100.00,20.00,Overdue\n"
    ),
    "Dolibarr": (
        "Ref.,Third-party name,Invoice date,Payment deadline,Amount (excl. tax),Amount (inc. tax),Remaining unpaid,"
        "Status\n"
        "A-1,Kale,01/15/2026,02/14/2026,100.00,120.00,20.00,Unpaid\n"
    ),
    "Sage 50": (
        "No,Type,Account,Name,Date,Due Date,Ref,Details,Net Amount,Tax Amount,Amount,O/S Amount\n"
        "A-1,SI,KAL1,Kale,15/01/2026,14/02/2026,INV1,x,100.00,20.00,120.00,20.00\n"
        "3,SR,KAL1,Kale,17/01/2026,,BACS,x,100.00,0.00,100.00,0.00\n"
    ),
    "Xero, aged receivables detail": (
        "Invoice Date,Due Date,Invoice Number,Invoice Reference,Current,< 1 Month,Older,Total,Outstanding\n"
        "Kale,,,,,,,,\n15 Jan 2026,14 Feb 2026,A-1,,0.00,20.00,0.00,120.00,20.00\n"
        "Total Kale,,,,0.00,20.00,0.00,120.00,20.00\n"
    ),
    "Moneybird": (
        "Factuurnummer;Klant;Factuurdatum;Vervaldatum;Totaal incl. btw;Openstaand bedrag;Status\n"
        "A-1;Kale;15-01-2026;14-02-2026;120,00;20,00;Verstuurd\n"
    ),
    "DATEV": (
        "Kundennummer;Kundenname;Rechnungsnummer;Rechnungsdatum;Fällig am;Rechnungsbetrag;Offener Betrag\n"
        "1;Kale;A-1;15.01.2026;14.02.2026;120,00;20,00\n;Summe;;;;120,00;20,00\n"
    ),
    "SAP": (
        "Customer,Name 1,Document Number,Document Type,Document Date,Net Due Date,Amount in Document Currency,"
        "Document Currency,Open Amount\n1000,Kale,A-1,RV,2026-01-15,2026-02-14,120.00,USD,20.00\n"
    ),
    "Paraşüt": (
        "Fatura İsmi;Müşteri;Fatura No;Düzenleme Tarihi;Vade Tarihi;Ara Toplam;KDV;Genel Toplam;Kalan Tutar;"
        "Tahsilat Durumu\n"
        "Ocak;Kale;A-1;15.01.2026;14.02.2026;100,00;20,00;120,00;20,00;Kısmi Tahsil Edildi\n"
    ),
    "BizimHesap": (
        "Belge No;Müşteri Adı;Tarih;Vade;Tutar;Ödenen;Bakiye;Durum\nA-1;Kale;15.01.2026;14.02.2026;120,00;100,00;20,00;"
        "Ödenmedi\n"
    ),
    "e-Fatura": (
        "Fatura No;ETTN;Alıcı Unvanı;Fatura Tipi;Senaryo;Fatura Tarihi;Hesaplanan KDV;Ödenecek Tutar;Kalan;Durum\n"
        "A-1;1-1;Kale;SATIS;TEMELFATURA;15.01.2026;20,00;120,00;20,00;Başarılı\n"
        "A-2;1-2;Kale;SATIS;TEMELFATURA;15.01.2026;20,00;120,00;120,00;Reddedildi\n"
    ),
}


@pytest.mark.parametrize("product", LISTS)
def test_lists_of_other_products(tmp_path: Path, product: str) -> None:
    found = came(reading_of(tmp_path, LISTS[product], None if product in {"Stripe", "SAP"} else "GBP"))
    assert set(found.clients.values()) == {"Kale"}
    assert (found.invoices, found.rejected) == ({"A-1": (12000, 2000)}, [])


def test_a_turkish_statement_with_kinds_of_slips(tmp_path: Path) -> None:
    found = came(reading_of(tmp_path, """\
Cari Hesap Kodu;Cari Hesap Unvanı;Tarih;Fiş Türü;Fiş No;Belge No;Açıklama;Borç Tutarı;Alacak Tutarı;Bakiye;B/A
120.01;Kale A.Ş.;15.01.2026;Toptan Satış Faturası;1;F1;x;120,00;;120,00;B
120.01;Kale A.Ş.;16.01.2026;Nakit Tahsilat;2;T1;x;;20,00;100,00;B
120.01;Kale A.Ş.;17.01.2026;Satış İade Faturası;3;I1;x;;10,00;90,00;B
"""))  # fmt: skip
    assert found.invoices == {"F1": (12000, 12000)}
    assert (found.payments, found.credits) == ([("Kale A.Ş.", 2000)], [("credit_note", "Kale A.Ş.", 1000)])


def test_an_amount_alone_at_the_foot_is_a_total(tmp_path: Path) -> None:
    found = came(reading_of(tmp_path, "Invoice No,Client,Invoice Date,Total\nA1,Kale,2026-01-15,1.00\n,,,1.00\n"))
    assert (found.skipped, found.rejected) == ([(3, "total_row")], [])
