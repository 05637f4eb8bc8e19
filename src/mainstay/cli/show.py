"""How figures, days and tables look in a terminal, in the language spoken."""

from __future__ import annotations

import json
import os
import sys
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click
from rich.console import Console
from rich.table import Table

from mainstay.cli.words import ngettext, spoken
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date


def money(minor: int, currency: str) -> str:
    """An amount with its sign before it, or its code behind it."""
    return formatting.money(minor, currency, spoken())


def figure(minor: int, currency: str) -> str:
    """An amount for a column whose heading names the currency."""
    return formatting.figure(minor, currency, spoken())


def amounts(by_currency: Mapping[str, int]) -> str:
    """Amounts in several currencies, side by side, never added, that of the open book first; empty for none."""
    from mainstay.firm.queries.own_currency import own_currency

    return formatting.amounts(by_currency, spoken(), first=own_currency())


def faults(sentences: Sequence[str]) -> None:
    """Each fault on a line of its own; how many there are goes to standard error."""
    for sentence in sentences:
        click.echo(sentence)
    count = len(sentences)
    click.echo(ngettext("%(count)d fault found.", "%(count)d faults found.", count) % {"count": count}, err=True)


def day(value: date) -> str:
    """A day."""
    return formatting.day(value, spoken())


def long_day(value: date) -> str:
    """A day with its weekday."""
    return formatting.long_day(value, spoken())


def number(value: float, places: int = 0) -> str:
    """A plain number."""
    return formatting.number(value, places, spoken())


def percent(share: float) -> str:
    """A share as a whole percentage."""
    return formatting.percent(share, spoken())


def console() -> Console:
    """Where tables go: as wide as the terminal, 100 columns where there is none."""
    width = None if sys.stdout.isatty() or "COLUMNS" in os.environ else 100
    return Console(width=width, highlight=False, markup=False)


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its heading; figures stand right and never wrap, words may, once they have `words` letters of room.

    What is typed again (`is_typed`), such as a code, stands left and never wraps.
    """

    heading: str
    is_figure: bool = False
    words: int = 0
    is_typed: bool = False


def fitting(columns: Sequence[Column], rows: Sequence[Sequence[str]], spare: Sequence[int]) -> list[int]:
    """Choose the columns to show: those at `spare` go, in that order, while the table is wider than the terminal."""
    fitted = list(range(len(columns)))
    width = console().width
    for place in [*spare, -1]:
        if _width(columns, rows, fitted) <= width or place == -1:
            break
        fitted.remove(place)
    return fitted


def _width(columns: Sequence[Column], rows: Sequence[Sequence[str]], fitted: Sequence[int]) -> int:
    total = 0
    for place in fitted:
        longest = max((len(row[place]) for row in rows), default=0)
        column = columns[place]
        total += 2 + max(longest, len(column.heading)) if column.is_figure else 2 + (column.words or min(longest, 12))
    return total - 2


def table(columns: Sequence[Column], rows: Sequence[Sequence[str]]) -> Table:
    """A table that fits the terminal: words wrap before figures do."""
    made = Table(
        box=None, pad_edge=False, show_edge=False, header_style="dim",
        show_header=any(column.heading for column in columns),
    )  # fmt: skip
    for column in columns:
        made.add_column(
            column.heading,
            justify="right" if column.is_figure else "left",
            no_wrap=column.is_figure or column.is_typed,
            overflow="fold",
            min_width=column.words or None,
        )
    for row in rows:
        made.add_row(*row)
    return made


def as_json(document: object) -> None:
    """Print a document for machines: UTF-8, in the order given."""
    click.echo(json.dumps(document, ensure_ascii=False, indent=2, default=str))
