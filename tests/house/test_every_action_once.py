"""Every action with a key happens once under it; without one it happens again, or is refused by its own rule."""

from __future__ import annotations

from dataclasses import replace
from functools import cache
from importlib import import_module
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.builders import (
    ACT,
    ISIK,
    NOW,
    OWNER,
    START,
    a_client,
    a_payment,
    an_issued_invoice,
    day,
    money,
    refused,
    whole_book,
)
from tests.tables import of_packages

import check_house_rules as lint
import sources
from mainstay.billing.actions import refusals as billing
from mainstay.billing.actions.expected_dates import set_expected_date
from mainstay.billing.actions.invoices import dispute_invoice, write_off_invoice
from mainstay.billing.models import Allocation
from mainstay.billing.rules.drafts import CreditNoteDraft, ExpectedDateDraft, InvoiceDraft, PaymentDraft
from mainstay.clients.actions import clients, contacts, next_contacts, notes, proposals, standings
from mainstay.clients.models import Proposal
from mainstay.clients.queries.fetching import draft_of
from mainstay.clients.rules.acts import WRITE_NOTE
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.proposing import Proposed
from mainstay.firm.actions import people, saved_views
from mainstay.firm.idempotency import KeyUsedForAnother, answer_type, keyed_actions
from mainstay.firm.permissions import NotAllowed
from mainstay.timeline.actions.erasing import WordsAreErased
from mainstay.timeline.models import Words

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping

    from mainstay.kernel.refusal import Refusal

AGAIN: Final = "happens again"
SAME: Final = "sets what is set"
PERSON = contacts.ContactDraft("Işıl Işık", "isil@isik.example", "1", "Muhasebe")
CALL = ContactPlan(day(7), "call", "the renewal")
COLLEAGUE = replace(OWNER, id="2")


def an_allocation() -> int:
    a_payment(settles=(an_issued_invoice(),))
    return Allocation.objects.get().pk


def a_loss() -> dict[str, Any]:
    invoice = an_issued_invoice()
    lost = write_off_invoice(ref=invoice.ref, on=day(5), reason="lost", **ACT)
    return {"write_off_ref": lost.ref, "payment_ref": a_payment().ref, "minor": 2000, "on": day(40)}


def a_proposal() -> str:
    found = [Proposed(a_client().pk, "terms", 14, "", None, {"code": "never_paid"})]
    proposals.store_proposals(found=found, version=1, as_of=START, **ACT)
    return Proposal.objects.get().ref


def an_answered_proposal() -> str:
    ref = a_proposal()
    proposals.accept_proposal(ref=ref, today=START, **ACT)
    return ref


def listed() -> dict[str, Any]:
    contacts.add_contact(client_ref=a_client().ref, **PERSON._asdict(), **ACT)
    return {"client_ref": a_client().ref}


def planned() -> dict[str, Any]:
    next_contacts.set_next_contact(client_ref=a_client().ref, plan=CALL, today=START, **ACT)
    return {"client_ref": a_client().ref, "today": START}


def a_user(role: str = "owner") -> int:
    said = {"name": role, "role": role, "language": "tr", "password": "uzun ve kolay parola"}
    return people.add_person(email=f"{role}@example.com", **said, **ACT).pk


def a_view() -> dict[str, Any]:
    view = {"user_id": a_user(), "page": "clients"}
    saved_views.save_view(name="one", query="show=owing", **view, **ACT)
    return {**view, "name": "one"}


def disputed() -> str:
    ref = an_issued_invoice().ref
    dispute_invoice(ref=ref, on=day(1), reason="hours", **ACT)
    return ref


def expected() -> dict[str, Any]:
    said = {"ref": an_issued_invoice().ref, "today": START}
    set_expected_date(draft=ExpectedDateDraft(day(9), "promised"), **said, **ACT)
    return said


def invited() -> str:
    people.invite(email="ada@example.com", name="Ada", role="reader", **ACT)
    return "ada@example.com"


def overridden() -> dict[str, Any]:
    said = {"client_ref": a_client().ref, "today": START}
    standings.override_standing(standing="steady", reason="years", **said, **ACT)
    return said


