"""Columns that are not read, and what their first rows say: amounts and words that look like what is still owed.

A balance that runs on from row to row is told from the open amount of each row.
"""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.intake.amounts import DECIMALS, number_reader, split_number
from mainstay.intake.cells import BLANKS
from mainstay.intake.dates import day_readings
from mainstay.intake.report_rows import is_band
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping, Sequence

    from mainstay.intake.amounts import DecimalSign

_SAMPLE: Final = 3
_LONGEST: Final = 40
_MOST_WORDS: Final = 20
_FEWEST_RUNNING: Final = 2
_OF_MONEY_OWED: Final = re.compile(
    r"paid|payment|balance|\bdue\b|open|residual|outstanding|remaining|received|collect|settled|credit|applied|"
    r"deposit|retainer|withh|write.?off|refund|prepay|advance|kalan|bakiye|acik|oden|tahsil|mahsup|kapanan|avans|"
    r"tevkifat|alacak|iade|offen|bezahlt|saldo|solde|paye|encaiss|pagat|incass|betaald|openstaand|pagado|pendiente|rest"
)
_HARMLESS: Final = re.compile(
    r"\b(?:quantity|qty|adet|miktar|rate|kur|kuru|oran|orani|percent|percentage|age|gun|gunu|days?|discount|iskonto|"
    r"indirim|net|netto|sub ?total|ara toplam|matrah|tax|taxes|vat|kdv|gst|hst|iva|tva|mwst|ust|btw|vergi(?:ler)?|"
    r"price|fiyat|fiyati|cost|maliyet|no|nr|number|id|code|kod|kodu|count|items?|lines?|hours?|saat|weight|year|yil|"
    r"yili|month|ay|excl|excluding|excluded|exclusive|haric|untaxed|commission|shipping|freight|kargo|phone|telefon|tel|zip|postcode|"
    r"postal|vkn|tckn|period|donem|week|hafta|account|hesap|margin|profit|kar|class|late|overdue days|otv|oiv|fee|"
    r"fees)\b"
    r"|%|#"
)


class Unread(NamedTuple):
    """A column that is not read: its name, its first values, and why it makes the reading doubtful.

    `why` is "" where it does not; "amount" where it looks like what was paid or is open; "state" where it holds words
    of payment; "running_balance" where it is a balance that runs on.
    """

    column: str
    sample: tuple[str, ...]
    why: str = ""


def unread_columns(
    header: Sequence[str],
    rows: Sequence[Sequence[str]],
    at: Mapping[str, int],
    running: int | None,
    is_state_word: Callable[[str], bool],
) -> tuple[Unread, ...]:
    """List the columns that no field is read from, each with a sample and what makes it doubtful.

    `at` says where each field stands, `running` which column is a running balance.
    """
    used = set(at.values())
    found = []
    for place, name in enumerate(header):
        cells = [row[place].strip() for row in rows]
        filled = [cell for cell in cells if cell not in BLANKS]
        if place in used or not filled:
            continue
        why = ""
        if place == running:
            why = "running_balance"
        elif _are_state_words(filled, is_state_word):
            why = "state"
        elif "total" in at and "balance" not in at and _may_be_owed(name, cells, [row[at["total"]] for row in rows]):
            why = "amount"
        sample = tuple(cell[:_LONGEST] for cell in dict.fromkeys(filled))[:_SAMPLE]
        found.append(Unread(name, sample, why))
    return tuple(found)


def is_running_balance(
    rows: Sequence[Sequence[str]], client: int | None, plus: int, minus: int | None, balance: int
) -> bool:
    """Say whether a column is the balance after each row: it differs from the one before by what the row moves.

    `plus` is the column of debits (or of the one amount), `minus` that of credits.
    """
    return any(
        _runs(ordered, client, plus, minus, balance, number_reader(sign))
        for ordered in (rows, rows[::-1])
        for sign in DECIMALS
    )


def is_column_of_flags(rows: Sequence[Sequence[str]], place: int, is_flag: Callable[[str], bool]) -> bool:
    """Say whether a column that should hold amounts holds yes and no instead."""
    cells = [cell for row in rows if (cell := row[place].strip()) not in BLANKS]
    numbers = [cell for cell in cells if any(split_number(cell, sign) for sign in DECIMALS)]
    return bool(cells) and not numbers and all(is_flag(cell) for cell in cells)


def _runs(  # noqa: PLR0917 -- the columns of one statement
    rows: Sequence[Sequence[str]], client: int | None, plus: int, minus: int | None, balance: int,
    read: Callable[[str], Decimal | None],
) -> bool:  # fmt: skip
    before: dict[str, Decimal] = {}
    last = Decimal(0)
    is_running = False
    for row in rows:
        there = _figure(row[balance], read)
        if there is None:
            continue
        moved = _figure(row[plus], read) or Decimal(0)
        if minus is not None:
            moved -= _figure(row[minus], read) or Decimal(0)
        name = row[client] if client is not None else ""
        # A client's balance begins anew, or the statement runs on over all clients. Some write it without a sign.
        carried = [before.get(name, Decimal(0)), last]
        fitting = [value for start in carried if abs(value := start + moved) == abs(there)]
        if not fitting and name in before:
            return False
        is_running = is_running or (bool(fitting) and abs(there) != abs(moved))
        last = before[name] = fitting[0] if fitting else there
    return is_running and len(rows) >= _FEWEST_RUNNING


def _figure(cell: str, read: Callable[[str], Decimal | None]) -> Decimal | None:
    return None if cell.strip() in BLANKS else read(cell)


def _are_state_words(cells: Sequence[str], is_state_word: Callable[[str], bool]) -> bool:
    words = dict.fromkeys(cells)
    return len(words) <= _MOST_WORDS and any(is_state_word(word) for word in words)


def _may_be_owed(name: str, cells: Sequence[str], totals: Sequence[str]) -> bool:
    """Say whether a column of amounts may be what was paid or is open, by name or by lying between 0 and the total."""
    folded = fold(name)
    if is_band(name) or any(day_readings(cell) for cell in cells[:_MOST_WORDS]):
        return False
    is_named = _OF_MONEY_OWED.search(folded) is not None
    if not is_named and _HARMLESS.search(folded):
        return False
    return any(_lies_within(cells, totals, sign, is_named=is_named) for sign in DECIMALS)


def _lies_within(cells: Sequence[str], totals: Sequence[str], sign: DecimalSign, *, is_named: bool) -> bool:
    """Say whether all cells are amounts, between 0 and the total of their row unless the name alone says enough."""
    read = number_reader(sign)
    pairs = []
    for cell, total in zip(cells, totals, strict=True):
        if cell in BLANKS:
            continue
        value, whole = read(cell), read(total)
        if value is None:
            return False
        if whole is not None:
            pairs.append((value, abs(whole)))
    if is_named:
        return bool(pairs)
    if not pairs or not all(0 <= value <= whole for value, whole in pairs):
        return False
    has_cents = any(value % 1 for value, _ in pairs)
    return any(value for value, _ in pairs) and (has_cents or any(value == whole for value, whole in pairs))
