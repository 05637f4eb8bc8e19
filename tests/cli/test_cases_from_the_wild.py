"""Situations from public bug reports, each a folder with its input, its commands and its right values.

The commands of a folder are run as they stand. Where the right thing is to ask, the refusal names what has to be said,
and `answers` says it. The right values are those of the folders.
"""

from __future__ import annotations

import os
import re
import shlex
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Book


class Case(NamedTuple):
    """What is right after the commands of a folder, by invoice number or by client.

    `totals` are all invoices of the book ("#" for one that came without a number); `owed` is what every client owes
    less what lies on its account. `on` is what clients owe at the end of a day. `asks`: what the refusal of the first
    command says; `answers`: the command that answers; `says`: what is said in all. `currency` is that of all invoices,
    `currencies` that of each.
    """

    totals: Mapping[str, str] | list[tuple[str, str]]
    owed: Mapping[str, str]
    opens: Mapping[str, str] = {}
    due: Mapping[str, str] = {}
    issued: Mapping[str, str] = {}
    on: Mapping[str, Mapping[str, str]] = {}
    asks: tuple[str, ...] = ()
    answers: str = ""
    says: tuple[str, ...] = ()
    currency: str = "GBP"
    currencies: Mapping[str, str] = {}


CASES = {
    "aged-boundaries": Case(
        {f"B-0{n}": f"{2**n}.00" for n in range(9)}, {"Alder Works": "511.00"},
        on={"2025-12-31": {"Alder Works": "511.00"}},
        says=('"current": "3.00", "1-30": "12.00", "31-60": "48.00", "61-90": "192.00", "90+": "256.00"',),
    ),
    "aged-summary-only": Case({}, {}, asks=("ageing summary", "one row for each invoice")),
    "balance-disagrees": Case(
        {}, {},
        says=(
            "The open amount is 0.00, but the total less what was paid is 500.00.",
            "The open amount is 450.00, but the total less what was paid is 400.00.",
        ),
    ),
    "client-only-in-group-row": Case(
        {"1090": "900.00", "1091": "500.00"}, {"Orchid Ltd": "400.00", "Poppy Ltd": "500.00"},
        {"1090": "400.00", "1091": "500.00"},
    ),
    "client-renamed-no-id": Case(
        {"RX-1": "100.00", "RX-2": "50.00", "RX-3": "60.00"}, {"Umber Group plc": "210.00"},
        says=("“Umber Trading Ltd” is called “Umber Group plc” in the file: it is one client",),
    ),
    "comma-decimals-only": Case({"C-1": "5323.54", "C-2": "35.00"}, {"Pine BV": "5358.54"}, currency="EUR"),
    # The refund is money that went out: it is not booked, and waits on Today.
    "credit-note-positive": Case({"INV-10": "1200.00"}, {"Elm Partners": "1000.00"}, says=("This is a refund",)),
    "credit-note-rows": Case(
        {"INV-10": "1200.00", "INV-11": "500.00"}, {"Elm Partners": "1000.00", "Fir Foods": "0.00"}
    ),
    "credit-note-turkish": Case(
        {"SAT2026000000041": "12000.00", "SAT2026000000042": "7500.00"},
        {"Çınar Yapı A.Ş.": "10000.00", "Ilgaz Gıda Ltd. Şti.": "7500.00"}, currency="TRY",
    ),
    "dated-totals-no-name": Case({"TT-1": "1000.00", "TT-2": "500.00"}, {"Karanfil Ltd": "1500.00"}, currency="TRY"),
    "debit-credit-nocari": Case({}, {}, asks=("client",)),
    "debit-credit-statement": Case(
        {"F001": "12000.00", "F002": "3000.00", "F003": "700.00"},
        {"Vişne Ltd": "10000.00", "Yasemin Ltd": "700.00"}, currency="TRY",
    ),
    "deposit-payment-file": Case({"DP-1": "500.00"}, {"Cumin Ltd": "150.00"}, {"DP-1": "200.00"}),
    "due-before-issue": Case({}, {}, says=("The year of 2206-02-09 is out of range", "rejected 3")),
    "erpnext-ar": Case(
        {"ACC-SINV-2026-00001": "1000.00", "ACC-SINV-2026-00002": "300.00"}, {"Agave Ltd": "550.00"},
        {"ACC-SINV-2026-00001": "500.00", "ACC-SINV-2026-00002": "300.00"}, currency="USD",
    ),
    "euro-suffix": Case(
        {"E-1": "1000.00", "E-2": "950.00", "E-3": "12345.60"}, {"Linden KG": "1950.00", "Maple OHG": "12345.60"},
        currency="EUR",
    ),
    "forecast-after-payment-today": Case(
        {"FT-1": "5000.00", "FT-2": "700.00"}, {"Tamarisk Ltd": "700.00"}, {"FT-1": "0.00", "FT-2": "700.00"}
    ),
    "identical-invoices-same-day": Case(
        [("#", "450.00"), ("#", "900.00"), ("#", "900.00")], {"Saffron Ltd": "2250.00"}
    ),
    "instalments": Case({"IN-1": "1000.00"}, {"Willow Ltd": "1000.00"}),
    "italian-headers": Case(
        {"2026/031": "18300.00", "2026/034": "9750.50", "2026/035": "1200.00"},
        {"Dalia Srl": "18300.00", "Erica Spa": "9750.50"},
        on={
            "2026-06-30": {"Dalia Srl": "18300.00", "Erica Spa": "10950.50"},
            "2026-07-01": {"Dalia Srl": "18300.00", "Erica Spa": "9750.50"},
        },
        currency="EUR",
    ),
    "leap-and-invalid-dates": Case({"LY-1": "10.00"}, {"Vine Ltd": "10.00"}, issued={"LY-1": "2024-02-29"}),
    "lines-repeat-total": Case(
        {"7": "26.67", "8": "10.00"}, {"Violet Ltd": "29.73"}, {"7": "19.73", "8": "10.00"},
        asks=("--currency",),
        answers="mainstay import invoices invoices.csv --yes --currency USD", currency="USD",
    ),
    "lira-forms": Case(
        {"L-1": "1250.00", "L-2": "1250.50", "L-3": "1250.75", "L-4": "2000.00"}, {"Ağrı Tekstil": "5751.25"},
        currency="TRY",
    ),
    "month-words": Case(
        {"MW-1": "10.00", "MW-2": "20.00", "MW-3": "30.00"}, {"Yew Ltd": "60.00"},
        issued={"MW-1": "2026-01-15", "MW-2": "2026-01-16", "MW-3": "2026-01-17"},
        due={"MW-1": "2026-02-14", "MW-2": "2026-02-15", "MW-3": "2026-02-16"},
    ),
    "name-variants": Case(
        {"NN-1": "1.00", "NN-2": "2.00", "NN-3": "4.00", "NN-4": "8.00", "NN-5": "16.00"},
        {"IŞIK İNŞAAT LTD. ŞTİ.": "31.00"}, currency="TRY",
    ),
    # The seven others are 785.00 of credit on account.
    "negative-forms": Case({"N-1": "1000.00"}, {"Oak Ltd": "215.00"}, {"N-1": "1000.00"}),
    "net-vat-gross": Case(
        {"NV-1": "1200.00", "NV-2": "2400.00"}, {"Okaliptüs Ltd": "3100.00"}, {"NV-1": "700.00", "NV-2": "2400.00"}
    ),
    "number-shared-by-clients": Case(
        [("1", "100.00"), ("1", "100.00"), ("2", "50.00")], {"Rowan Ltd": "150.00", "Sorrel Ltd": "100.00"}
    ),
    "one-payment-many-invoices": Case(
        {"OP-1": "2460.00", "OP-2": "4680.00", "OP-3": "6900.00"}, {"Aspen Ltd": "0.00"},
        {"OP-1": "0.00", "OP-2": "0.00", "OP-3": "0.00"}, currency="PHP",
    ),
    "only-open-balance": Case(
        {"OB-1": "1000.00", "OB-2": "500.00"}, {"Stork Ltd": "750.00"}, {"OB-1": "250.00", "OB-2": "500.00"}
    ),
    "past-date-paid-after": Case(
        {"P-1": "1000.00", "P-2": "400.00", "P-3": "250.00", "P-4": "75.00"},
        {"Birch Ltd": "0.00", "Cedar Co": "225.00"},
        on={
            "2025-12-31": {"Birch Ltd": "1000.00", "Cedar Co": "250.00"},
            "2026-01-20": {"Birch Ltd": "0.00", "Cedar Co": "225.00"},
        },
    ),
    "quotes-newlines": Case(
        {"Q-1": "1000.00", "Q-2": "2000.00"}, {'Bolt & 3" Pipe Co': "1000.00", "O'Neil; Sons, Ltd": "2000.00"}
    ),
    "repeated-headers": Case(
        {"R-1": "100.00", "R-2": "200.00", "R-3": "300.00"}, {"Ivy Ltd": "300.00", "Jasmine Ltd": "300.00"},
        says=("left out: headings and page lines 2", "left out: total rows 1"),
    ),
    "statuses": Case(
        {"ST-5": "16.00", "ST-6": "32.00", "ST-7": "64.00", "ST-8": "128.00", "ST-9": "256.00"},
        {"Kestrel Ltd": "160.00"},
        {"ST-5": "0.00", "ST-6": "32.00", "ST-7": "0.00", "ST-8": "128.00", "ST-9": "0.00"},
        asks=("status “Submitted” (1 row): in doubt", "Nothing was imported"),
        answers='mainstay import invoices invoices.csv --yes --currency GBP --say "status:Submitted=left_out"',
    ),
    "subtotal-rows": Case(
        {"K-1": "100.00", "K-2": "200.00", "K-3": "300.00"}, {"Kale Ltd": "250.00", "Lime Ltd": "300.00"},
        {"K-1": "100.00", "K-2": "150.00", "K-3": "300.00"}, says=("left out: total rows 3",),
    ),
    "subtotal-rows-dated": Case(
        {"K-1": "100.00", "K-2": "200.00"}, {"Kale Ltd": "250.00"}, {"K-1": "100.00", "K-2": "150.00"}
    ),
    "swiss-french-thousands": Case(
        {"S-1": "1234.50", "S-2": "12345.05"}, {"Juniper GmbH": "13579.55"}, currency="CHF"
    ),
    "terms-month-end": Case(
        {f"M-{n}": f"{n}0.00" for n in range(1, 10)}, {"Thyme Ltd": "450.00"},
        due={
            "M-1": "2026-03-02", "M-2": "2026-03-31", "M-3": "2026-02-28", "M-4": "2026-03-31", "M-5": "2026-02-11",
            "M-6": "2026-03-28", "M-7": "2026-04-12", "M-8": "2026-03-30", "M-9": "2026-02-11",
        },
    ),
    "timestamps-local": Case(
        {"ABC2026000000001": "1180.00", "ABC2026000000002": "2360.00"}, {"Yonca Ltd. Şti.": "3540.00"},
        issued={"ABC2026000000001": "2026-01-15", "ABC2026000000002": "2026-01-16"}, currency="TRY",
    ),
    "turkish-cp1254": Case(
        {"W-1": "1234.56", "W-2": "987.65"},
        {"IŞIK İNŞAAT SAN. TİC. LTD. ŞTİ.": "1234.56", "Çağrı Ğüven Şekerleme": "987.65"}, currency="TRY",
    ),
    "two-amount-currencies": Case(
        {"DC-1": "1000.00", "DC-2": "5000.00"}, {"Hatmi Ltd": "6000.00"},
        currencies={"DC-1": "USD", "DC-2": "TRY"}, currency="",
    ),
    "unread-balance-column": Case(
        {"UB-1": "1000.00", "UB-2": "500.00", "UB-3": "300.00"}, {"Clover Ltd": "420.00"},
        {"UB-1": "0.00", "UB-2": "120.00", "UB-3": "300.00"},
    ),
    "voided-later": Case(
        {"VL-1": "700.00", "VL-2": "300.00"}, {"Osier Ltd": "300.00"}, {"VL-1": "0.00", "VL-2": "300.00"},
        says=("Invoice VL-1 is void in the file and was open in the book",),
    ),
    "xlsx-merged-header": Case(
        {"MH-1": "120.00", "MH-2": "240.00"}, {"Hornbeam Ltd": "360.00"},
        due={"MH-1": "2026-03-31", "MH-2": "2026-04-01"},
    ),
    "xlsx-serials-general": Case(
        {"X-1": "100.00", "X-2": "200.10"}, {"Ash Ltd": "300.10"}, issued={"X-1": "2026-03-01", "X-2": "2026-03-02"}
    ),
    "xlsx-swapped-by-excel": Case(
        {"SW-1": "100.00", "SW-2": "200.00", "SW-3": "300.00"}, {"Beech Ltd": "600.00"},
        due={"SW-1": "2026-05-03", "SW-2": "2026-04-24", "SW-3": "2026-05-31"},
        issued={"SW-1": "2026-04-03", "SW-2": "2026-03-25", "SW-3": "2026-05-01"},
        asks=("swapped",),
        answers="mainstay import invoices invoices.xlsx --yes --currency GBP --say date_cells=swapped",
    ),
}  # fmt: skip


