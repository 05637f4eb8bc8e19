"""What every list of the app shares: headings that sort, an amount or a day that is asked for, the list as a file."""

from __future__ import annotations

from datetime import timedelta
from decimal import Decimal
from io import BytesIO
from typing import TYPE_CHECKING, Final, NamedTuple
from urllib.parse import urlencode

from django.http import FileResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainstay.firm.forms.typed_days import typed_day
from mainstay.intake.amounts import number_reader
from mainstay.kernel import formatting
from mainstay.kernel.text import without_nul

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import date
    from typing import IO

    from django.http import HttpRequest

PAGE: Final = 50
"""Rows of a page of a list."""
PRINTED: Final = 5000
"""Rows of a list that is to be printed; a longer one is a file."""
_ARROWS: Final = {"": "", "ascending": " ↑", "descending": " ↓"}
_TURNED: Final = {"ascending": "descending", "descending": "ascending"}


class Heading(NamedTuple):
    """A heading that sorts: where it leads, how the list is sorted by it now ("" for not at all), and the arrow."""

    address: str
    now: str
    arrow: str


def headings(
    directions: Mapping[str, str],
    *,
    sort: str,
    address: Callable[[str], str],
    flips: Mapping[str, str] | None = None,
) -> dict[str, Heading]:
    """Heading -> what it shows and where it leads.

    `directions` says how each one sorts when it is first asked; `flips` under which name it then sorts the other way
    round, where it can. `sort` is how the list is sorted, `address` that of the list sorted otherwise.
    """
    flips = flips or {}
    found = {}
    for name, direction in directions.items():
        turned = flips.get(name)
        now = direction if sort == name else _TURNED[direction] if turned is not None and sort == turned else ""
        leads = turned if turned is not None and sort == name else name
        found[name] = Heading(address(leads), now, _ARROWS[now])
    return found


class Mark(NamedTuple):
    """A filter that is set: what it says, and the address of the list without it."""

    words: str
    address: str


def marks_of(said: Mapping[str, str], wishes: Mapping[str, str]) -> tuple[Mark, ...]:
    """The filters that are set.

    `said` is what each of them says, by its name in the address ("" for one that is not set); `wishes` is all that the
    list is asked. A span goes with both its ends.
    """
    found = []
    for name, words in said.items():
        own = {name, f"{name}-from", f"{name}-to"}
        left = {other: value for other, value in wishes.items() if value and other not in own}
        if words:
            found.append(Mark(words, "?" + urlencode(left)))
    return tuple(found)


def text_asked(asked: Mapping[str, str], name: str, most: int = 200) -> str:
    """What was typed into a field of the filter."""
    return without_nul(asked.get(name, ""))[:most].strip()


def amount_asked(typed: str) -> tuple[Decimal | None, str]:
    """An amount as people write it in the language active now, or the sentence why it is none."""
    if not typed:
        return None, ""
    language = get_language() or "en"
    value = number_reader("comma" if language == "tr" else "point")(typed)
    if value is None or value < 0:
        example = formatting.decimal(Decimal("1234.5"), 2, language)
        return None, _("“%(value)s” is not an amount: write it as %(example)s.") % {"value": typed, "example": example}
    return value, ""


class DayAsked(NamedTuple):
    """A day that a list is asked for: None for none, what stands in its field, and what is wrong with it."""

    on: date | None
    typed: str
    problem: str


def day_asked(typed: str, today: date) -> DayAsked:
    """Read a day of the filter, which is today at the latest; a program writes it as 2026-03-31."""
    if not typed:
        return DayAsked(None, "", "")
    language = get_language() or "en"
    on = typed_day(typed, today=today, is_past=True)
    if on is None:
        values = {"value": typed, "example": formatting.day(today, language)}
        return DayAsked(None, typed, _("“%(value)s” is not a day: write it as %(example)s.") % values)
    if on > today:
        if on > today + timedelta(days=1):
            return DayAsked(None, typed, _("That day hasn’t come yet: choose today or an earlier day."))
        on = today  # tomorrow has begun somewhere
    return DayAsked(on, formatting.day(on, language), "")


def length_asked(request: HttpRequest) -> int:
    """How many rows a page of the list has: all there are, as far as paper goes, where it is to be printed."""
    return PRINTED if request.GET.get("print") == "all" else PAGE


def file_kind(request: HttpRequest) -> str:
    """The kind of file that is asked for: "csv", or "xlsx"."""
    return "xlsx" if request.GET.get("format") == "xlsx" else "csv"


def list_file(name: str, kind: str, on: date, write: Callable[[IO[bytes]], None]) -> FileResponse:
    """The list as a file, which `write` writes: payments-2026-11-03.csv."""
    target = BytesIO()
    write(target)
    target.seek(0)
    return FileResponse(target, as_attachment=True, filename=f"{name}-{on}.{kind}")


def is_fragment(request: HttpRequest) -> bool:
    """Say whether the rows alone are asked for, by a filter that applies at once."""
    htmx = request.htmx  # type: ignore[attr-defined]  # django-htmx adds it
    return bool(htmx) and not htmx.history_restore_request
