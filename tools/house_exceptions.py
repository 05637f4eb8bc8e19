"""What the house rules let pass, each with its reason; one that is needed no more is found and removed."""

from __future__ import annotations

from typing import Final

# "package.file.function" -> why it needs no one who acts and no moment of its own.
WITHOUT_ACTOR: dict[str, str] = {
    "timeline.moving.move_rows": "a building block: the act that merges names who and when",
    "timeline.moving.move_rows_back": "a building block: the act that undoes the merge names who and when",
    "billing.numbering.take_number": "a building block: the document that takes the number names who and when",
}
# "package.file.function" -> why it opens no transaction.
WITHOUT_TRANSACTION: dict[str, str] = {
    "billing.numbering.take_number": "stands in the transaction of the document, so that numbers have no gaps",
    "demonstration.demonstrating.remove_demonstration": "removes a whole firm, as remove_firm does",
    "firm.copies.remove_copy": "removes one file",
    "overview.copies.remove_opened_copy": "removes a whole firm, as remove_firm does",
    "firm.firms.remove_firm": "removes a whole namespace: a folder, or a schema in one statement",
    "timeline.recording.record": "stands in the transaction of the act that it tells of",
    "timeline.recording.record_many": "stands in the transaction of the act that it tells of",
}
# "package.file.function" -> why nothing of it stands on the timeline.
WITHOUT_TIMELINE: dict[str, str] = {
    "clients.notes.remove_note": "the entry of the note stays on the timeline and says on which day it was erased",
    "clients.notes.correct_note": "the corrected note is on the timeline itself, with the instant of the correction",
    "timeline.erasing.remove_words": "the entry stays on the timeline and says on which day its words were erased",
    "timeline.erasing.correct_words": "the corrected words are on the timeline itself, with the instant",
    "scoring.scoring.ask_for_update": "a job is no event; what it does is told by the actions it calls",
    "overview.founding.withdraw_empty_firm": "the timeline goes with the book",
    "timeline.moving.move_rows": "the act that merges is told",
    "timeline.moving.move_rows_back": "the act that undoes the merge is told",
    **{
        f"overview.copies.{name}": "a job is no event; a copy of the book is nothing that happened to a client"
        for name in ("ask_for_copy", "ask_for_check", "ask_to_open_copy")
    },
    "firm.copies.remove_copy": "a copy of the book is nothing that happened to a client",
    "overview.copies.remove_opened_copy": "the timeline goes with the book",
    "firm.copies.settle_copy": "firm stands below the timeline; the log says who opened the copy",
    "firm.firms.store_details": "the act that describes the firm is told",
    "firm.firms.note_code_page": "firm stands below the timeline; the import it belongs to is told there",
    "firm.firms.found_firm": "firm stands below the timeline; a new book is empty, its first row is its first event",
    "firm.further_firms.found_further_firm": "firm stands below the timeline; the new book begins with its own row",
    "demonstration.demonstrating.remove_demonstration": "the timeline goes with the book",
    "firm.firms.remove_firm": "the timeline goes with the book",
    "firm.people.accept_invitation": "firm stands below the timeline; the log says who joined",
    "firm.people.admit_visitor": "firm stands below the timeline, and a demonstration is nobody's history",
    "firm.people.add_person": "firm stands below the timeline; the log says who joined",
    "firm.permissions.change_role_acts": "firm stands below the timeline; the log says who changed what",
    "firm.people.change_role": "firm stands below the timeline; the log says who changed whose role",
    "firm.people.choose_language": "how one person reads the book is nothing that happened to it",
    "firm.people.choose_name": "how a person is called is nothing that happened to a client",
    "firm.security.end_sessions": "the account of one person, told on their own page",
    "firm.security.make_reset_link": "the account of one person, told on their own page",
    "firm.security.notice_security_events": "the account of one person, told on their own page",
    "firm.security.record_failed_sign_in": "the account of one person, told on their own page",
    "firm.security.record_security_event": "the account of one person, told on their own page",
    "firm.security.reset_password": "the account of one person, told on their own page",
    "firm.list_looks.choose_list_look": "how one person reads the book is nothing that happened to it",
    "firm.people.choose_theme": "how one person reads the book is nothing that happened to it",
    "firm.people.deactivate_person": "firm stands below the timeline; the log says who left",
    "firm.people.invite": "firm stands below the timeline; the log says who invited",
    "firm.saved_views.remove_view": "how one person reads the book is nothing that happened to it",
    "firm.saved_views.rename_view": "how one person reads the book is nothing that happened to it",
    "firm.saved_views.save_view": "how one person reads the book is nothing that happened to it",
    "firm.people.withdraw_invitation": "firm stands below the timeline; the log says who withdrew it",
    "billing.numbering.take_number": "the document that takes the number is told",
    "billing.imports.record_import": "the timeline of each client says what a file brought",
    "billing.imports.deal_with_unbooked": "a row of a file is no document of the book; what was entered for it is told",
    "billing.outlooks.store_outlooks": "an outlook is computed from the book, nothing that happened",
    "billing.search_texts.store_search_texts": "what a search looks through is what stands on documents, no event",
    "clients.proposals.store_proposals": "a proposal is computed from the book; the answer is an event",
    **{
        f"jobs.jobs.{name}": "a job is no event; what it does is told by the actions it calls"
        for name in (
            "ask_for_day",
            "ask_for_job",
            "begin_job",
            "drop_unfinished_jobs",
            "lease_job",
            "fail_job",
            "finish_job",
            "hand_back_job",
            "put_off_job",
            "show_life",
            "record_progress",
        )
    },
}