def wild_cases() -> Path | None:
    data = os.environ.get("MAINSTAY_SHARED_DATA")
    folders = [
        os.environ.get("MAINSTAY_SHARED_CASES"),
        Path(data).parent / "cases" if data else None,
        Path(__file__).parents[2].parent / "shared" / "cases",
    ]
    return next((Path(folder) for folder in folders if folder and Path(folder).is_dir()), None)


FOLDER = wild_cases()
LATER = "2126-01-01"
TURKISH = {"lira-forms", "name-variants", "debit-credit-statement", "timestamps-local"}


def commands_of(folder: Path) -> list[str]:
    text = (folder / "expected.md").read_text(encoding="utf-8").partition("## Commands")[2]
    block = text.partition("```")[2].partition("```")[0]
    return [line.partition("|")[0].strip() for line in block.splitlines() if line.startswith("mainstay ")]


def run(book: Book, command: str, folder: Path) -> tuple[int, str]:
    words = [str(folder / word) if (folder / word).is_file() else word for word in shlex.split(command)[1:]]
    said = book.said(*words)
    return said.code, said.words


@pytest.mark.skipif(FOLDER is None, reason="the cases are not beside this checkout (MAINSTAY_SHARED_CASES)")
def test_every_folder_is_known():
    assert {path.name for path in FOLDER.iterdir() if path.is_dir()} == set(CASES)