def moved() -> dict[str, Any]:
    found = an_allocation()
    return {"allocation_id": found, "to_invoice_ref": an_issued_invoice().ref, "on": day(40)}


def written() -> dict[str, Any]:
    notes.add_note(client_ref=a_client().ref, text="one", on=START, **ACT)
    return {"client_ref": a_client().ref, "ref": Words.objects.get().ref}


CASES: Final[Mapping[str, tuple[Callable[[], dict[str, Any]], str | type[Refusal]]]] = {
    "billing.issue_invoice": (lambda: {"draft": InvoiceDraft(a_client().ref, START, day(30), money("9.00"))}, AGAIN),
    "billing.void_invoice": (
        lambda: {"ref": an_issued_invoice().ref, "on": day(5), "reason": "wrong"}, billing.NothingOpen,
    ),
    "billing.write_off_invoice": (
        lambda: {"ref": an_issued_invoice().ref, "on": day(5), "reason": "lost", "minor": 4000}, AGAIN,
    ),
    "billing.dispute_invoice": (
        lambda: {"ref": an_issued_invoice().ref, "on": day(5), "reason": "hours"}, billing.DisputedAlready,
    ),
    "billing.close_dispute": (lambda: {"ref": disputed(), "on": day(5), "outcome": "agreed"}, billing.NotDisputed),
    "billing.set_expected_date": (
        lambda: {"ref": an_issued_invoice().ref, "draft": ExpectedDateDraft(day(9), "promised"), "today": START}, SAME,
    ),
    "billing.remove_expected_date": (expected, billing.NoExpectedDate),
    "billing.record_payment": (lambda: {"draft": PaymentDraft(a_client().ref, START, money("9.00"))}, AGAIN),
    "billing.issue_credit_note": (
        lambda: {"draft": CreditNoteDraft(a_client().ref, START, money("9.00"), reason="late")}, AGAIN,
    ),
    "billing.allocate": (
        lambda: {"origin_ref": a_payment().ref, "invoice_ref": an_issued_invoice().ref, "minor": 2000}, AGAIN,
    ),
    "billing.take_back_allocation": (
        lambda: {"allocation_id": an_allocation(), "on": day(40)}, billing.TakenBackAlready,
    ),
    "billing.move_allocation": (moved, billing.TakenBackAlready),
    "billing.reverse_payment": (
        lambda: {"ref": a_payment().ref, "on": day(40), "reason": "bounced"}, billing.TakenBackAlready,
    ),
    "billing.refund": (lambda: {"origin_ref": a_payment().ref, "minor": 2000, "on": day(40), "note": ""}, AGAIN),
    "billing.recover": (a_loss, AGAIN),
    "clients.add_client": (lambda: {"draft": ClientDraft(ISIK)}, clients.ClientIsKnown),
    "clients.change_client": (
        lambda: {"client_ref": a_client().ref, "draft": replace(draft_of(a_client()), phone="2")}, SAME,
    ),
    "clients.add_contact": (lambda: {"client_ref": a_client().ref, **PERSON._asdict()}, contacts.ContactIsKnown),
    "clients.change_contact": (lambda: {**listed(), "saw": PERSON, "person": PERSON._replace(phone="2")}, SAME),
    "clients.remove_contact": (
        lambda: {**listed(), "name": PERSON.name, "email": PERSON.email}, contacts.ContactNotFound,
    ),
    "clients.correct_note": (lambda: {**written(), "text": "two"}, SAME),
    "clients.remove_note": (lambda: {**written(), "today": START}, WordsAreErased),
    "clients.erase_words": (lambda: {**written(), "today": START}, WordsAreErased),
    "firm.change_role_acts": (lambda: {"changes": {("reader", WRITE_NOTE): True}}, SAME),
    "clients.save_mapping": (lambda: {"kind": "clients", "name": "mine", "document": "{}"}, AGAIN),
    "clients.set_next_contact": (
        lambda: {"client_ref": a_client().ref, "plan": CALL, "today": START}, next_contacts.NextContactIsSet,
    ),
    "clients.move_next_contact": (lambda: {**planned(), "plan": ContactPlan(day(8), "call", "the renewal")}, SAME),
    "clients.finish_next_contact": (lambda: {**planned(), "outcome": "They sign."}, next_contacts.NoNextContact),
    "clients.drop_next_contact": (lambda: {**planned(), "reason": "They left."}, next_contacts.NoNextContact),
    "clients.add_note": (lambda: {"client_ref": a_client().ref, "text": "Called back", "on": START}, AGAIN),
    "clients.accept_proposal": (lambda: {"ref": a_proposal(), "today": START}, proposals.ProposalIsAnswered),
    "clients.decline_proposal": (
        lambda: {"ref": a_proposal(), "reason": "later", "today": START}, proposals.ProposalIsAnswered,
    ),
    "clients.postpone_proposal": (
        lambda: {"ref": a_proposal(), "until": day(9), "reason": "later", "today": START}, AGAIN,
    ),
    "clients.reopen_proposal": (lambda: {"ref": an_answered_proposal(), "today": START}, proposals.NothingToTakeBack),
    "clients.override_standing": (lambda: {**overridden(), "standing": "drifting", "reason": "New boss"}, AGAIN),
    "clients.lift_standing": (overridden, standings.NoStandingSet),
    "timeline.describe_firm": (lambda: {"changes": {"name": "Another"}}, SAME),
    "firm.withdraw_invitation": (lambda: {"email": invited()}, people.InvitationIsOver),
    "firm.change_role": (lambda: {"user_id": a_user("reader"), "role": "colleague"}, SAME),
    "firm.deactivate_person": (lambda: {"user_id": a_user("reader")}, people.UnknownPerson),
    "firm.choose_name": (lambda: {"user_id": a_user(), "name": "Ada"}, SAME),
    "firm.choose_language": (lambda: {"user_id": a_user(), "language": "en"}, SAME),
    "firm.choose_theme": (lambda: {"user_id": a_user(), "theme": "dark"}, SAME),
    "firm.choose_list_look": (
        lambda: {"user_id": a_user(), "page": "clients", "columns": "-owed", "density": "compact"}, SAME,
    ),
    "firm.save_view": (lambda: {"user_id": a_user(), "page": "clients", "name": "one", "query": "show=owing"}, SAME),
    "firm.rename_view": (lambda: {**a_view(), "to": "two"}, saved_views.ViewIsGone),
    "firm.remove_view": (a_view, saved_views.ViewIsGone),
    **of_packages("CASES"),
}  # fmt: skip
"""Action -> what it is asked, in a book where it may be; and what comes of it without a key a second time."""


