"""Columns read as texts: a million rows in a third of the time that it takes to make an object of each field."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

import numpy as np
from django.db import connection

if TYPE_CHECKING:
    from numpy.typing import NDArray

EPOCH: Final = date(1970, 1, 1).toordinal()
"""Where numpy's days begin."""
NEVER: Final = f"'{date.max}'"
"""Stands in SQL for a day that has not come: every day read must be there."""

_TEXT: Final = {"sqlite": "group_concat({0}, '{1}')", "postgresql": "string_agg(CAST({0} AS text), '{1}')"}
_ISO: Final = {"sqlite": "{0}", "postgresql": "to_char({0}, 'YYYY-MM-DD')"}


def text_of(column: str, apart: str) -> str:
    """SQL for a column as one text; several of one statement have their rows in the same order."""
    return _TEXT[connection.vendor].format(column, apart)


def text_of_days(column: str) -> str:
    """SQL for a column of days as one text, which `ordinals` reads."""
    return text_of(_ISO[connection.vendor].format(column), "")


def ordinals(days: str) -> NDArray[np.int64]:
    """Days written one after another, ten characters each, as `date.toordinal` counts them."""
    return np.frombuffer(days.encode(), dtype="S10").astype("datetime64[D]").astype(np.int64) + EPOCH
