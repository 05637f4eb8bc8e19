"""Which column holds what: layouts recognised by their header, other headers read by synonyms or a saved mapping."""

from __future__ import annotations

import json
import re
from dataclasses import asdict, dataclass, field
from functools import lru_cache
from typing import TYPE_CHECKING, Final, TypeAlias

from mainstay.intake.amounts import DECIMALS, DecimalSign, without_currency
from mainstay.intake.dates import ORDERS, DateOrder
from mainstay.intake.headers import IN_BRACKETS, OURS, header_key
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import match_key

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping, Sequence

Synonyms: TypeAlias = "Mapping[str, Sequence[Sequence[str]]]"
"""The names of columns by field, in tiers."""
_ASIDE: Final = re.compile(rf"{IN_BRACKETS}|\[[^][]*\]")
OWN_FIELD: Final = "f-"
"""Before the reference of a field that the firm defined itself: the package that knows it reads its column."""


@dataclass(frozen=True, slots=True)
class Layout:
    """A header some product writes: its columns by our names, and which of them tell it from others.

    `grouping` is "lines" where rows with one number form one invoice, "payments" where each has a payment of it.
    `without` names columns that would make it something else, for short headers that are easily taken for another.
    """

    name: str
    title: str
    kind: str
    columns: Mapping[str, str]
    signature: tuple[str, ...]
    without: tuple[str, ...] = ()
    grouping: str = "rows"

    def positions(self, header: Sequence[str]) -> dict[str, int]:
        """Find where each field stands in this header; fields without a column are left out."""
        keys = {header_key(name): index for index, name in reversed(list(enumerate(header)))}
        found = {name: keys.get(header_key(column)) for name, column in self.columns.items()}
        return {name: index for name, index in found.items() if index is not None}


@dataclass(frozen=True, slots=True)
class ColumnMapping:
    """A saved answer to "which column is what": our field -> their column, and how to read dates and amounts."""

    fields: Mapping[str, str] = field(default_factory=dict)
    date_order: DateOrder | None = None
    decimal: DecimalSign | None = None
    currency: str | None = None
    encoding: str | None = None
    layout: str | None = None
    answers: Mapping[str, str] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class MappingReading:
    """What an unknown header seems to hold: fields found, all candidates by field, and the fields to ask about."""

    fields: Mapping[str, str]
    candidates: Mapping[str, tuple[str, ...]]
    open: tuple[str, ...]


def recognise(header: Sequence[str], layouts: Iterable[Layout]) -> Layout | None:
    """Find the layout a header belongs to, whatever the order of its columns; the most telling one wins."""
    keys = {header_key(name) for name in header}
    fitting = [
        layout
        for layout in layouts
        if keys.issuperset(map(header_key, layout.signature)) and keys.isdisjoint(map(header_key, layout.without))
    ]
    return max(fitting, key=lambda layout: len(layout.signature), default=None)


def read_mapping(header: Sequence[str], synonyms: Synonyms, required: Iterable[Sequence[str]]) -> MappingReading:
    """Propose a column for each field by its synonyms, those of one tier being equally good and earlier tiers better.

    A currency in a name that nobody knows whole ("Amount EUR") is left out where no other column has the field.
    `required` holds groups of fields of which one is needed; the first of a group without any is asked about.
    """
    known = {loose_key(spelt) for tiers in synonyms.values() for tier in tiers for spelt in tier}
    by_key: dict[str, list[str]] = {}
    by_amount: dict[str, list[str]] = {}
    for name in header:
        if not name.startswith(OURS):
            by_key.setdefault(key := loose_key(name), []).append(name)
            if key not in known and (bare := without_currency(name)) != name:
                by_amount.setdefault(loose_key(bare), []).append(name)
    fields: dict[str, str] = {}
    candidates: dict[str, tuple[str, ...]] = {}
    asked: list[str] = []
    for wanted, tiers in synonyms.items():
        found = _named(tiers, by_key)
        if not any(found):
            found = _named(tiers, by_amount)
        everything = tuple(dict.fromkeys(name for tier in found for name in tier))
        if not everything:
            continue
        candidates[wanted] = everything
        best = tuple(dict.fromkeys(next(tier for tier in found if tier)))
        if len(best) == 1:
            fields[wanted] = best[0]
        else:
            asked.append(wanted)
    asked += [group[0] for group in required if not any(name in candidates for name in group)]
    return MappingReading(fields, candidates, tuple(asked))


