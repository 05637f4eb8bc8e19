"""Records made of columns: some of their rows, or several records one after the other."""

from __future__ import annotations

from dataclasses import fields
from typing import TYPE_CHECKING, Any, Final, TypeVar

import numpy as np

from mainstay.insight.working_days import DaysOff

if TYPE_CHECKING:
    from collections.abc import Sequence

    from numpy.typing import NDArray

_Record = TypeVar("_Record")
_FOR_ALL: Final = (int, float, DaysOff)
"""One of these holds for all rows."""


def stacked(parts: Sequence[_Record]) -> _Record:
    """Put records of one kind one after the other, column by column; none at all is a ValueError."""
    if not parts:
        message = "Nothing to put one after the other."
        raise ValueError(message)
    found: _Record = _stacked(list(parts))
    return found


def rows_of(record: _Record, places: NDArray[Any]) -> _Record:
    """Only these rows of every column, chosen by place or by yes and no."""
    found: _Record = _rows(record, places)
    return found


def _stacked(parts: list[Any]) -> Any:  # noqa: ANN401 -- columns, or records of columns
    if isinstance(parts[0], np.ndarray):
        return np.concatenate(parts)
    if isinstance(parts[0], _FOR_ALL):
        return parts[0]
    return type(parts[0])(*(_stacked([getattr(part, field.name) for part in parts]) for field in fields(parts[0])))


def _rows(part: Any, places: NDArray[Any]) -> Any:  # noqa: ANN401 -- a column, or a record of columns
    if isinstance(part, np.ndarray):
        return part[places]
    if isinstance(part, _FOR_ALL):
        return part
    return type(part)(*(_rows(getattr(part, field.name), places) for field in fields(part)))
