"""What follows from both ratings: one thing to do about a client, by whom and by when; done, put off, or declined."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

import pytest
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    a_client,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    refused,
    timeline,
)

from mainstay.billing.actions.invoices import write_off_invoice
from mainstay.billing.models import Invoice
from mainstay.briefing.queries.morning import morning
from mainstay.clients.actions.proposals import (
    AnswerMissing,
    ProposalIsAnswered,
    PutOffToNoDay,
    accept_proposal,
    decline_proposal,
    postpone_proposal,
)
from mainstay.clients.models import Proposal
from mainstay.clients.phrases import TO_DO, due_sentence, proposal_sentence
from mainstay.clients.queries.panels import ProposalsWaitingPanel
from mainstay.clients.queries.proposals import open_proposals
from mainstay.clients.rules.proposing import ACTS, DUE_DAYS, VALUES
from mainstay.firm.actions.people import add_person
from mainstay.insight import proposing
from mainstay.kernel.offers import panel_of
from mainstay.overview.queries.checks import prove_book
from mainstay.scoring.actions.scoring import score_book

NOW = datetime(2024, 12, 1, 3, 0, tzinfo=UTC)


def the_owner() -> None:
    said = {"role": "owner", "language": "tr", "password": "uzun ve kolay parola"}
    add_person(email="o@example.com", name="Özge Çağlar", **said, **ACT)


def scored(number: int) -> None:
    score_book(as_of=day(number), by=OWNER, now=NOW)


def kinds(name: str) -> list[str]:
    return [one.kind for one in open_proposals(client_ref=a_client(name).ref, by=OWNER)]


@pytest.fixture
def refusing(book) -> Proposal:
    """Işık paid eight invoices and then left one of 100.00 unpaid for 198 days; what is to be done about it."""
    the_owner()
    client = a_client(ISIK)
    for month in range(8):
        a_paid_invoice(client, on=day(30 * month), due=day(30 * month + 30), paid_on=day(30 * month + 30))
    an_issued_invoice(client, on=day(240), due=day(270))
    scored(468)
    return Proposal.objects.get(state="open")


def test_the_kinds_are_those_of_insight() -> None:
    assert (*VALUES, *ACTS) == proposing.KINDS
    assert set(ACTS) == set(TO_DO)
    assert set(DUE_DAYS) == set(proposing.KINDS)


def test_to_who_owes_for_198_days_nothing_but_to_stop_until_paid(refusing) -> None:
    (one,) = open_proposals(by=OWNER)
    assert (one.kind, one.value, one.is_act, one.due_on) == ("stop", None, True, day(470))
    assert proposal_sentence(one) == (
        "The oldest invoice is 198 days overdue. Take on no new work until it is paid, and tell them so."
    )
    assert due_sentence(one) == "Özge Çağlar, by 13 Jun 2025."
    assert prove_book() == []


def test_a_loss_and_no_debt_means_payment_in_advance(book) -> None:
    client = a_client(OBRIEN)
    for month in range(8):
        a_paid_invoice(client, on=day(30 * month), due=day(30 * month + 14), paid_on=day(30 * month + 10))
    lost = an_issued_invoice(client, on=day(30), due=day(44))
    write_off_invoice(ref=lost.ref, on=day(200), reason="Moved away", **ACT)
    scored(240)
    (one,) = open_proposals(by=OWNER)
    assert (one.kind, one.value, one.is_act) == ("deposit", 100, False)
    assert proposal_sentence(one) == ("They left an invoice unpaid. From now on, work only against payment in advance.")


def test_a_drifting_client_is_called_and_a_slow_steady_one_agrees_on_a_day(book) -> None:
    for month in range(24):
        on = day(30 * month)
        a_paid_invoice(a_client(OZGE), on=on, due=on + timedelta(days=14), paid_on=on + timedelta(days=44))
        if month < 12:
            a_paid_invoice(a_client(ISIK), on=on, due=on + timedelta(days=30), paid_on=on + timedelta(days=30))
    scored(720)
    assert (kinds(ISIK), kinds(OZGE)) == (["call_drifting"], ["agree_pay_day"])


def test_done_it_rests_and_nothing_of_the_client_changes(refusing) -> None:
    accept_proposal(ref=refusing.ref, today=day(469), **ACT)
    assert timeline()[-1] == ("proposal.accepted", str(day(469)), refusing.ref, {"proposal": "stop"})
    with refused(ProposalIsAnswered):
        accept_proposal(ref=refusing.ref, today=day(469), **ACT)
    scored(470)
    assert kinds(ISIK) == []
    scored(560)
    assert kinds(ISIK) == ["stop"]


def test_later_needs_a_reason_and_a_day_and_is_told(refusing) -> None:
    meant = {"ref": refusing.ref, "today": day(469), **ACT}
    with refused(AnswerMissing):
        postpone_proposal(until=day(480), reason=" ", **meant)
    for until in (day(469), day(900)):
        with refused(PutOffToNoDay, "Choose a day from tomorrow on, at most a year ahead."):
            postpone_proposal(until=until, reason="x", **meant)
    postpone_proposal(until=day(480), reason="They sell a house", who="Ada", **meant)
    facts = {"proposal": "stop", "until": str(day(480)), "answer": "They sell a house"}
    assert timeline()[-1] == ("proposal.postponed", str(day(469)), refusing.ref, facts)
    scored(470)
    (one,) = open_proposals(by=OWNER)
    assert (one.ref, one.due_on, one.who, one.later) == (refusing.ref, day(480), "Ada", "They sell a house")
    assert due_sentence(one) == "Ada, by 23 Jun 2025. Put off: They sell a house"
    decline_proposal(ref=refusing.ref, reason="Paid in cash", today=day(471), **ACT)
    with refused(ProposalIsAnswered):
        postpone_proposal(until=day(480), reason="x", **meant)


def test_what_is_put_off_waits_on_today_from_its_day_on(refusing) -> None:
    def waiting(number: int) -> int:
        panel = panel_of(morning(today=day(number), by=OWNER).panels, ProposalsWaitingPanel)
        return 0 if panel is None else panel.count

    postpone_proposal(ref=refusing.ref, until=day(480), reason="They sell a house", today=day(469), **ACT)
    assert [waiting(number) for number in (469, 479, 480)] == [0, 0, 1]
    urgent = panel_of(morning(today=day(480), by=OWNER).panels, ProposalsWaitingPanel).urgent
    assert [(one.client_name, one.kind) for one in urgent] == [(ISIK, "stop")]


def test_it_is_withdrawn_when_they_have_paid(refusing) -> None:
    invoice = Invoice.objects.get(settled_on=None)
    a_payment(invoice.client, invoice.total_minor, invoice.currency, day(470), (invoice,))
    scored(471)
    refusing.refresh_from_db()
    assert (refusing.state, refusing.answered_on) == ("withdrawn", day(471))
