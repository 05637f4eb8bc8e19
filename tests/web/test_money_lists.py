"""Lists of payments and of receivables: filtered, sorted, on any day, acted on; all lists as files of what is shown."""

from __future__ import annotations

import re
from html import unescape

import pytest
from tests.builders import ACT, ISIK, OBRIEN, OZGE, a_client, a_payment, an_issued_invoice, day

from mainstay.billing.actions.payments import reverse_payment
from mainstay.clients.models import Client
from mainstay.firm.models import Firm
from mainstay.web.lists import Mark, marks_of

FILTERS = {
    "clients": (
        "", "?who=mine", "?show=owing", "?show=overdue", "?q=isik", "?tag=VIP", "?sort=owed", "?sort=name-down",
        f"?until={day(1)}&show=owing",
    ),
    "invoices": ("", "?state=all", "?state=settled", "?q=isik", "?currency=EUR", "?state=all&sort=total",
                 f"?state=all&until={day(1)}"),
    "payments": (
        "", "?who=mine", "?q=isik", "?q=A-1", "?show=left", "?show=undone", "?currency=EUR", "?sort=amount",
        "?sort=client-turned", f"?until={day(3)}", f"?since={day(2)}&sort=left",
    ),
    "receivables": (
        "", "?who=mine", "?q=isik", "?age=overdue", "?age=current", "?currency=EUR", "?tag=VIP", "?sort=client",
        "?sort=overdue-turned", f"?until={day(1)}",
    ),
}  # fmt: skip
"""Page -> what it may be asked."""
ROWS = {
    "clients": r'/clients/(c-[a-z0-9]+)/"',
    "invoices": r'/invoices/(i-[a-z0-9]+)/"',
    "payments": r'name="row" value="([^"]+)"',
    "receivables": r'name="client" value="([^"]+)"',
}
COLUMN = {"clients": "Client ref", "invoices": "Invoice number", "payments": "Payment ref", "receivables": "Client ref"}


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def firm(book):
    """Three clients: one owes late and paid in part, one owes in euros, one has paid too much."""
    Firm.objects.update(currency="GBP")
    isik, ozge, obrien = (a_client(name) for name in (ISIK, OZGE, OBRIEN))
    Client.objects.filter(pk=isik.pk).update(responsible="owner@example.com", tags="VIP")
    first = an_issued_invoice(isik, "100.00", on=day(0), due=day(5), number="A-1")
    an_issued_invoice(ozge, "70.00", on=day(1), due=day(9000), number="B-1", currency="EUR")
    an_issued_invoice(obrien, "20.00", on=day(2), due=day(9000), number="C-1")
    a_payment(isik, "30.00", on=day(2), settles=(first,))
    a_payment(obrien, "45.00", on=day(4))
    wrong = a_payment(ozge, "5.00", on=day(4), currency="EUR")
    reverse_payment(ref=wrong.ref, on=day(6), reason="twice", **ACT)
    return isik, ozge, obrien


def lines(answer) -> list[list[str]]:
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    return [line.split(",") for line in text.splitlines()]


def column(answer, name: str) -> list[str]:
    heading, *rows = lines(answer)
    return [row[heading.index(name)] for row in rows]


@pytest.mark.parametrize("page", FILTERS)
def test_the_file_holds_the_rows_of_the_screen_in_their_order(book, owner, firm, page) -> None:
    found = []
    everything = owner.get(f"/{book}/invoices/?state=all").content.decode()
    numbers = dict(re.findall(r'/invoices/(i-[a-z0-9]+)/">([^<]+)<', everything))
    for query in FILTERS[page]:
        shown = re.findall(ROWS[page], owner.get(f"/{book}/{page}/{query}").content.decode())
        written = column(owner.get(f"/{book}/{page}/file/{query}"), COLUMN[page])
        assert list(dict.fromkeys(numbers.get(ref, ref) for ref in shown)) == list(dict.fromkeys(written)), query
        found.append(tuple(shown))
    assert len(set(found)) > 3


def test_receivables_stand_in_the_firms_currency_first_and_are_summed_as_they_are_filtered(book, owner, firm) -> None:
    page = owner.get(f"/{book}/receivables/").content.decode()
    assert page.index('id="GBP"') < page.index('id="EUR"')
    assert "£90.00" in page
    page = owner.get(f"/{book}/receivables/?who=mine").content.decode()
    assert ("£70.00" in page, 'id="EUR"' in page) == (True, False)
    nobody = owner.get(f"/{book}/receivables/?q=zzz").content.decode()
    assert "No client matching these filters owes you anything." in nobody
    turned = owner.get(f"/{book}/receivables/?sort=client").content.decode()
    assert ('aria-sort="ascending"' in turned, "sort=client-turned" in turned) == (True, True)


