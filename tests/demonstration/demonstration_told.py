"""The story of the demonstration firm followed by plain arithmetic, without a book."""

from __future__ import annotations

from collections import defaultdict
from typing import TYPE_CHECKING

import pytest

from mainstay.billing.rules.demonstration import (
    CreditNoteIssued,
    DisputeClosed,
    InvoiceDisputed,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceWrittenOff,
    LossRecovery,
    PaymentExpected,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from mainstay.clients.rules.demonstration import ClientAdded, ClientArchived, ClientMerged

if TYPE_CHECKING:
    from datetime import date

    from mainstay.demonstration.rules.plan import DemonstrationPlan


class Told:
    """A story followed event by event, with what is open after the last; refuses what no book would take."""

    def __init__(self, story: DemonstrationPlan) -> None:
        self.issued: dict[str, InvoiceIssued] = {}
        self.open: dict[str, int] = {}
        self.left: dict[str, int] = {}
        self.payments: dict[str, PaymentReceived] = {}
        self.losses: dict[str, int] = {}
        self.disputed: set[str] = set()
        self.clients: set[str] = set()
        self.merged: dict[str, str] = {}
        self.archived: set[str] = set()
        for event in story.events:
            self.follow(event)

    def follow(self, event: object) -> None:
        match event:
            case InvoiceIssued():
                assert event.client in self.clients - self.merged.keys() - self.archived
                assert event.invoice not in self.issued
                assert event.due_on >= event.on
                assert 0 < event.tax.minor < event.total.minor
                assert event.tax.minor * 6 == event.total.minor
                self.issued[event.invoice] = event
                self.open[event.invoice] = event.total.minor
            case InvoiceVoided():
                assert self.open[event.invoice] == self.issued[event.invoice].total.minor
                self.open[event.invoice] = 0
            case PaymentExpected():
                assert self.open[event.invoice]
                assert event.expected_on >= event.on
            case InvoiceDisputed():
                assert self.open[event.invoice] > 0
                self.disputed.add(event.invoice)
            case DisputeClosed():
                self.disputed.remove(event.invoice)
            case CreditNoteIssued():
                self.settle(event.invoice, event.total.minor, event.on, event.client)
            case InvoiceWrittenOff():
                self.losses[event.invoice] = self.open[event.invoice]
                self.settle(event.invoice, self.open[event.invoice], event.on, self.issued[event.invoice].client)
            case ClientAdded() | ClientMerged() | ClientArchived():
                self.follow_client(event)
            case _:
                self.follow_money(event)

    def follow_client(self, event: ClientAdded | ClientMerged | ClientArchived) -> None:
        match event:
            case ClientAdded():
                assert event.client not in self.clients
                self.clients.add(event.client)
            case ClientMerged():
                assert {event.client, event.stays} <= self.clients - self.merged.keys()
                self.merged[event.client] = event.stays
            case ClientArchived():
                assert event.client in self.clients - self.archived
                assert not any(minor for key, minor in self.open.items() if self.issued[key].client == event.client)
                self.archived.add(event.client)

    def follow_money(self, event: object) -> None:
        match event:
            case PaymentReceived():
                assert event.payment not in self.payments
                self.payments[event.payment] = event
                for invoice, minor in event.settles:
                    assert event.amount.currency == self.issued[invoice].total.currency
                    self.settle(invoice, minor, event.on, event.client)
                self.left[event.payment] = event.amount.minor - sum(minor for _, minor in event.settles)
                assert self.left[event.payment] >= 0
            case LossRecovery():
                self.losses[event.invoice] -= event.minor
                assert self.losses[event.invoice] > 0
                self.take(event.payment, event.minor)
            case PaymentRefunded():
                self.take(event.payment, event.minor)
            case PaymentReversed():
                assert self.left[event.payment] == 0
                for invoice, minor in self.payments[event.payment].settles:
                    self.open[invoice] += minor
            case _:
                pytest.fail(f"unknown event {event}")

    def settle(self, invoice: str, minor: int, on: date, client: str) -> None:
        assert on >= self.issued[invoice].on
        assert client == self.issued[invoice].client
        assert 0 < minor <= self.open[invoice]
        self.open[invoice] -= minor

    def take(self, payment: str, minor: int) -> None:
        assert 0 < minor <= self.left[payment]
        self.left[payment] -= minor

    def open_by_currency(self) -> dict[str, int]:
        return sums((self.issued[key].total.currency, minor) for key, minor in self.open.items())


def sums(pairs) -> dict[str, int]:
    found: dict[str, int] = defaultdict(int)
    for currency, minor in pairs:
        found[currency] += minor
    return dict(found)
