"""Search and saved views in a browser: as one types, without JavaScript, in few questions, never anybody else's."""

from __future__ import annotations

import re
from dataclasses import replace

import pytest
from tests.builders import ISIK, OBRIEN, OWNER, OZGE, a_client, a_payment, an_issued_invoice, day, questions

from mainstay.firm.queries.saved_views import saved_views


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


def text_of(answer) -> str:
    return re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", answer.content.decode()))


def listed(answer) -> list[str]:
    return re.findall(r'href="/[^/]+/clients/c-\w+/"[^>]*>([^<]+)</a></', answer.content.decode())


def test_what_is_found_stands_in_groups_and_leads_on(owner, book) -> None:
    client = a_client(ISIK)
    for number in range(9):
        invoice = an_issued_invoice(client, "1234.50", "TRY", day(number), number=f"IŞIK-{number}")
    payment = a_payment(client, "1234.50", "TRY", note="isik")
    page = owner.get(f"/{book}/search/", {"q": "isik"}).content.decode()
    assert [f'href="/{book}/{address}/"' in page for address in (f"clients/{client.ref}", f"invoices/{invoice.ref}",
            f"payments/{payment.ref}")] == [True, True, True]  # fmt: skip
    assert re.findall(r">IŞIK-(\d)<", page) == list("87654321")
    assert f'href="/{book}/search/?q=isik&amp;only=invoices">all 9</a>' in page
    every = owner.get(f"/{book}/search/", {"q": "isik", "only": "invoices", "page": "x"}).content.decode()
    assert re.findall(r">IŞIK-(\d)<", every) == list("876543210")
    assert f"payments/{payment.ref}" not in every
    for typed in ("1.234,50", "1,234.50"):
        assert f"payments/{payment.ref}" in owner.get(f"/{book}/search/", {"q": typed}).content.decode()


def test_as_one_types_the_results_alone_come(owner, book) -> None:
    a_client(OBRIEN)
    whole, part = (
        owner.get(f"/{book}/search/", {"q": "<b>brien"}, headers=more) for more in ({}, {"HX-Request": "true"})
    )
    assert "<html" in whole.content.decode()
    assert "<html" not in part.content.decode()
    assert "No results for “&lt;b&gt;brien”." in part.content.decode()
    assert (
        "O&#x27;Brien &amp; Sons"
        in owner.get(f"/{book}/search/", {"q": "brien"}, headers={"HX-Request": "true"}).content.decode()
    )


def test_an_empty_search_says_what_can_be_found(owner, book) -> None:
    assert "What are you looking for?" in text_of(owner.get(f"/{book}/search/"))
    assert owner.get(f"/{book}/search/", {"q": "\x00", "only": "nonsense", "page": "9" * 50}).status_code == 200


def test_every_page_has_the_field_and_the_keys(owner, book) -> None:
    for path in ("today", "clients", "search", "keys"):
        page = owner.get(f"/{book}/{path}/").content.decode()
        assert page.count(f'<form id="search-form" method="get" role="search" action="/{book}/search/">') == 1
        assert page.count('id="search"') == page.count('id="keys"') == page.count("mainstay.js") == 1
    assert 'value="a &quot;b"' in owner.get(f"/{book}/search/", {"q": 'a "b'}).content.decode()
    assert "Move through the results" in text_of(owner.get(f"/{book}/keys/"))


def test_a_search_asks_as_much_whatever_it_finds_and_once_more_where_it_finds_nothing(owner, book) -> None:
    for number in range(3):
        an_issued_invoice(a_client(f"{ISIK} {number}"), number=f"IŞIK-{number}")
    counts = []
    for text in ("isik", "IŞIK-1", "nothing"):
        with questions() as asked:
            owner.get(f"/{book}/search/", {"q": text})
        counts.append(len(asked))
    assert counts == [counts[0], counts[0], counts[0] + 1]
    assert counts[0] <= 10  # two of them ask where to look among invoices and among payments, however many there are


@pytest.fixture
def debtor(book):
    """Debts of every age today, in whatever zone: due long ago."""
    for name, total, due in ((ISIK, "1234.50", 40), (OBRIEN, "99.00", 60), (OZGE, "5.00", 3650 * 5)):
        an_issued_invoice(a_client(name), total, on=day(0), due=day(due))


