"""How a file will be read: what the header says, what the whole file says, and what only a person can say."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any, Final, NamedTuple, cast

from mainstay.intake.dates import DayReading
from mainstay.intake.headers import column_named, header_key
from mainstay.intake.mapping import ColumnMapping, Layout, MappingReading, mapping_problems
from mainstay.intake.profiling import (
    BY_ROW,
    CELLS_SWAPPED,
    Choices,
    Columns,
    Evidence,
    Question,
    Reading,
    Tally,
    profile,
)
from mainstay.intake.records import Unreadable
from mainstay.intake.rejects import reading_in
from mainstay.intake.report_rows import HEADING_COLUMN, TOTAL_ROW, Sieve, headings_carry_clients
from mainstay.intake.tables import Table, open_table
from mainstay.intake.unread import Unread, is_column_of_flags, is_running_balance, unread_columns
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Collection, Iterable, Mapping, Sequence

    from mainstay.intake.amounts import DecimalSign
    from mainstay.intake.dates import DateOrder
    from mainstay.kernel.code_pages import CodePage

LEAVE_UNREAD: Final = "ignore"
"""The answer that a column which may say what is paid or open counts for nothing."""
_LOOKED_AT: Final = 1000
_MOVEMENTS: Final = frozenset({"is_account_movements", "is_bank_statement"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What one kind of file (invoices, clients) knows of its headers; the functions of its `…_layouts` module.

    `required_of` says what a kind of file needs instead of `required`: payments alone among files of invoices;
    `asks_of` what is asked of a kind instead of `asks`.
    `more_questions` puts those that only some files raise. With `has_reports` total rows and headings are parted from
    documents, and columns that are not read are looked at.
    """

    fields: tuple[str, ...]
    required: tuple[tuple[str, ...], ...]
    is_known_header: Callable[[list[str]], bool]
    known_layout: Callable[[Sequence[str]], Layout | None]
    guess_mapping: Callable[[Sequence[str]], MappingReading]
    layout_from: Callable[[ColumnMapping], Layout]
    columns_to_read: Callable[[Layout, Sequence[str]], Columns]
    asks: tuple[str, ...] = ("encoding", "date_order", "decimal", "currency", "date_cells")
    required_of: Mapping[str, tuple[tuple[str, ...], ...]] = field(default_factory=dict)
    asks_of: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    more_questions: Callable[[Layout, Tally, Choices], tuple[Question, ...]] = lambda _layout, _tally, _choices: ()
    is_state_word: Callable[[str], bool] = lambda _word: False
    is_flag: Callable[[str], bool] = lambda _word: False
    has_reports: bool = False


@dataclass(frozen=True, slots=True)
class Wishes:
    """What the user has said already; None leaves the question to the file.

    `mapping` names every column that is read; `columns` corrects or completes what the file seems to hold: field ->
    column, "" for a field that no column holds.
    """

    encoding: str | None = None
    delimiter: str | None = None
    choices: Choices = field(default_factory=Choices)
    mapping: ColumnMapping | None = None
    columns: Mapping[str, str] = field(default_factory=dict)
    code_page: CodePage | None = None
    time_zone: str = ""


