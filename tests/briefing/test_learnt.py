"""What Today says of a book that was just imported, or in which nobody owes anything."""

from __future__ import annotations

from tests.builders import ISIK, NOW, OBRIEN, OWNER, OZGE, a_client, a_paid_invoice, day, questions

from mainstay.briefing.phrases import learnt_sentences
from mainstay.briefing.queries.learnt import LearntPanel, learnt
from mainstay.briefing.queries.morning import _is_new, morning
from mainstay.kernel.offers import panel_of
from mainstay.scoring.actions.scoring import score_book


def test_the_slowest_and_the_best_are_named_where_nobody_owes_anything(book) -> None:
    for name, days in ((ISIK, 45), (OBRIEN, 28), (OZGE, 31)):
        for month in range(4):
            on = day(30 * month)
            a_paid_invoice(a_client(name), on=on, paid_on=day(30 * month + days))
    panel = panel_of(morning(today=day(200), by=OWNER).panels, LearntPanel)
    assert panel is not None
    said = learnt_sentences(panel.learnt)
    assert [(label, text) for label, _ref, text in said[:2]] == [
        ("Slowest", f"{ISIK}, usually 15 days late"), ("Best", f"{OBRIEN}, usually 2 days early"),
    ]  # fmt: skip
    with questions() as asked:
        learnt(as_of=day(200), by=OWNER)
    assert len(asked) <= 4, asked


def test_who_went_quiet_is_named(book) -> None:
    for month in range(12):
        a_paid_invoice(a_client(ISIK), on=day(30 * month), paid_on=day(30 * month + 20))
        a_paid_invoice(a_client(OBRIEN), on=day(30 * month), paid_on=day(30 * month + 20))
    for month in range(12, 36):
        a_paid_invoice(a_client(OBRIEN), on=day(30 * month), paid_on=day(30 * month + 20))
    score_book(as_of=day(1_100), by=OWNER, now=NOW)
    panel = learnt(as_of=day(1_100), by=OWNER)
    assert [one.name for one in panel.learnt.quiet] == [ISIK]


def test_an_import_is_new_for_a_week() -> None:
    assert [_is_new(day(0), day(on)) for on in (-1, 0, 7, 8)] == [False, True, True, False]
    assert not _is_new(None, day(0))
