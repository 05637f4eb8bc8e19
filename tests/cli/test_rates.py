"""Exchange rates in a terminal."""

from __future__ import annotations

import json


def test_rates_are_set_listed_removed_and_imported(new_firm, tmp_path) -> None:
    book = new_firm()
    assert "No exchange rates yet." in book("rates").out
    assert "Saved: 1 EUR = 0.8712 GBP" in book("rates", "set", "eur", "0.8712", "--on", "2026-03-01").out
    document = tmp_path / "rate.json"
    document.write_text(json.dumps({"one": "GBP", "rate": "58.05", "other": "TRY", "on": "2026-03-02"}))
    made = json.loads(book("rates", "set", "--from", document, "--json").out)
    assert {name: made[name] for name in ("one", "rate", "other", "on")} == json.loads(document.read_text())
    listed = json.loads(book("rates", "list", "--json").out)["rates"]
    assert [(one["on"], one["one"], one["rate"], one["other"]) for one in listed] == [
        ("2026-03-02", "GBP", "58.05", "TRY"),
        ("2026-03-01", "EUR", "0.8712", "GBP"),
    ]
    assert "1 GBP = 58.1 TRY" in book("rates", "change", made["ref"], "--rate", "58.1").out
    assert "EUR" not in book("rates", "list", "TRY").out
    assert "Removed: 1 EUR = 0.8712 GBP" in book("rates", "remove", "EUR", "--on", "2026-03-01").out
    assert "no such exchange rate" in book("rates", "remove", "EUR", "--on", "2026-03-01", code=2).err
    assert "isn’t a rate" in book("rates", "set", "EUR", "x", code=2).err
    sheet = tmp_path / "rates.csv"
    sheet.write_text("Day,One unit of,Is worth,In\n2026-03-01,EUR,0.8712,GBP\n2026-03-02,GBP,58.05,TRY\n")
    assert "Exchange rates: 1 imported, 1 already there." in book("rates", "import", sheet).out