def _named(tiers: Sequence[Sequence[str]], by_key: Mapping[str, Sequence[str]]) -> list[list[str]]:
    return [[name for spelt in tier for name in by_key.get(loose_key(spelt), ())] for tier in tiers]


@lru_cache(4096)
def loose_key(name: str) -> str:
    """Reduce a column name to its letters and digits, without what stands in brackets: `Total (incl. VAT)` is `Total`.

    A percent sign stays: `VAT %` is no amount.
    """
    return match_key(_ASIDE.sub(" ", name).replace("%", " percent ")).replace(" ", "") or header_key(name)


def dump_mapping(mapping: ColumnMapping) -> str:
    """Write a mapping as a JSON document that `load_mapping` reads back to the same."""
    document = {name: value for name, value in asdict(mapping).items() if value}
    return json.dumps(document, ensure_ascii=False, sort_keys=True)


def load_mapping(text: str, known_fields: Iterable[str]) -> tuple[ColumnMapping | None, list[Problem]]:
    """Read a mapping document; None with the problems when anything in it is not as it must be."""
    try:
        document = json.loads(text)
    except ValueError:
        return None, [Problem("mapping", "not_json", text[:80])]
    if not isinstance(document, dict) or not isinstance(document.get("fields", {}), dict):
        return None, [Problem("mapping", "not_a_mapping", text[:80])]
    settings_known = ColumnMapping.__dataclass_fields__
    problems = [Problem("mapping", "unknown_setting", name) for name in document if name not in settings_known]
    fields = document.get("fields", {})
    known = set(known_fields)
    strange = [name for name in fields if name not in known and not name.startswith(OWN_FIELD)]
    problems += [Problem(name, "unknown_field", name) for name in strange]
    problems += [
        Problem(name, "not_a_column", str(column)) for name, column in fields.items() if not isinstance(column, str)
    ]
    answers = document.get("answers", {})
    if not isinstance(answers, dict) or not all(isinstance(answer, str) for answer in answers.values()):
        problems.append(Problem("mapping", "not_an_option", "answers"))
    settings = {name: document.get(name) or None for name in settings_known if name not in {"fields", "answers"}}
    problems += _setting_problems(settings)
    if problems:
        return None, problems
    return ColumnMapping(fields=fields, answers=answers, **settings), []


def _setting_problems(settings: Mapping[str, object]) -> list[Problem]:
    problems = [
        Problem(name, "not_an_option", str(value))
        for name, value in settings.items()
        if value is not None and not isinstance(value, str)
    ]
    for name, options in (("date_order", ORDERS), ("decimal", DECIMALS)):
        value = settings[name]
        if isinstance(value, str) and value not in options:
            problems.append(Problem(name, "not_an_option", value, {"options": ", ".join(options)}))
    currency = settings["currency"]
    if isinstance(currency, str) and not is_currency(currency):
        problems.append(Problem("currency", "unknown_currency", currency))
    return problems


def mapping_problems(mapping: ColumnMapping, header: Sequence[str], required: Iterable[Sequence[str]]) -> list[Problem]:
    """Check a mapping against a header: every column there, one of each required group mapped."""
    keys = {header_key(name) for name in header}
    problems = [
        Problem(name, "no_such_column", column)
        for name, column in mapping.fields.items()
        if header_key(column) not in keys
    ]
    problems += [
        Problem(group[0], "field_not_mapped", group[0])
        for group in required
        if not any(name in mapping.fields for name in group)
    ]
    return problems
