"""The morning in one page: what is owed, whom to speak to, what is new since yesterday, as known on that day."""

from __future__ import annotations

from dataclasses import replace

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
    questions,
    raw_writes,
)
from tests.mornings import this_morning
from tests.tables import statements_of_packages

from mainstay.billing.actions.invoices import dispute_invoice, write_off_invoice
from mainstay.billing.actions.payments import reverse_payment
from mainstay.briefing.queries.morning import morning
from mainstay.briefing.queries.panels import ChangesPanel
from mainstay.briefing.rules.changes import Change
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.kernel.offers import panel_of
from mainstay.scoring.actions.scoring import score_book


def at(number: int):
    return this_morning(day(number))


def test_an_empty_book_has_an_empty_morning(book) -> None:
    page = at(0)
    assert (page.firm, page.owed, page.on_account_minor, page.call_list, page.wait_for, page.changes) == (
        ISIK, (), {}, (), (), (),
    )  # fmt: skip


def test_what_is_new_since_yesterday(book) -> None:
    client = a_client(OBRIEN)
    ref = client.ref
    issued = an_issued_invoice(client, "70.00", on=day(40), due=day(54))
    late = an_issued_invoice(client, "30.00", on=day(9), due=day(39))
    lost = an_issued_invoice(client, "9", "JPY", on=day(1), due=day(1))
    write_off_invoice(ref=lost.ref, on=day(40), reason="gone", **ACT)
    dispute_invoice(ref=issued.ref, on=day(40), reason="late", **ACT)
    a_payment(client, "5.00", on=day(40))
    a_payment(client, "6.00", on=day(40), is_day_known=False)
    bounced = a_payment(client, "7.00", on=day(38))
    reverse_payment(ref=bounced.ref, on=day(40), reason="bounced", **ACT)
    assert tuple(replace(change, about_ref="") for change in at(40).changes) == (
        Change("disputed", ref, OBRIEN, issued.number, "GBP", 7000, day(40)),
        Change("issued", ref, OBRIEN, issued.number, "GBP", 7000, day(40)),
        Change("overdue", ref, OBRIEN, late.number, "GBP", 3000, day(39)),
        Change("paid", ref, OBRIEN, "", "GBP", 500, day(40)),
        Change("paid", ref, OBRIEN, "", "GBP", -700, day(40)),
        Change("written_off", ref, OBRIEN, lost.number, "JPY", 9, day(40)),
    )
    spoken_of = {change.kind: change.about_ref for change in at(40).changes if change.kind != "paid"}
    assert spoken_of == {"disputed": issued.ref, "issued": issued.ref, "overdue": late.ref, "written_off": lost.ref}
    assert all(change.about_ref.startswith("p-") for change in at(40).changes if change.kind == "paid")
    whole = panel_of(morning(today=day(40), by=OWNER).panels, ChangesPanel)
    assert (whole.counts["paid"], whole.sums_minor["paid"]) == (2, {"GBP": -200})
    assert [(change.kind, change.minor) for change in at(39).changes] == [("paid", 700)]
    assert at(41).changes == tuple(change for change in at(40).changes if change.kind != "overdue")
    assert at(42).changes == ()
    assert at(40).on_account_minor == {"GBP": 1100}


def test_whom_to_speak_to_and_whom_to_wait_for(book) -> None:
    steady, new = a_client(OZGE), a_client(OBRIEN)
    for month in range(4):
        a_paid_invoice(steady, on=day(30 * month), paid_on=day(30 * month + 40), total="100.00")
    an_issued_invoice(steady, "100.00", on=day(120))
    an_issued_invoice(new, "250.00", on=day(100))
    page = at(158)
    assert [(said.word.debtor.name, said.sentence) for said in page.call_list] == [
        (OBRIEN, "The oldest invoice is 28 days late; there is no payment yet to compare it with."),
    ]  # fmt: skip
    assert [(said.word.debtor.name, said.sentence) for said in page.wait_for] == [
        (OZGE, "The oldest invoice is 8 days late, which is normal for them: they pay 10 days after the due date."),
    ]  # fmt: skip
    assert [(group.currency, group.ageing.open_minor, group.ageing.overdue_minor) for group in page.owed] == [
        ("GBP", 35000, 35000),
    ]  # fmt: skip
    assert [said.word.debtor.name for said in at(161).call_list] == [OBRIEN, OZGE]


def test_a_dispute_counts_while_it_is_open(book) -> None:
    from mainstay.billing.actions.invoices import close_dispute

    invoice = an_issued_invoice()
    dispute_invoice(ref=invoice.ref, on=day(31), reason="late", **ACT)
    close_dispute(ref=invoice.ref, on=day(50), outcome="agreed", **ACT)
    dispute_invoice(ref=invoice.ref, on=day(50), reason="still late", **ACT)
    found = {
        n: [(said.word.reason.code, said.word.debtor.disputed_minor) for said in at(n).call_list] for n in (49, 50, 60)
    }
    assert found == {key: [("disputed", 10000)] for key in (49, 50, 60)}
    assert [said.word.debtor.overdue_invoices for said in at(60).call_list] == [1]


