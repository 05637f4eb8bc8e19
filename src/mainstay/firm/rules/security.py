"""What is worth telling a person about their own account, and when a session is over."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import datetime

SIGNED_IN: Final = "signed_in"
FAILED: Final = "failed"
PASSWORD_CHANGED: Final = "password_changed"  # noqa: S105 -- the name of an event
LINK_MADE: Final = "link_made"
SECOND_STEP_REMOVED: Final = "second_step_removed"
APP_ADDED: Final = "app_added"
APP_REMOVED: Final = "app_removed"
PASSKEY_ADDED: Final = "passkey_added"
PASSKEY_REMOVED: Final = "passkey_removed"
CODES_MADE: Final = "codes_made"
CODE_USED: Final = "code_used"

CHANGES: Final = (
    PASSWORD_CHANGED, LINK_MADE, SECOND_STEP_REMOVED, APP_ADDED, APP_REMOVED, PASSKEY_ADDED, PASSKEY_REMOVED,
    CODES_MADE, CODE_USED,
)  # fmt: skip
"""What the person is shown until they have seen it: somebody else may have done it."""
KINDS: Final = (SIGNED_IN, FAILED, *CHANGES)

REMEMBERED: Final = timedelta(days=90)
TOGETHER: Final = timedelta(hours=1)
"""Failed tries within this time are one row with a count: a stranger who guesses does not fill the book."""
WORRYING: Final = 5
"""So many failed tries in a row are shown like a change."""
IDLE: Final = timedelta(hours=12)
LONGEST: Final = timedelta(days=14)
LINK_LIFETIME: Final = timedelta(hours=1)
INVITATION_LIFETIME: Final = timedelta(days=7)
CLOCKS_DIFFER: Final = timedelta(minutes=1)
"""So far ahead the clock of a machine that made a link may be; what was made later than that is refused."""


def is_link_good(*, ends_at: datetime, lifetime: timedelta, now: datetime) -> bool:
    """Say whether a link still holds; one that seems to be made in the future never does."""
    return now < ends_at <= now + lifetime + CLOCKS_DIFFER


def is_session_over(*, signed_in_at: datetime, used_at: datetime | None, is_remembered: bool, now: datetime) -> bool:
    """Say whether one must sign in again: after 14 days always, and after 12 hours without use unless it is kept."""
    if now - signed_in_at >= LONGEST:
        return True
    return not is_remembered and (used_at is None or now - used_at >= IDLE)


def browser_named(user_agent: str) -> str:
    """The browser and the system as a person knows them: "Firefox · Windows"; "" when neither is known."""
    found = (next((name for sign, name in signs if sign in user_agent), "") for signs in (_BROWSERS, _SYSTEMS))
    return " · ".join(name for name in found if name)


# The first sign that is met wins: Edge also says Chrome, and Chrome also says Safari.
_BROWSERS: Final = (
    ("Edg", "Edge"), ("OPR/", "Opera"), ("SamsungBrowser", "Samsung Internet"), ("Firefox/", "Firefox"),
    ("FxiOS/", "Firefox"), ("CriOS/", "Chrome"), ("Chrome/", "Chrome"), ("Safari/", "Safari"),
)  # fmt: skip
_SYSTEMS: Final = (
    ("Android", "Android"), ("iPhone", "iPhone"), ("iPad", "iPad"), ("Windows", "Windows"), ("Mac OS X", "macOS"),
    ("CrOS", "ChromeOS"), ("Linux", "Linux"),
)  # fmt: skip
