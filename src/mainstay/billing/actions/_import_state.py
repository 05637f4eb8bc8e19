"""What the batches of one file know of one another."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from mainstay.billing.actions._numbers import runs_beyond_the_book
from mainstay.billing.rules.numbers import Numbering

if TYPE_CHECKING:
    from collections.abc import Container, Mapping

    from mainstay.clients.actions.client_matching import Named


@dataclass(slots=True)
class ImportState:
    """How numbers run, which clients of the file are clients of the book by another name, and what came in already.

    `said` is what a person said of the numbers, `shown` what the file shows as it is read. `credits_taken` are the
    credit notes and refunds of this file by kind, client, number, day and amount: an equal row repeats one. `repeated`
    are the keys of numbers that several rows bear. `other_names` are the names by which the file calls clients of the
    book, `own_names` the clients that it calls as the book does. `origins` are the first clients of invoices that a
    merge brought together.
    """

    said: Numbering | None = None
    shown: Mapping[Numbering, str] = field(default_factory=dict)
    same_clients: dict[Named, int] = field(default_factory=dict)
    added: list[range] = field(default_factory=list)
    numberings: dict[Numbering, str] = field(default_factory=dict)
    origins: dict[int, int] = field(default_factory=dict)
    credits_taken: set[tuple[str, int, str, str, int]] = field(default_factory=set)
    repeated: Container[str] = frozenset()
    other_names: dict[int, set[str]] = field(default_factory=dict)
    own_names: set[int] = field(default_factory=set)
    _of_book: bool | None = None

    @property
    def numbering(self) -> Numbering | None:
        """How numbers run: as was said, else as the file shows, else as the book does; None where nothing shows it."""
        if self.said is not None:
            return self.said
        if Numbering.CLIENT in self.shown:
            return Numbering.CLIENT
        if self._of_book is None:
            self._of_book = runs_beyond_the_book()
        if self._of_book:
            return Numbering.CLIENT
        return Numbering.YEAR if Numbering.YEAR in self.shown else None

    def came_in(self, invoice_id: int) -> bool:
        """Whether an invoice came in with an earlier batch of this file."""
        return any(invoice_id in ids for ids in self.added)
