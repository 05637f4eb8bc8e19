"""Proposals are made, kept and withdrawn when the book is scored; answered by a person, and never by themselves."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    a_client,
    a_paid_invoice,
    an_issued_invoice,
    day,
    questions,
    refused,
    timeline,
    whole_book,
)

from mainstay.briefing.queries.morning import morning
from mainstay.clients.actions.clients import change_client
from mainstay.clients.actions.proposals import (
    AgreedOtherwise,
    AnswerIsTooLong,
    AnswerMissing,
    ProposalIsAnswered,
    accept_proposal,
    decline_proposal,
)
from mainstay.clients.models import Client, Proposal, StandingOverride
from mainstay.clients.phrases import change_sentence, proposal_sentence
from mainstay.clients.queries.fetching import draft_of
from mainstay.clients.queries.panels import ProposalsWaitingPanel
from mainstay.clients.queries.proposals import ProposalNotFound, client_with_proposals, open_proposals, proposals_page
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.kernel.offers import panel_of
from mainstay.overview.queries.checks import prove_book
from mainstay.scoring.actions.scoring import score_book

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)
COLUMNS = ("kind", "days", "percent", "minor", "currency", "agreed", "state", "proposed_on", "answered_on", "answer")


def scored(on):
    return score_book(as_of=on, by=OWNER, now=NOW)


def rows(**wanted):
    return list(Proposal.objects.filter(**wanted).order_by("id").values_list(*COLUMNS))


def open_of(kind):
    return Proposal.objects.get(kind=kind, state="open")


def waiting():
    """As the morning counts them."""
    panel = panel_of(morning(today=day(300), by=OWNER).panels, ProposalsWaitingPanel)
    return 0 if panel is None else panel.count


@pytest.fixture
def risky(book):
    """Işık owes six invoices of 1,234.00 and never paid; Özge pays 14 days to the day.

    The owner says that Işık is slow but sure: who doesn't pay is offered nothing, and these tests are of what is.
    """
    client = a_client(ISIK, terms_days=30)
    StandingOverride.objects.create(
        ref="slow", client=client, standing="slow_but_sure", reason="They will", set_on=day(0), set_by=OWNER.name
    )
    for month in range(6):
        an_issued_invoice(client, "1234.00", on=day(30 * month))
    for month in range(12):
        issued = day(25 * month)
        a_paid_invoice(a_client(OZGE), on=issued, due=issued + timedelta(days=14), paid_on=issued + timedelta(days=14))
    return client


def test_what_is_proposed_is_kept_and_nothing_of_the_client_changes(risky):
    before = list(Client.objects.order_by("id").values())
    told = timeline()
    scored(day(300))
    assert rows() == [
        ("terms", 14, None, None, "", 30, "open", day(300), None, ""),
        ("deposit", None, open_of("deposit").percent, None, "", None, "open", day(300), None, ""),
        ("credit_limit", None, None, 130_000, "GBP", None, "open", day(300), None, ""),
    ]
    assert open_of("deposit").percent % 10 == 0
    assert list(Client.objects.order_by("id").values()) == before
    assert [one for one in timeline()[len(told) :] if one[0].startswith(("proposal", "client"))] == []
    assert prove_book() == []


def test_scored_twice_the_same_day_nothing_doubles_and_small_news_changes_no_value(risky):
    scored(day(300))
    once = list(Proposal.objects.order_by("id").values())
    scored(day(300))
    assert list(Proposal.objects.order_by("id").values()) == once
    scored(day(303))
    assert [(one[6], one[7]) for one in rows()] == [("open", day(300))] * 3
    assert open_of("terms").reason["late_days"] == 273


def test_the_owners_word_goes_before_the_evidence_and_withdraws(risky):
    scored(day(300))
    StandingOverride.objects.create(
        ref="o", client=risky, standing="steady", reason="my brother", set_on=day(301), set_by=OWNER.name
    )
    scored(day(301))
    assert [(one[0], one[6], one[8]) for one in rows(state="withdrawn")] == [
        (kind, "withdrawn", day(301)) for kind in ("terms", "deposit", "credit_limit")
    ]
    assert [one.kind for one in open_proposals(by=OWNER)] == ["agree_pay_day"]


def test_accepted_the_term_is_written_and_both_are_told(risky):
    scored(day(300))
    for kind in ("terms", "credit_limit"):
        accept_proposal(ref=open_of(kind).ref, today=day(301), **ACT)
    risky.refresh_from_db()
    stored = (risky.terms_days, risky.credit_limit_minor, risky.currency, risky.deposit_percent, risky.version)
    assert stored == (14, 130_000, "GBP", None, 3)
    terms, limit = Proposal.objects.get(kind="terms"), Proposal.objects.get(kind="credit_limit")
    assert [(kind, ref, facts) for kind, _, ref, facts in timeline()[-4:]] == [
        ("client.changed", risky.ref, {"changes": [{"field": "terms_days", "before": "30", "after": "14"}]}),
        ("proposal.accepted", terms.ref, {"proposal": "terms", "value": 14}),
        ("client.changed", risky.ref, {"changes": [
            {"field": "currency", "before": "", "after": "GBP"},
            {"field": "credit_limit", "before": "", "after": "1300.00 GBP"},
        ]}),
        ("proposal.accepted", limit.ref,
         {"proposal": "credit_limit", "value": 130_000, "currency": "GBP", "currency_before": ""}),
    ]  # fmt: skip
    assert (terms.state, terms.answered_on, terms.answered_by) == ("accepted", day(301), OWNER.name)
    accept_proposal(ref=open_of("deposit").ref, today=day(301), **ACT)
    risky.refresh_from_db()
    assert risky.deposit_percent == Proposal.objects.get(kind="deposit").percent
    with refused(ProposalIsAnswered):
        accept_proposal(ref=terms.ref, today=day(301), **ACT)
    scored(day(302))
    assert rows(state="open") == []  # what holds is not proposed
    assert prove_book() == []


def test_not_now_rests_for_ninety_days(risky):
    scored(day(300))
    one = open_of("terms")
    with refused(AnswerMissing):
        decline_proposal(ref=one.ref, reason=" \x00 ", today=day(300), **ACT)
    with refused(AnswerIsTooLong, "The reason has 301 characters, 300 are kept: shorten it."):
        decline_proposal(ref=one.ref, reason="x" * 301, today=day(300), **ACT)
    with refused(ProposalNotFound):
        decline_proposal(ref="nobody", reason="x", today=day(300), **ACT)
    decline_proposal(ref=one.ref, reason="  we meet\n in May ", today=day(300), **ACT)
    assert timeline()[-1] == (
        "proposal.declined", str(day(300)), one.ref, {"proposal": "terms", "value": 14, "answer": "we meet in May"},
    )  # fmt: skip
    with refused(ProposalIsAnswered):
        decline_proposal(ref=one.ref, reason="twice", today=day(300), **ACT)
    for later in (310, 350):
        an_issued_invoice(risky, on=day(later))  # who stays away is offered nothing
    for later in (301, 389):
        scored(day(later))
        assert rows(kind="terms", state="open") == []
    scored(day(390))
    assert rows(kind="terms") == [
        ("terms", 14, None, None, "", 30, "declined", day(300), day(300), "we meet in May"),
        ("terms", 14, None, None, "", 30, "open", day(390), None, ""),
    ]


def test_what_was_changed_by_hand_meanwhile_is_not_overwritten(risky):
    scored(day(300))
    one = open_of("terms")
    assert (waiting(), len(open_proposals(by=OWNER))) == (3, 3)
    assert client_with_proposals(ref=risky.ref, by=OWNER) == (risky, open_proposals(by=OWNER))
    change_client(client_ref=risky.ref, draft=ClientDraft(ISIK, terms_days=60, currency="EUR"), **ACT)
    assert ([each.kind for each in open_proposals(by=OWNER)], waiting()) == (["deposit"], 1)
    assert client_with_proposals(ref=risky.ref, by=OWNER)[1] == open_proposals(by=OWNER)
    with refused(AgreedOtherwise):
        accept_proposal(ref=one.ref, today=day(301), **ACT)
    with refused(AgreedOtherwise):
        accept_proposal(ref=open_of("credit_limit").ref, today=day(301), **ACT)
    scored(day(301))
    assert [(each[1], each[5], each[6]) for each in rows(kind="terms")] == [(14, 30, "withdrawn"), (14, 60, "open")]
    assert rows(kind="credit_limit", state="open") == []  # no invoice is in the client's own currency


def test_open_proposals_say_why_and_come_by_money_at_risk(risky):
    for month in range(6):
        issued = day(30 * month)
        a_paid_invoice(a_client(OBRIEN), on=issued, paid_on=issued + timedelta(days=75), total="9999.00")
    scored(day(300))
    found = open_proposals(by=OWNER)
    assert [(one.client_name, one.kind) for one in found] == [
        (ISIK, "terms"), (ISIK, "deposit"), (ISIK, "credit_limit"), (OBRIEN, "terms"),
    ]  # fmt: skip
    assert proposal_sentence(found[0]) == (
        "Has not paid anything yet and is 270 days overdue; the next invoice should fall due sooner."
    )
    assert change_sentence(found[0]) == (
        "Payment terms: 30 days → 14 days. For invoices you write from now on. Those already written keep their due "
        "dates."
    )
    one = {"code": "bears_one", "chance_percent": 9, "income_minor": 0, "typical_minor": 3_768_00}
    assert proposal_sentence(replace(found[2], currency="GBP", reason=one)) == (
        "There is a 9% chance an invoice won’t be paid, and you invoiced them nothing last year: one "
        "usual invoice open (£3,768.00) is enough."
    )
    assert proposal_sentence(found[3]) == (
        "Usually pays within 45 days of the due date. Shorter terms would bring the money in sooner."
    )
    assert change_sentence(found[3]).startswith("Payment terms: none agreed, usually 30 days → 14 days.")
    assert open_proposals(client_ref=a_client(OBRIEN).ref, by=OWNER) == (found[3],)


def test_the_list_comes_in_pages_of_the_same_order(risky):
    for month in range(3):
        an_issued_invoice(a_client(OBRIEN), "500.00", on=day(30 * month))
    scored(day(300))
    every = open_proposals(by=OWNER)
    assert len(every) > 3
    found = []
    for number in range(1, -(-len(every) // 2) + 1):
        with questions() as asked:
            page = proposals_page(by=OWNER, number=number, length=2)
        assert (len(asked), page.count, page.number, page.pages) == (2, len(every), number, -(-len(every) // 2))
        found += page.proposals
    assert tuple(found) == every
    assert proposals_page(by=OWNER, number=99, length=2).number == page.pages


def test_the_statements_of_a_scoring_do_not_grow_with_the_clients(risky):
    scored(day(300))
    with questions() as few:
        scored(day(300))
    for number in range(3):
        for month in range(6):
            an_issued_invoice(a_client(f"Bad {number}"), on=day(30 * month))
    scored(day(300))
    with questions() as more:
        scored(day(300))
    assert waiting() == 6  # and three times: stop until they have paid
    assert len(more) == len(few)


def test_the_book_guards_what_was_proposed(risky):
    scored(day(300))
    one = open_of("terms")
    for change in ({"days": 7}, {"agreed": 1}, {"proposed_on": day(1)}):
        with pytest.raises(DatabaseError), transaction.atomic():
            Proposal.objects.filter(pk=one.pk).update(**change)
    with pytest.raises(DatabaseError), transaction.atomic():
        Proposal.objects.filter(pk=one.pk).delete()
    blank = {"client": risky, "reason": {}, "version": 1, "proposed_on": day(1), "state": "withdrawn"}
    for number, wrong in enumerate(
        [
            {"kind": "terms", "days": 14, "answered_on": None},
            {"kind": "terms", "days": 14, "percent": 10, "answered_on": day(2)},
            {"kind": "deposit", "percent": 101, "answered_on": day(2)},
            {"kind": "credit_limit", "minor": 1, "answered_on": day(2)},
            {"kind": "wish", "days": 14, "answered_on": day(2)},
            {"kind": "terms", "days": 14, "state": "declined", "answered_on": day(2)},
            {"kind": "terms", "days": 14, "state": "open"},
        ]
    ):
        with pytest.raises(IntegrityError), transaction.atomic():
            Proposal.objects.create(ref=f"x{number}", **{**blank, **wrong})


def test_a_deposit_is_a_detail_of_the_client(book):
    client = a_client(ISIK)
    change_client(client_ref=client.ref, draft=ClientDraft(ISIK, deposit_percent=30), **ACT)
    client.refresh_from_db()
    assert draft_of(client) == ClientDraft(ISIK, deposit_percent=30)
    assert timeline()[-1][3] == {"changes": [{"field": "deposit_percent", "before": "", "after": "30"}]}
    for wrong in (0, 101):
        assert [one.code for one in ClientDraft(ISIK, deposit_percent=wrong).problems()] == ["deposit_is_no_part"]
        with pytest.raises(IntegrityError), transaction.atomic():
            Client.objects.update(deposit_percent=wrong)


def test_an_empty_book_and_a_client_without_invoices_are_told_nothing(book):
    scored(day(1))
    a_client(ISIK, currency="EUR")
    scored(day(2))
    assert whole_book()["clients_proposal"] == []
