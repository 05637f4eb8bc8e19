"""Each kind of fault, planted by raw SQL, is found alone and told in plain words; a true book has none."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.db.utils import DatabaseError
from django.utils.translation import override
from tests.builders import (
    ACT,
    OBRIEN,
    a_client,
    a_credit_note,
    a_paid_invoice,
    a_payment,
    an_issued_invoice,
    day,
    questions,
    raw_writes,
)
from tests.overview.faults import a_living_book, names_of, run, told

from mainstay.billing.actions.payments import take_back_allocation
from mainstay.billing.models import Allocation, NumberSeries
from mainstay.firm.models import Firm
from mainstay.firm.queries.proofs import LISTED
from mainstay.kernel.problem import Fault
from mainstay.overview.gathered import FAULTS
from mainstay.overview.phrases import fault_sentence
from mainstay.overview.queries.checks import CopyIsUntrue, prove_book, prove_copy
from mainstay.store.context import use_firm


@pytest.fixture
def living(book):
    return a_living_book()


def test_a_true_book_has_no_faults(living) -> None:
    assert told() == []
    prove_copy()


def test_every_question_is_asked_a_constant_number_of_times(book) -> None:
    a_paid_invoice()
    prove_book()
    with questions() as one:
        prove_book()
    for name in (OBRIEN, "Özge Çağlar", "Zoë"):
        a_paid_invoice(a_client(name))
        a_payment(a_client(name), on=day(70))
    with questions() as many:
        prove_book()
    assert len(one) == len(many)


INSERT_ALLOCATION = """
    INSERT INTO billing_allocation (invoice_id, payment_id, credit_note_id, allocated_on, minor, recorded_at)
    SELECT i.id, {payment}, {note}, '2024-05-02', {minor}, i.recorded_at
    FROM billing_invoice i WHERE i.number = '{number}'
