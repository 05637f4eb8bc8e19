"""The lines of a document: what was delivered, how much, at which price; and how an export writes them. Pure."""

from __future__ import annotations

import json
from dataclasses import dataclass
from decimal import Decimal, InvalidOperation
from typing import TYPE_CHECKING, Final

from mainstay.kernel.money import Money, decimal_text
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Iterable, Sequence

ONE: Final = 1_000_000
"""A quantity of one, in millionths."""
DECIMALS: Final = 6
MOST_LINES: Final = 100
DESCRIPTION_LENGTH: Final = 300
UNIT_LENGTH: Final = 20
LONGEST_TEXT: Final = 32_000
"""So long may all lines be as an export writes them: one cell of a spreadsheet holds no more."""
LARGEST_QUANTITY: Final = 10**12
LARGEST_PRICE: Final = 10**12
"""So large at most that no product of the two leaves a whole number of 64 bits, worked out in parts."""


@dataclass(frozen=True, slots=True)
class DocumentLine:
    """One line: a quantity in millionths, and the price of one unit in minor units; a discount has a negative price.

    `source_kind` and `source_ref` name what it was billed from (such as an order); "" where a person wrote it.
    """

    description: str
    quantity: int
    price_minor: int
    unit: str = ""
    source_kind: str = ""
    source_ref: str = ""

    @property
    def minor(self) -> int:
        """Its amount: quantity times price, rounded once, half a unit away from zero."""
        return line_minor(self.quantity, self.price_minor)


def line_minor(quantity: int, price_minor: int) -> int:
    """Quantity in millionths times price, rounded half away from zero; `queries._rules_in_sql` says the same."""
    rounded = (quantity * abs(price_minor) + ONE // 2) // ONE
    return rounded if price_minor >= 0 else -rounded


def total_of(lines: Iterable[DocumentLine]) -> int:
    """What lines come to, in minor units."""
    return sum(line.minor for line in lines)


def problems_of(lines: Sequence[DocumentLine]) -> list[Problem]:
    """What keeps lines from being billed: a line without words or quantity, or beyond what is kept."""
    found = []
    if len(lines) > MOST_LINES:
        found.append(Problem("lines", "too_many_lines", str(len(lines)), {"limit": MOST_LINES}))
    for place, line in enumerate(lines, start=1):
        at = {"line": place}
        if not line.description:
            found.append(Problem("lines", "line_without_words", str(place), at))
        if not 0 < line.quantity <= LARGEST_QUANTITY:
            found.append(Problem("lines", "line_quantity", quantity_text(line.quantity), at))
        if abs(line.price_minor) > LARGEST_PRICE:
            found.append(Problem("lines", "line_price", str(line.price_minor), at))
        for text, limit in ((line.description, DESCRIPTION_LENGTH), (line.unit, UNIT_LENGTH)):
            if len(text) > limit:
                found.append(Problem("lines", "line_too_long", text[:40] + "…", {**at, "limit": limit}))
    return found


def quantity_text(quantity: int) -> str:
    """A quantity as machines read it, without zeros at the end: "1.5", "4"."""
    text = f"{Decimal(quantity).scaleb(-DECIMALS):f}"
    return text.rstrip("0").rstrip(".") if "." in text else text


def quantity_of(value: Decimal) -> int | None:
    """A quantity in millionths; None where it has more decimals than are kept."""
    scaled = value.scaleb(DECIMALS)
    return int(scaled) if scaled == scaled.to_integral_value() else None


def line_document(line: DocumentLine, currency: str) -> dict[str, str]:
    """A line for other programs; what it was billed from only where it was."""
    document = {
        "description": line.description,
        "quantity": quantity_text(line.quantity),
        "unit": line.unit,
        "price": decimal_text(line.price_minor, currency),
    }
    billed_from = {"source_kind": line.source_kind, "source_ref": line.source_ref}
    return document | {name: text for name, text in billed_from.items() if text}


def lines_text(lines: Iterable[DocumentLine], currency: str) -> str:
    """Write lines as an export does, all of them in one cell."""
    return json.dumps([line_document(line, currency) for line in lines], ensure_ascii=False)


def lines_from(text: str, currency: str) -> tuple[DocumentLine, ...]:
    """Read what `lines_text` wrote; ValueError for anything else."""
    try:
        return tuple(_line(one, currency) for one in json.loads(text))
    except (TypeError, KeyError, AttributeError, InvalidOperation) as error:
        raise ValueError(text) from error


def _line(document: dict[str, str], currency: str) -> DocumentLine:
    quantity = quantity_of(Decimal(document["quantity"]))
    if quantity is None:
        raise ValueError(document["quantity"])
    words = (str(document.get(name, "")) for name in ("unit", "source_kind", "source_ref"))
    return DocumentLine(str(document["description"]), quantity, Money.parse(document["price"], currency).minor, *words)
