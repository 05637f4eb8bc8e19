"""Each kind of fault, planted by raw SQL, is found alone and told in plain words."""

from __future__ import annotations

import pytest
from tests.builders import raw_writes
from tests.overview.faults import a_living_book, names_of, run, told


@pytest.fixture
def living(book):
    return a_living_book()


PLANTED = {
    "invoice_balance": (
        ["UPDATE billing_invoice SET open_minor = 10500, paid_minor = 13000 WHERE number = 'INV-00002'"],
        ("Invoice INV-00002 says open 105.00 GBP, paid 130.00 GBP, credited 15.00 GBP, written off 0.00 GBP; "
        "its allocations make open 155.00 GBP, paid 80.00 GBP, credited 15.00 GBP, written off 0.00 GBP."),
    ),
    "invoice_settled_on": (
        ["UPDATE billing_invoice SET settled_on = '2024-04-01' WHERE number = 'INV-00001'"],
        "Invoice INV-00001 says settled on 2024-04-01; its allocations say 2024-04-04.",
    ),
    "invoice_settled_on, with reversals": (
        ["UPDATE billing_invoice SET settled_on = '2024-05-02' WHERE number = 'INV-00004'"],
        "Invoice INV-00004 says settled on 2024-05-02; its allocations say 2024-04-04.",
    ),
    "invoice_has_reversals": (
        ["UPDATE billing_invoice SET has_reversals = FALSE WHERE number = 'INV-00002'"],
        "Of invoice INV-00002 an allocation was taken back, but the invoice is not marked so; it should be.",
    ),
    "invoice_has_no_reversals": (
        ["UPDATE billing_invoice SET has_reversals = TRUE WHERE number = 'INV-00001'"],
        "Invoice INV-00001 is marked as if an allocation had been taken back, but none was; it should not be.",
    ),
    "invoice_day_is_known": (
        ["UPDATE billing_invoice SET is_settled_day_known = FALSE WHERE number = 'INV-00001'"],
        "Invoice INV-00001 is marked as paid on an unknown day, but the days of its payments are known.",
    ),
    "payment_left": (
        ["UPDATE billing_payment SET unallocated_minor = 49 WHERE ref = '{late}'"],
        "Payment {late} of 400 JPY says 49 JPY is left; its allocations and refunds leave 50 JPY.",
    ),
    "payment_left, reversed": (
        ["UPDATE billing_payment SET unallocated_minor = 2000 WHERE ref = '{bounced}'"],
        "Payment {bounced} of 20.00 GBP says 20.00 GBP is left; its allocations and refunds leave 0.00 GBP.",
    ),
    "credit_note_left": (
        ["UPDATE billing_creditnote SET unallocated_minor = 1 WHERE number = 'CN-00002'"],
        "Credit note CN-00002 over 15.00 GBP says 0.01 GBP is left; its allocations and refunds leave 0.00 GBP.",
    ),
    "other_client": (
        ["billing_payment.moves_by_record",
         "UPDATE billing_payment SET client_id = {theirs_id} WHERE minor = 8000"],
        "{eighty} is allocated to invoice INV-00002 of another client.",
    ),
    "other_currency": (
        ["billing_payment.is_never_changed", "UPDATE billing_payment SET currency = 'EUR' WHERE minor = 8000"],
        "{eighty} in EUR is allocated to invoice INV-00002 in GBP; two currencies never meet.",
    ),
    "allocated_too_early": (
        ["billing_allocation.is_never_changed",
         "UPDATE billing_allocation SET allocated_on = '2024-04-08' WHERE minor = 8000"],
        "{eighty} is allocated to invoice INV-00002 on 2024-04-08; it should be 2024-04-09 or later.",
    ),
    "reversal_differs": (
        ["billing_allocation.is_never_changed",
         "UPDATE billing_allocation SET allocated_on = '2024-04-09' WHERE minor = -2000"],
        ("What was taken back of the 20.00 GBP allocated to invoice INV-00002 on 2024-04-10 should mirror it: "
        "same invoice, same origin, same amount, not before it."),
    ),
    "refunded_too_early": (
        ["billing_refund.is_never_changed", "UPDATE billing_refund SET refunded_on = '2024-04-28'"],
        "A refund out of {late} is dated 2024-04-28; it should be 2024-04-29 or later.",
    ),
    "recovered_too_early": (
        ["billing_recovery.is_never_changed", "UPDATE billing_recovery SET recovered_on = '2024-04-28'"],
        "A recovery on invoice INV-00003 is dated 2024-04-28; it should be 2024-04-29 or later.",
    ),
    "write_off_allocated": (
        ["billing_writeoff.is_never_changed", "UPDATE billing_writeoff SET minor = 1001"],
        "1001 JPY of invoice INV-00003 was written off, but 1000 JPY is allocated; they should be equal.",
    ),
    "void_differs": (
        ["billing_creditnote.is_never_changed",
         ("UPDATE billing_creditnote SET voids_id = (SELECT id FROM billing_invoice WHERE number = 'INV-00003') "
         "WHERE number = 'CN-00001'")],
        ("Credit note CN-00001 voids invoice INV-00003; "
        "it should be of the same client, currency and amount, and not be dated before it."),
    ),
    "payment_reversal_differs": (
        ["billing_payment.is_never_changed", "UPDATE billing_payment SET minor = -1999 WHERE minor = -2000"],
        ("Payment {reversal} takes back payment {bounced}; "
        "it should be of the same client, currency and amount, and not be dated before it."),
    ),
    "disputed_too_early": (
        ["billing_dispute.is_never_changed", "UPDATE billing_dispute SET opened_on = '2024-02-28'"],
        "Invoice INV-00002 was disputed on 2024-02-28; it should be 2024-02-29, the day of issue, or later.",
    ),
    "lines_total": (
        ["billing_invoiceline.is_never_changed", "UPDATE billing_invoiceline SET minor = 20001 WHERE position = 1"],
        "The lines of invoice INV-00002 add up to 250.01 GBP, but it is over 250.00 GBP.",
    ),
    "line_amount": (
        ["billing_invoiceline.is_never_changed",
         "UPDATE billing_invoiceline SET quantity = 600000 WHERE position = 2"],
        "A line of invoice INV-00002 says 50.00 GBP; its quantity and price come to 60.00 GBP.",
    ),
    "instalments_total": (
        ["billing_instalment.is_never_changed", "UPDATE billing_instalment SET minor = 9999 WHERE minor = 10000"],
        "The instalments of invoice INV-00002 add up to 249.99 GBP, but it is over 250.00 GBP.",
    ),
    "instalments_due_on": (
        ["billing_instalment.is_never_changed",
         "UPDATE billing_instalment SET due_on = '2024-03-29' WHERE minor = 15000"],
        "The last instalment of invoice INV-00002 is due on 2024-03-29, but the invoice on 2024-03-30.",
    ),
    "instalment_due_before_issue": (
        ["billing_instalment.is_never_changed",
         "UPDATE billing_instalment SET due_on = '2024-02-28' WHERE minor = 10000"],
        "An instalment of invoice INV-00002 is due on 2024-02-28, before it was issued on 2024-02-29.",
    ),
    "instalment_later": (
        ["billing_instalment.is_never_changed",
         "UPDATE billing_instalment SET later_minor = 14999 WHERE minor = 10000"],
        "After the instalment of invoice INV-00002 due on 2024-03-10, 150.00 GBP falls due, but it says 149.99 GBP.",
    ),
    "expected_dates_overlap": (
        ["UPDATE billing_expecteddate SET ended_on = '2024-06-01' WHERE ended_on IS NOT NULL"],
        ("Invoice INV-00002 has two expected dates at one time; the second should begin when the first ended."),
    ),
    "number_missing": (
        ["UPDATE billing_numberseries SET next_number = 6 WHERE name = 'invoice'"],
        "Number INV-00005 was taken from its series, but no document bears it.",
    ),
    "latest_business_date": (
        ["UPDATE billing_latestbusinessdate SET last_on = '2024-05-01'"],
        "Billing is noted as dated up to 2024-05-01, but something in it is dated 2024-05-02.",
    ),
    "latest_business_date, gone": (
        ["DELETE FROM billing_latestbusinessdate"],
        "Billing is noted as dated up to –, but something in it is dated 2024-05-02.",
    ),
    "search_text": (
        [("INSERT INTO billing_searchtext (kind, first_id, last_id, lines) "
         "SELECT 'invoice_words', id, id, 'inv-00003' FROM billing_invoice WHERE number = 'INV-00002'")],
        "A search does not find INV-00002 by all that is written on it.",
    ),
    "search_text, amount": (
        [("INSERT INTO billing_searchtext (kind, first_id, last_id, lines) "
         "SELECT 'payment_amounts', id, id, '=40=' FROM billing_payment WHERE ref = '{late}'")],
        "A search does not find {late} by all that is written on it.",
    ),
    "client_key": (
        ["UPDATE clients_client SET match_key = 'isik' WHERE name LIKE 'I%'"],
        "Işık İnşaat ({ours}) is kept under the match_key “isik”; it should be “isik insaat”.",
    ),
    "client_key, search": (
        ["UPDATE clients_client SET search_key = 'o brien' WHERE name LIKE 'O%'"],
        ("O'Brien & Sons ({theirs}) is kept under the search_key “o brien”; "
        "it should be “o'brien & sons pat@obrien.example cork”."),
    ),
    "client_currency_unknown": (
        ["UPDATE clients_client SET currency = 'ZZZ' WHERE name LIKE 'I%'"],
        "The client Işık İnşaat has the currency “ZZZ”, which is not one in use.",
    ),
    "firm_currency_unknown": (
        ["UPDATE firm_firm SET currency = 'TRL'"],
        "The firm Işık İnşaat has the currency “TRL”, which is not one in use.",
    ),
    "entry_without_client": (
        ["timeline_entry.moves_by_record",
         "UPDATE timeline_entry SET client_id = 99 WHERE kind = 'invoice.written_off'"],
        "Entry {entry} of the timeline (invoice.written_off 2024-04-19) tells of client 99, who is not there.",
    ),
}  # fmt: skip


@pytest.mark.parametrize("what", PLANTED)
def test_a_planted_fault_is_found_alone_and_told(living, what: str) -> None:
    steps, sentence = PLANTED[what]
    names = names_of(living)
    guards = [step for step in steps if " " not in step]
    with raw_writes(*guards) as cursor:
        run(cursor, *(step.format(**names) for step in steps if " " in step))
    found = told()
    assert [pair for pair in found if pair[0] != "guard_missing"] == [
        (what.split(",", maxsplit=1)[0], sentence.format(**names))
    ]
    assert [code for code, _ in found].count("guard_missing") == len(guards)
