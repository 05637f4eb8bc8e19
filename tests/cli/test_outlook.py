"""`mainstay outlook`: a forecast from a file, without a book."""

from __future__ import annotations

import csv
from datetime import date, timedelta
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from pathlib import Path

COLUMNS = "invoice_id,client_id,issued_on,due_on,amount,currency,paid_on"
DAY = "2026-03-31"
DECIMALS = "has more decimals than the currency: correct the amount or the currency."


def rows_of(path: Path) -> list[dict[str, str]]:
    with path.open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


@pytest.fixture
def ledger(write):
    """Işık pays after 40 days, O'Brien after 20; each has one open invoice."""
    lines = [COLUMNS]
    for client, days in (("Işık İnşaat", 40), ("O'Brien & Sons", 20)):
        for month in range(12):
            issued = date(2025, 1, 5) + timedelta(days=30 * month)
            dates = f"{issued},{issued + timedelta(days=30)}", issued + timedelta(days=days)
            lines.append(f"{client[0]}{month},{client},{dates[0]},100.00,TRY,{dates[1]}")
        lines.append(f"{client[0]}-open,{client},2026-03-21,2026-04-20,100.00,TRY,")
    return write("ledger.csv", *lines)


def test_the_open_invoices_are_predicted_where_none_are_named(mainstay, ledger, tmp_path):
    out = tmp_path / "out.csv"
    said = mainstay("outlook", "--ledger", ledger, "--as-of", DAY, "--out", out)

    assert said.words == (f"2 invoices forecast as of 31 Mar 2026; the forecast is in {out}. Based on 24 payments.")
    slow, quick = rows_of(out)
    assert list(slow) == ["invoice_id", "p_late", "p_late30", "q10", "q50", "q90", "p_never", "reason"]
    assert (slow["invoice_id"], quick["invoice_id"]) == ("I-open", "O-open")
    assert 35 < float(slow["q50"]) < 42
    assert 18 < float(quick["q50"]) < 25
    assert float(slow["p_late"]) > 0.8
    assert float(quick["p_late"]) < 0.2
    assert slow["reason"] == f"They usually pay {round(float(slow['q50'])) - 30} days late."


def test_only_what_is_asked_about_is_predicted_and_in_that_order(mainstay, ledger, write, tmp_path):
    asked = write(
        "asked.csv",
        "due_on,issued_on,currency,amount,invoice_id,client_id",
        "2026-05-01,2026-04-01,GBP,5.00,new,Özge Çağlar",
        "2026-04-20,2026-03-21,TRY,100.00,I-open,Işık İnşaat",
    )
    out, whole = tmp_path / "out.csv", tmp_path / "whole.csv"
    said = mainstay("outlook", "--ledger", ledger, "--as-of", DAY, "--targets", asked, "--out", out, "--json")
    mainstay("outlook", "--ledger", ledger, "--as-of", DAY, "--out", whole)

    assert said.document == {"as_of": DAY, "invoices": 2, "payments": 24, "version": 5, "out": str(out)}
    new, known = rows_of(out)
    assert new["invoice_id"] == "new"
    assert new["reason"].startswith("They haven’t paid an invoice yet; your clients usually pay ")
    assert known == rows_of(whole)[0]


def test_nothing_after_the_day_counts(mainstay, ledger, tmp_path):
    then, cut = tmp_path / "then.csv", tmp_path / "cut.csv"
    lines = ledger.read_text(encoding="utf-8").splitlines()
    day = "2025-06-30"
    kept = [lines[0]]
    for line in lines[1:]:
        cells = line.split(",")
        if cells[2] <= day:
            kept.append(",".join([*cells[:6], cells[6] if cells[6] <= day else ""]))
    earlier = ledger.with_name("earlier.csv")
    earlier.write_text("\n".join(kept) + "\n", encoding="utf-8")
    mainstay("outlook", "--ledger", ledger, "--as-of", day, "--out", then)
    mainstay("outlook", "--ledger", earlier, "--as-of", day, "--out", cut)

    assert then.read_bytes() == cut.read_bytes()
    assert [row["invoice_id"] for row in rows_of(then)] == ["I5"]


def test_a_new_firm_gets_an_answer_that_says_what_it_rests_on(mainstay, write, tmp_path):
    nothing = write("ledger.csv", COLUMNS)
    asked = write("asked.csv", COLUMNS, f"1,Ada,{DAY},2026-04-30,10.00,GBP,")
    out = tmp_path / "out.csv"
    said = mainstay("outlook", "--ledger", nothing, "--as-of", DAY, "--targets", asked, "--out", out)

    assert "No payments yet, so it is based on what is usual elsewhere." in said.words
    (row,) = rows_of(out)
    assert row["reason"] == "No payments to go by yet; elsewhere such invoices are usually paid on the due date."
    assert row["p_never"] == "0.0300"


def test_it_speaks_turkish(mainstay, ledger, tmp_path):
    out = tmp_path / "out.csv"
    said = mainstay("--language", "tr", "outlook", "--ledger", ledger, "--as-of", DAY, "--out", out)
    assert "24 ödemeye göre." in said.words
    assert rows_of(out)[0]["reason"].startswith("Genelde 9 gün geç öder.")