@pytest.mark.parametrize("is_past", [False, True])
def test_the_morning_asks_the_same_for_one_client_and_for_three(book, is_past) -> None:
    def begin(name: str) -> None:
        an_issued_invoice(a_client(name))
        a_paid_invoice(a_client(name))

    begin(ISIK)
    if is_past:
        with raw_writes() as cursor:
            cursor.execute("UPDATE billing_latestbusinessdate SET last_on = '2030-01-01'")
    with questions() as for_one:
        at(90)
    begin(OBRIEN)
    begin(OZGE)
    with questions() as for_three:
        at(90)
    assert len(for_one) == len(for_three) <= 20


def test_a_short_morning_is_the_beginning_of_the_long_one(book) -> None:
    steady = a_client(OZGE)
    for month in range(4):
        a_paid_invoice(steady, on=day(30 * month), paid_on=day(30 * month + 40), total="100.00")
    an_issued_invoice(steady, "900.00", on=day(120))
    for place in range(9):
        an_issued_invoice(a_client(f"Client {place}"), f"{500 - place}.00", on=day(100))
    whole = at(158)
    assert [said.word.debtor.name for said in whole.call_list] == [f"Client {place}" for place in range(9)]
    assert [said.word.debtor.name for said in whole.wait_for] == [OZGE]
    for most in (1, 2, 3):
        page = this_morning(day(158), most=most)
        assert (page.call_list, page.wait_for) == (whole.call_list[:most], whole.wait_for[:most])
        assert (page.overdue_clients, [(g.ageing, g.clients) for g in page.owed]) == (
            10,
            [(g.ageing, ()) for g in whole.owed],
        )


def test_a_short_morning_looks_at_everybody_where_few_are_due(book) -> None:
    for place in range(10):
        steady = a_client(f"Steady {place}")
        for month in range(4):
            a_paid_invoice(steady, on=day(30 * month), paid_on=day(30 * month + 40), total="100.00")
        an_issued_invoice(steady, "900.00", on=day(120))
    an_issued_invoice(a_client(OBRIEN), "1.00", on=day(100))
    with questions() as asked:
        page = this_morning(day(158), most=1)
    assert [said.word.debtor.name for said in page.call_list] == [OBRIEN]
    # With session, person and what happened to the account, the page asks twelve.
    assert len(asked) == 9 + statements_of_packages("today"), asked
    assert [said.word.debtor.name for said in page.wait_for] == ["Steady 0"]


def test_a_scored_book_is_ordered_by_what_is_at_risk(book) -> None:
    """Işık always pays on day 45 and owes much, O'Brien never paid and owes less: O'Brien comes first."""
    for month in range(8):
        a_paid_invoice(a_client(ISIK), on=day(30 * month), paid_on=day(30 * month + 45))
    an_issued_invoice(a_client(ISIK), "900.00", on=day(250))
    an_issued_invoice(a_client(OBRIEN), "300.00", on=day(200))
    today = day(300)

    def names() -> list[str]:
        page = this_morning(today)
        return [said.word.debtor.name for said in (*page.call_list, *page.wait_for)]

    assert names() == [ISIK, OBRIEN]
    before = this_morning(today)
    assert (before.scored_on, before.at_risk_minor) == (None, {})
    scoring = score_book(as_of=today, **ACT)
    page = this_morning(today)
    assert names() == [OBRIEN, ISIK]
    assert page.scored_on == today
    assert page.at_risk_minor == {"GBP": scoring.figures["GBP"]["at_risk_minor"]}
    risks = [said.word.debtor.at_risk_minor for said in (*page.call_list, *page.wait_for)]
    assert sum(risks) == page.at_risk_minor["GBP"]
    # The scores of a later day says nothing of an earlier one.
    assert this_morning(day(299)).scored_on is None


def test_another_standing_is_news_on_the_day_it_was_seen(book) -> None:
    client = a_client(ISIK)
    for month in range(8):
        a_paid_invoice(client, on=day(30 * month), paid_on=day(30 * month + 29))
    for on in (day(20), day(240)):
        score_book(as_of=on, **ACT)
    news = [change for change in this_morning(day(240)).changes if change.kind == "standing"]
    assert news == [Change("standing", client.ref, ISIK, "steady", "", 0, day(240))]
    reader = replace(OWNER, role="reader")
    assert this_morning(day(240), by=reader).changes == this_morning(day(240)).changes
    change_role_acts(changes={("reader", SEE_RISK): False}, **ACT)
    assert [one for one in this_morning(day(240), by=reader).changes if one.kind == "standing"] == []
    assert [change.kind for change in this_morning(day(242)).changes] == []
