"""Proposals in a browser: seen on the client, in a list and on Today; accepted, or not now with a reason."""

from __future__ import annotations

import html
import re
from dataclasses import replace
from datetime import timedelta

import pytest
from tests import clock
from tests.builders import ACT, ISIK, OBRIEN, a_client, a_paid_invoice, an_issued_invoice, questions, timeline

from mainstay.clients.actions.clients import change_client
from mainstay.clients.actions.proposals import (
    NothingToTakeBack,
    decline_proposal,
    reopen_proposal,
    store_proposals,
)
from mainstay.clients.actions.standings import lift_standing, override_standing
from mainstay.clients.models import Client, Proposal
from mainstay.clients.queries.fetching import draft_of
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.proposing import RESTS_DAYS, Proposed
from mainstay.clients.rules.ratings import PAYMENT
from mainstay.insight.proposing import DEFAULT
from mainstay.scoring.actions.scoring import score_book

TODAY = clock.today()


def ago(days: int):
    return TODAY - timedelta(days=days)


def a_debtor(name: str) -> Client:
    """Six invoices, none paid; the owner says they are slow but sure, else nothing would be offered."""
    override_standing(client_ref=a_client(name).ref, standing="slow_but_sure", reason="They will", today=TODAY, **ACT)
    for month in range(6):
        an_issued_invoice(a_client(name), on=ago(300 - 30 * month))
    return a_client(name)


@pytest.fixture
def debtor(book):
    debtor = a_debtor(ISIK)
    for month in range(12):
        issued = ago(330 - 25 * month)
        a_paid_invoice(a_client(OBRIEN), on=issued, due=issued + timedelta(days=14), paid_on=issued)
    score_book(as_of=TODAY, **ACT)
    return debtor


def words_of(answer) -> str:
    return " ".join(html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())).split())


def test_they_wait_on_today_on_the_client_and_in_the_list(book, browser, debtor):
    owner = browser(book, "owner")
    assert "3 suggestions to review" in words_of(owner.get(f"/{book}/today/"))
    for path in (f"clients/{debtor.ref}/", "proposals/"):
        shown = words_of(owner.get(f"/{book}/{path}"))
        assert "Terms of 14 days Has not paid anything yet and is 270 days overdue;" in shown
        assert "A deposit of 90% of each job" in shown
        assert shown.count("Accept : Işık İnşaat, ") == 3


def test_accepting_writes_the_term_and_shows_it(book, browser, debtor):
    owner = browser(book, "owner")
    one = Proposal.objects.get(kind="terms")
    for _ in range(2):  # the second half of a double click
        answer = owner.post(f"/{book}/proposals/{one.ref}/", {"key": "k", "accept": "1", "of_client": "1"})
        assert (answer.status_code, answer["Location"]) == (302, f"/{book}/proposals/{one.ref}/")
    assert Client.objects.get(pk=debtor.pk).terms_days == 14
    assert [kind for kind, *_ in timeline()].count("proposal.accepted") == 1
    assert "Saved: these terms now apply to Işık İnşaat." in words_of(owner.get(f"/{book}/proposals/{one.ref}/"))
    shown = words_of(owner.get(f"/{book}/clients/{debtor.ref}/"))
    assert "Accepted: terms of 14 days" in shown
    assert "Terms: 14 days" in shown
    answer = owner.post(f"/{book}/proposals/{one.ref}/", {"decline": "1", "reason": "no"})
    assert answer.status_code == 422
    assert "This suggestion is no longer open: someone has answered it, or the reason for it has gone." in words_of(
        answer
    )


def test_before_accepting_one_sees_what_will_change(book, browser, debtor):
    change_client(client_ref=debtor.ref, draft=replace(draft_of(debtor), terms_days=30), **ACT)
    score_book(as_of=TODAY, **ACT)
    owner = browser(book, "owner")
    for path in (f"clients/{debtor.ref}/", "proposals/"):
        shown = words_of(owner.get(f"/{book}/{path}"))
        assert "Payment terms 30 days → becomes 14 days For invoices you write from now on. Those already" in shown
        assert "Deposit none agreed → becomes 90% of each job For jobs you take on from now on." in shown
        assert "Credit limit none set → becomes £" in shown


def test_all_of_one_client_stand_on_one_card(book, browser, debtor):
    a_debtor("Second")
    score_book(as_of=TODAY, **ACT)
    page = browser(book, "owner").get(f"/{book}/proposals/").content.decode()
    main = page.partition("<main")[2]
    assert main.count('<section class="card') == 2
    assert [main.count(f">{name}</a>") for name in (ISIK, "Second")] == [1, 1]


