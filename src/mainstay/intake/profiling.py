"""One look over a whole table: which order of day and month fits, which decimal sign, which currencies occur.

Nothing is guessed: where two readings fit and differ, or none fits, the question stays open with examples.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Final

from mainstay.intake.amounts import DECIMALS, DecimalSign, amount_reader, currency_in, currency_named
from mainstay.intake.dates import ORDERS, DateOrder, day_readings
from mainstay.intake.records import Exact
from mainstay.kernel.currencies import EXPONENTS

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mainstay.intake.tables import Table

BY_ROW: Final = ""
"""The answer to the question of currency when every row names its own."""
_DIGITS: Final = str.maketrans("23456789", "11111111")
_MOST_DISTINCT: Final = 100_000
_EXAMPLES: Final = 2
_SAMPLE: Final = 5
_MOST_CURRENCIES: Final = 1000


@dataclass(frozen=True, slots=True)
class Columns:
    """Where the columns stand that have to be read: dates, amounts, and the currency if there is one."""

    dates: tuple[int, ...] = ()
    amounts: tuple[int, ...] = ()
    currency: int | None = None


@dataclass(frozen=True, slots=True)
class Choices:
    """What the user has said already (flags, a mapping, a mended file); it settles the question."""

    encoding: str | None = None
    date_order: DateOrder | None = None
    decimal: DecimalSign | None = None
    currency: str | None = None


@dataclass(frozen=True, slots=True)
class Evidence:
    """A value from the file and how each option reads it; "" when an option cannot."""

    value: str
    readings: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Question:
    """How to read the file: the options that fit, the one chosen (None: ask), and examples."""

    name: str
    options: tuple[str, ...]
    chosen: str | None
    evidence: tuple[Evidence, ...] = ()

    @property
    def is_contradicted(self) -> bool:
        """The user chose a reading of days or amounts that the file speaks against."""
        is_asked = self.name in {"date_order", "decimal"} and bool(self.options)
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
        self.exact_cells = exact_cells
        self.encodings = encoding_candidates
        self.encoding_samples = encoding_samples
        self.days: set[str] = set()
        self.day_examples: dict[tuple[DateOrder, ...], list[str]] = {}
        self.days_that_differ: dict[tuple[DateOrder, ...], list[str]] = {}
        self.amounts: dict[tuple[str, str], str] = {}
        self.currencies: dict[str, None] = {}
        self.rows_without_currency = 0

    def add_days(self, column: Sequence[str]) -> None:
        """Note which orders can read the dates of a column."""
        fresh = [text for text in dict.fromkeys(column) if text not in self.days]
        if len(self.days) < _MOST_DISTINCT:
            self.days.update(fresh)
        for text in fresh:
            if not text or not (readings := day_readings(text)):
                continue
            orders = tuple(readings)
            _note(self.day_examples, orders, text)
            if len(set(readings.values())) > 1:
                _note(self.days_that_differ, orders, text)

    def add_amounts(self, column: Sequence[str], currencies: Sequence[str]) -> None:
        """Note the patterns of the amounts of a column, one example each."""
        if len(self.amounts) >= _MOST_DISTINCT:
            return
        if self.exact_cells:
            # A number cell is no evidence of how texts are written.
            column = [text if type(text) is not Exact else "" for text in column]
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
        return (self._encoding(choices), self._date_order(choices), self._decimal(choices, exponent), currency)

    def _encoding(self, choices: Choices) -> Question:
        chosen = choices.encoding or (self.encodings[0] if len(self.encodings) == 1 else None)
        evidence = tuple(
            Evidence(sample.decode("cp1254", "replace"), tuple((name, sample.decode(name)) for name in self.encodings))
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
        named = {code for text in self.amounts.values() if text and (code := currency_in(text)) != ""}
        bare = any(text and currency_in(text) == "" for text in self.amounts.values())
        chosen = choices.currency
        if chosen is None and options and self.rows_without_currency < self.rows:
            chosen = BY_ROW
        if chosen is None and len(named) == 1 and not bare:
            chosen = next(iter(named))
        options = options or tuple(sorted(code for code in named if code))
        return Question("currency", options, chosen)


def profile(
    table: Table,
    columns: Columns,
    choices: Choices | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> Reading:
    """Read the whole table once and say how it can be read; `progress` is called with rows and bytes done."""
    tally = Tally(table.encoding_candidates, table.encoding_samples, exact_cells=table.kind == "xlsx")
    sample: list[tuple[int, tuple[str, ...]]] = []
    for batch in table.batches():
        tally.rows += len(batch.rows) + len(batch.rejects)
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
            for index in columns.dates:
                tally.add_days([row[index] for row in rows])
            for index in columns.amounts:
                tally.add_amounts([row[index] for row in rows], currencies)
        if progress:
            progress(tally.rows, batch.bytes_done)
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
