"""Why something was not done, for machines (a code) and for people (a sentence)."""

from __future__ import annotations

from typing import ClassVar


class Refusal(Exception):
    """The act is not possible, and nothing was changed.

    A subclass stands beside its action and carries `code` and `sentence`: a translatable text with named
    placeholders (`%(number)s`), filled from the keyword arguments when it is shown.
    """

    code: ClassVar[str] = "refused"
    sentence: ClassVar[object] = ""

    def __init__(self, **params: object) -> None:
        super().__init__(self.code)
        self.params = params

    def __str__(self) -> str:
        """Tell a person why, in the language active now."""
        return str(self.sentence) % self.params


class NotFound(Refusal):
    """There is no such thing, or it is not yours to see."""

    code = "not_found"
