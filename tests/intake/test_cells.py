"""Single cells: names, flags, terms."""

from __future__ import annotations

import pytest

from mainstay.intake.cells import clean_text, currency_code, flag
from mainstay.intake.terms import terms_days


def test_cleans_names() -> None:
    assert clean_text("  Işık\u00a0 İnşaat\r\nLtd\x00\x07\u200b ") == "Işık İnşaat Ltd"
    assert clean_text("\u202a=1+1") == "\u202a=1+1"


@pytest.mark.parametrize(
    ("text", "answer"),
    [("Yes", True), ("EVET", True), ("1", True), ("İtirazlı", True), ("no", False), ("HAYIR", False), ("", None),
     ("-", None), ("n/a", None), ("perhaps", "perhaps")],
)  # fmt: skip
def test_reads_flags(text: str, answer: object) -> None:
    assert flag(text) == answer


@pytest.mark.parametrize(
    ("text", "days"),
    [("Net 30", 30), ("30", 30), ("30 gün", 30), ("30 GÜN", 30), ("N30", 30), ("2/10 net 30", 30), ("60 days", 60),
     ("Due on receipt", 0), ("Peşin", 0), ("0", 0), ("30.0", 30), ("Vade: 45 gün", 45), ("EOM", None), ("", None),
     ("end of month", None), ("-1", None)],
)  # fmt: skip
def test_reads_terms(text: str, days: int | None) -> None:
    assert terms_days(text) == days


def test_reads_currencies() -> None:
    assert [currency_code(text) for text in ("gbp", "", " - ", "TL", "XYZ", "$")] == ["GBP", "", "", "TRY", None, None]
