"""The columns scores rest on: whatever happened, they say what was known at the end of the day, and no more."""

from __future__ import annotations

from dataclasses import fields
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any

import numpy as np
from tests.builders import (
    ACT,
    OZGE,
    START,
    TEN_DAYS_ON,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
)

from mainstay.billing.actions.invoices import close_dispute, dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import take_back_allocation
from mainstay.insight.ledger import NOT_YET, Ledger
from mainstay.scoring.queries.ledger import BookReader
from mainstay.timeline.actions.describing import describe_firm

if TYPE_CHECKING:
    import pytest

    from mainstay.billing.models import Invoice

LATER = day(400)


def row(invoice: Invoice, on: date = LATER) -> dict[str, Any] | None:
    """One invoice's columns as of a day, with days as dates and None for not yet; None where it is left out."""
    reader = BookReader(as_of=on)
    read = reader.whole()
    places = np.flatnonzero(read.invoice == invoice.pk)
    if not len(places):
        return None
    names = [column.name for column in fields(read.ledger)]
    found = {name: int(getattr(read.ledger, name)[places[0]]) for name in names if name != "off"}
    days = ("issued", "due", "payable", "paid", "written_off", "disputed", "dispute_ended", "part_paid", "late_from")
    said = {name: None if found[name] == NOT_YET else date.fromordinal(found[name]) for name in days}
    return {**found, **said, "currency": reader.currencies[found["currency"]]}


def some(invoice: Invoice, *names: str, on: date = LATER) -> tuple[Any, ...]:
    found = row(invoice, on)
    assert found is not None
    return tuple(found[name] for name in names)


def test_an_invoice_as_columns(book: str) -> None:
    client = a_client(client_group="North")
    invoice = an_issued_invoice(client, "100.00", "EUR", channel="paper")
    assert row(invoice) == {
        "client": client.pk, "issued": START, "due": START + timedelta(days=30), "payable": date(2024, 4, 1),
        "amount_minor": 10_000, "currency": "EUR", "paid": None, "written_off": None, "disputed": None,
        "dispute_ended": None, "part_paid": None, "open_minor": 10_000, "channel": 0, "group": 0, "is_undated": 0,
        "late_from": START + timedelta(days=30),
    }  # fmt: skip
    assert some(an_issued_invoice(a_client(OZGE)), "channel", "group") == (-1, -1)


def test_what_happens_later_is_not_known_yet(book: str) -> None:
    invoice = a_paid_invoice(on=START, paid_on=day(20))
    assert row(invoice, day(-1)) is None
    assert some(invoice, "paid", "open_minor", on=day(19)) == (None, 10_000)
    assert some(invoice, "paid", "open_minor", on=day(20)) == (day(20), 0)


def test_a_part_payment_and_a_part_credit(book: str) -> None:
    invoice = an_issued_invoice()
    a_payment(amount="30.00", on=day(5), settles=(invoice,))
    a_credit_note(total="10.00", on=day(7), settles=(invoice,))
    a_payment(amount="20.00", on=day(9), settles=(invoice,))
    assert some(invoice, "part_paid", "open_minor", on=day(4)) == (None, 10_000)
    assert some(invoice, "part_paid", "open_minor", on=day(8)) == (day(5), 6_000)
    assert some(invoice, "part_paid", "open_minor", on=day(9)) == (day(9), 4_000)


def test_a_credit_alone_is_no_part_payment_and_a_whole_one_leaves_nothing(book: str) -> None:
    invoice = an_issued_invoice()
    a_credit_note(total="10.00", on=day(7), settles=(invoice,))
    assert some(invoice, "part_paid", "open_minor") == (None, 9_000)
    a_credit_note(total="90.00", on=day(8), settles=(invoice,))
    assert row(invoice, day(8)) is None
    assert some(invoice, "open_minor", on=day(7)) == (9_000,)


def test_written_off_in_dispute_and_out_of_it(book: str) -> None:
    invoice = an_issued_invoice()
    dispute_invoice(ref=invoice.ref, on=day(3), reason="Ölçü", **ACT)
    close_dispute(ref=invoice.ref, on=day(6), outcome="Ölçü doğru", **ACT)
    write_off_invoice(ref=invoice.ref, on=day(90), reason="Ölçü", **ACT)
    assert some(invoice, "disputed", "dispute_ended", on=day(2)) == (None, None)
    assert some(invoice, "disputed", "written_off", on=day(5)) == (day(3), None)
    assert some(invoice, "disputed", "dispute_ended", "written_off", "paid") == (day(3), day(6), day(90), None)


def test_an_allocation_taken_back_opens_it_again(book: str) -> None:
    invoice = a_paid_invoice(on=START, paid_on=day(20))
    take_back_allocation(allocation_id=invoice.allocations.get().pk, on=day(40), **ACT)
    assert some(invoice, "paid", "open_minor", on=day(30)) == (day(20), 0)
    assert some(invoice, "paid", "open_minor", "part_paid") == (None, 10_000, None)


