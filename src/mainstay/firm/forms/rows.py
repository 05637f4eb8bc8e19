"""A field that holds rows of cells, such as the lines of an invoice: typed cell by cell, or a list in a document."""

from __future__ import annotations

import copy
import re
from collections.abc import Mapping, Sequence
from decimal import Decimal
from typing import TYPE_CHECKING, Any, Final, NamedTuple, Self

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainstay.firm.forms.fields import SHOWN, AmountField, DayField, UnreadableError, amount_of
from mainstay.intake.amounts import number_reader
from mainstay.kernel import formatting
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.intake.amounts import DecimalSign

_DECIMALS: Final = 6
_MOST_ROWS: Final = 500
_PLACE: Final = re.compile(r"[0-9]{1,4}", re.ASCII)


class QuantityField(forms.CharField):
    """A quantity such as 1.5, cleaned by its rows to millionths; nothing typed is `blank`."""

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 40})

    def __init__(self, *, blank: int, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(required=False, **kwargs)
        self.blank = blank

    def read(self, text: str, decimal: DecimalSign) -> int:
        """The quantity in millionths; raises UnreadableError."""
        if not text.strip():
            return self.blank
        value = number_reader(decimal)(text)
        scaled = None if value is None else value.scaleb(_DECIMALS)
        if scaled is None or scaled != scaled.to_integral_value() or abs(scaled) > 10**15:
            example = formatting.decimal(Decimal("1.5"), 1, get_language() or "en") if decimal == "comma" else "1.5"
            values = {"value": text[:SHOWN], "example": example}
            raise UnreadableError(_("“%(value)s” is not a quantity: write it as %(example)s.") % values)
        return int(scaled)


class RowsWidget(forms.Widget):
    """Takes the rows as a list, or from inputs called `lines-0-price`, `lines-1-price`, and so on."""

    def __init__(self, cells: Sequence[str]) -> None:
        super().__init__()
        self.cells = tuple(cells)

    def value_from_datadict(self, data: Mapping[str, Any], files: object, name: str) -> object:  # noqa: ARG002
        """The rows as they were sent, each in its place; what is no list stays as it is."""
        if name in data:
            return data[name]
        places = set()
        for sent in data:
            before, _dash, cell = sent.rpartition("-")
            place = before.removeprefix(f"{name}-")
            if cell in self.cells and before != place and _PLACE.fullmatch(place):
                places.add(int(place))
        return [
            {cell: data.get(f"{name}-{place}-{cell}", "") for cell in self.cells}
            for place in range(min(max(places, default=-1) + 1, _MOST_ROWS))
        ]


class Cell(NamedTuple):
    """One cell as a page draws it; `is_first`: the first of the first row."""

    name: str
    label: str
    value: str
    error: str
    is_number: bool
    is_day: bool
    is_first: bool


class RowsField(forms.Field):
    """Rows of cells, each a field by its name; a row of which nothing is typed is passed over.

    `currency_from` names the field of the form that holds the currency of the amounts. Cleaned: a list of mappings from
    the name of a cell to its value.
    """

    def __init__(self, cells: Mapping[str, forms.Field], *, currency_from: str = "", **kwargs: Any) -> None:  # noqa: ANN401
        super().__init__(required=False, widget=RowsWidget(tuple(cells)), **kwargs)
        self.cells = dict(cells)
        self.currency_from = currency_from

    def __deepcopy__(self, memo: dict[int, Any]) -> Self:
        """A form has cells of its own, as it has fields of its own."""
        mine: Self = super().__deepcopy__(memo)  # type: ignore[misc]  # the stubs do not know it
        mine.cells = copy.deepcopy(self.cells, memo)
        return mine

    def to_python(self, value: Any) -> list[dict[str, str]]:  # noqa: ANN401 -- Django's signature
        """Give the rows as texts, blank ones as well: their place tells a person which one is wrong."""
        if not value:
            return []
        if not isinstance(value, list) or not all(isinstance(row, Mapping) for row in value):
            raise ValidationError(_("“%(value)s” is not a list of lines.") % {"value": str(value)[:SHOWN]})
        unknown = next((name for row in value for name in row if name not in self.cells), None)
        if unknown is not None:
            values = {"name": str(unknown)[:SHOWN], "names": ", ".join(self.cells)}
            raise ValidationError(_("There is no field “%(name)s” in a line; these are: %(names)s.") % values)
        return [{name: _text(row.get(name)) for name in self.cells} for row in value]

    def read_rows(
        self, rows: Sequence[Mapping[str, str]], currency: str, decimal: DecimalSign | None
    ) -> tuple[list[dict[str, Any]], dict[tuple[int, str], str]]:
        """The values of the rows that are not blank; and by place and cell what is wrong."""
        found: list[dict[str, Any]] = []
        wrong: dict[tuple[int, str], str] = {}
        for place, row in enumerate(rows):
            if not any(text.strip() for text in row.values()):
                continue
            values = {}
            for name, text in row.items():
                try:
                    values[name] = self._read(self.cells[name], text, currency, decimal)
                except UnreadableError as error:
                    wrong[place, name] = str(error)
                except ValidationError as error:
                    wrong[place, name] = " ".join(error.messages)
            found.append(values)
        return found, wrong

    def _read(self, cell: forms.Field, text: str, currency: str, decimal: DecimalSign | None) -> Any:  # noqa: ANN401
        if isinstance(cell, AmountField):
            return amount_of(text, currency, decimal=decimal) if is_currency(currency) else 0
        if isinstance(cell, QuantityField):
            return cell.read(text, decimal or ("comma" if get_language() == "tr" else "point"))
        return cell.clean(text)

    def written(self, rows: Sequence[object], currency: str, *, is_plain: bool) -> list[dict[str, str]]:
        """Rows of a draft as texts: as people write them in the active language, or plainly for a document."""
        return [
            {name: self._written(cell, _value_of(row, name), currency, is_plain=is_plain)
             for name, cell in self.cells.items()}
            for row in rows
        ]  # fmt: skip

    def _written(self, cell: forms.Field, value: Any, currency: str, *, is_plain: bool) -> str:  # noqa: ANN401
        language = get_language() or "en"
        if isinstance(cell, AmountField):
            return decimal_text(value, currency) if is_plain else formatting.figure(value, currency, language)
        if isinstance(cell, QuantityField):
            exact = Decimal(value).scaleb(-_DECIMALS).normalize()
            places = max(-int(exact.as_tuple().exponent), 0)
            return f"{exact:f}" if is_plain else formatting.decimal(exact, places, language)
        if isinstance(cell, DayField) and not is_plain:
            return str(cell.prepare_value(value))
        return str(value)

    def drawn(
        self, rows: Sequence[Mapping[str, str]], wrong: Mapping[tuple[int, str], str]
    ) -> tuple[tuple[Cell, ...], ...]:
        """The rows as a page draws them, with what is wrong beside each cell."""
        return tuple(
            tuple(
                Cell(
                    name,
                    str(cell.label),
                    str(row.get(name, "")),
                    wrong.get((place, name), ""),
                    isinstance(cell, AmountField | QuantityField),
                    isinstance(cell, DayField),
                    not place and not column,
                )
                for column, (name, cell) in enumerate(self.cells.items())
            )
            for place, row in enumerate(rows)
        )


def _text(value: object) -> str:
    return "" if value is None else str(value)


def _value_of(row: object, name: str) -> object:
    return getattr(row, f"{name}_minor") if hasattr(row, f"{name}_minor") else getattr(row, name)
