"""`mainstay outlook` of one's own book: as kept, of a day, of one invoice; and the outlook on the other pages."""

from __future__ import annotations

import csv
from datetime import UTC, datetime, timedelta

import pytest
from tests import clock

from mainstay.cli import importing, opening

NOW = datetime(2026, 3, 31, 12, tzinfo=UTC)
TODAY = NOW.date()
COLUMNS = "Customer,Invoice No,Invoice Date,Due Date,Total,Currency,Paid On"


def ago(days):
    return TODAY - timedelta(days=days)


@pytest.fixture(autouse=True)
def _stand_on_the_day(monkeypatch):
    monkeypatch.setattr(opening, "datetime", clock.stopped_at(NOW))


@pytest.fixture
def filled(british, write, monkeypatch):
    """Işık pays after forty days and O'Brien after twenty; of each one invoice is open. Nothing was scored yet."""
    monkeypatch.setattr(importing, "update", lambda _book, **_how: None)
    lines = [COLUMNS]
    for client, days in (("Işık İnşaat", 40), ("O'Brien & Sons", 20)):
        for month in range(6):
            issued = ago(300 - 30 * month)
            lines.append(
                f"{client},{client[0]}{month},{issued},{issued + timedelta(days=30)},100.00,TRY,"
                f"{issued + timedelta(days=days)}"
            )
        lines.append(f"{client},{client[0]}-open,{ago(10)},{ago(-20)},{'100.00' if days == 40 else '900.00'},TRY,")
    british.bring(write("invoices.csv", *lines))
    return british


def test_a_book_never_scored_is_scored_for_this_once(filled):
    page = filled("outlook", "--json").document
    assert (page["as_of"], page["unscored"], [one["number"] for one in page["invoices"]]) == (
        str(TODAY), 0, ["O-open", "I-open"],
    )  # fmt: skip
    assert "There is no forecast for that day yet: it runs overnight" in filled("client", "Işık").words
    filled("score")
    assert filled("outlook", "--json").document == page


def test_a_client_of_a_past_day_says_how_to_work_out_the_outlook_of_that_day(filled):
    filled("score")
    said = filled("client", "Işık", "--as-of", ago(5)).words
    assert f"“mainstay outlook --as-of {ago(5)}” works it out." in said
    assert "works it out" not in filled("client", "Işık").words
    assert "I-open" in filled("outlook", "--as-of", ago(5)).words


def test_what_is_kept_is_printed_by_money_at_risk_and_written(filled, tmp_path):
    filled("score")
    page = filled("outlook", "--json").document
    risky, slow = page["invoices"]
    assert (page["open"], list(page["at_risk"])) == ({"TRY": "1000.00"}, ["TRY"])
    assert float(risky["outlook"]["at_risk"]) > float(slow["outlook"]["at_risk"])
    assert slow["outlook"]["early_on"] < slow["outlook"]["expected_on"] < slow["outlook"]["late_on"]
    assert slow["outlook"]["reason"]["code"] == "client_record"
    said = filled("outlook").words
    assert said.index("O-open") < said.index("I-open")
    assert "2 open invoices · ₺1,000.00 open · ₺" in said
    out = tmp_path / "out.csv"
    assert "2 invoices forecast as of " in filled("outlook", "--out", out).words
    with out.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert list(rows[0]) == ["invoice_id", "p_late", "p_late30", "q10", "q50", "q90", "p_never", "reason"]
    expected = datetime.fromisoformat(slow["outlook"]["expected_on"]).date()
    assert rows[1] == {
        "invoice_id": "I-open",
        "p_late": f"{slow['outlook']['p_late']:.4f}",
        "p_late30": f"{slow['outlook']['p_late30']:.4f}",
        "q10": rows[1]["q10"],
        "q50": f"{(expected - ago(10)).days:.1f}",
        "q90": rows[1]["q90"],
        "p_never": f"{slow['outlook']['p_never']:.4f}",
        "reason": slow["outlook"]["why"],
    }


def test_a_past_day_is_worked_out_and_nothing_is_kept(filled):
    page = filled("outlook", "--as-of", ago(120), "--json").document
    assert (page["as_of"], [one["number"] for one in page["invoices"]]) == (str(ago(120)), ["I5"])
    assert filled("client", "Işık", "--json").document["open_invoices"][0]["outlook"] is None
    assert "I5" in filled("outlook", "--as-of", ago(120)).words


def test_one_invoice_and_what_would_change_it(filled):
    filled("score")
    said = filled("outlook", "--invoice", "I-open").words
    assert said.startswith("I-open · Işık İnşaat · ₺100.00 Expected ")
    assert " They usually pay " in said
    assert "What could change this · If the client pays nothing for 30 more days: expected on " in said
    page = filled("outlook", "--invoice", "I-open", "--json").document
    assert page["now"]["expected_on"] == page["outlook"]["expected_on"]
    assert [one["what"] for one in page["now"]["changes"]] == ["nothing_paid"]
    settled = filled("outlook", "--invoice", "I1", "--json").document
    assert (settled["outlook"], settled["now"]) == (None, None)
    assert "It is settled: there is nothing to forecast." in filled("outlook", "--invoice", "I1").words


def test_the_pages_of_a_client_and_of_invoices_say_it(filled):
    filled("score")
    (kept,) = filled("client", "Işık", "--json").document["open_invoices"]
    assert "Payment forecast, as of " in filled("client", "Işık").words
    assert "· I-open: Expected " in filled("client", "Işık").words
    rows = filled("invoices", "--state", "risk", "--json").document
    assert [row["number"] for row in rows["invoices"]] == ["O-open", "I-open"]
    assert rows["invoices"][1]["outlook"] == kept["outlook"]
    assert list(rows["at_risk"]) == ["TRY"]
    assert "at risk" in filled("invoices", "--state", "risk").words
    assert "at risk" not in filled("invoices").words
    assert "expected" not in filled("invoices", "--state", "settled").words


@pytest.mark.parametrize(
    ("arguments", "sentence"),
    [
        (("--targets", "x.csv"), "--targets goes with --ledger: add it, or leave both out to forecast your own book."),
        (("--as-of", "2999-01-01"), "That date is in the future: use today or an earlier day."),
        (
            ("--invoice", "I1", "--out", "x.csv"),
            "--invoice shows one invoice as of today: leave out --as-of and --out.",
        ),
        (("--invoice", "no"), "There is no invoice “no”: check the number."),
        (("--out", "/nowhere/x.csv"), "/nowhere/x.csv cannot be written: No such file or directory."),
        (
            ("--ledger", "x.csv"),
            "A forecast from a file needs its day and a place to be written: add --as-of and --out.",
        ),
        (
            ("--ledger", "x.csv", "--as-of", "2026-01-01", "--out", "y.csv", "--invoice", "I1"),
            "--invoice is one of the book’s: leave it out, or leave out --ledger.",
        ),
    ],
)
def test_what_cannot_be_is_refused_with_what_to_do(filled, arguments, sentence):
    said = filled("outlook", *arguments, code=2)
    assert (said.out, said.err) == ("", f"{sentence}\n")