def test_receivables_of_a_past_day_know_nothing_later(book, owner, firm) -> None:
    page = owner.get(f"/{book}/receivables/?until={day(1)}").content.decode()
    assert ("£100.00" in page, "£90.00" in page) == (True, False)
    wrong = owner.get(f"/{book}/receivables/?until=someday").content.decode()
    assert ("“someday” is not a day" in wrong, 'value="someday"' in wrong) == (True, True)
    assert "hasn’t come yet" in owner.get(f"/{book}/receivables/?until=2999-01-01").content.decode()


def test_debtors_are_tagged_grouped_and_exported(book, owner, firm) -> None:
    both = [firm[0].ref, firm[1].ref]
    said = {"client": both, "label": "Chase", "q": "i"}
    answer = owner.post(f"/{book}/receivables/act/", {**said, "act": "tag", "key": "k1"})
    assert answer["Location"] == f"/{book}/receivables/?q=i"
    owner.post(f"/{book}/receivables/act/", {**said, "act": "group", "key": "k2"})
    found = Client.objects.filter(ref__in=both).order_by("id").values_list("tags", "client_group")
    assert [("Chase" in tags, group) for tags, group in found] == [(True, "Chase"), (True, "Chase")]
    ticked = owner.post(f"/{book}/receivables/act/", {"client": both[1:], "act": "export"})
    assert column(ticked, "Client ref") == both[1:]
    refused = owner.post(f"/{book}/receivables/act/", {"act": "tag", "label": "Chase"})
    assert (refused.status_code, "No clients are selected" in refused.content.decode()) == (422, True)
    nameless = owner.post(f"/{book}/receivables/act/", {"client": both, "act": "tag", "label": ""})
    ticked_still = re.findall(r'name="client"[^>]* checked>', nameless.content.decode())
    assert (nameless.status_code, len(ticked_still)) == (422, 2)


def test_payments_are_summed_filtered_and_known_as_of_a_day(book, owner, firm) -> None:
    page = owner.get(f"/{book}/payments/").content.decode()
    assert "4 payments" in page
    assert "Received: £75.00" in page
    assert "Left on account: £45.00" in page
    then = owner.get(f"/{book}/payments/?until={day(4)}&show=left").content.decode()
    assert ("£45.00 + €5.00" in then, "2 payments" in then, "As known at the end of" in then) == (True, True, True)
    assert "No matching payments." in owner.get(f"/{book}/payments/?q=zzz").content.decode()
    backwards = owner.get(f"/{book}/payments/?since={day(5)}&until={day(3)}").content.decode()
    assert "The list begins after it ends" in backwards


def test_ticked_payments_are_exported(book, owner, firm) -> None:
    refs = re.findall(ROWS["payments"], owner.get(f"/{book}/payments/").content.decode())
    ticked = owner.post(f"/{book}/payments/act/", {"row": refs[:2]})
    assert column(ticked, "Payment ref") == refs[:2]
    refused = owner.post(f"/{book}/payments/act/", {})
    assert (refused.status_code, "No payments are selected" in refused.content.decode()) == (422, True)


def test_a_filter_that_applies_at_once_is_answered_with_the_rows_alone(book, owner, firm) -> None:
    for page in ("payments", "receivables"):
        part = owner.get(f"/{book}/{page}/?q=isik", HTTP_HX_REQUEST="true").content.decode()
        assert ("<html" in part, ISIK in part, OZGE in part) == (False, True, False)


@pytest.mark.parametrize("page", FILTERS)
def test_a_list_on_paper_says_whose_it_is_of_which_day_and_what_it_leaves_out(book, owner, firm, page) -> None:
    shown = owner.get(f"/{book}/{page}/?q=isik&print=all").content.decode()
    head = re.search(r'<div class="print-head">(.*?)</div>', shown)
    assert head is not None
    assert ("At the end of" in head[1], "“isik”" in head[1]) == (True, True)
    assert Firm.objects.get().name in head[1].replace("&#x27;", "'")


def test_a_list_to_print_has_all_rows(book, owner, firm, monkeypatch) -> None:
    monkeypatch.setattr("mainstay.web.lists.PAGE", 2)
    for page in ("clients", "payments"):
        pages = [owner.get(f"/{book}/{page}/{query}").content.decode() for query in ("", "?print=all")]
        assert ["Page 1 of" in one for one in pages] == [True, False]


def test_the_invoices_of_one_client_are_listed_and_the_client_is_removed_in_one_click(book, owner, firm) -> None:
    isik, ozge, _obrien = firm
    page = owner.get(f"/{book}/invoices/?state=all&client={isik.ref}").content.decode()
    assert ("A-1" in page, "B-1" in page, "C-1" in page) == (True, False, False)
    assert re.search(r'href="\?state=all"[^>]*><span dir="auto">Işık İnşaat</span>', page)
    assert f'name="client" value="{isik.ref}"' in page
    assert column(owner.get(f"/{book}/invoices/file/?client={ozge.ref}"), "Invoice number") == ["B-1"]
    nobody = owner.get(f"/{book}/invoices/?client=c-none").content.decode()
    assert ("No matching invoices." in nobody, "c-none" in nobody) == (True, True)


