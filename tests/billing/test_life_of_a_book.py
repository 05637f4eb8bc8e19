"""A book's life in any order and on any day: whatever is done or refused, nothing is lost and every proof holds.

The machine keeps a model of its own in plain arithmetic (never our rules) and holds the book against it.
"""

from __future__ import annotations

import os
from collections import Counter, defaultdict
from contextlib import ExitStack
from datetime import date
from typing import ClassVar

import pytest
from django.db import transaction
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    initialize,
    invariant,
    precondition,
    rule,
    run_state_machine_as_test,
)
from tests.billing.plain_book import (
    Debt,
    Link,
    Named,
    Origin,
    accounts,
    after,
    chosen,
    counts,
    naive,
    naive_accounts,
    naive_counts,
    shown,
)
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    a_client,
    a_credit_note,
    a_payment,
    an_issued_invoice,
    day,
    whole_book,
)

from mainstay.billing.actions import invoices as on_invoices
from mainstay.billing.actions import payments as on_payments
from mainstay.billing.models import Allocation, CreditNote, Invoice, Payment
from mainstay.billing.queries.receivables import is_current
from mainstay.kernel.refusal import Refusal
from mainstay.overview.queries.checks import prove_book

DAYS = st.sampled_from([-40, -1, 0, 0, 10, 30, 60]).map(day)
LAGS = st.sampled_from([0, 30, 5, 60, -20])
"""An act's day, from the day of what it is about: as far back as forward, so that the past is rewritten often."""
AMOUNTS = st.sampled_from([100, 50, 33, 250, 1])
CURRENCIES = st.sampled_from(["GBP", "JPY"])
NAMES = st.sampled_from([ISIK, OBRIEN])
SELDOM = st.sampled_from([False] * 5 + [True])
HOW = st.sampled_from(["exact", "fits", "part"])
PICK = st.integers(0, 99)


