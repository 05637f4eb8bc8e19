"""A list without lines: an empty book is told from a filter that nothing fits, and each says what to do."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.builders import ACT, ISIK, a_client, a_paid_invoice, an_issued_invoice

from mainstay.scoring.actions.scoring import score_book

INVOICES = (
    "There are no invoices yet.",
    "Import them from a file: you’ll then see here who owes what, and how late.",
    ["import/"],
)
ALL_INVOICES = ["invoices/?state=all"]


def told(answer) -> tuple[str, str, list[str]]:
    """Headline, sentence and ways out of the one empty state on a page; addresses within the firm."""
    [state] = re.findall(r'<div class="empty">(.*?)</div></div>(?!</div>)', answer.content.decode(), re.DOTALL)
    title, sentence = (
        " ".join(unescape(re.sub("<[^>]*>", "", "".join(found))).split())
        for found in (
            re.findall(r'class="empty-title[^"]*">(.*?)</p>', state),
            re.findall(r'class="empty-subtitle[^"]*">(.*?)</p>', state),
        )
    )
    ways = re.findall(r'(?:href|action)="(?:/[^/"]+/)?([^"]*)"', state)
    return title, sentence, ways


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def told_at(book, owner):
    return lambda address: told(owner.get(f"/{book}/{address}"))


CLIENTS = (
    "There are no clients yet.",
    "They come with your invoices; you can also add them by hand.",
    ["import/", "clients/new/"],
)
PAYMENTS = (
    "No payment so far: record the first one, or import payments with your invoices.",
    "",
    ["import/"],
)
NOTHING_TO_FIND = (
    "There is nothing to find yet.",
    "Import your invoices: you can then find clients, invoices and payments here.",
    ["import/"],
)
NOT_SCORED = (
    "No forecast yet.",
    (
        "Insights are updated overnight: money at risk, expected cash and client concentration. "
        "Import your invoices first."
    ),
    ["import/", "update-scores/"],
)


@pytest.mark.parametrize(
    ("address", "said"),
    [
        ("invoices/", INVOICES),
        ("invoices/?state=overdue&currency=GBP", INVOICES),
        ("invoices/?age=90%2B", INVOICES),
        ("receivables/", INVOICES),
        ("receivables/?currency=GBP", INVOICES),
        ("proposals/", INVOICES),
        ("clients/", CLIENTS),
        ("clients/?q=nobody&sort=overdue", CLIENTS),
        ("clients/?standing=steady", CLIENTS),
        ("payments/", PAYMENTS),
        ("payments/?q=nobody", PAYMENTS),
        ("search/?q=nobody", NOTHING_TO_FIND),
        ("figures/", NOT_SCORED),
    ],
)
def test_an_empty_book_says_so_whatever_is_asked(told_at, address, said) -> None:
    assert told_at(address) == said


@pytest.mark.parametrize(
    ("address", "said"),
    [
        (
            "invoices/",
            ("Nobody owes you anything.", "Choose something else above, or show all invoices.", ["?state=all"]),
        ),
        (
            "invoices/?state=overdue",
            ("No matching invoices.", "Choose something else above, or show all invoices.", ["?state=all"]),
        ),
        (
            "invoices/?state=all&currency=TRY",
            ("No matching invoices.", "Choose something else above, or show all invoices.", ["?state=all"]),
        ),
        ("receivables/", ("Nobody owes you anything.", "Every invoice is settled.", ALL_INVOICES)),
        ("receivables/?currency=TRY", ("Nobody owes you anything in TRY.", "", ["receivables/"])),
        ("clients/?q=nobody", ("No matching clients.", "Try a part of the name, or show all clients.", ["clients/"])),
        ("clients/?show=owing", ("No matching clients.", "Try a part of the name, or show all clients.", ["clients/"])),
        ("payments/?q=nobody", ("No matching payments.", "Change the filter, or show all payments.", ["payments/"])),
        (
            "search/?q=nobody",
            ("No results for “nobody”.", "Try fewer letters, a part of the name, the number or the exact amount.", []),
        ),
        (
            "proposals/",
            (
                "No forecast yet.",
                "It runs overnight; suggested terms then appear here.",
                ["figures/"],
            ),
        ),
        (
            "figures/",
            (
                "No forecast yet.",
                "Insights are updated overnight: money at risk, expected cash and client concentration.",
                ["update-scores/"],
            ),
        ),
    ],
)
def test_a_filter_that_nothing_fits_is_no_empty_book(told_at, address, said) -> None:
    a_paid_invoice(a_client(ISIK))
    assert told_at(address) == said


def test_a_scored_book_proposes_nothing_and_says_what_comes(told_at) -> None:
    a_paid_invoice(a_client(ISIK))
    score_book(as_of=ACT["now"].date(), **ACT)
    assert told_at("proposals/") == (
        "No suggestions: no client is a risk that different terms would reduce.",
        "Nothing to review. Suggestions are updated overnight; new ones appear here and on Today.",
        [],
    )


def test_who_may_not_bring_invoices_is_offered_nothing_of_the_kind(book, browser) -> None:
    reader = browser(book, "reader")
    assert {address: told(reader.get(f"/{book}/{address}/")) for address in ("invoices", "clients", "figures")} == {
        "invoices": (
            "There are no invoices yet.",
            "Once invoices are imported, you’ll see here who owes what, and how late.",
            [],
        ),
        "clients": ("There are no clients yet.", "They come with your invoices.", []),
        "figures": (NOT_SCORED[0], NOT_SCORED[1], []),
    }


def test_a_list_with_lines_says_nothing_of_the_kind(book, owner) -> None:
    an_issued_invoice(a_client(ISIK))
    for address in ("invoices", "receivables", "clients"):
        assert 'class="empty"' not in owner.get(f"/{book}/{address}/").content.decode(), address


def test_nobody_to_pay_is_told_from_a_name_that_nobody_bears(book, owner) -> None:
    address, first = f"/{book}/payments/record/?q=nobody", "Add the one who paid, or import your invoices."
    empty = owner.get(address).content.decode()
    a_client(ISIK)
    filled = owner.get(address).content.decode()
    assert (first in empty, "No clients match" in empty) == (True, False)
    assert (first in filled, "No clients match" in filled) == (False, True)
