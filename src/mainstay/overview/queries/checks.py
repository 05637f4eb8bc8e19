"""Is the book true? Every rule it must keep, proved from the records; what `mainstay check` and a restore ask."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from mainstay.firm.queries.proofs import prove_file
from mainstay.kernel.refusal import Refusal
from mainstay.overview.gathered import proved
from mainstay.overview.phrases import fault_sentence

if TYPE_CHECKING:
    from mainstay.kernel.problem import Fault


class CopyIsUntrue(Refusal):
    """The copy contradicts itself, so it does not take the book's place."""

    code = "copy_is_untrue"
    sentence = _("This copy contradicts itself, so the book was left as it is. %(faults)s")


class SafetyCopyIsUntrue(Refusal):
    """The copy of the night contradicts itself, so it is not stored."""

    code = "safety_copy_is_untrue"
    sentence = _(
        "The book failed its check, so no safety copy was made of it; older copies stay as they are. %(faults)s"
    )


def prove_book() -> list[Fault]:
    """Everything in the active book that contradicts something else; nothing when the book is true.

    A damaged file is told alone: what it answers beyond that is worth nothing. Reads only, a few statements whatever
    the size of the book, each over one moment, so that others may go on writing.
    """
    damage = prove_file()
    if any(fault.code == "file_damaged" for fault in damage):
        return damage
    return [*damage, *proved()]


def prove_copy() -> None:
    """Refuse the active book, a copy about to take another's place, when it contradicts itself: CopyIsUntrue."""
    faults = prove_book()
    if faults:
        raise CopyIsUntrue(faults=_first_of(faults))


def prove_safety_copy(part: int | None) -> None:
    """Refuse the active book, a copy whose file is sound, when it contradicts itself: SafetyCopyIsUntrue.

    With a number only the proofs of one package are asked, of the next number those of the next.
    """
    faults = prove_book() if part is None else proved(part)
    if faults:
        raise SafetyCopyIsUntrue(faults=_first_of(faults))


def _first_of(faults: list[Fault]) -> str:
    return " ".join(fault_sentence(fault) for fault in faults[:3])
