"""The demonstration firm: founded with a history that is played through our own actions, and removed again."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime, time
from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions.invoices import (
    close_dispute,
    dispute_invoice,
    issue_invoice,
    void_invoice,
    write_off_invoice,
)
from mainstay.billing.actions.payments import issue_credit_note, record_payment, recover, refund, reverse_payment
from mainstay.billing.rules.drafts import CreditNoteDraft, InvoiceDraft, PaymentDraft
from mainstay.clients.actions.clients import add_client
from mainstay.clients.actions.contacts import add_contact
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.demonstration.rules.acts import MAKE_DEMONSTRATION, REMOVE_DEMONSTRATION
from mainstay.demonstration.rules.events import (
    ClientAdded,
    CreditNoteIssued,
    DisputeClosed,
    Event,
    InvoiceDisputed,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceWrittenOff,
    LossRecovery,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from mainstay.demonstration.rules.plan import DEFAULT_SEED, plan
from mainstay.firm.actions.firms import found_firm, remove_firm
from mainstay.firm.permissions import require
from mainstay.firm.queries.firms import firm_exists, this_firm
from mainstay.kernel.refusal import Refusal
from mainstay.scoring.actions.scoring import update_scores
from mainstay.store.context import UnknownFirm, use_firm
from mainstay.store.paths import DEMONSTRATION

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from mainstay.demonstration.rules.events import DemonstrationPlan
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.kernel.actor import Actor

_MORNING: Final = time(9, tzinfo=UTC)


class NotADemonstration(Refusal):
    """The firm called "demo" is somebody's own."""

    code = "not_a_demonstration"
    sentence = _("The firm “%(firm)s” is no demonstration: it stays. “mainstay firms” lists the firms there are.")


@dataclass(frozen=True, slots=True)
class Demonstration:
    """The firm that was made, and how much happened in it."""

    firm: FirmRow
    clients: int
    invoices: int
    payments: int
    today: date


def make_demonstration(
    *,
    language: str,
    today: date,
    by: Actor,
    now: datetime,
    seed: int = DEFAULT_SEED,
    progress: Callable[[int, int], None] | None = None,
) -> Demonstration:
    """Found the demonstration firm with two years of history that end `today`; it is there wholly or not at all.

    `progress` is called with how many of how many events are done. Refuses FirmExists; no firm needs to be active.
    """
    require(by, MAKE_DEMONSTRATION)
    story = plan(seed, today, language)

    def fill() -> None:
        _play(story, by, now, progress)
        update_scores(today=today, by=by, now=now)

    firm = found_firm(
        slug=DEMONSTRATION,
        name=story.name,
        country=story.country,
        language=story.language,
        currency=story.currency,
        time_zone=story.time_zone,
        is_demonstration=True,
        fill=fill,
        by=by,
        now=now,
    )
    return Demonstration(
        firm=firm,
        clients=len(story.clients),
        invoices=sum(isinstance(event, InvoiceIssued) for event in story.events),
        payments=sum(isinstance(event, PaymentReceived) for event in story.events),
        today=today,
    )


def remove_demonstration(*, by: Actor, now: datetime) -> None:
    """Remove the demonstration firm with its whole book. Refuses UnknownFirm, and NotADemonstration."""
    require(by, REMOVE_DEMONSTRATION)
    if not firm_exists(DEMONSTRATION):
        raise UnknownFirm(firm=DEMONSTRATION)
    with use_firm(DEMONSTRATION):
        firm = this_firm()
    if not firm.is_demonstration:
        raise NotADemonstration(firm=DEMONSTRATION)
    remove_firm(slug=DEMONSTRATION, by=by, now=now)


@dataclass(slots=True)
class _Stage:
    """Where the plan's keys became references of the book."""

    by: Actor
    clients: dict[str, str] = field(default_factory=dict)
    invoices: dict[str, str] = field(default_factory=dict)
    payments: dict[str, str] = field(default_factory=dict)
    losses: dict[str, str] = field(default_factory=dict)


