"""What a client is to the firm in the terminal: shown, set, lifted, and in every list."""

from __future__ import annotations

import pytest
from tests import clock

from mainstay.scoring.actions import scoring

ISIK, OBRIEN = "Işık İnşaat", "O'Brien & Sons"
WHY = "They signed for three years"


def ago(days: int) -> str:
    return str(clock.today(-days))


@pytest.fixture
def book(british, monkeypatch):
    """Işık has eight monthly invoices, each paid a day early; O'Brien none; and the book is scored."""
    for name in (ISIK, OBRIEN):
        british("record", "client", name)
    for number in range(8):
        british("record", "invoice", ISIK, "100.00", "--on", ago(40 + 30 * number), "--number", f"N-{number}")
        paid = ("--on", ago(11 + 30 * number), "--invoice", f"N-{number}")
        british("record", "payment", ISIK, "100.00", *paid)
    # Only of today: the first time a book is scored, the ends of the months before are scored with it.
    monkeypatch.setattr(scoring, "_HISTORY_AT_MOST", 0)
    british("score")
    return british


def standing(book, *options: str) -> dict[str, object]:
    return book("client", "standing", ISIK, *options, "--json").document


def test_it_is_shown_with_its_points(book) -> None:
    shown = standing(book)
    evidence = shown["evidence"]
    assert (shown["name"], shown["current"], shown["by_hand"]) == (ISIK, "steady", None)
    assert (evidence["standing"], evidence["since"], evidence["as_of"], evidence["needs"], evidence["reason"]) == (
        "steady", ago(0), ago(0), 60, "steady"
    )  # fmt: skip
    assert evidence["score"] == sum(one["points"] for one in evidence["inputs"]) >= 60
    assert [(one["name"], one["most"], one["missing"]) for one in evidence["inputs"]] == [
        ("payments", 40, False), ("losses", 30, False), ("tenure", 10, False), ("rhythm", 25, False),
        ("agreement", 15, True), ("share", 10, False),
    ]  # fmt: skip
    assert shown["history"] == [
        {"standing": "steady", "since": ago(0), "until": None, "by_hand": False, "reason": "", "by": ""}
    ]
    words = book("client", "standing", ISIK).words
    assert "Relationship: Steady since" in words
    assert f"Together {evidence['score']} steady from 60 on" in words
    assert "Losses 0 -30 Nothing lost in three years." in words
    assert book("client", ISIK, "--json").document["standing"]["evidence"] == evidence
    assert "Relationship: Steady since" in book("client", ISIK).words


def test_what_would_change_it_is_worked_out_when_asked_for(book) -> None:
    shown = standing(book)
    assert "what_if" not in shown
    now = {"standing": "steady", "score": shown["evidence"]["score"]}
    assert standing(book, "--what-if")["what_if"] == {**now, "changes": []}
    for number in range(3):
        book("record", "invoice", ISIK, "100.00", "--on", ago(30 + number), "--due", ago(20), "--number", f"L-{number}")
    (worse,) = standing(book, "--what-if")["what_if"]["changes"]
    assert (worse["what"], worse["count"], worse["standing"]) == ("stays_unpaid", 60, "stepping_stone")
    words = book("client", "standing", ISIK, "--what-if").words
    assert "What could change this · If what is overdue stays unpaid for 60 more days: Stepping stone, " in words
    assert book("client", "standing", OBRIEN, "--what-if", "--json").document["what_if"] is None


def test_it_is_set_by_hand_stays_through_scoring_and_is_lifted(book) -> None:
    said = book("client", "standing", ISIK, "--set", "drifting", "--reason", WHY).words
    assert f"the owner, in the terminal, because: {WHY} Automatic rating: Steady since" in said
    book("score")
    shown = standing(book)
    assert (shown["current"], shown["evidence"]["standing"]) == ("drifting", "steady")
    assert shown["by_hand"] == {"standing": "drifting", "reason": WHY, "since": ago(0), "by": "owner"}
    assert [one["by_hand"] for one in shown["history"]] == [True, False]
    rows = {row["name"]: row["standing"] for row in book("clients", "--json").document["clients"]}
    ways = {row["name"]: row["payment_rating"] for row in book("clients", "--json").document["clients"]}
    assert ways[ISIK] == {"current": "on_time", "by_hand": False, "evidence": "on_time"}
    assert ways[OBRIEN] == {"current": None, "by_hand": False, "evidence": None}
    assert rows == {
        ISIK: {"current": "drifting", "by_hand": True, "evidence": "steady"},
        OBRIEN: {"current": "too_early", "by_hand": False, "evidence": "too_early"},
    }
    assert [row["name"] for row in book("clients", "--standing", "drifting", "--json").document["clients"]] == [ISIK]
    assert "Drifting away" in book("clients").words
    assert [one["standing"] for one in book("search", "isik", "--json").document["clients"]["found"]] == ["drifting"]
    assert "Drifting away" in book("search", "isik").words
    assert standing(book, "--lift")["current"] == "steady"
    kinds = [event["kind"] for event in book("client", ISIK, "--json").document["timeline"]]
    assert kinds[:2] == ["standing.lifted", "standing.overridden"]
    assert standing(book, "--as-of", ago(1))["current"] is None


@pytest.mark.parametrize(
    ("options", "sentence"),
    [
        (("--set", "new", "--lift"), "Give --set or --lift, not both."),
        (("--set", "new"), "Give --set and --reason together."),
        (("--reason", "x"), "Give --set and --reason together."),
        (("--lift", "--as-of", "2026-01-01"), "A rating is set or lifted as of today: leave --as-of out."),
        (("--set", "new", "--reason", " "), "Say in a few words why."),
        (("--lift",), f"The rating of {ISIK} isn’t set by hand: the automatic rating applies."),
    ],
)
def test_what_cannot_be_is_refused(british, options, sentence) -> None:
    british("record", "client", ISIK)
    assert british("client", "standing", ISIK, *options, code=2).err == f"{sentence}\n"


def test_before_the_first_scoring(british) -> None:
    british("record", "client", ISIK)
    assert "No forecast yet: it runs overnight, or run “mainstay score” now." in british(
        "client", "standing", ISIK
    ).words  # fmt: skip
    shown = standing(british)
    assert (shown["current"], shown["evidence"], shown["history"]) == (None, None, [])
    assert british("clients", "--json").document["clients"][0]["standing"] == {
        "current": None, "by_hand": False, "evidence": None
    }  # fmt: skip
