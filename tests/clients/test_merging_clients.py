"""Two clients become one with all that hangs on them, and two again by a second record; the database minds it."""

from __future__ import annotations

import pytest
from django.db import IntegrityError, transaction
from tests.builders import (
    ACT,
    ISIK,
    OWNER,
    START,
    a_client,
    a_payment,
    all_columns,
    an_issued_invoice,
    day,
    refused,
    timeline,
    whole_book,
)

from mainstay.billing.actions.payments import allocate
from mainstay.billing.models import CreditNote, Invoice, Payment
from mainstay.clients.actions.client_matching import Named, match_clients
from mainstay.clients.actions.clients import change_client
from mainstay.clients.actions.contacts import add_contact
from mainstay.clients.actions.merging import BelongsToBoth, ClientIsMerged, ClientIsNotMerged, SameClient
from mainstay.clients.actions.next_contacts import set_next_contact
from mainstay.clients.actions.notes import add_note
from mainstay.clients.actions.standings import override_standing
from mainstay.clients.models import Client, Contact, NextContact, StandingOverride
from mainstay.clients.queries.fetching import draft_of
from mainstay.clients.queries.merging import all_merges
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.joining import choices, joined, undone
from mainstay.kernel.refusal import Refusal
from mainstay.overview.actions.importing_merges import import_merges
from mainstay.overview.actions.merging import merge_clients, unmerge_client
from mainstay.overview.gathered import proved
from mainstay.overview.queries.clients import client_page_of, clients_page
from mainstay.overview.queries.export import export_to
from mainstay.overview.queries.merging import merge_preview
from mainstay.store import bulk

TWIN = "Isik Insaat A.S."
AS = {**ACT, "today": day(9)}


def test_details_are_joined() -> None:
    stays = ClientDraft("A", phone="1", tags="VIP", notes="a", currency="GBP")
    gone = ClientDraft(
        "B", phone="2", city="Leeds", tags="vip, Retail", notes="b", currency="TRY", credit_limit_minor=5
    )
    after = joined(stays, gone)
    assert after == ClientDraft("A", phone="1", city="Leeds", tags="Retail, VIP", notes="a\n\nb", currency="GBP")
    assert [one.field for one in choices(stays, gone)] == ["phone", "currency"]
    taken = joined(stays, gone, ("phone", "currency"))
    assert (taken.phone, taken.currency, taken.credit_limit_minor) == ("2", "TRY", 5)
    # What somebody changed since stays.
    assert undone(joined(stays, gone), {"city": "", "tags": "VIP"}, {"city": "Leeds", "tags": "other"}).city == ""


@pytest.fixture
def twins(book) -> tuple[str, str]:
    """The client that stays, and one that is the same in truth; something of every kind hangs on both."""
    stays, gone = a_client(ISIK, phone="1").ref, a_client(TWIN, phone="2", city="İzmir", tags="VIP").ref
    for ref in (stays, gone):
        an_issued_invoice(Client.objects.get(ref=ref))
        a_payment(Client.objects.get(ref=ref))
        add_contact(client_ref=ref, name="Ayşe", **ACT)
        add_note(client_ref=ref, text=f"of {ref}", on=START, **ACT)
        override_standing(client_ref=ref, standing="steady", reason="known", today=START, **ACT)
        set_next_contact(client_ref=ref, plan=ContactPlan(day(20), "call", "it"), today=START, **ACT)
    add_contact(client_ref=gone, name="Ali", **ACT)
    return stays, gone


def hanging(ref: str) -> tuple[int, ...]:
    kinds = (Invoice, CreditNote, Payment, Contact, NextContact, StandingOverride)
    return tuple(kind.objects.filter(client__ref=ref).count() for kind in kinds)


def test_everything_moves_and_moves_back(twins) -> None:
    stays, gone = twins
    before = {table: rows for table, rows in whole_book().items() if table != "clients_client"}
    preview = merge_preview(gone_ref=gone, stays_ref=stays, by=OWNER)
    assert {label: (count, left) for label, count, left in preview.moved} == {
        "Invoices": (1, 0), "Payments": (1, 0), "Contacts": (1, 1), "Planned contacts": (0, 1),
        "Ratings set by hand": (0, 1), "Notes and other entries of the timeline": (8, 0),
    }  # fmt: skip
    merge_clients(gone_ref=gone, stays_ref=stays, take=("phone",), **AS)
    assert (hanging(stays), hanging(gone)) == ((2, 0, 2, 2, 1, 1), (0, 0, 0, 1, 1, 1))
    client = Client.objects.get(ref=stays)
    assert (client.name, client.phone, client.city, client.tags) == (ISIK, "2", "İzmir", "VIP")
    assert [row.ref for row in clients_page(as_of=day(9), by=OWNER).clients] == [stays]
    assert client_page_of(ref=gone, as_of=day(9), by=OWNER).merged_into == (stays, ISIK)
    assert proved() == []
    assert unmerge_client(client_ref=gone, **AS) == gone
    assert (hanging(stays), hanging(gone)) == ((1, 0, 1, 1, 1, 1), (1, 0, 1, 2, 1, 1))
    client.refresh_from_db()
    assert (client.phone, client.city, client.tags) == ("1", "", "")
    assert client_page_of(ref=gone, as_of=day(9), by=OWNER).merged_into is None
    assert proved() == []
    after = whole_book()
    new = {"timeline_entry", "timeline_words", "timeline_move", "timeline_movedrow", "clients_merge"}
    assert [table for table in before if after[table] != before[table] and table not in new] == []
    assert [row[0] for row in timeline()][-5:] == [
        "client.changed", "client.merged", "client.changed", "client.unmerged", "client.unmerged",
    ]  # fmt: skip