def test_the_firms_currency_is_the_first_of_the_invoices_by_amount(book, owner, firm) -> None:
    page = owner.get(f"/{book}/invoices/?state=all&sort=total").content.decode()
    places = [page.index(f">{number}<") for number in ("A-1", "C-1", "B-1")]
    assert places == sorted(places)
    assert "£90.00 + €70.00 open" in page


def test_invoices_of_a_past_day_stand_as_they_stood_then(book, owner, firm) -> None:
    isik, _ozge, _obrien = firm
    an_issued_invoice(isik, "10.00", on=day(9), number="D-1")
    page = owner.get(f"/{book}/invoices/?state=all&until={day(1)}").content.decode()
    assert [number in page for number in ("A-1", "B-1", "C-1", "D-1")] == [True, True, False, False]
    assert ("£100.00 + €70.00 open" in page, "As known at the end of 1 Mar 2024" in page) == (True, True)
    assert f"?state=overdue&amp;until={day(1)}" in page
    for state, numbers in {"": ["A-1", "B-1", "C-1"], "overdue": ["A-1"], "settled": []}.items():
        written = owner.get(f"/{book}/invoices/file/?state={state}&until={day(6)}")
        assert sorted(column(written, "Invoice number")) == numbers

    def asked(query: str, heading: str) -> list[str]:
        return column(owner.get(f"/{book}/invoices/file/{query}"), heading)

    late = f"?until={day(6)}&age=1-30"
    assert [asked(late, one) for one in ("Open", "Overdue", "As of")] == [["70.00"], ["70.00"], [str(day(6))]]
    before = f"?until={day(1)}&state=all&sort=open&q=isik"
    assert [asked(before, one) for one in ("Open", "Days late")] == [["100.00"], [""]]
    assert column(owner.get(f"/{book}/invoices/file/?until={day(1)}&state=risk"), "At risk") == ["", ""]
    wrong = owner.get(f"/{book}/invoices/?until=someday").content.decode()
    assert ("“someday” is not a day" in wrong, 'value="someday"' in wrong) == (True, True)


def test_an_invoice_settled_later_was_open_on_a_past_day(book, owner, firm) -> None:
    paid = an_issued_invoice(firm[0], "40.00", on=day(2), number="E-1")
    a_payment(firm[0], "40.00", on=day(4), settles=(paid,))
    for until, state in {day(3): "open", day(4): "settled"}.items():
        written = owner.get(f"/{book}/invoices/file/?state={state}&until={until}")
        assert "E-1" in column(written, "Invoice number")
    for heading, said in {"Open": ["0.00"], "State": ["settled"]}.items():
        settled = owner.get(f"/{book}/invoices/file/?state=settled&until={day(4)}")
        assert column(settled, heading) == said


def test_clients_of_a_past_day_owe_what_they_owed_then(book, owner, firm) -> None:
    page = owner.get(f"/{book}/clients/?until={day(1)}").content.decode()
    assert ("Owed: £100.00 + €70.00" in page, "As known at the end of 1 Mar 2024" in page) == (True, True)
    assert f"/clients/file/?until={day(1)}&amp;format=csv" in page
    written = owner.get(f"/{book}/clients/file/?until={day(1)}&show=owing")
    assert column(written, "As of") == [str(day(1))] * 2
    wrong = owner.get(f"/{book}/clients/?until=someday").content.decode()
    assert ("“someday” is not a day" in wrong, 'value="someday"' in wrong) == (True, True)


SET = {
    "clients": "?show=owing&owed=5&q=i",
    "invoices": "?state=overdue&currency=GBP&q=i",
    "payments": f"?show=left&since={day(2)}&q=i",
    "receivables": "?age=overdue&currency=GBP&q=i",
}
"""Page -> two filters and a search."""


@pytest.mark.parametrize("page", SET)
def test_each_filter_that_is_set_is_a_mark_that_takes_it_away(book, owner, firm, page) -> None:
    def marks(query: str, **headers: str) -> list[str]:
        answer = owner.get(f"/{book}/{page}/{query}", headers=headers).content.decode()
        [line] = re.findall(r'<ul class="filter-marks"[^>]*>(.*?)</ul>', answer, re.DOTALL)
        count = re.findall(r'id="filter-count"[^>]*>([^<]*)<', answer)
        found = re.findall(r'href="(\?[^"]*)"', line)
        assert count == [f"· {len(found)}" if found else ""]
        return [unescape(one) for one in found]

    assert marks("") == []
    first, second = marks(SET[page])
    assert marks(SET[page], HX_Request="true") == [first, second]
    assert ("q=i" in first, "q=i" in second) == (True, True)
    # One click each, in any order, and only the search is left.
    assert (len(marks(first)), len(marks(second))) == (1, 1)
    assert marks(marks(first)[0]) == []


def test_the_mark_of_a_span_goes_with_both_its_ends() -> None:
    asked = {"f-x-from": "1", "f-x-to": "2", "q": "", "sort": "owed"}
    assert marks_of({"f-x": "Size: 1 – 2", "tag": ""}, asked) == (Mark("Size: 1 – 2", "?sort=owed"),)
