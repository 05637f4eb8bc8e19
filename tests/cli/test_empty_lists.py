"""Lists without lines in a terminal: an empty book is told from a question that nothing answers."""

from __future__ import annotations

from tests import clock

NO_INVOICES = "There are no invoices yet: import them with “mainstay import invoices FILE”."
NO_CLIENTS = "There are no clients yet: import them with “mainstay import clients FILE”."


def test_an_empty_book_is_told_from_a_question_that_nothing_answers(new_firm):
    book = new_firm()
    asked = (
        ("clients",),
        ("clients", "nobody"),
        ("clients", "--owing"),
        ("invoices",),
        ("invoices", "--state", "overdue"),
        ("receivables",),
        ("search", "nobody"),
        ("proposals",),
    )
    day = f"{clock.today():%-d %b %Y}"
    assert [book(*words).words for words in asked] == [
        *[NO_CLIENTS] * 3,
        *[NO_INVOICES] * 2,
        f"Receivables at the end of {day} {NO_INVOICES}",
        *[NO_INVOICES] * 2,
    ]
    book("record", "client", "Işık İnşaat")
    book("record", "invoice", "Işık İnşaat", "100.00", "--number", "A-1")
    book("record", "payment", "Işık İnşaat", "100.00", "--invoice", "A-1")
    book("score")
    no_invoice = "No matching invoices: list all with “mainstay invoices --state all”."
    no_client = "No matching clients: widen the search, or list all with “mainstay clients”."
    assert [book(*words).words for words in asked[1:]] == [
        "No clients match “nobody”: try part of the name.",
        no_client,
        no_invoice,
        no_invoice,
        f"Receivables at the end of {day} Nobody owed you anything.",
        "No results for “nobody”: try fewer letters, part of the name, the number or the exact amount.",
        "No suggestions: no client is a risk that different terms would reduce.",
    ]
