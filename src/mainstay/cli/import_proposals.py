"""What a file seems to hold, shown before anything is written: what is in doubt is asked for, or its flag is named."""

from __future__ import annotations

import os
import sys
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import click

from mainstay.cli.opening import Opened, agreed, refuse
from mainstay.cli.vetting import require_vetted, separator_of
from mainstay.cli.words import _, ngettext

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterator, Sequence
    from datetime import date

    from mainstay.billing.rules.control_total import ControlTotal
    from mainstay.intake.import_reading import ImportReading, Subject, Wishes
    from mainstay.intake.mapping import ColumnMapping
    from mainstay.intake.profiling import Question

FLAGS: Final = {
    "encoding": "--encoding",
    "date_order": "--date-order",
    "decimal": "--decimal",
    "currency": "--currency",
}
_MOST_OPTIONS = 6


_READING: Final[tuple[Callable[[Any], Any], ...]] = (
    click.option("--currency", help=_("The currency of rows that name none, such as GBP or TRY.")),
    click.option(
        "--date-order",
        type=click.Choice(["mdy", "dmy", "ymd"]),
        help=_("How 03/04 is meant: mdy is 4 March, dmy 3 April."),
    ),
    click.option(
        "--decimal",
        type=click.Choice(["point", "comma"]),
        help=_("Whether the decimals follow a point (1,234.56) or a comma (1.234,56)."),
    ),
    click.option("--encoding", help=_("Such as utf-8 or cp1254, where more than one fits.")),
    click.option("--delimiter", help=_("The separator, where it isn’t found automatically.")),
)
_ONE: Final = (
    click.option(
        "--mapping", metavar="NAME-or-FILE", help=_("Read the columns as this saved mapping (or JSON file) says.")
    ),
    click.option(
        "--column", "columns", multiple=True, metavar="FIELD=COLUMN", help=_("Say which column holds a field.")
    ),
    click.option(
        "--say",
        "answers",
        multiple=True,
        metavar="QUESTION=ANSWER",
        help=_("Answer what only this file raises, such as status:Submitted=owed."),
    ),
    click.option("--save-mapping", metavar="NAME", help=_("Save how this file was read under a name.")),
    click.option("--rejects", type=click.Path(path_type=Path), help=_("Where rejected rows are written.")),
)
_SEVERAL: Final = (
    click.option(
        "--column",
        "columns",
        multiple=True,
        metavar="FILE:FIELD=COLUMN",
        help=_("Say which column of a file holds a field."),
    ),
    click.option(
        "--say",
        "answers",
        multiple=True,
        metavar="[FILE:]QUESTION=ANSWER",
        help=_(
            "Answer a question about the files, or about one of them: status:Submitted=owed, "
            "payments.csv:date_order=dmy."
        ),
    ),
)
_ENDING: Final = (
    click.option("--dry-run", "is_dry_run", is_flag=True, help=_("Show what would happen; change nothing.")),
    click.option("--yes", "is_sure", is_flag=True, help=_("Accept the proposal if nothing in it is in doubt.")),
    click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs.")),
    click.pass_obj,
)
_INVOICES: Final = (
    click.option(
        "--numbers",
        "numbering",
        type=click.Choice(["book", "year", "client"]),
        help=_("Within what an invoice number is used once: the whole book, each year, or each client."),
    ),
    click.option(
        "--ledger-total",
        metavar="AMOUNT",
        help=_(
            "What clients owe per your own ledger (such as “1200.50 GBP”), to compare with the book after the import."
        ),
    ),
    click.option(
        "--ledger-on", type=click.DateTime(["%Y-%m-%d"]), help=_("The day of --ledger-total; today if not given.")
    ),
)