@pytest.mark.skipif(FOLDER is None, reason="the cases are not beside this checkout (MAINSTAY_SHARED_CASES)")
@pytest.mark.parametrize("name", CASES)
def test_a_case(name: str, new_firm: Callable[..., Book], tmp_path: Path):
    folder = tmp_path / name
    folder.mkdir()
    for path in (FOLDER / name).iterdir():
        (folder / path.name).write_bytes(path.read_bytes())
    book = new_firm("TR" if name in TURKISH else "GB")
    case = CASES[name]
    commands = commands_of(folder)
    said = [run(book, command, folder) for command in commands]
    heard = " ".join(words for _, words in said)
    for text in case.asks:
        assert text in said[0][1], heard
    if case.asks:
        assert said[0][0] == 2, heard
    if case.answers:
        code, words = run(book, case.answers, folder)
        assert code == 0, words
    for command, (_, words) in zip(commands, said, strict=True):
        if command.startswith("mainstay receivables") and "--json" not in command:
            one_amount_is_open(words)
    is_right(book, case, heard)


def is_right(book: Book, case: Case, heard: str) -> None:
    rows = book("invoices", "--state", "all", "--json").document["invoices"]
    totals = sorted(case.totals.items() if isinstance(case.totals, dict) else case.totals)
    assert sorted(("#" if row["number"][0] == "#" else row["number"], row["total"]) for row in rows) == totals, heard
    shown = {row["number"]: row for row in rows}
    for of, name in ((case.opens, "open"), (case.due, "due_on"), (case.issued, "issued_on")):
        assert {number: shown[number][name] for number in of} == of, heard
    currencies = case.currencies or dict.fromkeys(shown, case.currency)
    assert {number: row["currency"] for number, row in shown.items()} == currencies, heard
    for day, owed in {LATER: case.owed, **case.on}.items():
        assert owed_by_client(book, day) == {name: Decimal(amount) for name, amount in owed.items()}, heard
    for text in case.says:
        assert text in heard
    book("check")


def one_amount_is_open(words: str) -> None:
    """The sentence under the ageing speaks of the amount that its table ends in."""
    of_table = re.search(r"Total ([\d,.]+)", words)
    of_sentence = re.search(r"Of the \D?([\d,.]+) that is open", words)
    assert of_table, words
    assert of_sentence is None or of_sentence[1] == of_table[1], words


def owed_by_client(book: Book, day: str) -> dict[str, Decimal]:
    owed: dict[str, Decimal] = {}
    for row in book.clients(day):
        amounts = [Decimal(amount) for amount in row["open"].values()]
        owed[row["name"]] = sum(amounts, Decimal(0)) - sum(map(Decimal, row["on_account"].values()))
    return owed