def test_what_was_accepted_is_told_in_the_language_of_the_client(book, browser, debtor):
    owner = browser(book, "owner")
    draft = replace(draft_of(debtor), language="tr", email="muhasebe@isik.example", phone="+90 212 555 01 01")
    change_client(client_ref=debtor.ref, draft=draft, **ACT)
    one = Proposal.objects.get(kind="terms")
    address = f"/{book}/proposals/{one.ref}/"
    assert "<textarea" not in owner.get(address).content.decode()
    owner.post(address, {"accept": "1"})
    page = owner.get(address).content.decode()
    text = html.unescape(re.search(r"<textarea[^>]*>(.*?)</textarea>", page, re.DOTALL)[1])
    assert text.startswith("Merhaba,\n\n")
    assert "14 gün" in text
    assert "mailto:muhasebe@isik.example?subject=" in page
    assert 'href="sms:+902125550101?body=Merhaba' in page
    assert 'href="https://wa.me/902125550101?text=Merhaba' in page


@pytest.mark.parametrize(("kind", "field"), [
    ("terms", "terms_days"), ("deposit", "deposit_percent"), ("credit_limit", "credit_limit_minor"),
])  # fmt: skip
def test_an_answer_is_undone_in_one_click(book, browser, debtor, kind, field):
    owner = browser(book, "owner")
    one = Proposal.objects.get(kind=kind)
    address = f"/{book}/proposals/{one.ref}/"
    before = draft_of(Client.objects.get(pk=debtor.pk))
    owner.post(address, {"accept": "1"})
    assert getattr(Client.objects.get(pk=debtor.pk), field) is not None
    for _ in range(2):  # the second half of a double click
        answer = owner.post(address, {"key": "u", "undo": "1", "back": f"/{book}/proposals/"})
        assert (answer.status_code, answer["Location"]) == (302, f"/{book}/proposals/")
    assert draft_of(Client.objects.get(pk=debtor.pk)) == before
    assert Proposal.objects.get(pk=one.pk).state == "open"
    assert [said for said, *_ in timeline()].count("proposal.reopened") == 1
    shown = words_of(owner.get(f"/{book}/clients/{debtor.ref}/"))
    assert "Answer undone, suggestion open again:" in shown
    owner.post(address, {"decline": "1", "reason": "we meet in May"})
    assert "Declined by" in words_of(owner.get(address))
    owner.post(address, {"undo": "1"})
    assert Proposal.objects.get(pk=one.pk).state == "open"


def test_a_term_changed_since_is_not_undone(book, browser, debtor):
    owner = browser(book, "owner")
    one = Proposal.objects.get(kind="terms")
    address = f"/{book}/proposals/{one.ref}/"
    owner.post(address, {"accept": "1"})
    changed = replace(draft_of(Client.objects.get(pk=debtor.pk)), terms_days=7)
    change_client(client_ref=debtor.ref, draft=changed, **ACT)
    page = owner.get(address).content.decode()
    assert 'name="undo"' not in page.partition("<main")[2].partition("messages")[2].partition("<section")[2]
    answer = owner.post(address, {"undo": "1"})
    assert answer.status_code == 422
    assert "have been changed again since, so nothing was undone" in words_of(answer)
    assert Client.objects.get(pk=debtor.pk).terms_days == 7
    assert Proposal.objects.get(pk=one.pk).state == "accepted"


def test_one_that_is_proposed_again_meanwhile_is_withdrawn_when_its_answer_is_undone(book, browser, debtor):
    one = Proposal.objects.get(kind="terms")
    decline_proposal(ref=one.ref, reason="we meet in May", today=TODAY, **ACT)
    found = [Proposed(debtor.pk, "terms", 10, "", None, one.reason)]
    store_proposals(found=found, version=1, as_of=TODAY, **ACT)
    reopen_proposal(ref=one.ref, today=TODAY, **ACT)
    assert Proposal.objects.get(pk=one.pk).state == "withdrawn"
    assert Proposal.objects.get(kind="terms", state="open").days == 10
    with pytest.raises(NothingToTakeBack):
        reopen_proposal(ref=one.ref, today=TODAY, **ACT)


def test_what_is_said_of_the_rest_is_what_the_rules_do():
    assert DEFAULT.rests_days == RESTS_DAYS


def test_not_now_needs_a_reason_and_keeps_what_was_typed(book, browser, debtor):
    owner = browser(book, "owner")
    one = Proposal.objects.get(kind="deposit")
    address = f"/{book}/proposals/{one.ref}/"
    answer = owner.post(address, {"decline": "1", "reason": "x" * 301})
    assert answer.status_code == 422
    assert f'value="{"x" * 301}"' in answer.content.decode()
    assert "The reason has 301 characters, 300 are kept: shorten it." in words_of(answer)
    assert owner.post(address, {"decline": "1"}).status_code == 422
    assert Proposal.objects.get(pk=one.pk).state == "open"
    for _ in range(2):
        answer = owner.post(address, {"key": "k", "decline": "1", "reason": "we meet in May"})
        assert (answer.status_code, answer["Location"]) == (302, f"/{book}/proposals/")
    assert Client.objects.get(pk=debtor.pk).deposit_percent is None
    shown = words_of(owner.get(f"/{book}/clients/{debtor.ref}/"))
    assert "Suggestion put off: a deposit of 90% of each job (we meet in May)" in shown