def options_of_one(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments of a command that imports one file, whatever it holds."""
    return _with((click.argument("file", type=click.Path(path_type=Path)), *_READING, *_ONE, *_ENDING), command)


def options_of_several(command: Callable[..., None]) -> Callable[..., None]:
    """The arguments of the command that imports several files."""
    files = click.argument("files", nargs=-1, required=True, type=click.Path(path_type=Path))
    return _with((files, *_READING, *_SEVERAL, *_ENDING), command)


def options_of_invoices(command: Callable[..., None]) -> Callable[..., None]:
    """The options that are about invoices and payments only."""
    return _with(_INVOICES, command)


def _with(options: Sequence[Callable[[Any], Any]], command: Callable[..., None]) -> Callable[..., None]:
    for option in reversed(options):
        command = option(command)
    return command


def control_of(amount: str | None, on: date, currency: str) -> ControlTotal | None:
    """The control total a person gave, in its own currency or else the one of the file."""
    if amount is None:
        return None
    from mainstay.billing.rules.control_total import ControlTotal
    from mainstay.kernel.money import Money

    try:
        total = Money.from_text(amount if " " in amount.strip() else f"{amount.strip()} {currency}")
    except (ValueError, ArithmeticError):
        refuse(_("“%(value)s” is no amount with a currency: write it like 1200.50 GBP.") % {"value": amount})
    return ControlTotal(total.currency, total.minor, on)


def first_currency(options: dict[str, Any]) -> str:
    """The currency of a first firm; one that does not exist is refused before anything is founded."""
    from mainstay.kernel.currencies import is_currency

    currency: str | None = options["currency"]
    if currency is not None and not is_currency(currency):
        refuse(
            _("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY.")
            % {"value": currency}
        )
    return currency or ""


# -- what the file seems to hold -----------------------------------------------------------------------------------


def proposed(
    book: Opened,
    file: Path,
    kind: str,
    subject: Subject,
    options: dict[str, Any],
    import_reading: ImportReading | None = None,
) -> ImportReading:
    """Propose how to read the file and show it; at a terminal ask what is in doubt. `options` take the answers.

    `import_reading` is what the file was found to hold with these options, where it was read already.
    """
    with named_if_unreadable():
        import_reading = import_reading or reading_of(book, file, kind, subject, options)
        while is_asked(options) and (import_reading.open_fields or import_reading.open_questions):
            show_reading(import_reading)
            _ask(import_reading, options)
            import_reading = reading_of(book, file, kind, subject, options)
    if not options["is_json"]:
        show_reading(import_reading)
    return import_reading


@contextmanager
def named_if_unreadable(file: str = "") -> Iterator[None]:
    """Refuse a file that cannot be read with the sentence that says why, behind the name of the file where given."""
    from mainstay.intake.phrases import sentence
    from mainstay.intake.records import Unreadable

    try:
        yield
    except Unreadable as unreadable:
        refuse(f"{file}: {sentence(unreadable.problem)}" if file else sentence(unreadable.problem))


def require_settled(proposals: Sequence[tuple[str, ImportReading]], *, is_sure: bool) -> None:
    """Refuse when something is in doubt in any of the files, or said against what it shows. "" names the only file."""
    open_lines: list[str] = []
    against_lines: list[str] = []
    is_refused = False
    for file, import_reading in proposals:
        heading = [f"{file}:"] if file else []
        lines = _doubts(import_reading, f"{file}:" if file else "")
        if lines and not import_reading.is_settled:
            open_lines += [*heading, *lines]
        against = [_against(question) for question in import_reading.questions if question.is_contradicted]
        if against:
            against_lines += [*heading, *against]
            is_refused = is_refused or is_sure or not import_reading.is_settled
    if open_lines:
        refuse("\n".join([_("Nothing was imported: some answers are needed first:"), *open_lines]))
    if is_refused:
        refuse("\n".join([_("Nothing was imported: the file contradicts your answers:"), *against_lines]))
    for line in against_lines:
        click.echo(line, err=True)


def require_agreed(question: str, options: dict[str, Any]) -> None:
    """Ask whether what was proposed is right, unless it was said already or nothing would be written."""
    if options["is_sure"] or options["is_dry_run"]:
        return
    if not is_asked(options):
        refuse(_("Nothing was imported yet: look at the preview above and add --yes to accept it."))
    if not agreed(question):
        refuse(_("Nothing was imported."))


def is_asked(options: dict[str, Any]) -> bool:
    """Whether a person at a terminal can be asked."""
    return sys.stdin.isatty() and not options["is_sure"] and not options["is_json"]


def reading_of(book: Opened, file: Path, kind: str, subject: Subject, options: dict[str, Any]) -> ImportReading:
    """Read the whole file with what was said; Unreadable when it cannot be what is wanted."""
    from mainstay.intake.import_reading import read_import

    wishes = wishes_of(book, kind, subject, options)
    require_vetted(file, kind, options, code_page=book.firm.code_page)
    with _bar(file.stat().st_size if file.is_file() else 0, _("Reading"), is_quiet=options["is_json"]) as report:
        return read_import(file, subject, wishes, report)


def wishes_of(book: Opened, kind: str, subject: Subject, options: dict[str, Any]) -> Wishes:
    """What was said on the command line of how the file is to be read."""
    from mainstay.clients.queries.column_takers import more_columns
    from mainstay.intake.import_reading import Wishes
    from mainstay.intake.profiling import Choices

    currency = options["currency"]
    mapping = _named_mapping(kind, subject, options["mapping"]) if options["mapping"] else None
    columns = {}
    own = {label: name for name, label in more_columns().items()} if kind == "clients" and options["columns"] else {}
    for pair in options["columns"]:
        name, sign, column = pair.partition("=")
        if not sign or (name not in subject.fields and name not in own):
            refuse(
                _("“%(pair)s” names no field: use one of %(fields)s.")
                % {"pair": pair, "fields": ", ".join((*subject.fields, *own))}
            )
        columns[own.get(name, name)] = column
    return Wishes(
        encoding=options["encoding"],
        delimiter=separator_of(options),
        choices=Choices(
            options["encoding"], options["date_order"], options["decimal"], currency, _answers(options["answers"])
        ),
        mapping=mapping,
        columns=columns,
        code_page=book.firm.code_page,
        time_zone=book.firm.time_zone,
    )


def _answers(pairs: tuple[str, ...]) -> dict[str, str]:
    """What was said with `--say`: question -> answer."""
    found = {}
    for pair in pairs:
        name, sign, answer = pair.rpartition("=")
        if not sign or not name.strip():
            refuse(
                _("“%(pair)s” answers nothing: write QUESTION=ANSWER, such as status:Submitted=owed.") % {"pair": pair}
            )
        found[name.strip()] = answer.strip()
    return found


def _named_mapping(kind: str, subject: Subject, wanted: str) -> ColumnMapping:
    """A mapping from a JSON file, or one saved under a name."""
    from mainstay.clients.queries.mappings import saved_mapping
    from mainstay.intake.mapping import load_mapping
    from mainstay.intake.phrases import sentence

    path = Path(wanted)
    if path.suffix == ".json" or path.is_file():
        if not path.is_file():
            refuse(_("There is no file %(value)s.") % {"value": wanted})
        document = path.read_text(encoding="utf-8-sig")
    else:
        document = saved_mapping(kind=kind, name=wanted)
    mapping, problems = load_mapping(document, subject.fields)
    if mapping is None:
        refuse(" ".join(sentence(problem) for problem in problems))
    return mapping


def keep_mapping(book: Opened, kind: str, import_reading: ImportReading, options: dict[str, Any]) -> None:
    """Save how the file was read under the name that was given."""
    if not options["save_mapping"] or options["is_dry_run"]:
        return
    from mainstay.clients.actions.mappings import save_mapping
    from mainstay.intake.mapping import dump_mapping

    document = dump_mapping(import_reading.full_mapping())
    save_mapping(kind=kind, name=options["save_mapping"], document=document, by=book.by, now=book.now)


def show_reading(import_reading: ImportReading) -> None:
    """What was found: kind of file, columns, readings, the first rows."""
    from mainstay.cli.show import Column, console, table
    from mainstay.intake.phrases import FIELDS
    from mainstay.intake.reading_phrases import layout_title, reading_notes

    out = console()
    table_read = import_reading.table
    layout = import_reading.layout
    title = layout_title(layout) or _("a table with these columns")
    rows = ngettext("%(count)d row", "%(count)d rows", import_reading.reading.rows) % {
        "count": import_reading.reading.rows
    }
    out.print(
        _("%(file)s: %(title)s, %(rows)s") % {"file": table_read.path.name, "title": title, "rows": rows}, style="bold"
    )
    for question in import_reading.questions if layout is not None else ():
        _show_question(question)
    for line in reading_notes(import_reading):
        out.print(line)
    if table_read.repeated:
        out.print(_("Columns that appear twice: %(names)s") % {"names": ", ".join(table_read.repeated)})
    if layout is not None:
        at = layout.positions(table_read.header)
        shown = list(at.items())[:8]
        headings = [Column(str(FIELDS.get(name, name))) for name, _index in shown]
        sample = [[cells[index] for _name, index in shown] for _line, cells in import_reading.reading.sample[:3]]
        out.print(table(headings, sample))
    for name in import_reading.open_fields:
        found = import_reading.candidates.get(name, ())
        if found:
            out.print(
                ngettext(
                    "One column could be “%(field)s”: %(columns)s",
                    "Several columns could be “%(field)s”: %(columns)s",
                    len(found),
                )
                % {"field": FIELDS.get(name, name), "columns": ", ".join(found)}
            )
        else:
            out.print(_("No column was found for “%(field)s”.") % {"field": FIELDS.get(name, name)})


def _show_question(question: Question) -> None:
    from mainstay.cli.show import console
    from mainstay.intake.reading_phrases import answer_label, question_label

    label = question_label(question)
    if question.chosen is not None:
        console().print(f"  {label}: {answer_label(question.chosen)}", style="dim", markup=False)
        return
    doubt = _("in doubt")
    console().print(f"  {label}: {doubt}", markup=False)
    for evidence in question.evidence[:2]:
        readings = " / ".join(f"{answer_label(option)}: {text}" for option, text in evidence.readings if text)
        shown = f"{evidence.value} = {readings}" if readings else evidence.value
        console().print(f"    {shown}", style="dim", markup=False)


def _doubts(import_reading: ImportReading, of: str = "") -> list[str]:
    """What has to be said, and with which flag; `of` stands before what is said of one file among several."""
    from mainstay.intake.phrases import FIELDS

    lines = []
    for name in import_reading.open_fields:
        found = " | ".join(import_reading.candidates.get(name, ())) or _("COLUMN")
        lines.append(
            _("- which column is “%(field)s”: add --column %(name)s=“%(columns)s”")
            % {"field": FIELDS.get(name, name), "name": f"{of}{name}", "columns": found}
        )
    for question in import_reading.open_questions:
        line = _("- %(field)s: add %(flag)s %(options)s") % _flag_of(question, of)
        if question.evidence:
            evidence = question.evidence[0]
            meant = ", ".join(f"{option} {text}" for option, text in evidence.readings if text)
            line += " " + (
                _("(“%(value)s” may mean %(meant)s)") % {"value": evidence.value, "meant": meant}
                if meant
                else f"({evidence.value})"
            )
        lines.append(line)
    return lines


def _flag_of(question: Question, of: str = "") -> dict[str, str]:
    """The flag that answers a question, with its options."""
    from mainstay.intake.reading_phrases import question_label

    options = "|".join(question.options[:_MOST_OPTIONS]) + ("|…" if len(question.options) > _MOST_OPTIONS else "")
    flag = FLAGS.get(question.name)
    if flag is not None:
        return {"field": question_label(question), "flag": flag, "options": options or "GBP|TRY|USD|…"}
    if question.field == "terms":
        options = "30|EOM|…"
    name = f'"{of}{question.name}={options}"'
    if question.field == "unread":
        name += _(" or --column %(of)sFIELD=“%(column)s”") % {"of": of, "column": question.word}
    return {"field": question_label(question), "flag": "--say", "options": name}


def _against(question: Question) -> str:
    """Which reading the file allows instead of the one given."""
    return _("- %(field)s: it fits only %(flag)s %(options)s") % _flag_of(question)


def _ask(import_reading: ImportReading, options: dict[str, Any]) -> None:
    """Ask the person at the terminal what only a person can say."""
    from mainstay.intake.phrases import FIELDS
    from mainstay.intake.reading_phrases import question_label

    for name in import_reading.open_fields:
        choices = import_reading.candidates.get(name) or import_reading.table.header
        label = _("Which column is “%(field)s”") % {"field": FIELDS.get(name, name)}
        picked = click.prompt(label, type=click.Choice(list(choices)))
        others = (pair for pair in options["columns"] if not pair.startswith(f"{name}="))
        options["columns"] = (*others, f"{name}={picked}")
    for question in import_reading.open_questions:
        kind = click.Choice(list(question.options)) if question.options else None
        answer = click.prompt(question_label(question), type=kind)
        if question.name in FLAGS:
            options[question.name] = answer
        else:
            options["answers"] = (*options["answers"], f"{question.name}={answer}")


# -- progress and result -------------------------------------------------------------------------------------------


@contextmanager
def progress_of(import_reading: ImportReading, *, is_quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar that shows how far a file has come in, on a terminal."""
    with _bar(import_reading.table.size_bytes, _("Importing"), is_quiet=is_quiet) as report:
        yield report


@contextmanager
def _bar(size: int, label: str, *, is_quiet: bool) -> Iterator[Callable[[int, int], None] | None]:
    """A bar with rows, rate and time left, on a terminal only."""
    if is_quiet or not sys.stderr.isatty() or size < 1_000_000:  # noqa: PLR2004 -- a smaller file is done at once
        yield None
        return
    from rich.console import Console
    from rich.progress import BarColumn, Progress, TextColumn, TimeRemainingColumn

    columns = (
        TextColumn("{task.description}"), BarColumn(), TextColumn("{task.percentage:>3.0f}%"),
        TextColumn("{task.fields[rows]}"), TimeRemainingColumn(),
    )  # fmt: skip
    with Progress(*columns, console=Console(stderr=True), transient=True) as progress:
        task = progress.add_task(label, total=size, rows="")

        def report(rows: int, done: int) -> None:
            seconds = progress.tasks[0].elapsed or 0.001
            text = _("%(rows)d rows, %(rate)d a second") % {"rows": rows, "rate": rows / seconds}
            progress.update(task, completed=done, rows=text)

        yield report


def rejects_place(file: Path, taken: Collection[Path] = ()) -> Path:
    """Beside the file, else in the folder one is in, else in the book's; never over a file that is there or taken."""
    from mainstay.store.paths import home

    stem = file.stem.removesuffix(".rejected")
    folders = (file.absolute().parent, Path.cwd(), home() / "rejected")
    folder = next((f for f in folders if f.is_dir() and os.access(f, os.W_OK)), folders[-1])
    folder.mkdir(parents=True, exist_ok=True)
    names = (f"{stem}.rejected{'' if n == 1 else f'-{n}'}.csv" for n in range(1, 10_000))
    return next(folder / name for name in names if not (folder / name).exists() and folder / name not in taken)