@dataclass(frozen=True, slots=True)
class ImportReading:
    """How a file would be read. `layout` is None while columns are missing or in doubt (`open_fields`)."""

    table: Table
    layout: Layout | None
    is_known: bool
    candidates: Mapping[str, tuple[str, ...]]
    open_fields: tuple[str, ...]
    reading: Reading
    asks: tuple[str, ...]
    more: tuple[Question, ...] = ()
    unread: tuple[Unread, ...] = ()
    time_zone: str = ""

    @property
    def questions(self) -> tuple[Question, ...]:
        """How the file can be read, one question each, answered where one reading fits."""
        return (*(question for question in self.reading.questions if question.name in self.asks), *self.more)

    @property
    def open_questions(self) -> tuple[Question, ...]:
        """The questions only a person can answer."""
        return tuple(question for question in self.questions if question.chosen is None)

    @property
    def date_order(self) -> DateOrder:
        """The order chosen; year first where nothing was asked."""
        return cast("DateOrder", self.reading.chosen("date_order") or "ymd")

    @property
    def decimal(self) -> DecimalSign:
        """The decimal sign chosen; a point where nothing was asked."""
        return cast("DecimalSign", self.reading.chosen("decimal") or "point")

    @property
    def is_settled(self) -> bool:
        """Nothing is left to ask, and no currency was chosen that the file speaks against."""
        is_wrong = any(question.name == "currency" and question.is_contradicted for question in self.questions)
        return self.layout is not None and not self.open_questions and not is_wrong

    @property
    def answers(self) -> dict[str, str]:
        """What is made of each word and doubt of this file, by the name of its question."""
        names = ("encoding", "date_order", "decimal", "currency")
        return {one.name: one.chosen for one in self.questions if one.name not in names and one.chosen is not None}

    @property
    def days(self) -> DayReading:
        """How the days of this file are read."""
        tally = self.reading.tally
        is_swapped = self.answers.get("date_cells") == CELLS_SWAPPED
        zone = self.time_zone if tally.has_offsets else ""
        return DayReading(self.date_order, zone, has_serials=tally.has_serials, has_swapped_cells=is_swapped)

    @property
    def currency(self) -> str:
        """The currency of rows that name none; "" when each row names its own."""
        chosen = self.reading.chosen("currency") or ""
        return "" if chosen == BY_ROW else chosen

    def mapping(self) -> ColumnMapping:
        """What was settled, as a mapping that reads the same file (or its rejected rows) without a question."""
        layout = self.layout
        return ColumnMapping(
            fields={} if self.is_known or layout is None else dict(layout.columns),
            date_order=self.date_order,
            decimal=self.decimal,
            currency=self.currency or None,
            answers=self.answers,
        )

    def full_mapping(self) -> ColumnMapping:
        """What was settled with every column named, for saving under a name."""
        settled = self.mapping()
        if self.layout is None:
            return settled
        encoding = self.reading.chosen("encoding") or ""
        is_code_page = encoding.startswith("cp")
        return replace(settled, fields=dict(self.layout.columns), encoding=encoding if is_code_page else None)


def _is_wanted(subject: Subject, cells: list[str]) -> bool:
    try:
        return subject.known_layout(cells) is not None
    except Unreadable:
        return False


def read_import(
    path: Path, subject: Subject, wishes: Wishes, progress: Callable[[int, int], None] | None = None
) -> ImportReading:
    """Read the whole file once and propose how to take it in; Unreadable when it cannot be what is wanted.

    A wish settles its question. A file of rejected rows brings the answers it was read with.
    """
    table = _opened(path, subject, wishes, wishes.encoding)
    mapping = wishes.mapping or reading_in(table, subject.fields)
    if mapping is not None and mapping.encoding is not None and wishes.encoding is None:
        # A saved encoding answers where several fit; it never changes how a file is read that can be read one way.
        is_fitting = mapping.encoding in table.encoding_candidates
        table = _opened(path, subject, wishes, mapping.encoding) if is_fitting else table
        mapping = mapping if is_fitting else replace(mapping, encoding=None)
    choices = _with_mapping(wishes.choices, mapping)
    wanted = {name: column_named(column, table.header) if column else "" for name, column in wishes.columns.items()}
    if mapping is not None:
        named = {name: column_named(column, table.header) for name, column in mapping.fields.items()}
        mapping = replace(mapping, fields=named)
    look = _looked_at(table, subject, mapping, wanted, choices)
    table, found = look.table, look.found
    # While columns are in doubt, those that are not can be asked about already.
    layout = found.layout or subject.layout_from(ColumnMapping(fields=found.fields))
    columns = subject.columns_to_read(layout, table.header)
    reading = profile(table, columns, choices, progress)
    more = subject.more_questions(layout, reading.tally, choices) if found.layout is not None else ()
    more += _about_unread(look.unread, choices) if not found.is_known else ()
    return ImportReading(
        table, found.layout, found.is_known, found.candidates, found.open_fields, reading,
        subject.asks_of.get(layout.kind, subject.asks), more, look.unread, wishes.time_zone,
    )  # fmt: skip


def _opened(path: Path, subject: Subject, wishes: Wishes, encoding: str | None) -> Table:
    return open_table(
        path,
        encoding=encoding,
        delimiter=wishes.delimiter,
        code_page=wishes.code_page,
        known_headers=subject.is_known_header,
        is_wanted=lambda cells: _is_wanted(subject, cells),
    )


class _Look(NamedTuple):
    table: Table
    found: _Found
    unread: tuple[Unread, ...] = ()


