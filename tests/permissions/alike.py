"""The limits without which every query answers as before, each with the reason why that is right."""

from __future__ import annotations

from typing import Final

# Function, and what it calls -> why nobody can tell whether the owner is handed on there.
ALIKE: Final = {
    **dict.fromkeys(
        (("overview.queries.clients._sort", "worths_on"), ("overview.queries.clients._wanted", "_sort")),
        "says only in which order clients stand, and those who may not see them have none to order",
    ),
    **dict.fromkeys(
        (
            ("overview.queries.invoices._worths", "worths_on"),
            ("overview.queries.invoices.invoices_page", "_worths"),
            ("overview.queries.payments.payments_page", "worths_on"),
        ),
        "says only in which order the rows stand that whoever asks may see",
    ),
    **dict.fromkeys(
        (
            ("briefing.queries.morning._morning", "_entries"),
            ("clients.queries.panels.today_panels", "contacts_due"),
            ("clients.queries.panels.today_panels", "urgent_proposals"),
            ("tasks.queries.panels.today_panels", "tasks_due"),
            ("briefing.queries.morning._entries", "call_advice"),
            ("briefing.queries.morning._morning", "looked_after"),
            ("overview.gathered.call_advice", "reason.facts"),
            ("briefing.queries.morning._morning", "learnt"),
            ("briefing.queries.morning._owed", "total_at_rates"),
            ("briefing.queries.learnt.learnt", "may"),
        ),
        "the morning is refused to whoever does not see every client",
    ),
    **dict.fromkeys(
        (
            ("attachments.queries.files.client_panels", "rows_for"),
            ("care.queries.calls.client_panels", "calls_of_client"),
            ("clients.queries.panels.client_panels", "next_contact_with"),
            ("fields.queries.values.client_panels", "values_of_client"),
            ("overview.queries.clients._wanted", "clients_with_contact_due"),
        ),
        "asked of clients that were fetched for whoever asks",
    ),
    **dict.fromkeys(
        (
            ("billing.queries.payment_list._wanted", "looked_after"),
            ("billing.queries.payment_list._wanted", "matching"),
        ),
        "narrows the payments that whoever asks may see",
    ),
    **dict.fromkeys(
        (
            ("overview.queries.copies.check_copy", "copy_called"),
            ("overview.queries.copies.check_copy", "require"),
            ("overview.queries.copies.copies_page", "backups_elsewhere"),
            ("overview.queries.copies.copies_page", "copies_of_book"),
            ("overview.queries.copies.copies_page", "copies_opened"),
            ("overview.queries.copies.copies_page", "require"),
        ),
        "copies are refused to whoever may not back up the book",
    ),
    **dict.fromkeys(
        (
            ("attachments.rules.removing.is_own_and_recent", "Written"),
            ("attachments.rules.removing.is_own_and_recent", "is_author"),
        ),
        "shows nothing: whether a file may be removed is asked again where it is",
    ),
    **dict.fromkeys(
        (
            ("overview.gathered.exported_files", "offers.exported_files"),
            ("overview.queries.export.export_to", "exported_files"),
            ("overview.queries.export.write_export", "exported_files"),
        ),
        "whoever may export everything sees every client",
    ),
    ("overview.queries.clients._wanted", "fields_in_use"): "only puts in order the clients that whoever asks may see",
    **dict.fromkeys(
        (
            ("attachments.queries.files.find_files", "visible_clients"),
            ("fields.queries.values.find_values", "visible_clients"),
        ),
        "the search is refused to whoever does not see every client",
    ),
    **dict.fromkeys(
        (("fields.client_columns.taker", "may"), ("fields.client_columns.taker", "partial")),
        "shows nothing: it takes columns of a file, and the action that it hands on asks again",
    ),
    ("overview.queries.billed_client.billed_client", "payer"): "asked of a client that was fetched for whoever asks",
    ("overview.queries.billed_client.billed_client", "client_for"): "what the client owes is asked for the same person",
    ("clients.queries.proposals.client_with_proposals", "client_for"): "whoever may see risk sees every client",
    **dict.fromkeys(
        (
            ("billing.queries.invoice_list._wanted", "clients_for"),
            ("billing.queries.invoice_list._wanted", "matching"),
        ),
        "the invoices themselves are those of whoever asks",
    ),
    **dict.fromkeys(
        (
            ("overview.queries.invoices._sums", "seen_by"),
            ("overview.queries.payments._sums", "seen_by"),
            ("overview.queries.clients.clients_page", "seen_by"),
            ("overview.queries.clients._read_page", "seen_by"),
            ("billing.queries.receivables.receivables", "seen_by"),
            ("briefing.queries.morning.morning", "seen_by"),
            ("firm.permissions.seen_by", "role_of"),
        ),
        "the name of what is stored: see the last test here",
    ),
    **dict.fromkeys(
        (("firm.queries.people.present", "replace"), ("firm.queries.people.person_of_name", "replace")),
        "shows nothing; test_moving_acts works with the rights that it answers",
    ),
}