"""


def test_more_allocated_than_an_invoice_is_over(living) -> None:
    with raw_writes() as cursor:
        other = a_payment(a_client(), "10.00", on=day(63))
        run(cursor, INSERT_ALLOCATION.format(payment=other.pk, note="NULL", minor=1000, number="INV-00001"),
            f"UPDATE billing_payment SET unallocated_minor = 0 WHERE id = {other.pk}")  # fmt: skip
    assert told() == [("invoice_overspent", "Invoice INV-00001 is over 100.00 GBP, but 110.00 GBP is allocated to it.")]


def test_more_used_than_a_payment_or_a_credit_note_held(living) -> None:
    names = names_of(living)
    note = a_credit_note(a_client(), "1.00", on=day(63))
    with raw_writes("billing_payment.is_never_changed", "billing_creditnote.is_never_changed") as cursor:
        cursor.execute(
            "INSERT INTO billing_refund (ref, credit_note_id, minor, refunded_on, note, recorded_at) "
            "SELECT 'r-x', id, 101, issued_on, '', recorded_at FROM billing_creditnote WHERE id = %s",
            [note.pk],
        )
        cursor.execute("UPDATE billing_creditnote SET unallocated_minor = 0 WHERE id = %s", [note.pk])
        cursor.execute("UPDATE billing_payment SET minor = 7999 WHERE minor = 8000")
    assert [pair for pair in told() if pair[0] != "guard_missing"] == [
        ("payment_overspent",
         f"Payment {names['eighty']} is 79.99 GBP, but 80.00 GBP of it was allocated, refunded or recovered."),
        ("credit_note_overspent",
         f"Credit note {note.number} is over 1.00 GBP, but 1.01 GBP of it was allocated or refunded."),
    ]  # fmt: skip


def test_a_payment_taken_back_that_still_settles(living) -> None:
    paid = living["paid"]
    payment = Allocation.objects.get(invoice=paid).payment
    with raw_writes() as cursor:
        cursor.execute(
            """INSERT INTO billing_payment (ref, client_id, key, currency, paid_on, is_day_known, minor, reverses_id,
                                            note, source, recorded_at, unallocated_minor)
               SELECT 'p-x', client_id, '', currency, paid_on, is_day_known, -minor, id, '', 'app', recorded_at, 0
               FROM billing_payment WHERE id = %s""",
            [payment.pk],
        )
    assert told() == [
        ("reversed_payment_in_use", f"Payment {payment.ref} was taken back, but 100.00 GBP of it is still in use.")
    ]


def test_what_was_used_twice_on_a_past_day(book) -> None:
    client = a_client()
    first, second = an_issued_invoice(client), an_issued_invoice(client)
    payment = a_payment(client, settles=(first,), on=day(0))
    link = Allocation.objects.get()
    take_back_allocation(allocation_id=link.pk, on=day(20), **ACT)
    kept = "paid_minor = 10000, open_minor = 0, settled_on = '2024-03-10'"
    run_on = INSERT_ALLOCATION.replace("2024-05-02", "2024-03-10").format(
        payment=payment.pk, note="NULL", minor=10000, number=second.number
    )
    with raw_writes() as cursor:
        run(cursor, run_on, f"UPDATE billing_invoice SET {kept} WHERE id = {second.pk}",
            f"UPDATE billing_payment SET unallocated_minor = 0 WHERE id = {payment.pk}")  # fmt: skip
    assert told() == [
        ("payment_overspent_on_a_day",
         f"On 2024-03-10 more of payment {payment.ref} was used than its 100.00 GBP."),
    ]  # fmt: skip


def test_an_invoice_settled_twice_on_a_past_day(book) -> None:
    client = a_client()
    invoice = an_issued_invoice(client)
    a_payment(client, settles=(invoice,), on=day(0))
    take_back_allocation(allocation_id=Allocation.objects.get().pk, on=day(20), **ACT)
    other = a_credit_note(client, on=day(5))
    kept = "credited_minor = 10000, open_minor = 0, settled_on = '2024-03-20'"
    run_on = INSERT_ALLOCATION.replace("2024-05-02", "2024-03-10").format(
        payment="NULL", note=other.pk, minor=10000, number=invoice.number
    )
    with raw_writes() as cursor:
        run(cursor, run_on, f"UPDATE billing_invoice SET {kept} WHERE id = {invoice.pk}",
            f"UPDATE billing_creditnote SET unallocated_minor = 0 WHERE id = {other.pk}")  # fmt: skip
    assert told() == [
        ("invoice_overspent_on_a_day",
         f"On 2024-03-10 more was allocated to invoice {invoice.number} than its total."),
    ]  # fmt: skip


def test_paid_on_an_unknown_day_and_not_marked_so(book) -> None:
    invoice = an_issued_invoice()
    a_payment(invoice.client, settles=(invoice,), is_day_known=False)
    with raw_writes() as cursor:
        cursor.execute("UPDATE billing_invoice SET is_settled_day_known = TRUE")
    assert told() == [
        ("invoice_day_is_not_known",
         "Invoice INV-00001 was paid by a payment of unknown day, but is not marked so; it should be."),
    ]  # fmt: skip


def test_more_recovered_than_was_lost_and_from_a_stranger(living) -> None:
    stranger = a_payment(a_client(), "1.00", on=day(63))
    late = living["late"]
    insert = (
        "INSERT INTO billing_recovery (ref, write_off_id, payment_id, minor, recovered_on, recorded_at) "
        "SELECT %s, w.id, p.id, %s, p.paid_on, w.recorded_at FROM billing_writeoff w, billing_payment p WHERE p.id = %s"
    )
    with raw_writes("billing_payment.is_never_changed") as cursor:
        cursor.execute("UPDATE billing_payment SET minor = 2000 WHERE id = %s", [late.pk])
        cursor.execute(insert, ["v-1", 1650, late.pk])
        cursor.execute("UPDATE billing_payment SET unallocated_minor = 0 WHERE id = %s", [late.pk])
    assert told()[-1] == (
        "recovered_too_much", "1950 JPY of invoice INV-00003 was recovered, but only 1000 JPY was written off.",
    )  # fmt: skip
    with raw_writes() as cursor:
        cursor.execute(insert, ["v-2", 100, stranger.pk])
        cursor.execute("UPDATE billing_payment SET unallocated_minor = 0 WHERE id = %s", [stranger.pk])
    assert told()[-1] == (
        "recovered_from_another",
        f"Payment {stranger.ref} recovers a loss on invoice INV-00003; it should be of the same client and currency.",
    )


def test_disputes_that_overlap_and_a_second_void(living) -> None:
    with raw_writes() as cursor:
        cursor.execute(
            "INSERT INTO billing_dispute (ref, invoice_id, opened_on, reason, outcome, recorded_at) "
            "SELECT 'd-x', invoice_id, '2024-04-15', '', '', recorded_at FROM billing_dispute"
        )
    assert told() == [
        ("disputes_overlap",
         "Two disputes about invoice INV-00002 overlap; the second should begin after the first ended."),
    ]  # fmt: skip
    with raw_writes("billing_creditnote.is_never_changed") as cursor:
        cursor.execute(
            """INSERT INTO billing_creditnote (ref, client_id, number, number_key, number_scope, currency, issued_on,
                                               total_minor, reason, voids_id, recorded_at, unallocated_minor)
               SELECT 'n-x', client_id, 'CN-X', 'cn-x', '', currency, issued_on, total_minor, '', voids_id, recorded_at,
                      total_minor
               FROM billing_creditnote WHERE voids_id IS NOT NULL"""
        )
    assert ("void_repeated", "Invoice INV-00004 was voided 2 times; once is all.") in told()


def test_a_write_off_on_another_invoice(living) -> None:
    with raw_writes("billing_writeoff.is_never_changed") as cursor:
        cursor.execute(
            "UPDATE billing_writeoff SET invoice_id = (SELECT id FROM billing_invoice WHERE number = 'INV-00001')"
        )
    found = [pair for pair in told() if pair[0] == "other_invoice"]
    assert len(found) == 1
    assert "is allocated to invoice INV-00003, but was of another invoice." in found[0][1]


def test_an_unknown_currency_of_documents(living) -> None:
    tables = ("billing_invoice", "billing_payment", "billing_creditnote")
    with raw_writes(*(f"{table}.is_never_changed" for table in tables)) as cursor:
        run(cursor, *(f"UPDATE {table} SET currency = 'XXX' WHERE currency = 'GBP'" for table in tables))
    found = [(code, sentence) for code, sentence in told() if code != "guard_missing"]
    assert [code for code, _ in found] == [
        "invoice_currency_unknown", "credit_note_currency_unknown", "payment_currency_unknown",
    ]  # fmt: skip
    assert found[0][1] == ("Invoice INV-00001 is in the currency “XXX”, which is not one in use (invoices: 3).")


def test_a_guard_that_is_gone_and_one_that_is_disabled(living) -> None:
    with raw_writes("billing_invoice.is_never_changed"):
        pass
    assert told() == [
        ("guard_missing",
         "The guard billing_invoice_is_never_changed is missing or altered: run “mainstay upgrade” to put it back."),
    ]  # fmt: skip


def test_a_row_that_vanished(engine, living) -> None:
    client = a_client()
    with raw_writes("clients_client.is_never_deleted") as cursor:
        if engine == "postgresql":
            cursor.execute(
                "SELECT conrelid::regclass::text, conname FROM pg_constraint "
                "WHERE contype = 'f' AND confrelid = to_regclass('clients_client')"
            )
            for table, name in cursor.fetchall():
                cursor.execute(f'ALTER TABLE {table} DROP CONSTRAINT "{name}"')
        else:
            cursor.execute("PRAGMA foreign_keys = OFF")
        cursor.execute("DELETE FROM clients_client WHERE id = %s", [client.pk])
        if engine == "sqlite":
            cursor.execute("PRAGMA foreign_keys = ON")
    found = told()
    assert ("row_vanished", f"billing_invoice 1 points at clients_client {client.pk}, which is not there.") in found
    assert {code for code, _ in found} == {"row_vanished", "entry_without_client", "guard_missing"}


def test_a_book_of_no_firm(living) -> None:
    with raw_writes() as cursor:
        cursor.execute("DELETE FROM firm_firm")
    (found,) = prove_book()
    assert (found.code, found.params) == ("not_one_firm", {"count": 0})


def test_a_damaged_file_is_told_alone(engine, book) -> None:
    if engine == "postgresql":
        pytest.skip("files")
    a_paid_invoice()
    with raw_writes() as cursor:
        cursor.execute("SELECT rootpage FROM sqlite_master WHERE name = 'invoice_open'")
        cursor.execute("PRAGMA writable_schema = ON")
        cursor.execute("UPDATE sqlite_master SET rootpage = (SELECT rootpage FROM sqlite_master "
                       "WHERE name = 'allocation_by_payment') WHERE name = 'invoice_habits'")  # fmt: skip
        cursor.execute("PRAGMA writable_schema = RESET")
    found = prove_book()
    assert {fault.code for fault in found} == {"file_damaged"}
    assert all(fault_sentence(f).startswith(f"The file of “{book}” is damaged (") for f in found)


def test_a_row_that_the_file_forbids(engine, book) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL checks its constraints itself")
    an_issued_invoice()
    with raw_writes("billing_invoice.is_never_changed") as cursor:
        cursor.execute("PRAGMA ignore_check_constraints = ON")
        cursor.execute("UPDATE billing_invoice SET due_on = '2024-01-01'")
        cursor.execute("PRAGMA ignore_check_constraints = OFF")
    assert [code for code, _ in told()] == ["rule_broken", "guard_missing"]


def test_many_faults_of_a_kind_are_counted(book) -> None:
    for number in range(LISTED + 3):
        a_client(f"Client {number}")
    with raw_writes() as cursor:
        cursor.execute("UPDATE clients_client SET match_key = 'x'")
    found = prove_book()
    assert len(found) == LISTED + 1
    assert found[-1] == Fault("and_more", "client_key", {"count": 3})
    assert fault_sentence(found[-1]) == ("There are 3 more faults of the kind before this line; they are not listed.")


def test_set_based_proofs_count_too(book) -> None:
    client = a_client()
    for _ in range(LISTED + 2):
        an_issued_invoice(client)
    with raw_writes() as cursor:
        cursor.execute("UPDATE billing_invoice SET has_reversals = TRUE")
    found = prove_book()
    assert [fault.code for fault in found] == ["invoice_has_no_reversals"] * LISTED + ["and_more"]
    assert found[-1].params == {"count": 2}


def test_a_copy_that_contradicts_itself_is_refused(living) -> None:
    with raw_writes() as cursor:
        cursor.execute("UPDATE billing_latestbusinessdate SET last_on = '2024-05-01'")
    with pytest.raises(CopyIsUntrue) as caught:
        prove_copy()
    assert str(caught.value) == (
        "This copy contradicts itself, so the book was left as it is. "
        "Billing is noted as dated up to 2024-05-01, but something in it is dated 2024-05-02."
    )


def test_sentences_are_made_in_the_language_of_the_reader(living) -> None:
    fault = Fault("number_missing", "INV-00007", {"series": "invoice"})
    for language in ("en", "tr"):
        with override(language):
            assert "INV-00007" in fault_sentence(fault)


def test_every_sentence_names_its_subject() -> None:
    unnamed = {code for code, sentence in FAULTS.items() if "%(subject)s" not in str(sentence)}
    assert unnamed == {"and_more", "latest_business_date"}


def test_another_firm_s_faults_stay_there(living, other_book) -> None:
    with raw_writes() as cursor:
        cursor.execute("UPDATE billing_latestbusinessdate SET last_on = '2024-05-01'")
    with use_firm(other_book):
        assert prove_book() == []


def test_proving_changes_nothing_and_needs_no_lock(living) -> None:
    with transaction.atomic():
        NumberSeries.objects.update(prefix="INV-")
        Firm.objects.update(name="Çağlar")
        assert all(isinstance(fault, Fault) for fault in prove_book())
        transaction.set_rollback(True)
    assert prove_book() == []
    with pytest.raises(DatabaseError), raw_writes() as cursor:
        cursor.execute("UPDATE billing_invoice SET total_minor = 1")
