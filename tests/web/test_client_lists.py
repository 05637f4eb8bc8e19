"""The list of clients: sorted by its headings, summed, acted on for many at once, and as a file."""

from __future__ import annotations

import pytest
from tests.builders import ISIK, OZGE, a_client, an_issued_invoice, day

from mainstay.clients.models import Client


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def both(book) -> list[str]:
    """Two clients; the first owes."""
    refs = [a_client(ISIK).ref, a_client(OZGE).ref]
    an_issued_invoice(Client.objects.get(ref=refs[0]), on=day(0))
    return refs


def at(book, rest: str = "") -> str:
    return f"/{book}/clients/{rest}"


def test_headings_sort_and_the_sum_is_of_all(book, owner, both) -> None:
    page = owner.get(at(book)).content.decode()
    assert "?sort=name-down" in page
    assert "?sort=owed" in page
    assert "Owed: £100.00" in " ".join(page.split())
    assert page.rindex(f">{ISIK}<") < page.rindex(f">{OZGE}<")
    turned = owner.get(at(book, "?sort=name-down")).content.decode()
    assert turned.rindex(f">{OZGE}<") < turned.rindex(f">{ISIK}<")
    assert 'aria-sort="descending"' in turned


def test_many_are_tagged_grouped_and_archived_at_once(book, owner, both) -> None:
    said = {"client": both, "label": "VIP"}
    assert owner.post(at(book, "act/"), {**said, "act": "tag", "q": "i"})["Location"] == at(book, "?q=i")
    assert list(Client.objects.values_list("tags", flat=True)) == ["VIP", "VIP"]
    owner.post(at(book, "act/"), {**said, "act": "untag"})
    owner.post(at(book, "act/"), {**said, "label": "North", "act": "group"})
    assert list(Client.objects.values_list("tags", "client_group")) == [("", "North"), ("", "North")]
    refused = owner.post(at(book, "act/"), {**said, "act": "archive"})
    assert refused.status_code == 422
    assert "Archive anyway" in refused.content.decode()
    owner.post(at(book, "act/"), {**said, "act": "archive", "confirmed": "1"})
    assert not Client.objects.filter(archived_on=None).exists()


def test_nothing_ticked_is_said(book, owner, both) -> None:
    refused = owner.post(at(book, "act/"), {"label": "VIP", "act": "tag"})
    assert (refused.status_code, "No clients are selected" in refused.content.decode()) == (422, True)


def test_the_list_as_it_is_shown_is_a_file(book, owner, both) -> None:
    answer = owner.get(at(book, "file/?show=owing&format=csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert len(lines) == 2
    assert f",{both[0]},{ISIK},GBP,100.00," in lines[1]
    ticked = owner.post(at(book, "act/"), {"client": both[1:], "act": "export"})
    lines = b"".join(ticked.streaming_content).decode("utf-8-sig").splitlines()
    assert (len(lines), OZGE in lines[1]) == (2, True)
    sheet = owner.get(at(book, "file/?format=xlsx"))
    assert b"".join(sheet.streaming_content).startswith(b"PK")


def numbers(answer) -> list[str]:
    """The numbers of the invoices in a file."""
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    return [line.split(",")[1] for line in lines[1:]]


def test_invoices_are_searched_sorted_and_downloaded(book, owner, both) -> None:
    isik, ozge = (Client.objects.get(ref=ref) for ref in both)
    an_issued_invoice(ozge, "300.00", on=day(2), number="X-7")
    an_issued_invoice(isik, "50.00", on=day(1), number="X-9")

    def asked(query: str) -> list[str]:
        return numbers(owner.get(f"/{book}/invoices/file/{query}"))

    first = asked("")[0]
    assert asked("?q=x-") == ["X-9", "X-7"]
    assert asked("?q=isik") == [first, "X-9"]
    assert asked("?q=isik&sort=total") == [first, "X-9"]
    assert asked("?sort=client") == ["X-9", first, "X-7"]
    assert asked("?sort=open") == ["X-7", first, "X-9"]
    assert asked("?q=%25") == []
    page = owner.get(f"/{book}/invoices/?q=ozge&sort=due").content.decode()
    assert ("X-7" in page, "X-9" in page, 'aria-sort="ascending"' in page) == (True, False, True)
    assert "?state=open&amp;q=ozge&amp;sort=total" in page


def test_the_file_of_my_clients_holds_mine_alone(book, owner, both) -> None:
    Client.objects.filter(ref=both[0]).update(responsible="owner@example.com")
    listed = owner.get(at(book, "?who=mine")).content.decode()
    assert (f">{ISIK}<" in listed, f">{OZGE}<" in listed) == (True, False)
    answer = owner.get(at(book, "file/?who=mine&format=csv"))
    lines = b"".join(answer.streaming_content).decode("utf-8-sig").splitlines()
    assert (len(lines), ISIK in lines[1]) == (2, True)
