"""One look over a whole table: which order of day and month fits, which decimal sign, which currencies occur.

Nothing is guessed: where two readings fit and differ, or none fits, the question stays open with examples.
"""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING, Final

from mainstay.intake.amounts import (
    DECIMALS,
    DecimalSign,
    amount_reader,
    currencies_in_header,
    currencies_of_sign,
    currency_in,
    currency_named,
    mark_in,
)
from mainstay.intake.cells import BLANKS
from mainstay.intake.dates import ORDERS, DateOrder, day_readings, has_offset, is_year_first, serial_day
from mainstay.intake.records import Exact
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mainstay.intake.tables import Table

BY_ROW: Final = ""
"""The answer to the question of currency when every row names its own."""
_DIGITS: Final = str.maketrans("23456789", "11111111")
_MOST_DISTINCT: Final = 100_000
_LONGEST_FIGURE: Final = 100
"""Characters of a day or an amount; whatever is longer is none, and is not remembered."""
_UTF8: Final = frozenset({"utf-8", "utf-8-sig"})
_EXAMPLES: Final = 2
_MOST_FITTING: Final = 3
_SAMPLE: Final = 5
_MOST_CURRENCIES: Final = 1000
_MOST_WORDS: Final = 1000
_TWELVE_MONTHS: Final = 12
CELLS_RIGHT: Final = "right"
CELLS_SWAPPED: Final = "swapped"


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand that have to be read: dates, amounts, and the currency if there is one.

    `words` are columns whose every word is listed with what is made of it: field -> place, and the place of a column
    that must be empty for the word to count (a due date, for terms).
    """

    dates: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()
    currency: int | None = None
    words: Mapping[str, tuple[int, int | None]] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user has said already (flags, a mapping, a mended file); it settles the question."""

    encoding: str | None = None
    date_order: DateOrder | None = None
    decimal: DecimalSign | None = None
    currency: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)

    def answer(self, name: str) -> str | None:
        """Give what was said to a question that only some files raise, however its word was typed; None for nothing."""
        return next((said for asked, said in self.answers.items() if fold(asked) == fold(name)), None)


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value from the file and how each option reads it; "" when an option cannot."""

    value: str
    readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """How to read the file: the options that fit, the one chosen (None: ask), and examples.

    The name of a question about a word is its field and the word: "status:Submitted"; `rows` counts where it stands.
    """

    name: str
    options: tuple[str, ...]
    chosen: str | None
    evidence: tuple[Evidence, ...] = ()
    rows: int = 0

    @property
    def field(self) -> str:
        """What the question is about."""
        return self.name.partition(":")[0]

    @property
    def word(self) -> str:
        """The word of the file it is about; "" where it is about the whole file."""
        return self.name.partition(":")[2]

    @property
    def is_contradicted(self) -> bool:
        """The user chose a reading of days, amounts or currency that the file speaks against."""
        is_asked = self.name in {"date_order", "decimal"} or (self.name == "currency" and bool(self.evidence))
        is_asked = is_asked and bool(self.options)
        return is_asked and self.chosen not in {None, *self.options}


@dataclass(frozen=True, slots=True)
class Reading:
    """What one pass over the table found."""

    rows: int
    sample: tuple[tuple[int, tuple[str, ...]], ...]
    currencies: tuple[str, ...]
    questions: tuple[Question, ...]
    tally: Tally

    @property
    def open(self) -> tuple[Question, ...]:
        """The questions only a person can answer."""
        return tuple(question for question in self.questions if question.chosen is None)

    def chosen(self, name: str) -> str | None:
        """Give the answer to the question of this name; None while it is open."""
        return next(question.chosen for question in self.questions if question.name == name)

    def with_choices(self, choices: Choices) -> Reading:
        """Answer questions without reading the file again (another encoding needs `open_table` and a new pass)."""
        return replace(self, questions=self.tally.questions(choices))


class Tally:
    """What has been seen so far, in memory that does not grow with the file."""

    def __init__(
        self, encoding_candidates: tuple[str, ...], encoding_samples: tuple[bytes, ...], *, exact_cells: bool = False
    ) -> None:
        self.rows = 0
        self.rows_of_report = 0
        self.header: tuple[str, ...] = ()
        self.exact_cells = exact_cells
        self.encodings = encoding_candidates
        self.encoding_samples = encoding_samples
        self.days: dict[int, set[str]] = {}
        self.day_forms: dict[int, Counter[str]] = {}
        self.swapped_example = ""
        self.words: dict[str, Counter[str]] = {}
        self.header_currencies: list[tuple[str, tuple[str, ...]]] = []
        self.day_examples: dict[tuple[DateOrder, ...], list[str]] = {}
        self.days_that_differ: dict[tuple[DateOrder, ...], list[str]] = {}
        self.amounts: dict[tuple[str, str], str] = {}
        self.currencies: dict[str, None] = {}
        self.rows_without_currency = 0

    def add_batch(self, rows: Sequence[Sequence[str]], columns: Columns) -> None:
        """Note the days and the listed words of a batch."""
        for index in columns.dates:
            self.add_days([row[index] for row in rows], index)
        for name, (index, empty) in columns.words.items():
            self.add_words(name, [row[index] for row in rows if empty is None or row[empty].strip() in BLANKS])

    def add_days(self, column: Sequence[str], place: int = 0) -> None:
        """Note which orders can read the dates of a column."""
        days = self.days.setdefault(place, set())
        forms = self.day_forms.setdefault(place, Counter())
        fresh = [text for text in dict.fromkeys(column) if text not in days and len(text) <= _LONGEST_FIGURE]
        if len(days) < _MOST_DISTINCT:
            days.update(fresh)
        for text in fresh:
            if not text or text in BLANKS:
                continue
            readings = day_readings(text)
            self._note_form(forms, text, readings)
            if not readings:
                continue
            orders = tuple(readings)
            _note(self.day_examples, orders, text)
            if len(set(readings.values())) > 1:
                _note(self.days_that_differ, orders, text)

    def _note_form(self, forms: Counter[str], text: str, readings: Mapping[DateOrder, str]) -> None:
        """Count how days are written: what Excel does to a column of days is seen from it."""
        forms["all"] += 1
        if serial_day(text):
            forms["serial"] += 1
        elif is_year_first(text) and readings:
            is_low = int(readings["ymd"][8:]) <= _TWELVE_MONTHS
            forms["low" if is_low else "high"] += 1
            if is_low and readings["ymd"][5:7] != readings["ymd"][8:]:
                self.swapped_example = self.swapped_example or text
        elif len(readings) == 1:
            forms["one order"] += 1
        if has_offset(text):
            forms["offset"] += 1

    def add_words(self, name: str, column: Sequence[str]) -> None:
        """Count the words of a column, of which each is listed with what is made of it."""
        words = self.words.setdefault(name, Counter())
        if len(words) < _MOST_WORDS:
            words.update(column)

    @property
    def has_serials(self) -> bool:
        """Days are counted as spreadsheets do: in a workbook where one is, in a text file where a whole column is."""
        found = [forms for forms in self.day_forms.values() if forms["serial"]]
        return any(self.exact_cells or forms["serial"] == forms["all"] for forms in found)

    @property
    def has_offsets(self) -> bool:
        """A stamp names its offset, so that its day depends on the time zone."""
        return any(forms["offset"] for forms in self.day_forms.values())

    @property
    def may_be_swapped(self) -> bool:
        """Half of a column are date cells with days up to 12, the rest texts with later ones: some were swapped."""
        return bool(self.swapped_example) and any(
            forms["low"] and not forms["high"] and forms["one order"] for forms in self.day_forms.values()
        )

    def add_amounts(self, column: Sequence[str], currencies: Sequence[str]) -> None:
        """Note the patterns of the amounts of a column, one example each."""
        if len(self.amounts) >= _MOST_DISTINCT:
            return
        if self.exact_cells:
            # A number cell is no evidence of how texts are written.
            column = [text if type(text) is not Exact else "" for text in column]
        if max(map(len, column), default=0) > _LONGEST_FIGURE:
            column = [text if len(text) <= _LONGEST_FIGURE else text[:_LONGEST_FIGURE] for text in column]
        patterns = "\x1f".join(column).translate(_DIGITS).split("\x1f")
        if len(patterns) != len(column):
            patterns = [text.translate(_DIGITS) for text in column]
        only = currencies[0] if len(set(currencies)) == 1 else None
        if only is not None and all((pattern, only) in self.amounts for pattern in set(patterns)):
            return
        self.amounts.update(zip(zip(patterns, currencies, strict=True), column, strict=True))

    def questions(self, choices: Choices) -> tuple[Question, ...]:
        """Put the questions, each answered where one reading fits or the user has chosen."""
        currency = self._currency(choices)
        exponent = EXPONENTS.get(currency.chosen or "")
        questions = [self._encoding(choices), self._date_order(choices), self._decimal(choices, exponent), currency]
        if self.may_be_swapped:
            questions.append(self._date_cells(choices))
        return tuple(questions)

    def _date_cells(self, choices: Choices) -> Question:
        cell = self.swapped_example
        iso = day_readings(cell)["ymd"]
        swapped = f"{iso[:4]}-{iso[8:]}-{iso[5:7]}"
        options = (CELLS_RIGHT, CELLS_SWAPPED)
        said = choices.answer("date_cells")
        evidence = Evidence(cell, ((CELLS_RIGHT, iso), (CELLS_SWAPPED, swapped)))
        return Question("date_cells", options, said if said in options else None, (evidence,))

    def _encoding(self, choices: Choices) -> Question:
        chosen = choices.encoding or (self.encodings[0] if len(self.encodings) == 1 else None)
        evidence = tuple(
            Evidence(
                sample.decode(self.encodings[-1] if self.encodings[-1] in _UTF8 else "cp1254", "replace"),
                tuple((name, sample.decode(name, "replace")) for name in self.encodings),
            )
            for sample in self.encoding_samples
        )
        return Question("encoding", self.encodings, chosen, evidence)

    def _date_order(self, choices: Choices) -> Question:
        fitting = tuple(order for order in ORDERS if all(order in orders for orders in self.day_examples))
        differing = [
            text
            for orders, texts in self.days_that_differ.items()
            if len([order for order in orders if order in fitting]) > 1
            for text in texts
        ]
        if len(fitting) == 1 or (fitting and not differing):
            chosen: str | None = fitting[0]
            examples = [text for texts in self.days_that_differ.values() for text in texts]
            examples = examples or [text for texts in self.day_examples.values() for text in texts]
        else:
            chosen = None
            examples = differing
        if not fitting:
            fitting = tuple(order for order in ORDERS if any(order in orders for orders in self.day_examples))
            examples = [texts[0] for orders, texts in self.day_examples.items() if len(orders) < len(fitting)]
        evidence = tuple(
            Evidence(text, tuple((order, day_readings(text).get(order, "")) for order in fitting))
            for text in examples[:_EXAMPLES]
        )
        return Question("date_order", fitting, choices.date_order or chosen, evidence)

    def _decimal(self, choices: Choices, exponent: int | None) -> Question:
        seen: dict[tuple[DecimalSign, ...], str] = {}
        differing: list[str] = []
        for (_, named), text in self.amounts.items():
            # Without a currency the number of decimals is open, and three of them may be thousandths.
            decimals = EXPONENTS.get(currency_named(named) or "", 3 if exponent is None else exponent)
            readings = _amount_readings(text, decimals)
            if readings:
                seen.setdefault(tuple(readings), text)
                if len(set(readings.values())) > 1:
                    differing.append(text)
        fitting = tuple(sign for sign in DECIMALS if all(sign in signs for signs in seen))
        chosen = fitting[0] if len(fitting) == 1 or (fitting and not differing) else None
        examples = differing or [text for signs, text in seen.items() if len(signs) == 1]
        if not fitting:
            fitting = DECIMALS
            examples = [text for signs, text in seen.items() if len(signs) == 1]
        evidence = tuple(
            Evidence(text, tuple((sign, _shown(text, sign)) for sign in DECIMALS)) for text in examples[:_EXAMPLES]
        )
        return Question("decimal", fitting, choices.decimal or chosen, evidence)

    def _currency(self, choices: Choices) -> Question:
        options = tuple(self.currencies)
        cells = [text for text in self.amounts.values() if text]
        named = {code for text in cells if (code := currency_in(text)) != ""}
        bare = any(currency_in(text) == "" for text in cells)
        chosen = choices.currency
        if chosen is None and options and self.rows_without_currency < self.rows:
            chosen = BY_ROW
        if chosen is None and not options and not bare and None not in named and self._has_several(named):
            chosen = BY_ROW
        fitting, evidence = self._currency_evidence(cells) if not options else ((), ())
        is_named = bool(self.header_currencies) or not bare
        if chosen is None and len(fitting) == 1 and is_named:
            chosen = fitting[0]
        options = options or fitting or tuple(sorted(code for code in named if code))
        return Question("currency", options, chosen, evidence)

    def _has_several(self, named: set[str | None]) -> bool:
        """Say whether the signs in the amounts name several currencies, and no column name speaks against it."""
        return len(named) > 1 and not self.header_currencies

    def _currency_evidence(self, cells: Sequence[str]) -> tuple[tuple[str, ...], tuple[Evidence, ...]]:
        """What signs and codes in the cells and names of amounts allow; nothing where they speak of several."""
        said = list(self.header_currencies)
        seen: dict[str, str] = {}
        for text in cells:
            if mark := mark_in(text):
                seen.setdefault(mark, text)
        said += [(text, currencies_of_sign(mark)) for mark, text in seen.items()]
        said = [(text, codes) for text, codes in said if codes]
        if not said:
            return (), ()
        fitting = tuple(code for code in said[0][1] if all(code in codes for _, codes in said))
        if not fitting:
            return (), ()
        return fitting, (Evidence(said[0][0], tuple((code, code) for code in fitting[:_MOST_FITTING])),)


def profile(
    table: Table,
    columns: Columns,
    choices: Choices | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read the whole table once and say how it can be read; `progress` is called with rows and bytes done."""
    tally = Tally(table.encoding_candidates, table.encoding_samples, exact_cells=table.kind == "xlsx")
    tally.header = table.header
    if columns.currency is None:
        names = [table.header[index] for index in columns.amounts]
        tally.header_currencies = [(name, codes) for name in names if (codes := currencies_in_header(name))]
    sample: list[tuple[int, tuple[str, ...]]] = []
    for batch in table.batches():
        tally.rows += len(batch.rows) + len(batch.rejects)
        tally.rows_of_report += len(batch.skipped)
        rows = batch.rows
        if rows:
            if len(sample) < _SAMPLE:
                sample.extend((line, tuple(row)) for line, row in zip(batch.lines, rows[:_SAMPLE], strict=False))
            currencies: Sequence[str] = ("",) * len(rows)
            if columns.currency is not None:
                currencies = [row[columns.currency].strip() for row in rows]
                if len(tally.currencies) < _MOST_CURRENCIES:
                    tally.currencies.update(dict.fromkeys(filter(None, currencies)))
                tally.rows_without_currency += currencies.count("")
            tally.add_batch(rows, columns)
            if table.sieve is not None:
                tally.add_words("client_name", table.sieve.doubtful_names(rows))
            for index in columns.amounts:
                tally.add_amounts([row[index] for row in rows], currencies)
        if progress:
            progress(tally.rows, batch.bytes_done)
    tally.rows += tally.rows_of_report
    seen = tuple(tally.currencies)
    return Reading(tally.rows, tuple(sample[:_SAMPLE]), seen, tally.questions(choices or Choices()), tally)


def _note(examples: dict[tuple[DateOrder, ...], list[str]], orders: tuple[DateOrder, ...], text: str) -> None:
    found = examples.setdefault(orders, [])
    if len(found) < _EXAMPLES:
        found.append(text)


def _amount_readings(text: str, exponent: int) -> Mapping[DecimalSign, int]:
    readings = {sign: amount_reader(sign, exponent)(text) for sign in DECIMALS} if text.strip() else {}
    return {sign: minor for sign, minor in readings.items() if isinstance(minor, int)}


def _shown(text: str, sign: DecimalSign) -> str:
    minor = amount_reader(sign, 3)(text)
    if not isinstance(minor, int):
        return ""
    whole, part = divmod(abs(minor), 1000)
    fraction = f"{part:03d}".rstrip("0").ljust(2, "0")
    return f"{'-' if minor < 0 else ''}{whole}.{fraction}"