def test_what_was_changed_since_stays(twins) -> None:
    stays, gone = twins
    merge_clients(gone_ref=gone, stays_ref=stays, **AS)
    later = draft_of(Client.objects.get(ref=stays))
    an_issued_invoice(Client.objects.get(ref=stays))
    change_client(client_ref=stays, draft=ClientDraft(**{**vars_of(later), "city": "Bursa"}), **ACT)
    unmerge_client(client_ref=gone, **AS)
    assert (Client.objects.get(ref=stays).city, hanging(stays)[0], hanging(gone)[0]) == ("Bursa", 2, 1)


def vars_of(draft: ClientDraft) -> dict[str, object]:
    return {name: getattr(draft, name) for name in ClientDraft.__slots__}


def test_what_belongs_to_both_is_said(twins) -> None:
    stays, gone = twins
    invoice = Invoice.objects.get(client__ref=gone)
    payment = Payment.objects.get(client__ref=stays)
    merge_clients(gone_ref=gone, stays_ref=stays, **AS)
    allocate(origin_ref=payment.ref, invoice_ref=invoice.ref, minor=100, **ACT)
    with refused(BelongsToBoth):
        unmerge_client(client_ref=gone, **AS)


def test_what_is_no_merge_is_refused(twins) -> None:
    stays, gone = twins
    with refused(SameClient):
        merge_clients(gone_ref=gone, stays_ref=gone, **AS)
    with refused(ClientIsNotMerged):
        unmerge_client(client_ref=gone, **AS)
    merge_clients(gone_ref=gone, stays_ref=stays, **AS)
    third = a_client("Third").ref
    with refused(ClientIsMerged):
        merge_clients(gone_ref=gone, stays_ref=third, **AS)
    merge_clients(gone_ref=stays, stays_ref=third, **AS)
    with refused(ClientIsMerged):
        unmerge_client(client_ref=gone, **AS)
    unmerge_client(client_ref=stays, **AS)
    unmerge_client(client_ref=gone, **AS)
    assert proved() == []


def test_a_file_that_names_the_merged_client_means_the_other(twins) -> None:
    stays, gone = twins
    merge_clients(gone_ref=gone, stays_ref=stays, **AS)
    with transaction.atomic():
        found = match_clients(named={Named("", TWIN): {}, Named("", ISIK): {}}, **ACT)
    assert set(found.ids.values()) == {Client.objects.get(ref=stays).pk}
    assert found.added == 0


@pytest.mark.parametrize("table", ["billing_invoice", "billing_payment", "timeline_entry", "clients_nextcontact"])
def test_nothing_changes_hands_without_a_record(twins, table: str) -> None:
    stays, gone = (Client.objects.get(ref=ref).pk for ref in twins)
    before = all_columns(f"SELECT id, client_id FROM {table} ORDER BY id")
    with pytest.raises(IntegrityError, match="only by a record"), transaction.atomic():
        bulk.run_sql(f"UPDATE {table} SET client_id = %s WHERE client_id = %s", [stays, gone])
    assert all_columns(f"SELECT id, client_id FROM {table} ORDER BY id") == before


def test_merges_come_back_from_an_export(twins, tmp_path) -> None:
    stays, gone = twins
    third = a_client("Third").ref
    merge_clients(gone_ref=third, stays_ref=stays, **AS)
    unmerge_client(client_ref=third, **AS)
    merge_clients(gone_ref=gone, stays_ref=stays, **AS)
    (file,) = export_to(tmp_path / "all", by=OWNER).glob("*erges.csv")
    text = file.read_text(encoding="utf-8-sig")
    assert import_merges(text=text, **AS) == (0, 1, 1)
    unmerge_client(client_ref=gone, **AS)
    assert import_merges(text=text, **AS) == (1, 0, 1)
    assert (hanging(stays)[0], hanging(gone)[0]) == (2, 0)
    (merge, *_others) = all_merges(by=OWNER)
    assert (merge.gone_name, merge.stays_name, merge.merged_on, merge.undone_on) == (TWIN, ISIK, day(9), None)
    assert proved() == []


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("a,b\n1,2\n", "These aren’t merges: choose the sheet “Merges”"),
        ("{}x,{},2024-02-01,", "Line 2: No client is called “"),
        ("{},{},soon,", "Line 2: The day of the merge can’t be read or is in"),
        ("{},{},2031-02-01,", "Line 2: The day of the merge can’t be read or is in"),
    ],
)
def test_merges_that_cannot_come_in_are_refused_whole(twins, text: str, sentence: str) -> None:
    head = "" if text.startswith("a,") else "Client ID,Merged into ID,Merged on,Undone on\n"
    with pytest.raises(Refusal) as caught:
        import_merges(text=head + text.format(*reversed(twins)), **AS)
    assert str(caught.value).startswith(sentence)
    assert all_merges(by=OWNER) == ()
