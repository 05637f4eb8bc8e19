"""Which firm is active. Everything that opens a book asks here, and fails closed when nobody said which."""

from __future__ import annotations

from contextlib import contextmanager
from contextvars import ContextVar
from typing import TYPE_CHECKING, Any, Protocol, cast

from django.db import connections
from django.utils.translation import gettext_lazy as _

from mainstay.kernel.refusal import NotFound

if TYPE_CHECKING:
    from collections.abc import Iterator

_active: ContextVar[str] = ContextVar("mainstay_active_firm")
_cached: ContextVar[dict[str, Any]] = ContextVar("mainstay_cached_while_active")


class UnknownFirm(NotFound):
    """There is no book of this name."""

    code = "unknown_firm"
    sentence = _("There is no firm “%(firm)s” here. “mainstay firms” lists the firms there are.")


class WrongFirm(RuntimeError):
    """A book was about to be read or written that is not the active firm's: a mistake in Mainstay, never a user's."""


class NoActiveFirm(WrongFirm):
    """Nobody said which firm is active: not in this thread, or not yet."""


class SwitchInsideTransaction(WrongFirm):
    """Another firm was about to become active while a transaction of the first is open."""


class FirmMismatch(WrongFirm):
    """What was prepared under one firm was about to be used under another."""


class BookConnection(Protocol):
    """What both of our database backends add to Django's connection."""

    @property
    def firm_in_transaction(self) -> str | None:
        """The firm whose transaction is open, or None."""


def active_firm() -> str:
    """The slug of the firm active here; raises NoActiveFirm."""
    try:
        return _active.get()
    except LookupError:
        msg = "no firm is active; enter one with use_firm()"
        raise NoActiveFirm(msg) from None


def active_firm_or_none() -> str | None:
    """The slug of the firm active here, or None."""
    return _active.get(None)


def cached_while_active() -> dict[str, Any]:
    """What was read once and holds for as long as this `use_firm` does; raises NoActiveFirm."""
    active_firm()
    return _cached.get()


def require(firm: str) -> None:
    """Make sure that this very firm is active; raises FirmMismatch or NoActiveFirm."""
    if active_firm() != firm:
        msg = f"prepared under {firm}, used under {active_firm()}"
        raise FirmMismatch(msg)


@contextmanager
def use_firm(firm: str) -> Iterator[str]:
    """Make a firm active for the block. Refused while a transaction of another firm is open.

    Whether there is such a firm is asked when its book is opened (UnknownFirm). A new thread starts with no firm.
    """
    for connection in connections.all(initialized_only=True):
        open_for = cast("BookConnection", connection).firm_in_transaction
        if open_for not in {None, firm}:
            msg = f"a transaction of {open_for} is open; {firm} cannot become active inside it"
            raise SwitchInsideTransaction(msg)
    token, cache = _active.set(firm), _cached.set({})
    try:
        yield firm
    finally:
        _active.reset(token)
        _cached.reset(cache)