def test_every_fault_is_told_with_its_line_and_column(mainstay, write, tmp_path):
    file = write(
        "bad.csv",
        COLUMNS,
        "1,Ada,2026-01-05,2026-02-04,100.00,TRY,",
        "2,Ada,05/01/2026,2026-02-04,100.00,TRY,",
        "1,Ada,2026-01-05,2026-02-04,1.234,TRY,",
        ",,2026-01-05,,ten,XXQ,soon",
        "6,Ada,2026-01-05,2026-02-04,1e3,TRY,",
    )
    out = tmp_path / "out.csv"
    said = mainstay("outlook", "--ledger", file, "--as-of", DAY, "--out", out, code=2)

    assert said.out == ""
    assert said.err.splitlines() == [
        "bad.csv, line 3, column issued_on: “05/01/2026” is not a day: write it as 2026-03-31.",
        "bad.csv, line 4, column invoice_id: “1” is already in line 2: each invoice has one line.",
        f"bad.csv, line 4, column amount: 1.234 {DECIMALS}",
        "bad.csv, line 5, column invoice_id: this cell is empty: enter a value.",
        "bad.csv, line 5, column client_id: this cell is empty: enter a value.",
        "bad.csv, line 5, column currency: XXQ is not a currency in use: write its three letters, such as GBP or TRY.",
        "bad.csv, line 5, column due_on: this cell is empty: enter a value.",
        "bad.csv, line 5, column paid_on: “soon” is not a day: write it as 2026-03-31.",
        "bad.csv, line 6, column amount: “1e3” is not an amount: write it as 1234.56.",
    ]
    assert not out.exists()


def test_only_the_first_ten_faults_are_told(mainstay, write, tmp_path):
    file = write("bad.csv", COLUMNS, *(f"{n},Ada,never,2026-02-04,1.00,TRY," for n in range(13)))
    said = mainstay("outlook", "--ledger", file, "--as-of", DAY, "--out", tmp_path / "out.csv", code=2)
    assert len(said.err.splitlines()) == 11
    assert said.err.endswith("And 3 more.\n")


@pytest.mark.parametrize(
    ("lines", "sentence"),
    [
        (
            (COLUMNS.replace("paid_on", "settled"), "1,A,2026-01-01,2026-01-31,1,GBP,"),
            "The file has no column paid_on.",
        ),
        ((), "The file ledger.csv is empty."),
    ],
)
def test_a_file_of_another_kind_is_refused(mainstay, write, tmp_path, lines, sentence):
    file = write("ledger.csv", *lines)
    said = mainstay("outlook", "--ledger", file, "--as-of", DAY, "--out", tmp_path / "out.csv", code=2)
    assert said.err == f"{sentence}\n"


def test_a_place_that_cannot_be_written_is_refused(mainstay, ledger, tmp_path):
    out = tmp_path / "no" / "out.csv"
    said = mainstay("outlook", "--ledger", ledger, "--as-of", DAY, "--out", out, code=2)
    assert said.err == f"{out} cannot be written: No such file or directory.\n"


def test_it_needs_no_book(place, ledger, tmp_path):
    out = tmp_path / "out.csv"
    place.run("outlook", "--ledger", ledger, "--as-of", DAY, "--out", out)
    assert len(rows_of(out)) == 2
    assert not list(place.home.glob("firms/*"))


def test_the_country_says_which_days_are_off(mainstay, write, tmp_path):
    nothing, out = write("ledger.csv", COLUMNS), tmp_path / "out.csv"
    asked = write("asked.csv", COLUMNS, f"1,Ada,{DAY},2026-04-03,10.00,GBP,")  # Good Friday
    late = {}
    for country in ("", "GB", "gb-sct"):
        more = ("--country", country) if country else ()
        mainstay("outlook", "--ledger", nothing, "--as-of", DAY, "--targets", asked, "--out", out, *more)
        late[country] = float(rows_of(out)[0]["p_late"])
    assert late["GB"] < late["gb-sct"] < late[""]  # payable on Tuesday; in Scotland on Monday; on Friday


def test_a_pay_run_on_a_holiday_is_expected_on_the_day_it_moves_to(mainstay, write, tmp_path):
    fridays = [date(2025, 9, 5) + timedelta(days=7 * week) for week in range(12)]
    known = write(
        "ledger.csv",
        COLUMNS,
        *(f"{day},Ada,{day - timedelta(days=33)},{day - timedelta(days=3)},10.00,GBP,{day}" for day in fridays),
    )
    asked = write("asked.csv", COLUMNS, f"1,Ada,{DAY},2026-04-02,10.00,GBP,")  # the day before Good Friday
    expected = {}
    for country in ("", "GB"):
        out = tmp_path / f"out{country}.csv"
        more = ("--country", country) if country else ()
        mainstay("outlook", "--ledger", known, "--as-of", DAY, "--targets", asked, "--out", out, *more)
        expected[country] = float(rows_of(out)[0]["q50"])
    assert expected == {"": 3, "GB": 7}  # Easter Monday is a holiday, too


@pytest.mark.parametrize("country", ["XX", "Turkey", "GB-BY"])
def test_a_country_that_there_is_not_is_refused(mainstay, ledger, tmp_path, country):
    said = mainstay("outlook", "--ledger", ledger, "--as-of", DAY, "--out", tmp_path / "out.csv", "--country", country,
                    code=2)  # fmt: skip
    assert f"“{country.upper()}” is no country" in said.words


def test_the_country_of_a_book_is_that_of_the_firm(mainstay, book):
    said = mainstay("outlook", "--country", "GB", code=2)
    assert "--country goes with --ledger" in said.words