def test_the_list_is_filtered_by_age_and_by_amount(owner, book, debtor) -> None:
    def asked(**wishes):
        return listed(owner.get(f"/{book}/clients/", wishes))

    assert asked() == [ISIK, "O&#x27;Brien &amp; Sons", OZGE]
    for show in ("overdue", "over-30", "over-60", "over-90"):
        assert asked(show=show) == [ISIK, "O&#x27;Brien &amp; Sons"]
    assert asked(owed="99") == [ISIK, "O&#x27;Brien &amp; Sons"]
    assert asked(owed="1,234.50", show="owing") == [ISIK]
    assert asked(owed="1,234.51") == []
    wrong = owner.get(f"/{book}/clients/", {"owed": "<lots>"})
    assert "“&lt;lots&gt;” is not an amount: write it as 1,234.50." in wrong.content.decode()
    assert 'value="&lt;lots&gt;"' in wrong.content.decode()


def test_a_view_is_saved_renamed_and_removed(owner, book, debtor) -> None:
    wishes = {"q": "ısık", "show": "over-30", "owed": "10", "sort": "overdue"}
    address = f"/{book}/clients/?q=%C4%B1s%C4%B1k&show=over-30&owed=10&sort=overdue"
    page = owner.get(address).content.decode()
    assert f'action="/{book}/views/save/"' in page
    assert [f'<input type="hidden" name="{key}" value="{value}">' in page for key, value in wishes.items()] == [
        True
    ] * 4
    for _ in range(2):
        answer = owner.post(f"/{book}/views/save/", {**wishes, "name": "Şişli <b>", "drop": "x", "page": "2"})
        assert (answer.status_code, answer["Location"]) == (302, address)
    page = owner.get(address).content.decode()
    assert page.count("Şişli &lt;b&gt;</a>") == 1
    assert f'active" href="{address.replace("&", "&amp;")}" aria-current="page"' in page
    assert listed(owner.get(address)) == [ISIK]
    answer = owner.post(f"/{book}/views/rename/", {**wishes, "view": "Şişli <b>", "name": "Ankara"})
    assert (answer.status_code, answer["Location"]) == (302, address)
    assert "Ankara</a>" in owner.get(f"/{book}/clients/").content.decode()
    for _ in range(2):
        assert owner.post(f"/{book}/views/remove/", {"key": "k", **wishes, "view": "Ankara"})["Location"] == address
    assert "Ankara</a>" not in owner.get(f"/{book}/clients/").content.decode()


def test_the_views_stand_above_the_filters_and_follow_what_one_types(owner, book, debtor) -> None:
    owner.post(f"/{book}/views/save/", {"q": "isik", "name": "Ours"})
    whole, part = (
        owner.get(f"/{book}/clients/", {"q": "isik"}, headers=more).content.decode()
        for more in ({}, {"HX-Request": "true"})
    )
    assert whole.index('id="views"') < whole.index('id="show"') < whole.index('id="list"')
    assert (whole.count('id="views"'), "hx-swap-oob" in whole) == (1, False)
    assert ('id="views" class="mb-3 d-print-none" hx-swap-oob="true"' in part, 'active" href' in part) == (True, True)


def test_a_refused_view_comes_back_as_typed(owner, book, debtor) -> None:
    answer = owner.post(f"/{book}/views/save/", {"show": "owing", "name": "x" * 61})
    page = answer.content.decode()
    assert answer.status_code == 422
    assert "Give the view a name of at most 60 letters." in page
    assert f'value="{"x" * 61}"' in page
    assert '<input type="hidden" name="show" value="owing">' in page
    assert owner.get(f"/{book}/views/save/").status_code == 405


def test_nobody_sees_anybody_elses_views(owner, book, browser) -> None:
    owner.post(f"/{book}/views/save/", {"show": "over-30", "name": "Secret"})
    reader = browser(book, "reader")
    assert "Secret" not in reader.get(f"/{book}/clients/").content.decode()
    reader.post(f"/{book}/views/remove/", {"view": "Secret"})
    assert "Secret" in owner.get(f"/{book}/clients/").content.decode()
    assert saved_views(page="clients", by=replace(OWNER, id="0")) == ()
