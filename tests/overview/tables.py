"""What overview adds to the tables of the house: the copies that are kept of the book."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

from mainstay.firm.queries import backups, firms
from mainstay.overview.queries import copies, returning

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor


def _none_is_called(ask: Callable[..., object], by: Actor) -> object:
    """Nobody keeps a copy of this name; whoever may not ask is not told so."""
    try:
        return ask(name="none", by=by)
    except backups.CopyIsGone:
        return "none is called so"


def _is_no_export(by: Actor) -> object:
    """The file is no export; whoever may not bring one back is not told so."""
    try:
        return returning.look_at_export(path=Path(__file__), by=by)
    except returning.NotAnExport:
        return "no export"


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "firm.backups.copy_called": lambda _b, by: _none_is_called(backups.copy_called, by),
    "firm.backups.backups_elsewhere": lambda _b, by: (backups.backups_elsewhere(by=by), "may be here"),
    "firm.firms.copies_opened": lambda _b, by: (firms.copies_opened(by=by), "none may be opened"),
    "overview.copies.check_copy": lambda _b, by: _none_is_called(copies.check_copy, by),
    "overview.returning.look_at_export": lambda _b, by: _is_no_export(by),
    "overview.copies.copies_page": lambda _b, by: copies.copies_page(by=by),
}
"""Query -> how it is asked of a small book, by somebody."""
OF_THE_FIRM: Final = dict.fromkeys(ASKED, "copies and exports of the whole book")
"""Queries whose answer no client is shown."""
_OWNERS: Final = {"owner", "terminal", "demo"}
MAY: Final[dict[str, set[str]]] = {
    **dict.fromkeys(
        ("overview.bringing_back.bring_export", "overview.copies.ask_to_open_copy", "overview.copies.open_copy",
         "overview.copies.remove_opened_copy",
         "firm.copies.settle_copy", "jobs.jobs.drop_unfinished_jobs"),
        _OWNERS,
    ),
    **dict.fromkeys(
        ("overview.copies.ask_for_check", "overview.copies.ask_for_copy", "overview.copies.make_copy",
         "firm.copies.remove_copy"),
        _OWNERS | {"schedule"},
    ),
}  # fmt: skip
"""Action -> who may."""
_POSTS: Final = (
    "settings_copy_make", "settings_copy_check", "settings_copy_remove", "settings_copy_open", "settings_copy_close",
)  # fmt: skip
_RETURNING: Final = ("settings_returning", "settings_returning_progress")
MAY_OPEN: Final[dict[str, set[str]]] = {
    name: {"owner"} for name in (*_POSTS, "settings_copy_progress", "settings_bring_back", *_RETURNING)
}
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    **dict.fromkeys(_POSTS, (405, "settings/data/#copies")),
    "settings_copy_progress": ("settings/data/#copies", 405),
    "settings_bring_back": (405, 400),
    "settings_returning": (404, 404),
    "settings_returning_progress": (404, 405),
}
"""Page -> what GET and an empty POST answer to whoever may."""
NO_SCREEN: Final = {
    **dict.fromkeys(_POSTS, "takes a POST and leads back"),
    "settings_bring_back": "takes a file and leads to what is in it",
    "settings_returning_progress": "the page of every import that runs: see import_progress",
    "settings_copy_progress": "a part of the page of the data, there while a copy is worked on",
}
"""Page -> why it is not among the screens."""
