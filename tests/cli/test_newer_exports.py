"""The same book exported again: what is new comes in, what is there is left alone, nothing is written over."""

from __future__ import annotations

from tests.cli.outcomes import sums, whole

HEADER = (
    "Invoice Number,Client,Invoice Date,Due Date,Total,Currency,Paid,Payment Date,Disputed,Written Off,Written Off On"
)
SEVERAL = (
    "Invoice A-3 is in the file several times with different details (lines 4, 5), so none of its rows came in: keep "
    "the right ones."
)
BEFORE = (
    "A-1,Işık İnşaat,2026-01-10,2026-02-09,100.00,GBP,0.00,,No,,",
    "A-2,Işık İnşaat,2026-01-11,2026-02-10,200.00,GBP,0.00,,Yes,,",
    "A-3,O'Brien & Sons,2026-01-12,2026-02-11,300.00,GBP,0.00,,No,,",
)


def only(outcome, *names):
    """The figures of these names alone."""
    return {name: outcome[name] for name in names}


def part_of(outcome):
    return tuple(outcome[name] for name in ("invoices", "payments", "clients", "unchanged", "rejected"))


def open_of(book, day):
    return {
        invoice["number"]: (invoice["open"], invoice["disputed"])
        for name in ("isik", "brien")
        for invoice in book.client(name, day)["open_invoices"]
    }


def test_a_second_run_changes_nothing(british, write):
    file = write("a.csv", HEADER, *BEFORE)
    british.bring(file)
    before = british.whole("2026-06-30"), british.client("isik", "2126-01-01")
    again = british.bring(file)
    assert again == whole(again, rows=3, unchanged=3)
    assert sums(again) == {("invoiced", "GBP"): ("600.00", "600.00")}
    assert (british.whole("2026-06-30"), british.client("isik", "2126-01-01")) == before


def test_open_then_part_paid_then_paid(british, write):
    british.bring(write("a.csv", HEADER, *BEFORE))
    part = "A-1,Işık İnşaat,2026-01-10,2026-02-09,100.00,GBP,40.00,2026-02-20,No,,"
    new = "A-4,Özge Çağlar,2026-02-01,2026-03-03,50.00,GBP,0.00,,No,,"
    assert part_of(british.bring(write("b.csv", HEADER, part, *BEFORE[1:], new))) == (1, 1, 1, 2, 0)
    whole = "A-1,Işık İnşaat,2026-01-10,2026-02-09,100.00,GBP,100.00,2026-03-01,No,,"
    assert part_of(british.bring(write("c.csv", HEADER, whole, *BEFORE[1:], new))) == (0, 1, 0, 3, 0)

    assert british.owed("2026-02-19") == {"GBP": ("650.00", "600.00")}
    assert british.owed("2026-02-20") == {"GBP": ("610.00", "560.00")}
    assert british.owed("2026-03-01") == {"GBP": ("550.00", "500.00")}
    page = british.client("isik", "2026-06-30")
    assert [(paid["paid_on"], paid["amount"]) for paid in page["payments"]] == [
        ("2026-03-01", "60.00"),
        ("2026-02-20", "40.00"),
    ]
    assert (page["habits"]["paid"], page["habits"]["last"]) == (1, 20)
    british("check")


def test_an_older_export_takes_nothing_back(british, write, rejected):
    british.bring(write("a.csv", HEADER, BEFORE[0]))
    paid = "A-1,Işık İnşaat,2026-01-10,2026-02-09,100.00,GBP,100.00,2026-03-01,No,,"
    british.bring(write("b.csv", HEADER, paid))
    outcome = british.bring(write("a2.csv", HEADER, BEFORE[0]))
    assert part_of(outcome) == (0, 0, 0, 0, 1)
    [reject] = rejected(outcome)
    assert reject == (
        "2", "Paid", "0.00", "More was paid on invoice A-1 in the book than the file says: see which is right.",
    )  # fmt: skip
    assert british.owed("2026-03-01") == {}


