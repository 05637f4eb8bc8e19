"""Why something was not done, for machines (a code) and for people (a sentence)."""

from __future__ import annotations

from typing import TYPE_CHECKING, ClassVar

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping


class Refusal(Exception):
    """The act is not possible, and nothing was changed.

    A subclass stands beside its action and carries `code` and `sentence`: a translatable text with named
    placeholders (`%(number)s`), filled from the keyword arguments when it is shown. Amounts (`Money`) and days are
    handed over as they are: `written`, which the house sets, writes them in the language active now.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[object] = ""
    written: ClassVar[Callable[[Mapping[str, object]], Mapping[str, object]]] = dict

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        """Tell a person why, in the language active now."""
        return str(self.sentence) % Refusal.written(self.params)


class NotFound(Refusal):
    """There is no such thing, or it is not yours to see."""

    code = "not_found"