def _looked_at(
    table: Table, subject: Subject, mapping: ColumnMapping | None, wanted: dict[str, str], choices: Choices
) -> _Look:
    """Decide what the columns hold, with a look at the first rows: headings, running balances, what is not read."""
    try:
        found = _columns(table, subject, mapping, wanted)
    except Unreadable as unreadable:
        # Movements that name no client in a column may do so in the headings above them.
        sieve = Sieve(None, None, None, fills_clients=True)
        is_movements = unreadable.problem.code in _MOVEMENTS and subject.has_reports
        if not is_movements or not headings_carry_clients(_first_rows(table), sieve):
            raise
        table, wanted = table.sifted(sieve), {**wanted, "client_name": HEADING_COLUMN}
        found = _columns(table, subject, mapping, wanted)
    if not subject.has_reports:
        return _Look(table, found)
    rows = _first_rows(table)
    table = table.sifted(_sieve(table, subject, found, rows, choices))
    if len(table.header) > len(table.header_cells) and "client_name" not in wanted:
        wanted = {**wanted, "client_name": HEADING_COLUMN}
        found = _columns(table, subject, mapping, wanted)
    rows = _first_rows(table)
    layout = found.layout or subject.layout_from(ColumnMapping(fields=found.fields))
    at = layout.positions(table.header)
    running = _running_balance(rows, at)
    if running is not None and at.get("balance") == running:
        found = _without_field(found, "balance")
    place = at.get("paid")
    if place is not None and is_column_of_flags(rows, place, subject.is_flag) and "payment_status" not in at:
        found = _renamed_field(found, "paid", "payment_status")
    layout = found.layout or subject.layout_from(ColumnMapping(fields=found.fields))
    unread = unread_columns(table.header, rows, layout.positions(table.header), running, subject.is_state_word)
    return _Look(table, found, unread)


def _first_rows(table: Table) -> list[list[str]]:
    batch = next(table.batches(_LOOKED_AT), None)
    return batch.rows if batch is not None else []


def _sieve(table: Table, subject: Subject, found: _Found, rows: list[list[str]], choices: Choices) -> Sieve:
    layout = found.layout or subject.layout_from(ColumnMapping(fields=found.fields))
    at = layout.positions(table.header)
    client = at.get("client_name", at.get("client_external_id"))
    if table.sieve is not None:
        client = None
    said = {name: answer for name, answer in choices.answers.items() if name.startswith("client_name:")}
    totals = frozenset(fold(name.partition(":")[2]) for name, answer in said.items() if answer == TOTAL_ROW)
    sieve = Sieve(client, at.get("issued_on", at.get("paid_on")), at.get("number"), total_names=totals)
    is_open = client is None and "client_name" not in found.candidates
    if table.sieve is not None or ((client is not None or is_open) and headings_carry_clients(rows, sieve)):
        return replace(sieve, fills_clients=True)
    return sieve


def _running_balance(rows: list[list[str]], at: Mapping[str, int]) -> int | None:
    """The place of the column read as balance where it runs on from row to row; None where it does not."""
    balance, plus = at.get("balance"), at.get("debit", at.get("total"))
    if balance is None or plus is None:
        return None
    minus = at.get("credit") if "debit" in at else None
    client = at.get("client_name", at.get("client_external_id"))
    return balance if is_running_balance(rows, client, plus, minus, balance) else None


def _without_field(found: _Found, name: str) -> _Found:
    fields = {other: column for other, column in found.fields.items() if other != name}
    layout = found.layout
    if layout is not None:
        columns = {other: column for other, column in layout.columns.items() if other != name}
        layout = replace(layout, columns=columns)
    return found._replace(layout=layout, fields=fields, is_known=False)


def _renamed_field(found: _Found, name: str, to: str) -> _Found:
    def renamed(fields: Mapping[str, str]) -> dict[str, str]:
        return {to if other == name else other: column for other, column in fields.items()}

    layout = found.layout and replace(found.layout, columns=renamed(found.layout.columns))
    return found._replace(layout=layout, fields=renamed(found.fields), is_known=False)


def _about_unread(unread: Iterable[Unread], choices: Choices) -> tuple[Question, ...]:
    """Ask about each column that may say what is paid or open: read it, or say that it counts for nothing."""
    return tuple(
        Question(
            name := f"unread:{one.column}",
            (LEAVE_UNREAD,),
            LEAVE_UNREAD if choices.answer(name) == LEAVE_UNREAD else None,
            (Evidence(" · ".join(one.sample), ()),),
        )
        for one in unread
        if one.why in {"amount", "state"}
    )


