"""Since yesterday on Today: by kind, marked, a few of each at once, with what all of them come to."""

from __future__ import annotations

from datetime import date

from django.utils import translation

from mainstay.briefing.queries.panels import ChangesPanel
from mainstay.briefing.rules.changes import Change
from mainstay.web.panels.briefing import draw_changes

ON = date(2024, 3, 1)


def change(kind: str, place: int, minor: int = 0, about: str = "") -> Change:
    return Change(kind, f"c-{place}", f"Client {place}", str(place), "GBP" if minor else "", minor, ON, about)


def groups(*changes: Change, counts=None, sums=None) -> list:
    with translation.override("en"):
        return draw_changes(ChangesPanel(changes, counts or {}, sums or {}), None)["groups"]


def test_kinds_stand_in_one_order_each_with_a_mark_and_the_page_it_leads_to():
    found = groups(
        change("standing", 1), change("issued", 2, 100, "i-2"), change("overdue", 3, 100, "i-3"),
        change("paid", 4, 100, "p-4"), change("promised", 5, 100, "k-5"),
    )  # fmt: skip
    assert [(one.cue.icon, one.cue.tone, one.cue.page) for one in found] == [
        ("cash", "good", "payment"), ("hourglass", "late", "invoice"), ("calendar", "", ""),
        ("file-invoice", "", "invoice"), ("users", "", ""),
    ]  # fmt: skip
    assert found[0].title == "Payments received: 1"


def test_a_few_are_shown_the_others_folded_and_all_of_them_counted_and_summed():
    paid = [change("paid", place, 1_000 - place, f"p-{place}") for place in range(40)]
    (group,) = groups(*paid, counts={"paid": 120}, sums={"paid": {"GBP": 77_700}})
    assert (len(group.first), len(group.others), group.more, group.unlisted) == (3, 27, 117, 90)
    assert (group.title, group.has_sums, group.sums_minor) == ("Payments received: 120", True, {"GBP": 77_700})


def test_no_fold_for_one_line_and_no_sum_of_a_single_amount():
    (four,) = groups(*(change("paid", place, 100) for place in range(4)))
    assert (len(four.first), four.others) == (4, ())
    (one,) = groups(change("paid", 1, 100), sums={"paid": {"GBP": 100}})
    assert not one.has_sums
