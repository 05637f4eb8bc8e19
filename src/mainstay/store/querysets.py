"""Questions that remember whose book they were asked of, and refuse to be answered from another."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Self, TypeVar

from django.db import models

from mainstay.store.context import FirmMismatch, active_firm, active_firm_or_none

if TYPE_CHECKING:
    from django.db.models.expressions import Combinable

_Row = TypeVar("_Row", bound=models.Model, covariant=True)  # noqa: PLC0105 -- Django's stubs ask for it


class BookQuerySet(models.QuerySet[_Row, _Row]):
    """A QuerySet stamped with the firm active when it was made; clones keep the stamp.

    Evaluated under another firm it raises FirmMismatch, with no firm NoActiveFirm. One made while no firm was active
    (at import, say) belongs to no firm and is never answered.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on as they are
        super().__init__(*args, **kwargs)
        self._firm = active_firm_or_none()
        # Django says whose relation it follows: a row of one firm leads to no row of another.
        asking = (kwargs.get("hints") or {}).get("instance")
        if isinstance(asking, BookModel):
            asking.require_own_firm()

    def _clone(self) -> Self:
        clone = super()._clone()  # type: ignore[misc]  # the stubs leave it out
        clone._firm = self._firm  # noqa: SLF001 -- a clone of itself
        return clone  # type: ignore[no-any-return]

    def _require_own_firm(self) -> None:
        active = active_firm()
        if self._firm != active:
            msg = f"a question made under {self._firm or 'no firm'} was asked under {active}"
            raise FirmMismatch(msg)

    @property
    def db(self) -> str:
        """The alias to ask. Each way of running a query comes by here, so here the stamp is looked at."""
        self._require_own_firm()
        return super().db

    def resolve_expression(self, *args: Any, **kwargs: Any) -> Combinable:  # noqa: ANN401 -- handed on as they are
        """Become a part of another question, of the same firm."""
        self._require_own_firm()
        return super().resolve_expression(*args, **kwargs)  # type: ignore[no-any-return]

    def _merge_sanity_check(self, other: models.QuerySet[Any, Any]) -> None:
        if isinstance(other, BookQuerySet) and other._firm != self._firm:  # noqa: SLF001 -- its own kind
            msg = f"questions of {self._firm} and {other._firm} were joined"  # noqa: SLF001
            raise FirmMismatch(msg)
        super()._merge_sanity_check(other)  # type: ignore[misc]  # the stubs leave it out


class BookManager(models.Manager[_Row]):
    """The manager of every row in a book."""

    def get_queryset(self) -> BookQuerySet[_Row]:
        """Stamp every question with the firm active when it is asked."""
        return BookQuerySet(self.model, using=self._db, hints=self._hints)  # type: ignore[attr-defined]  # Django's


class BookModel(models.Model):
    """A row of a book. It remembers the firm it was read from or saved to, and is saved and followed there alone."""

    _firm: str | None = None

    class Meta:
        abstract = True
        # Following a foreign key and refreshing go through this manager, so they are asked whose they are, too.
        base_manager_name = "objects"

    @classmethod
    def from_db(cls, *args: Any, **kwargs: Any) -> Self:  # noqa: ANN401 -- handed on as they are
        """Make the row that was read, and remember from which book."""
        row = super().from_db(*args, **kwargs)
        row._firm = active_firm()  # noqa: SLF001 -- one of its own
        return row

    def require_own_firm(self) -> None:
        """Make sure that the firm this row belongs to is active; raises FirmMismatch or NoActiveFirm."""
        active = active_firm()
        if self._firm is not None and self._firm != active:
            msg = f"a row of {self._firm} was used under {active}"
            raise FirmMismatch(msg)

    def save_base(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on as they are
        """Write the row into the book it belongs to, and into no other."""
        self.require_own_firm()
        super().save_base(*args, **kwargs)
        self._firm = active_firm()
