"""States reached by the real actions, for tests that need a book with something in it. Never today's date.

Days count from START: `day(0)` is a leap day. Everything is recorded at NOW, in the earliest time zone on Earth.
"""

from __future__ import annotations

from contextlib import contextmanager
from datetime import date, datetime, timedelta, timezone
from typing import TYPE_CHECKING, Any

import pytest
from django.apps import apps
from django.db import connection

from mainstay.billing.actions.invoices import issue_invoice
from mainstay.billing.actions.payments import issue_credit_note, record_payment
from mainstay.billing.models import Instalment
from mainstay.billing.rules.drafts import CreditNoteDraft, InvoiceDraft, PaymentDraft
from mainstay.billing.rules.instalments import InstalmentPart, with_later
from mainstay.clients.actions.clients import add_client
from mainstay.clients.models import Client
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.firm.models import BookVersion
from mainstay.firm.queries.own_currency import own_currency
from mainstay.kernel.actor import Actor
from mainstay.kernel.money import Money
from mainstay.timeline.queries.events import facts_of

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from mainstay.billing.models import CreditNote, Invoice, Payment
    from mainstay.kernel.refusal import Refusal

START = date(2024, 2, 29)
TEN_DAYS_ON = date(2024, 3, 10)
NOW = datetime(2024, 3, 31, 0, 30, tzinfo=timezone(timedelta(hours=14)))
OWNER = Actor("person", "1", "Özge Çağlar", "owner")
ACT: dict[str, Any] = {"by": OWNER, "now": NOW}
"""Who acts and when, as every action wants it."""

ISIK, OZGE, OBRIEN = "Işık İnşaat", "Özge Çağlar", "O'Brien & Sons"


def day(number: int) -> date:
    """So many days after START (negative: before it)."""
    return START + timedelta(days=number)


def money(amount: str | int, currency: str = "GBP") -> Money:
    """Minor units from an int, major units from text."""
    return Money(amount, currency) if isinstance(amount, int) else Money.parse(amount, currency)


def a_client(name: str = ISIK, **fields: Any) -> Client:
    """A client of this name: the one in the book, else a new one."""
    known = Client.objects.filter(name=name).first()
    return known or add_client(draft=ClientDraft(name=name, **fields), **ACT)


def an_issued_invoice(
    client: Client | None = None,
    total: str | int = "100.00",
    currency: str = "GBP",
    on: date = START,
    due: date | None = None,
    **fields: Any,
) -> Invoice:
    """An invoice issued on a day, due 30 days later unless told otherwise."""
    client = client or a_client()
    draft = InvoiceDraft(client.ref, on, due or on + timedelta(days=30), money(total, currency), **fields)
    return issue_invoice(draft=draft, **ACT)


def in_instalments(invoice: Invoice, *parts: tuple[date, int]) -> Invoice:
    """The invoice, due in these parts: a day and minor units each, as an import records them."""
    found = [InstalmentPart(on.isoformat(), minor) for on, minor in sorted(parts)]
    for part, later in with_later(found):
        Instalment.objects.create(invoice=invoice, due_on=part.due_on, minor=part.minor, later_minor=later)
    return invoice


def a_payment(
    client: Client | None = None,
    amount: str | int = "100.00",
    currency: str = "GBP",
    on: date = TEN_DAYS_ON,
    settles: tuple[Any, ...] = (),
    **fields: Any,
) -> Payment:
    """A payment; `settles` holds invoices (as much as fits) or pairs of an invoice and minor units."""
    client = client or a_client()
    draft = PaymentDraft(client.ref, on, money(amount, currency), **fields)
    return record_payment(draft=draft, settles=_pairs(settles), **ACT)


def a_credit_note(
    client: Client | None = None,
    total: str | int = "100.00",
    currency: str = "GBP",
    on: date = TEN_DAYS_ON,
    settles: tuple[Any, ...] = (),
    **fields: Any,
) -> CreditNote:
    """A credit note, allocated like a payment."""
    client = client or a_client()
    draft = CreditNoteDraft(client.ref, on, money(total, currency), **fields)
    return issue_credit_note(draft=draft, settles=_pairs(settles), **ACT)


def a_paid_invoice(
    client: Client | None = None, on: date = START, paid_on: date = date(2024, 4, 4), **fields: Any
) -> Invoice:
    """An invoice paid whole on a day."""
    invoice = an_issued_invoice(client, on=on, **fields)
    a_payment(invoice.client, invoice.total_minor, invoice.currency, paid_on, (invoice,))
    invoice.refresh_from_db()
    return invoice


def _pairs(settles: tuple[Any, ...]) -> tuple[tuple[str, int | None], ...]:
    return tuple((one[0].ref, one[1]) if isinstance(one, tuple) else (one.ref, None) for one in settles)


def all_columns(statement: str, params: Sequence[Any] = ()) -> list[tuple[Any, ...]]:
    """Whatever the statement returns, as the engine returns it: for a test that compares rows whole."""
    with connection.cursor() as cursor:
        cursor.execute(statement, params)
        return cursor.fetchall()


def whole_book() -> dict[str, list[tuple[Any, ...]]]:
    """Every row of every table of the active book, but for its version, which is random."""
    tables = sorted(model._meta.db_table for model in apps.get_models() if model is not BookVersion)
    return {table: sorted(all_columns(f'SELECT * FROM "{table}"'), key=str) for table in tables}


@contextmanager
def refused(kind: type[Refusal], sentence: str | None = None) -> Iterator[None]:
    """Expect this very refusal, and that nothing in the book changed."""
    before = whole_book()
    with pytest.raises(kind) as caught:
        yield
    assert type(caught.value) is kind
    assert "%(" not in str(caught.value)
    if sentence is not None:
        assert str(caught.value) == sentence
    assert whole_book() == before


def timeline() -> list[tuple[str, str, str, dict[str, object]]]:
    """The timeline in the order written: kind, day, what it is about, facts and words."""
    rows = all_columns(
        "SELECT e.kind, e.happened_on, e.subject_ref, e.facts, w.texts, w.erased_on "
        "FROM timeline_entry e LEFT JOIN timeline_words w ON w.entry_id = e.id ORDER BY e.id"
    )
    return [(kind, str(on), ref, facts_of(*told)) for kind, on, ref, *told in rows]


@contextmanager
def raw_writes(*dropped: str) -> Iterator[Any]:
    """A cursor of the database itself, after dropping guards: "table.trigger_suffix", for faults planted by hand."""
    with connection.cursor() as cursor:
        for name in dropped:
            table, _, suffix = name.partition(".")
            on = f' ON "{table}"' if connection.vendor == "postgresql" else ""
            cursor.execute(f'DROP TRIGGER "{table}_{suffix}"{on}')
        yield cursor


@contextmanager
def questions() -> Iterator[list[str]]:
    """The statements the block asks of the database."""
    asked: list[str] = []

    def note(execute: Any, sql: str, params: Any, many: bool, context: Any) -> Any:
        asked.append(sql)
        return execute(sql, params, many, context)

    own_currency()  # each page has read its firm before
    with connection.execute_wrapper(note):
        yield asked