class LifeOfABook(RuleBasedStateMachine):
    """Plays, and compares after every step."""

    done: ClassVar[Counter[str]] = Counter()

    def __init__(self) -> None:
        super().__init__()
        self.stack = ExitStack()
        self.stack.enter_context(transaction.atomic())
        self.refs = {name: a_client(name) for name in (ISIK, OBRIEN)}
        self.debts: list[Debt] = []
        self.origins: list[Origin] = []
        self.links: list[Link] = []
        self.before = whole_book()

    def teardown(self) -> None:
        transaction.set_rollback(True)
        self.stack.close()

    # ------------------------------------------------------------------------------------------------- the acts
    def act(self, name, call):
        """Act; a refusal is an answer, and leaves every row of every table as it was."""
        try:
            result = call()
        except Refusal as refusal:
            self.refused(name, refusal)
            return None
        self.done[name] += 1
        self.before = whole_book()
        return result

    def refused(self, name, refusal):
        assert "%(" not in str(refusal)
        assert whole_book() == self.before
        self.done[f"{name} refused: {refusal.code}"] += 1

    def settled(self, origin: Origin, asked: list[tuple[Debt, int | None]]) -> None:
        """Write down what a new payment or credit note settled: the days are read from the book, no amount is."""
        for debt, wanted in asked:
            minor = min(debt.open_on(date.max), origin.left) if wanted is None else wanted
            if minor == 0:
                continue
            key, on = (
                Allocation.objects.filter(minor__gt=0)
                .exclude(pk__in=[k.key for k in self.links])
                .exclude(reversed_by__isnull=False)
                .filter(invoice__ref=debt.ref)
                .order_by("-id")
                .values_list("id", "allocated_on")[0]
            )
            self.link(key, debt, origin, minor, on)

    def link(self, key: int, debt: Debt, origin: Origin, minor: int, on: date) -> None:
        debt.moves.append((on, minor))
        origin.uses.append((on, minor))
        self.links.append(Link(key, debt, origin, minor, on))

    def unlink(self, link: Link, on: date) -> None:
        self.links.remove(link)
        link.debt.moves.append((on, -link.minor))
        link.origin.uses.append((on, -link.minor))

    @initialize(currency=CURRENCIES, totals=st.tuples(AMOUNTS, AMOUNTS, AMOUNTS))
    def a_book_with_something_in_it(self, currency, totals):
        for name, total in zip((ISIK, ISIK, OBRIEN), totals, strict=True):
            self.issue(name, currency, total, day(0), 30)
        plain = {"how": "fits", "is_stranger": False, "known": True}
        self.pay(pick=0, count=1, amount=100, lag=10, **plain)
        self.pay(pick=1, count=0, amount=250, lag=5, **plain)

    @rule(name=NAMES, currency=CURRENCIES, total=AMOUNTS, on=DAYS, terms=st.sampled_from([0, 14, 30, 60]))
    def issue(self, name, currency, total, on, terms):
        due = date.fromordinal(on.toordinal() + terms)
        invoice = self.act("issue", lambda: an_issued_invoice(self.refs[name], total, currency, on, due))
        self.debts.append(Debt(invoice.ref, name, currency, total, on, due))

    @precondition(lambda self: self.debts)
    @rule(pick=PICK, count=st.integers(0, 3), amount=AMOUNTS, how=HOW, lag=LAGS,
          is_stranger=SELDOM, known=SELDOM.map(lambda seldom: not seldom))  # fmt: skip
    def pay(self, *, pick, count, amount, how, lag, is_stranger, known):
        first = chosen(self.debts, pick, lambda one: one.open_on(date.max))
        on = after(first.on, lag)
        same = [d for d in self.debts if (d.client, d.currency) == (first.client, first.currency)]
        asked = [first, *(d for d in same if d is not first)][:count]
        if is_stranger:
            asked.append(self.debts[(pick + 1) % len(self.debts)])
        if how == "exact" and asked:
            amount = sum(d.open_on(date.max) for d in asked) or amount
        wanted = [(d, max(1, d.open_on(date.max) // 2) if how == "part" else None) for d in asked]
        settles = tuple((Named(d.ref), minor) for d, minor in wanted)
        payment = self.act(
            "pay",
            lambda: a_payment(self.refs[first.client], amount, first.currency, on, settles, is_day_known=known),
        )
        if payment is not None:
            origin = Origin(payment.ref, "payment", first.client, first.currency, amount, on)
            self.origins.append(origin)
            self.settled(origin, wanted)

    @precondition(lambda self: self.debts)
    @rule(pick=PICK, amount=AMOUNTS, is_settling=st.booleans(), lag=LAGS)
    def credit(self, pick, amount, is_settling, lag):
        debt = self.debts[pick % len(self.debts)]
        on = after(debt.on, lag)
        settles = ((Named(debt.ref), None),) if is_settling else ()
        note = self.act("credit", lambda: a_credit_note(self.refs[debt.client], amount, debt.currency, on, settles))
        if note is not None:
            origin = Origin(note.ref, "note", debt.client, debt.currency, amount, on)
            self.origins.append(origin)
            self.settled(origin, [(debt, None)] if is_settling else [])

    @precondition(lambda self: self.debts and self.money())
    @rule(
        pick=PICK,
        other=PICK,
        minor=st.one_of(AMOUNTS, st.none()),
        lag=LAGS,
        is_any=st.sampled_from([False, False, True]),
    )
    def allocate(self, pick, other, minor, lag, is_any):
        origin = chosen(self.money(), pick, lambda one: one.left)
        fitting = [d for d in self.debts if (d.client, d.currency) == (origin.client, origin.currency)]
        pool = self.debts if is_any or not fitting else fitting
        debt = chosen(pool, other, lambda one: one.open_on(date.max))
        on = after(max(debt.on, origin.on), lag)
        amount = min(origin.left, debt.open_on(date.max)) if minor is None else minor
        made = self.act(
            "allocate",
            lambda: on_payments.allocate(origin_ref=origin.ref, invoice_ref=debt.ref, minor=amount, on=on, **ACT),
        )
        if made is not None:
            self.link(made.pk, debt, origin, amount, on)

    def money(self) -> list[Origin]:
        return [origin for origin in self.origins if origin.kind != "loss"]

    @precondition(lambda self: self.links)
    @rule(pick=PICK, lag=LAGS)
    def take_back(self, pick, lag):
        link = chosen(self.links, pick, lambda one: one.origin.kind != "loss")
        on = after(link.on, lag)
        back = self.act("take back", lambda: on_payments.take_back_allocation(allocation_id=link.key, on=on, **ACT))
        if back is not None:
            self.unlink(link, on)

    @precondition(lambda self: self.links)
    @rule(pick=PICK, other=PICK, lag=LAGS)
    def move(self, pick, other, lag):
        link = chosen(self.links, pick, lambda one: one.origin.kind != "loss")
        pool = [d for d in self.debts if (d.client, d.currency) == (link.debt.client, link.debt.currency)]
        target = chosen(pool, other, lambda one: one.open_on(date.max))
        on = after(link.on, lag)
        moved = self.act(
            "move",
            lambda: on_payments.move_allocation(allocation_id=link.key, to_invoice_ref=target.ref, on=on, **ACT),
        )
        if moved is not None:
            self.unlink(link, on)
            self.link(moved.pk, target, link.origin, min(link.minor, target.open_on(date.max)), on)

    @precondition(lambda self: self.money())
    @rule(pick=PICK, minor=st.one_of(AMOUNTS, st.none()), lag=LAGS)
    def refund(self, pick, minor, lag):
        origin = chosen(self.money(), pick, lambda one: one.left)
        on = after(origin.on, lag)
        amount = origin.left if minor is None else minor
        given = self.act(
            "refund", lambda: on_payments.refund(origin_ref=origin.ref, minor=amount, on=on, note="", **ACT)
        )
        if given is not None:
            origin.uses.append((on, amount))
            origin.refunded += amount

    @precondition(lambda self: self.debts)
    @rule(pick=PICK, minor=st.one_of(AMOUNTS, st.none()), lag=LAGS)
    def write_off(self, pick, minor, lag):
        debt = chosen(self.debts, pick, lambda one: one.open_on(date.max))
        on = after(debt.on, lag)
        amount = debt.open_on(date.max) if minor is None else minor
        loss = self.act(
            "write off",
            lambda: on_invoices.write_off_invoice(ref=debt.ref, on=on, reason="gone", minor=minor, **ACT),
        )
        if loss is not None:
            origin = Origin(loss.ref, "loss", debt.client, debt.currency, amount, on)
            self.origins.append(origin)
            key = Allocation.objects.get(write_off=loss).pk
            self.link(key, debt, origin, amount, on)

    @precondition(lambda self: any(o.kind == "loss" for o in self.origins) and self.money())
    @rule(pick=PICK, other=PICK, minor=st.one_of(AMOUNTS, st.none()), lag=LAGS)
    def recover(self, pick, other, minor, lag):
        losses = [o for o in self.origins if o.kind == "loss"]
        loss = chosen(losses, pick, lambda one: one.recovered < one.minor)
        fitting = [o for o in self.money() if o.kind == "payment" and o.client == loss.client and o.left]
        origin = (fitting or self.money())[other % len(fitting or self.money())]
        on = after(max(loss.on, origin.on), lag)
        amount = min(origin.left, loss.minor - loss.recovered) if minor is None else minor
        got = self.act(
            "recover",
            lambda: on_payments.recover(write_off_ref=loss.ref, payment_ref=origin.ref, minor=amount, on=on, **ACT),
        )
        if got is not None:
            origin.uses.append((on, amount))
            origin.recovered += amount
            loss.recovered += amount

    @precondition(lambda self: self.debts)
    @rule(pick=PICK, lag=LAGS)
    def void(self, pick, lag):
        debt = chosen(self.debts, pick, lambda one: not one.is_voided)
        on = after(max([debt.on, *(link.on for link in self.links if link.debt is debt)]), lag)
        note = self.act("void", lambda: on_invoices.void_invoice(ref=debt.ref, on=on, reason="wrong", **ACT))
        if note is not None:
            debt.is_voided = True
            for link in [link for link in self.links if link.debt is debt]:
                self.unlink(link, on)
            origin = Origin(note.ref, "note", debt.client, debt.currency, debt.total, on)
            self.origins.append(origin)
            self.link(Allocation.objects.get(credit_note=note, minor__gt=0).pk, debt, origin, debt.total, on)

    @precondition(lambda self: any(o.kind == "payment" for o in self.origins))
    @rule(pick=PICK, lag=LAGS)
    def reverse(self, pick, lag):
        payments = [o for o in self.origins if o.kind == "payment"]
        origin = chosen(payments, pick, lambda one: not one.is_reversed)
        on = after(origin.on, lag)
        back = self.act("reverse", lambda: on_payments.reverse_payment(ref=origin.ref, on=on, reason="bounced", **ACT))
        if back is not None:
            for link in [link for link in self.links if link.origin is origin]:
                self.unlink(link, max(on, link.on))
            origin.is_reversed = True
            origin.uses.append((on, origin.minor))

    @precondition(lambda self: self.debts)
    @rule(pick=PICK, lag=LAGS, is_closing=st.booleans())
    def dispute(self, pick, lag, is_closing):
        debt = self.debts[pick % len(self.debts)]
        on = after(debt.on, lag)
        if is_closing:
            self.act("close", lambda: on_invoices.close_dispute(ref=debt.ref, on=on, outcome="agreed", **ACT))
        else:
            self.act("dispute", lambda: on_invoices.dispute_invoice(ref=debt.ref, on=on, reason="late", **ACT))

    # -------------------------------------------------------------------------------------------- what must hold
    @invariant()
    def nothing_contradicts_itself(self):
        assert prove_book() == []

    @invariant()
    def the_model_agrees(self):
        kept = dict(Invoice.objects.values_list("ref", "open_minor"))
        assert kept == {debt.ref: debt.open_on(date.max) for debt in self.debts}
        left = dict(Payment.objects.filter(reverses__isnull=True).values_list("ref", "unallocated_minor"))
        left |= dict(CreditNote.objects.values_list("ref", "unallocated_minor"))
        assert left == {origin.ref: origin.left for origin in self.money()}

    @invariant()
    def money_in_is_where_it_went(self):
        parts: dict[str, Counter[str]] = defaultdict(Counter)
        for currency, minor, rest in Payment.objects.values_list("currency", "minor", "unallocated_minor"):
            parts[currency]["in"] += minor
            parts[currency]["out"] += rest
        for currency, minor in Allocation.objects.filter(payment__isnull=False).values_list(
            "payment__currency", "minor"
        ):
            parts[currency]["out"] += minor
        for origin in self.origins:
            if origin.kind == "payment":
                parts[origin.currency]["out"] += origin.refunded + origin.recovered
        assert all(part["in"] == part["out"] for part in parts.values()), parts

    @invariant()
    def any_day_is_worked_out_from_the_rows(self):
        days = {
            day(-50),
            day(0),
            day(37),
            day(90),
            day(200),
            *(on for debt in self.debts[-2:] for on in (debt.on, debt.due)),
        }
        for as_of in sorted(days):
            assert shown(as_of) == naive(self.debts, as_of), as_of
            assert accounts(as_of) == naive_accounts(self.money(), as_of), as_of
            assert counts(as_of) == naive_counts(self.debts, as_of), as_of


ACTS = {"issue", "pay", "credit", "allocate", "take back", "move", "refund", "write off", "void", "reverse", "dispute"}


def test_nothing_is_lost_whatever_is_done_on_whatever_day(book: str) -> None:
    LifeOfABook.done = Counter()
    run_state_machine_as_test(
        LifeOfABook,
        settings=settings(
            max_examples=int(os.environ.get("MAINSTAY_LIVES", "25")),
            stateful_step_count=int(os.environ.get("MAINSTAY_STEPS", "25")),
            derandomize="CI" in os.environ,
            suppress_health_check=list(HealthCheck),
            print_blob=False,
        ),
    )
    if "CI" in os.environ:  # always the same lives: a machine that only ever refuses would prove nothing
        assert {name for name, count in LifeOfABook.done.items() if count} >= ACTS, LifeOfABook.done


@pytest.mark.parametrize("as_of", [day(0), day(60)])
def test_both_ways_of_reading_are_met(book: str, as_of: date) -> None:
    an_issued_invoice(on=day(0))
    a_payment(on=day(60))
    assert is_current(as_of) is (as_of == day(60))
