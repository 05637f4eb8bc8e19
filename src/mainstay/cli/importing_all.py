"""Bringing several files in by one command: recognised by their column names, in the right order by themselves."""

from __future__ import annotations

import sys
from contextlib import ExitStack
from typing import TYPE_CHECKING, Any

import click

from mainstay.cli.import_numbers import chosen_numbering
from mainstay.cli.import_proposals import (
    FLAGS,
    control_of,
    first_currency,
    named_if_unreadable,
    options_of_invoices,
    options_of_several,
    progress_of,
    proposed,
    reading_of,
    rejects_place,
    require_agreed,
    require_settled,
)
from mainstay.cli.import_results import (
    client_counts,
    client_document,
    invoice_counts,
    invoice_document,
    print_outcome,
    print_rest,
)
from mainstay.cli.opening import Asked, opened, refuse
from mainstay.cli.scoring import update
from mainstay.cli.vetting import require_vetted, separator_of
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import datetime
    from pathlib import Path

    from mainstay.billing.actions.importing_several import FileImported, FileToImport
    from mainstay.cli.opening import Opened
    from mainstay.intake.import_reading import ImportReading


@click.command(
    help=_(
        "Import several files, recognised by their column names, in any order: clients, invoices, credit notes, "
        "payments."
    )
)
@options_of_invoices
@options_of_several
def import_all(
    asked: Asked,
    files: tuple[Path, ...],
    numbering: str | None,
    ledger_total: str | None,
    ledger_on: datetime | None,
    **options: Any,
) -> None:
    """Take several files in, and score the book once."""
    options |= {"files": frozenset(file.name for file in files), "vetted": {}}
    with opened(asked, found_if_missing=first_currency(options)) as book, ExitStack() as bars:
        from mainstay.billing.actions.importing_several import FileToImport, import_files

        for pair in options["columns"]:
            if not _names_a_file(pair, options["files"]):
                refuse(_("“%(pair)s” is not one of the files: write FILE:FIELD=COLUMN.") % {"pair": pair})
        day = ledger_on.date() if ledger_on else book.today
        control = control_of(ledger_total, day, options["currency"] or book.firm.currency)
        proposals = [
            (file, subject, _proposed(book, file, subject, options))
            for file in dict.fromkeys(files)
            for subject in _subjects_of(book, file, options)
        ]
        require_settled([(file.name, found) for file, _subject, found in proposals], is_sure=options["is_sure"])
        to_import: list[FileToImport] = []
        for file, subject, found in proposals:
            place = rejects_place(file, [one.rejects_file for one in to_import])
            to_import.append(FileToImport(subject, found, place))
        facts: dict[str, Any] = {"files": to_import, "today": book.today, "by": book.by, "now": book.now}
        facts["numbering"] = chosen_numbering(
            numbering,
            [one.import_reading for one in to_import],
            lambda: [one.outcome for one in import_files(is_dry_run=True, **facts)],
            options,
        )
        require_agreed(_("Import them like this?"), options)
        done = import_files(
            is_dry_run=options["is_dry_run"],
            control=control,
            progress=_progress(bars, is_quiet=options["is_json"]),
            **facts,
        )
        bars.close()
        if not options["is_dry_run"] and any(one.has_changed_money for one in done):
            update(book, is_quiet=options["is_json"])
        _print(done, options)


def _subjects_of(book: Opened, file: Path, options: dict[str, Any]) -> tuple[str, ...]:
    """What the file holds; asked at a terminal, refused elsewhere, where its column names do not tell."""
    from mainstay.billing.formats.recognising import SUBJECTS, subjects_of

    own = _own_options(file, options)
    own["encoding"] = own["encoding"] or options["encoding"]
    found = require_vetted(file, "", own, code_page=book.firm.code_page)
    with named_if_unreadable(file.name):
        found = found or subjects_of(file, encoding=own["encoding"], delimiter=separator_of(options))
    if found:
        return found
    if not sys.stdin.isatty() or options["is_sure"] or options["is_json"]:
        refuse(
            _(
                "%(file)s: the columns don’t show what is in it. Import it on its own with “mainstay import "
                "invoices” or “mainstay import clients”."
            )
            % {"file": file.name}
        )
    return (click.prompt(_("What does %(file)s hold") % {"file": file.name}, type=click.Choice(list(SUBJECTS))),)


def _own_options(file: Path, options: dict[str, Any]) -> dict[str, Any]:
    """What was said for this file, or for no file by name: the flags for all answer only what is in doubt."""
    named = f"{file.name}:"
    own = dict.fromkeys(FLAGS)
    answers = []
    for pair in options["answers"]:
        name, sign, answer = pair.removeprefix(named).rpartition("=")
        if sign and pair.startswith(named) and name.strip() in own:
            own[name.strip()] = answer.strip()
        elif pair.startswith(named) or not _names_a_file(pair, options["files"]):
            answers.append(pair.removeprefix(named))
    columns = [pair.removeprefix(named) for pair in options["columns"] if pair.startswith(named)]
    return {**options, **own, "answers": tuple(answers), "columns": tuple(columns), "mapping": None}


def _names_a_file(pair: str, names: frozenset[str]) -> bool:
    return any(pair.startswith(f"{name}:") for name in names)


def _proposed(book: Opened, file: Path, subject: str, options: dict[str, Any]) -> ImportReading:
    from mainstay.billing.formats.recognising import SUBJECTS

    own = _own_options(file, options)
    with named_if_unreadable(file.name):
        found: ImportReading | None = reading_of(book, file, subject, SUBJECTS[subject], own)
        asks = {question.name for question in found.open_questions if question.name in FLAGS} if found else set()
        answered = {name: options[name] for name in asks if options[name] is not None}
        if answered:
            own, found = {**own, **answered}, None
        return proposed(book, file, subject, SUBJECTS[subject], own, found)


def _progress(bars: ExitStack, *, is_quiet: bool) -> Callable[[FileToImport, int, int], None]:
    """A bar for each file, one after the other."""
    shown: dict[int, Callable[[int, int], None] | None] = {}

    def report(file: FileToImport, rows: int, done: int) -> None:
        if id(file) not in shown:
            bars.close()
            shown[id(file)] = bars.enter_context(progress_of(file.import_reading, is_quiet=is_quiet))
        if (bar := shown[id(file)]) is not None:
            bar(rows, done)

    return report


def _print(done: list[FileImported], options: dict[str, Any]) -> None:
    from mainstay.billing.formats.recognising import CLIENTS
    from mainstay.billing.phrases.sentences import import_sentence
    from mainstay.cli.show import as_json, console
    from mainstay.clients.phrases import import_sentence as client_sentence

    if options["is_json"]:
        as_json({"outcomes": [_document(one) for one in done]})
        return
    for one in done:
        outcome: Any = one.outcome
        is_clients = one.file.subject == CLIENTS
        console().print(one.file.import_reading.table.path.name, style="bold", markup=False)
        is_dry_run = bool(options["is_dry_run"])
        counts = (client_counts if is_clients else invoice_counts)(outcome, is_dry_run=is_dry_run)
        sentence = client_sentence if is_clients else import_sentence
        print_outcome(counts, outcome, sentence, is_dry_run=is_dry_run)
        if not is_clients:
            print_rest(outcome, is_dry_run=is_dry_run)


def _document(one: FileImported) -> dict[str, Any]:
    from mainstay.billing.formats.recognising import CLIENTS

    outcome: Any = one.outcome
    figures = client_document(outcome) if one.file.subject == CLIENTS else invoice_document(outcome)
    return {"file": one.file.import_reading.table.path.name, "holds": one.file.subject, **figures}
