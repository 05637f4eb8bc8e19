"""Situations from public bug reports, each a folder with its input, its commands and its right values.

The commands of a folder are run as they stand. Where the right thing is to ask, the refusal names what has to be said,
and `answers` says it.
"""

from __future__ import annotations

import os
import shlex
from collections import defaultdict
from decimal import Decimal
from pathlib import Path
from typing import TYPE_CHECKING, NamedTuple

import pytest

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from tests.cli.conftest import Book


class Case(NamedTuple):
    """What is right after the commands of a folder.

    `opens`, `due` and `issued` are by invoice number; `owed` is what each client owes less what lies on its account.
    `asks`: what the refusal of the commands says; `answers`: the command that answers; `says`: what is said in all.
    """

    opens: Mapping[str, str] = {}
    due: Mapping[str, str] = {}
    issued: Mapping[str, str] = {}
    owed: Mapping[str, str] | None = None
    asks: tuple[str, ...] = ()
    answers: str = ""
    says: tuple[str, ...] = ()
    currency: str = ""


CASES = {
    "aged-boundaries": Case(
        {f"B-0{n}": f"{2**n}.00" for n in range(9)},
        says=('"current": "3.00", "1-30": "12.00", "31-60": "48.00", "61-90": "192.00", "90+": "256.00"',),
    ),
    "aged-summary-only": Case(asks=("ageing summary", "one row for each invoice")),
    "balance-disagrees": Case(says=("the total less what was paid is",)),
    "client-only-in-group-row": Case(
        {"1090": "400.00", "1091": "500.00"}, owed={"Orchid Ltd": "400.00", "Poppy Ltd": "500.00"}
    ),
    "client-renamed-no-id": Case(
        {"RX-1": "100.00", "RX-2": "50.00", "RX-3": "60.00"}, owed={"Umber Trading Ltd": "210.00"},
        says=("“Umber Trading Ltd” is called “Umber Group plc” in the file: one client",),
    ),
    "comma-decimals-only": Case({"C-1": "5323.54", "C-2": "35.00"}),
    "credit-note-positive": Case(owed={"Elm Partners": "1000.00"}),
    "credit-note-rows": Case({"INV-10": "1000.00", "INV-11": "0.00"}, owed={"Elm Partners": "1000.00"}),
    "credit-note-turkish": Case(owed={"Çınar Yapı A.Ş.": "10000.00", "Ilgaz Gıda Ltd. Şti.": "7500.00"}),
    "dated-totals-no-name": Case({"TT-1": "1000.00", "TT-2": "500.00"}, owed={"Karanfil Ltd": "1500.00"}),
    "debit-credit-nocari": Case(asks=("client",)),
    "debit-credit-statement": Case(owed={"Vişne Ltd": "10000.00", "Yasemin Ltd": "700.00"}),
    "deposit-payment-file": Case({"DP-1": "200.00"}, owed={"Cumin Ltd": "150.00"}),
    "due-before-issue": Case(owed={}, says=("2206",)),
    "erpnext-ar": Case(
        {"ACC-SINV-2026-00001": "500.00", "ACC-SINV-2026-00002": "300.00"}, owed={"Agave Ltd": "550.00"}
    ),
    "euro-suffix": Case({"E-1": "1000.00", "E-2": "950.00", "E-3": "12345.60"}, currency="EUR"),
    "forecast-after-payment-today": Case({"FT-1": "0.00", "FT-2": "700.00"}),
    "identical-invoices-same-day": Case(owed={"Saffron Ltd": "2250.00"}),
    "instalments": Case(owed={}, says=("as instalments, so none of its rows came in",)),
    "italian-headers": Case({"2026/031": "18300.00", "2026/034": "9750.50", "2026/035": "0.00"}),
    "leap-and-invalid-dates": Case({"LY-1": "10.00"}, issued={"LY-1": "2024-02-29"}),
    "lines-repeat-total": Case(
        {"7": "19.73", "8": "10.00"},
        asks=("--currency",),
        answers="mainstay import invoices invoices.csv --yes --currency USD",
    ),
    "lira-forms": Case({"L-1": "1250.00", "L-2": "1250.50", "L-3": "1250.75", "L-4": "2000.00"}, currency="TRY"),
    "month-words": Case(issued={"MW-1": "2026-01-15", "MW-2": "2026-01-16", "MW-3": "2026-01-17"}),
    "name-variants": Case(owed={"IŞIK İNŞAAT LTD. ŞTİ.": "31.00"}),
    "negative-forms": Case({"N-1": "215.00"}, owed={"Oak Ltd": "215.00"}),
    "net-vat-gross": Case({"NV-1": "700.00", "NV-2": "2400.00"}),
    "number-shared-by-clients": Case(owed={"Rowan Ltd": "150.00", "Sorrel Ltd": "100.00"}),
    "one-payment-many-invoices": Case({"OP-1": "0.00", "OP-2": "0.00", "OP-3": "0.00"}),
    "only-open-balance": Case({"OB-1": "250.00", "OB-2": "500.00"}),
    "past-date-paid-after": Case({"P-1": "0.00", "P-2": "0.00", "P-3": "150.00", "P-4": "75.00"}),
    "quotes-newlines": Case({"Q-1": "1000.00", "Q-2": "2000.00"}),
    "repeated-headers": Case({"R-1": "100.00", "R-2": "200.00", "R-3": "300.00"}, says=("headings",)),
    "statuses": Case(
        {"ST-5": "0.00", "ST-6": "32.00", "ST-7": "0.00", "ST-8": "128.00", "ST-9": "0.00"},
        owed={"Kestrel Ltd": "160.00"},
        asks=("Submitted",),
        answers='mainstay import invoices invoices.csv --yes --currency GBP --say "status:Submitted=left_out"',
    ),
    "subtotal-rows": Case({"K-1": "100.00", "K-2": "150.00", "K-3": "300.00"}, says=("3 rows are totals",)),
    "subtotal-rows-dated": Case({"K-1": "100.00", "K-2": "150.00"}, owed={"Kale Ltd": "250.00"}),
    "swiss-french-thousands": Case({"S-1": "1234.50", "S-2": "12345.05"}, currency="CHF"),
    "terms-month-end": Case(
        due={
            "M-1": "2026-03-02", "M-2": "2026-03-31", "M-3": "2026-02-28", "M-4": "2026-03-31", "M-5": "2026-02-11",
            "M-6": "2026-03-28", "M-7": "2026-04-12", "M-8": "2026-03-30", "M-9": "2026-02-11",
        },
    ),
    "timestamps-local": Case(
        {"ABC2026000000001": "1180.00", "ABC2026000000002": "2360.00"},
        issued={"ABC2026000000001": "2026-01-15", "ABC2026000000002": "2026-01-16"},
    ),
    "turkish-cp1254": Case({"W-1": "1234.56", "W-2": "987.65"}),
    "two-amount-currencies": Case({"DC-1": "1000.00", "DC-2": "5000.00"}),
    "unread-balance-column": Case({"UB-1": "0.00", "UB-2": "120.00", "UB-3": "300.00"}),
    "voided-later": Case(
        owed={"Osier Ltd": "1000.00"}, says=("VL-1 is void or a draft in the file and open in the book (",)
    ),
    "xlsx-merged-header": Case(
        {"MH-1": "120.00", "MH-2": "240.00"}, due={"MH-1": "2026-03-31", "MH-2": "2026-04-01"}
    ),
    "xlsx-serials-general": Case(issued={"X-1": "2026-03-01", "X-2": "2026-03-02"}),
    "xlsx-swapped-by-excel": Case(
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
    said = [run(book, command, folder) for command in commands_of(folder)]
    heard = " ".join(words for _, words in said)
    for text in case.asks:
        assert text in said[0][1], heard
    if case.asks:
        assert said[0][0] == 2, heard
    if case.answers:
        code, words = run(book, case.answers, folder)
        assert code == 0, words
    is_right(book, case, heard)


def is_right(book: Book, case: Case, heard: str) -> None:
    rows = book("invoices", "--state", "all", "--json").document["invoices"]
    shown = {row["number"]: row for row in rows}
    for number, amount in case.opens.items():
        assert shown[number]["open"] == amount, heard
    assert {n: shown[n]["due_on"] for n in case.due} == case.due, heard
    assert {n: shown[n]["issued_on"] for n in case.issued} == case.issued, heard
    if case.opens and case.owed is None:
        assert sum(Decimal(row["open"]) for row in rows) == sum(map(Decimal, case.opens.values())), heard
    if case.currency:
        assert {row["currency"] for row in rows} == {case.currency}
    if case.owed is not None:
        assert owed_by_client(book) == {name: Decimal(amount) for name, amount in case.owed.items()}, heard
    if case.asks and not case.answers:
        assert not rows, heard
    for text in case.says:
        assert text in heard
    book("check")


def owed_by_client(book: Book) -> dict[str, Decimal]:
    owed: dict[str, Decimal] = defaultdict(Decimal)
    for row in book.clients(LATER):
        for amounts, sign in ((row["open"], 1), (row["on_account"], -1)):
            for amount in amounts.values():
                owed[row["name"]] += sign * Decimal(amount)
    return dict(owed)
