"""What firm adds to the tables of the house."""

from __future__ import annotations

from secrets import token_hex
from typing import TYPE_CHECKING, Any, Final

from tests.builders import NOW

from mainstay.firm.queries import backups, people, permissions, saved_views, security
from mainstay.schemas.acts import ALL_ACTS

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor


def _of_account(page: security.YouPage) -> list[object]:
    """What the page tells of an account: what happened to it, and how it signs in."""
    return [*page.events, *([page.app_since] if page.app_since else [])]


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "firm.backups.back_up": lambda b, by: backups.back_up(b.folder / f"{token_hex(4)}.sqlite3", by=by).parent,
    "firm.backups.copies_of_book": lambda _b, by: (backups.copies_of_book(by=by), "none may be kept"),
    "firm.people.email_of": lambda _b, by: people.email_of(by),
    "firm.people.people_page": lambda _b, by: people.people_page(by=by, now=NOW),
    "firm.permissions.role_acts": lambda _b, by: permissions.role_acts(acts=ALL_ACTS.values(), by=by),
    "firm.saved_views.saved_views": lambda _b, by: saved_views.saved_views(page="clients", by=by),
    "firm.security.unnoticed_events": lambda _b, by: security.unnoticed_events(by=by),
    "firm.security.you_page": lambda _b, by: _of_account(security.you_page(session_key="", by=by, now=NOW)),
}
"""Query -> how it is asked of a small book, by somebody."""
_TAKES_A_POST: Final = "shows nothing of its own: it takes what a form sends and leads on"
NO_SCREEN: Final = {
    **dict.fromkeys(
        (
            "view_save", "view_rename", "view_remove", "list_look", "you_name", "you_seen", "you_sessions",
            "settings_withdraw", "settings_role", "settings_deactivate",
        ),
        _TAKES_A_POST,
    ),
    "join_link": "takes the token of an invitation out of the address and leads on",
    "settings_backup_copy": "a file",
    "reset_link": "takes the token of a reset link out of the address and leads on",
    "enter": "signs the owner in after the first start and leads on",
    "look": "signs the visitor of the demonstration in and leads on",
    "look_progress": "a number for the bar of the page that waits for the demonstration",
}  # fmt: skip