def test_a_dispute_is_opened_and_closed(british, write):
    british.bring(write("a.csv", HEADER, *BEFORE))
    assert open_of(british, "2126-01-01") == {
        "A-1": ("100.00", False), "A-2": ("200.00", True), "A-3": ("300.00", False),
    }  # fmt: skip
    changed = (BEFORE[0].replace(",No,", ",Yes,"), BEFORE[1].replace(",Yes,", ",No,"), BEFORE[2])
    assert part_of(british.bring(write("b.csv", HEADER, *changed))) == (0, 0, 0, 1, 0)
    assert open_of(british, "2126-01-01") == {
        "A-1": ("100.00", True), "A-2": ("200.00", False), "A-3": ("300.00", False),
    }  # fmt: skip
    assert part_of(british.bring(write("c.csv", HEADER, *changed))) == (0, 0, 0, 3, 0)
    british("check")


def test_what_was_written_off_later(british, write):
    british.bring(write("a.csv", HEADER, *BEFORE))
    lost = "A-3,O'Brien & Sons,2026-01-12,2026-02-11,300.00,GBP,100.00,2026-02-20,No,200.00,2026-05-01"
    assert part_of(british.bring(write("b.csv", HEADER, *BEFORE[:2], lost))) == (0, 1, 0, 2, 0)
    assert british.owed("2026-04-30") == {"GBP": ("500.00", "500.00")}
    assert british.owed("2026-05-01") == {"GBP": ("300.00", "300.00")}
    assert part_of(british.bring(write("c.csv", HEADER, *BEFORE[:2], lost))) == (0, 0, 0, 3, 0)
    # What was given up is no payment: it says nothing of how they pay.
    assert british.client("brien", "2026-06-30")["habits"]["paid"] == 0
    british("check")


def test_what_says_something_else_is_never_written_over(british, write, rejected):
    british.bring(write("a.csv", HEADER, *BEFORE))
    before = british.whole("2026-06-30")
    changed = (
        "A-1,O'Brien & Sons,2026-01-10,2026-02-09,100.00,GBP,0.00,,No,,",
        "A-2,Işık İnşaat,2026-01-12,2026-02-10,200.00,GBP,0.00,,Yes,,",
        "A-3,O'Brien & Sons,2026-01-12,2026-02-12,300.00,GBP,0.00,,No,,",
        "A-3,O'Brien & Sons,2026-01-12,2026-02-11,300.00,EUR,0.00,,No,,",
    )
    outcome = british.bring(write("b.csv", HEADER, *changed))
    assert part_of(outcome) == (0, 0, 0, 0, 4)
    assert [(reject.line, reject.column, reject.value, reject.reason) for reject in rejected(outcome)] == [
        # Two rows of one number that say different things: neither comes in.
        ("4", "Invoice Number", "A-3", SEVERAL),
        ("4", "Invoice Number", "A-3", SEVERAL),
        (
            "2",
            "Client",
            "O'Brien & Sons",
            "Invoice A-1 is already recorded for another client: correct the number or the client.",
        ),
        (
            "3",
            "Invoice Date",
            "2026-01-12",
            "Invoice A-2 is already recorded with another date: correct the number or the date.",
        ),
    ]
    assert british.whole("2026-06-30") == before


def test_another_due_date_is_said_and_the_book_keeps_its_own(british, write):
    british.bring(write("a.csv", HEADER, *BEFORE))
    later = BEFORE[0].replace("2026-02-09", "2026-03-31")
    outcome = british.bring(write("b.csv", HEADER, later))
    assert part_of(outcome) == (0, 0, 0, 1, 0)
    assert [only(one, "kind", "subject", "ours", "theirs") for one in outcome["changes"]] == [
        {"kind": "due_on", "subject": "A-1", "ours": "2026-02-09", "theirs": "2026-03-31"}
    ]
    assert british.owed("2026-02-28") == {"GBP": ("600.00", "600.00")}