@cache
def every_action() -> dict[str, Callable[..., Any]]:
    for source, _function in sources.public_actions(sources.read_house()):
        import_module(source.module)
    return {
        name: getattr(import_module(module), name.partition(".")[2])
        for name, module in keyed_actions().items()
        if module.startswith("mainstay.")
    }


def test_the_table_holds_every_action_that_takes_a_key():
    named = {
        f"{source.package}.{function.name}"
        for source, function in sources.public_actions(sources.read_house())
        if sources.short_name(source, function) not in lint.WITHOUT_KEY
    }
    assert set(every_action()) == named == set(CASES)


def test_what_they_answer_can_be_stored():
    assert [name for name, act in every_action().items() if not isinstance(answer_type(act), type)] == []


@pytest.mark.parametrize("name", CASES)
def test_it_happens_once_under_a_key(book, name):
    act, (arrange, without_key) = every_action()[name], CASES[name]
    said = arrange()
    at_first = whole_book()
    answer = act(key="k", **said, **ACT)
    after = whole_book()
    assert after != at_first
    assert act(key="k", **said, **ACT) == answer
    assert whole_book() == after
    with refused(KeyUsedForAnother):
        act(key="k", **said, by=COLLEAGUE, now=NOW)
    with refused(NotAllowed):
        act(key="k", **said, by=replace(OWNER, role=""), now=NOW)
    if isinstance(without_key, type):
        with refused(without_key):
            act(**said, **ACT)
        with refused(without_key):
            act(key="another", **said, **ACT)
    else:
        act(**said, **ACT)
        now = whole_book()
        entries = {table: rows for table, rows in now.items() if table != "firm_idempotencykey"}
        assert (entries != {table: after[table] for table in entries}) == (without_key == AGAIN)