# "package.file.function" -> why it asks nobody whether they may.
WITHOUT_REQUIRE: dict[str, str] = {
    "billing.numbering.take_number": "a building block: the document that takes the number asked",
    "timeline.moving.move_rows": "the act that merges asked",
    "timeline.moving.move_rows_back": "the act that undoes the merge asked",
    "timeline.recording.record": "the act that it tells of asked",
    "timeline.recording.record_many": "the act that it tells of asked",
}
_JOB: Final = "a job has a key of its own, and each step of its life changes the row only as it was read"
_FILE: Final = "what a file brings is recognised by its numbers and ids in the other program, whenever it comes"
_STEP: Final = "a step inside an action that takes the key"
# "package.file.function" -> why it takes no key by which it happens once. What would be there twice if a form or a
# command were sent twice (money, a document, a client, a note, a decision) takes one. What delivery calls without a key
# is sent twice in tests/house/test_twice_without_a_key.py: it is refused, or one result stays.
WITHOUT_KEY: dict[str, str] = {
    "billing.importing.take_invoices": _FILE,
    "billing.importing_files.import_invoice_file": _FILE,
    "billing.importing_several.import_files": _FILE,
    "billing.importing_payments.take_payments": _FILE,
    "billing.importing_credits.take_credits": _FILE,
    "billing.importing_expected_dates.take_expected_dates": _FILE,
    "billing.importing_credit_sheets.import_credit_sheets": _FILE,
    "billing.importing_invoice_sheets.import_dispute_sheet": _FILE,
    "billing.importing_invoice_sheets.import_write_off_sheet": _FILE,
    "billing.importing_payment_sheets.import_payment_sheet": _FILE,
    "billing.importing_payment_sheets.take_payment_records": _FILE,
    "overview.bringing_back.bring_export": _FILE,
    "billing.imports.record_import": _FILE,
    "billing.imports.deal_with_unbooked": "what was dealt with is no longer waiting: said again, nothing changes",
    "billing.taking_back.take_import_back": "an import is taken back once: a second time is refused",
    "billing.numbering.take_number": _STEP,
    "billing.outlooks.store_outlooks": _STEP,
    "billing.search_texts.store_search_texts": _STEP,
    "demonstration.demonstrating.make_demonstration": "there is one demonstration: a second one is refused",
    "demonstration.demonstrating.remove_demonstration": "the keys go with the book",
    "overview.founding.withdraw_empty_firm": "the keys go with the book",
    "firm.copies.remove_copy": "a copy that is gone is not there to be removed again",
    "firm.copies.settle_copy": "it forgets the keys of the copy and notes that of the act that opens it",
    "overview.copies.ask_for_check": "the key is that of the job",
    "overview.copies.ask_for_copy": "the key is that of the job",
    "overview.copies.ask_to_open_copy": "the key is that of the job",
    "overview.copies.remove_opened_copy": "the keys go with the book",
    "overview.copies.make_copy": "a job asks for it, which has a key; a second copy does no harm",
    "overview.copies.open_copy": "the key stands in the firm that is made, whose book is not there before",
    "scoring.scoring.update_scores": "scored again for the same day, the scores of that day are replaced",
    "scoring.scoring.score_book": "scored again for the same day, the scores of that day are replaced",
    "clients.importing.import_client_file": _FILE,
    "clients.importing.take_clients": _FILE,
    "clients.importing_decisions.take_standings": _FILE,
    "clients.importing_decisions.take_proposals": _FILE,
    "clients.proposals.store_proposals": _STEP,
    "clients.standings.store_standings": _STEP,
    "clients.client_matching.match_clients": _STEP,
    "clients.renaming.rename_clients": _STEP,
    "firm.firms.found_firm": "no book is there yet that could keep a key; a second firm of the name is refused",
    "firm.further_firms.found_further_firm": "it keeps its key in the book it founds, and finds it there again",
    "firm.firms.remove_firm": "the keys go with the book",
    "firm.firms.note_code_page": "it is part of an import; noted again, it says the same",
    "firm.people.accept_invitation": "a digest may hold no password; the link works once",
    "firm.people.add_person": "a digest may hold no password; an address in use is refused",
    "firm.people.admit_visitor": "all visitors are one person",
    "firm.people.invite": "it answers with a token that is kept nowhere; the second link ends the first",
    "firm.security.end_sessions": "whoever signs out everywhere again means the sessions begun since",
    "firm.security.make_reset_link": "it answers with a token that is kept nowhere",
    "firm.security.notice_security_events": "what was seen is seen; seen again, it is what happened since",
    "firm.security.record_failed_sign_in": "each try is one; those within an hour are one row",
    "firm.security.record_security_event": "the library that signs people in tells of each event once",
    "firm.security.reset_password": "a digest may hold no password; the link works once",
    "scoring.scoring.ask_for_update": "the key is that of the job",
    "timeline.erasing.erase": _STEP,
    "timeline.moving.move_rows": _STEP,
    "timeline.moving.move_rows_back": _STEP,
    "clients.merging.store_merge": _STEP,
    "firm.firms.store_details": _STEP,
    "clients.merging.store_unmerge": _STEP,
    "timeline.erasing.correct_words": _STEP,
    "timeline.erasing.remove_words": _STEP,
    "timeline.recording.record": _STEP,
    "timeline.recording.record_many": _STEP,
    **{
        f"jobs.jobs.{name}": _JOB
        for name in (
            "ask_for_day",
            "ask_for_job",
            "begin_job",
            "drop_unfinished_jobs",
            "lease_job",
            "fail_job",
            "finish_job",
            "hand_back_job",
            "put_off_job",
            "show_life",
            "record_progress",
        )
    },
}
# Module -> why a migration may import it.
FOR_MIGRATIONS: dict[str, str] = {
    "mainstay.store.triggers": "operations, as Django's own are; another behaviour is another operation",
}