def read_stored_import(
    path: Path, name: str, subject: Subject, said: Mapping[str, Any], *, code_page: CodePage | None, time_zone: str = ""
) -> ImportReading:
    """Propose for a file that is kept under another name than it came with, with what its owner said of it.

    `said` may hold encoding, delimiter, date_order, decimal, currency, columns and answers. Unreadable names it by
    `name`.
    """
    wishes = Wishes(
        encoding=said.get("encoding"),
        delimiter=said.get("delimiter"),
        choices=Choices(
            said.get("encoding"),
            said.get("date_order"),
            said.get("decimal"),
            said.get("currency"),
            said.get("answers", {}),
        ),
        columns=said.get("columns", {}),
        code_page=code_page,
        time_zone=time_zone,
    )
    try:
        import_reading = read_import(path, subject, wishes)
    except Unreadable as unreadable:
        problem = unreadable.problem
        if problem.value in {path.name, str(path)}:
            problem = replace(problem, value=name)
        raise Unreadable(problem) from unreadable
    return replace(import_reading, table=replace(import_reading.table, path=Path(name)))


def _with_mapping(choices: Choices, mapping: ColumnMapping | None) -> Choices:
    if mapping is None:
        return choices
    return Choices(
        choices.encoding or mapping.encoding,
        choices.date_order or mapping.date_order,
        choices.decimal or mapping.decimal,
        choices.currency or mapping.currency,
        {**mapping.answers, **choices.answers},
    )


class _Found(NamedTuple):
    layout: Layout | None
    is_known: bool = False
    fields: Mapping[str, str] = MappingProxyType({})
    candidates: Mapping[str, tuple[str, ...]] = MappingProxyType({})
    open_fields: tuple[str, ...] = ()


def _columns(table: Table, subject: Subject, mapping: ColumnMapping | None, chosen: Mapping[str, str]) -> _Found:
    dropped = {name for name, column in chosen.items() if not column}
    chosen = {name: column for name, column in chosen.items() if column}
    if mapping is not None and mapping.fields:
        mapping = replace(mapping, fields=_without(dropped, {**mapping.fields, **chosen}))
        problems = mapping_problems(mapping, table.header, _required(subject, mapping.fields))
        if problems:
            raise Unreadable(problems[0])
        return _Found(subject.layout_from(mapping))
    problems = mapping_problems(ColumnMapping(fields=chosen), table.header, ())
    if problems:
        raise Unreadable(problems[0])
    known = subject.known_layout(table.header)
    if known is not None:
        fields = _without(dropped, {**_what_else(known, subject, table.header), **known.columns, **chosen})
        required = subject.required_of.get(known.kind, subject.required)
        if missing := _missing([group for group in required if dropped.intersection(group)], fields):
            return _Found(None, fields=fields, open_fields=missing)
        return _Found(replace(known, columns=fields), is_known=not chosen and not dropped)
    import_reading = subject.guess_mapping(table.header)
    # A column chosen for one field is not proposed for another.
    taken = set(chosen.values())
    fields = {name: column for name, column in import_reading.fields.items() if column not in taken}
    fields = _without(dropped, fields | chosen)
    candidates = {
        name: columns for name, columns in import_reading.candidates.items() if name not in {*chosen, *dropped}
    }
    in_doubt = tuple(name for name in import_reading.open if name in candidates)
    required = _required(subject, fields | dict.fromkeys(in_doubt, ""))
    open_fields = (*in_doubt, *_missing(required, {*fields, *in_doubt}))
    if open_fields:
        return _Found(None, fields=fields, candidates=candidates, open_fields=open_fields)
    return _Found(subject.layout_from(ColumnMapping(fields=fields)), fields=fields, candidates=candidates)


def _without(dropped: Collection[str], fields: Mapping[str, str]) -> dict[str, str]:
    return {name: column for name, column in fields.items() if name not in dropped}


def _missing(required: Iterable[Sequence[str]], fields: Collection[str]) -> tuple[str, ...]:
    return tuple(group[0] for group in required if not any(name in fields for name in group))


def _what_else(known: Layout, subject: Subject, header: Sequence[str]) -> dict[str, str]:
    """What the other columns of a short header seem to hold: a layout of few names may have been written by anybody."""
    if not known.without:
        return {}
    used = {header_key(column) for column in known.columns.values()}
    found = subject.guess_mapping(header).fields
    return {
        name: column for name, column in found.items() if name not in known.columns and header_key(column) not in used
    }


def _required(subject: Subject, fields: Mapping[str, str]) -> tuple[tuple[str, ...], ...]:
    """The fields this file cannot do without, as the kind says that the fields it has make it."""
    kind = subject.layout_from(ColumnMapping(fields=fields)).kind
    return subject.required_of.get(kind, subject.required)