def test_enter_in_the_reason_never_accepts(book, browser, debtor):
    page = browser(book, "owner").get(f"/{book}/proposals/").content.decode()
    forms = re.findall(r"<form[^>]*/proposals/.*?</form>", page, re.DOTALL)
    assert len(forms) == 9
    buttons = ('name="accept"', 'name="decline"', 'name="later"')
    assert [sum(button in form for button in buttons) for form in forms] == [1] * 9
    assert not any('name="accept"' in form for form in forms if 'reason"' in form)


def test_what_is_to_be_done_stands_on_today_is_put_off_and_done(book, browser, debtor):
    owner = browser(book, "owner")
    lift_standing(client_ref=debtor.ref, rating=PAYMENT, today=TODAY, **ACT)
    score_book(as_of=TODAY, **ACT)
    one = Proposal.objects.get(state="open")
    shown = words_of(owner.get(f"/{book}/today/"))
    assert "Işık İnşaat : Stop work until they have paid." in shown
    assert "1 suggestion to review" in shown
    address = f"/{book}/proposals/{one.ref}/"
    refused = owner.post(address, {"later": "1", "until": str(TODAY + timedelta(days=7)), "later_reason": ""})
    assert refused.status_code == 422
    assert "Say in a few words why not now" in words_of(refused)
    assert owner.post(address, {"later": "1", "until": "", "later_reason": "x"}).status_code == 422
    sent = {
        "key": "k",
        "later": "1",
        "until": str(TODAY + timedelta(days=7)),
        "later_reason": "They sell",
        "who": "Ada",
    }
    for _ in range(2):
        assert owner.post(address, sent).status_code == 302
    assert [kind for kind, *_ in timeline()].count("proposal.postponed") == 1
    assert "Stop work until" not in words_of(owner.get(f"/{book}/today/"))
    shown = words_of(owner.get(f"/{book}/clients/{debtor.ref}/"))
    assert "Put off: They sell" in shown
    assert "stop work until they have paid (They sell)" in shown
    assert owner.post(address, {"accept": "1", "of_client": "1"}).status_code == 302
    assert "Accepted: stop work until they have paid" in words_of(owner.get(f"/{book}/clients/{debtor.ref}/"))


def test_a_reader_sees_but_does_not_answer(book, browser, debtor):
    reader = browser(book, "reader")
    one = Proposal.objects.get(kind="terms")
    shown = reader.get(f"/{book}/proposals/")
    assert "Terms of 14 days" in words_of(shown)
    assert "<form" not in shown.content.decode().partition("<main")[2].partition("</main>")[0]
    assert reader.post(f"/{book}/proposals/{one.ref}/", {"accept": "1"}).status_code == 403
    assert Proposal.objects.get(pk=one.pk).state == "open"


def test_the_list_asks_the_same_of_the_book_for_one_and_for_many(book, browser, debtor):
    owner = browser(book, "owner")
    counts = []
    for name in ("", "Bad 1", "Bad 2"):
        if name:
            a_debtor(name)
            score_book(as_of=TODAY, **ACT)
        owner.get(f"/{book}/proposals/")
        with questions() as asked:
            shown = words_of(owner.get(f"/{book}/proposals/"))
        counts.append((len(asked), shown.count("Has not paid anything yet")))
    assert [shown for _, shown in counts] == [1, 2, 3]
    assert len({asked for asked, _ in counts}) == 1
    assert counts[0][0] <= 12


def test_an_empty_list_says_so_and_today_is_silent(book, browser):
    owner = browser(book, "owner")
    a_paid_invoice(a_client(OBRIEN))
    score_book(as_of=TODAY, **ACT)
    assert "No suggestions" in words_of(owner.get(f"/{book}/proposals/"))
    assert "wait for your answer" not in words_of(owner.get(f"/{book}/today/"))


def test_a_deposit_is_typed_in_the_form_of_a_client(book, browser):
    owner = browser(book, "owner")
    client = a_client(ISIK, currency="GBP")
    change_client(client_ref=client.ref, draft=ClientDraft(ISIK, currency="GBP", credit_limit_minor=50_000), **ACT)
    address = f"/{book}/clients/{client.ref}/change/"
    typed = {"name": ISIK, "currency": "GBP", "credit_limit": "500"}
    answer = owner.post(address, {**typed, "deposit_percent": "half"})
    assert "“half” is not a whole percentage: write it as 30." in words_of(answer)
    answer = owner.post(address, {**typed, "deposit_percent": "101"})
    assert "The deposit is 101 percent: enter 1 to 100, or leave it empty." in words_of(answer)
    assert owner.post(address, {**typed, "deposit_percent": "40%"}).status_code == 302
    assert draft_of(Client.objects.get(pk=client.pk)).deposit_percent == 40
    shown = words_of(owner.get(f"/{book}/clients/{client.ref}/"))
    assert "Deposit: 40% of each job Credit limit: £500.00" in shown