def test_seven_questions_and_only_the_clients_asked_for(book: str) -> None:
    mine, other = an_issued_invoice(), an_issued_invoice(a_client(OZGE))
    with questions() as asked:
        reader = BookReader(as_of=LATER)
        read = reader.read(np.array([mine.client_id]))
        again = reader.read(np.array([mine.client_id]))
    assert (len(asked), read.invoice.tolist(), again is read) == (7, [mine.pk], True)
    assert (reader.clients.tolist(), reader.counts.tolist()) == ([mine.client_id, other.client_id], [1, 1])
    assert reader.whole().invoice.tolist() == [mine.pk, other.pk]


def test_read_a_few_clients_at_a_time_it_is_the_same(book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    clients = [a_client(name, client_group=name[:1]) for name in ("Ata", "Bal", "Can", "Alp")]
    for number in range(9):
        currency, channel = ("EUR", "TRY", "GBP")[number % 3], "x" * (number % 4)
        an_issued_invoice(clients[number % 4], "100.00", currency, on=day(7 - number), channel=channel)
    dispute_invoice(ref=clients[2].invoices.earliest("issued_on").ref, on=day(5), reason="Ölçü", **ACT)
    found = []
    for size, parts in ((50_000, [4]), (4, [2, 2]), (1, [1, 1, 1, 1]), (3, [2, 1, 1])):
        monkeypatch.setattr("mainstay.scoring.queries.ledger.BLOCK", size)
        reader = BookReader(as_of=day(6))
        assert [len(block) for block in reader.blocks()] == parts
        whole = reader.whole()
        names = [column.name for column in fields(Ledger) if column.name != "off"]
        columns = {name: getattr(whole.ledger, name).tolist() for name in names}
        columns["currency"] = [reader.currencies[code] for code in columns["currency"]]
        visits = [(whose.tolist(), days.tolist()) for whose, days in reader.visits()]
        assert [len(set(whose)) for whose, _days in visits] == parts
        together = sorted(pair for whose, days in visits for pair in zip(whose, days, strict=True))
        codes = columns.pop("channel")
        channels = [codes.index(code) if code >= 0 else -1 for code in codes]
        found.append((whole.invoice.tolist(), columns, channels, together))
    assert len(found[0][0]) == len(found[0][3]) == 8
    assert found == [found[0]] * 4


def test_what_was_credited_away_whole_was_no_visit(book: str) -> None:
    stays, goes = an_issued_invoice(on=day(1)), an_issued_invoice(a_client(OZGE), on=day(3))
    an_issued_invoice(on=day(9))
    a_credit_note(goes.client, total="100.00", on=day(5), settles=(goes,))
    two = [day(1).toordinal(), day(3).toordinal()]
    before, after = BookReader(as_of=day(4)), BookReader(as_of=day(5))
    assert (before.days().tolist(), after.days().tolist()) == (two, two[:1])
    assert [whose.tolist() for whose, _days in before.visits()] == [[stays.client_id, goes.client_id]]
    assert [(whose.tolist(), days.tolist()) for whose, days in after.visits()] == [([stays.client_id], two[:1])]


def test_an_empty_book(book: str) -> None:
    reader = BookReader(as_of=TEN_DAYS_ON)
    assert (len(reader.whole().ledger), reader.currencies, [len(days) for _whose, days in reader.visits()]) == (
        0, (), [0],
    )  # fmt: skip


def test_paid_on_a_day_nobody_knows(book: str) -> None:
    invoice = an_issued_invoice()
    a_payment(on=day(10), settles=(invoice,), is_day_known=False)
    assert some(invoice, "is_undated", "open_minor") == (1, 0)
    assert BookReader(as_of=LATER).whole().dated().invoice.tolist() == []


def test_the_firm_s_days_off_say_when_an_invoice_is_payable(book: str) -> None:
    invoice = an_issued_invoice(on=date(2026, 3, 20), due=date(2026, 4, 3))  # Good Friday, which is none in Türkiye
    late = date(2026, 5, 1)
    assert some(invoice, "payable", on=late) == (date(2026, 4, 3),)
    for changes, on in (
        ({"country": "GB"}, date(2026, 4, 7)),
        ({"region": "SCT"}, date(2026, 4, 6)),
        ({"closed_days": "2026-04-06..2026-04-10"}, date(2026, 4, 13)),
    ):
        describe_firm(changes=changes, **ACT)
        assert some(invoice, "payable", on=late) == (on,)


def test_the_firm_s_days_off_move_pay_runs(book: str) -> None:
    an_issued_invoice(on=date(2026, 3, 20))
    good_friday = date(2026, 4, 3).toordinal()

    def is_off() -> bool:
        ledger = BookReader(as_of=date(2026, 5, 1)).whole().ledger
        return good_friday in ledger.known_on(good_friday).off.days

    assert not is_off()
    describe_firm(changes={"country": "GB"}, **ACT)
    assert is_off()


def test_a_client_abroad_has_the_days_off_of_its_own_country(book: str) -> None:
    due = {"on": date(2026, 3, 20), "due": date(2026, 4, 3)}  # Good Friday
    at_home, scottish, lost = (
        an_issued_invoice(a_client(name, country=country), **due)
        for name, country in (("Home Ltd", "Türkiye"), ("Thistle Ltd", "Scotland"), ("Nowhere Ltd", "Atlantis"))
    )
    late = date(2026, 5, 1)
    assert some(at_home, "payable", on=late) == some(lost, "payable", on=late) == (date(2026, 4, 3),)
    assert some(scottish, "payable", on=late) == (date(2026, 4, 6),)