def _play(story: DemonstrationPlan, by: Actor, now: datetime, progress: Callable[[int, int], None] | None) -> None:
    stage = _Stage(by)
    for done, event in enumerate(story.events, start=1):
        # Recorded on the morning of its day; this morning may still be to come.
        at = min(datetime.combine(event.on, _MORNING), now)
        _play_papers(stage, event, at)
        if progress is not None:
            progress(done, len(story.events))


def _play_papers(stage: _Stage, event: Event, at: datetime) -> None:
    """Clients, invoices and disputes; everything else is money."""
    by = stage.by
    match event:
        case ClientAdded():
            _play_arrival(stage, event, at)
        case InvoiceIssued():
            draft = InvoiceDraft(
                client_ref=stage.clients[event.client],
                issued_on=event.on,
                due_on=event.due_on,
                total=event.total,
                tax=event.tax,
                reference=event.reference,
            )
            stage.invoices[event.invoice] = issue_invoice(draft=draft, by=by, now=at).ref
        case InvoiceVoided(on=on, invoice=invoice, reason=reason):
            void_invoice(ref=stage.invoices[invoice], on=on, reason=reason, by=by, now=at)
        case InvoiceDisputed(on=on, invoice=invoice, reason=reason):
            dispute_invoice(ref=stage.invoices[invoice], on=on, reason=reason, by=by, now=at)
        case DisputeClosed(on=on, invoice=invoice, outcome=outcome):
            close_dispute(ref=stage.invoices[invoice], on=on, outcome=outcome, by=by, now=at)
        case _:
            _play_money(stage, event, at)


def _play_arrival(stage: _Stage, event: ClientAdded, at: datetime) -> None:
    draft = ClientDraft(
        name=event.name,
        email=event.email,
        phone=event.phone,
        city=event.city,
        country=event.country,
        currency=event.currency,
        language=event.language,
        terms_days=event.terms_days,
        client_group=event.client_group,
    )
    ref = stage.clients[event.client] = add_client(draft=draft, by=stage.by, now=at).ref
    for person in event.contacts:
        add_contact(client_ref=ref, name=person.name, email=person.email, role=person.role, by=stage.by, now=at)


def _play_money(stage: _Stage, event: Event, at: datetime) -> None:
    by = stage.by
    match event:
        case PaymentReceived():
            paid = PaymentDraft(client_ref=stage.clients[event.client], paid_on=event.on, amount=event.amount)
            settles = tuple((stage.invoices[invoice], minor) for invoice, minor in event.settles)
            stage.payments[event.payment] = record_payment(draft=paid, settles=settles, by=by, now=at).ref
        case CreditNoteIssued():
            note = CreditNoteDraft(
                client_ref=stage.clients[event.client], issued_on=event.on, total=event.total, reason=event.reason
            )
            used = ((stage.invoices[event.invoice], event.total.minor),)
            issue_credit_note(draft=note, settles=used, by=by, now=at)
        case InvoiceWrittenOff(on=on, invoice=invoice, reason=reason):
            lost = write_off_invoice(ref=stage.invoices[invoice], on=on, reason=reason, by=by, now=at)
            stage.losses[invoice] = lost.ref
        case LossRecovery(on=on, invoice=invoice, payment=payment, minor=minor):
            recover(
                write_off_ref=stage.losses[invoice],
                payment_ref=stage.payments[payment],
                minor=minor,
                on=on,
                by=by,
                now=at,
            )
        case PaymentReversed(on=on, payment=payment, reason=reason):
            reverse_payment(ref=stage.payments[payment], on=on, reason=reason, by=by, now=at)
        case PaymentRefunded(on=on, payment=payment, minor=minor, note=reason):
            refund(origin_ref=stage.payments[payment], minor=minor, on=on, note=reason, by=by, now=at)
        case _:  # _play_papers took the others
            msg = f"{type(event).__name__} is not money"
            raise TypeError(msg)
