"""No file that came from elsewhere is opened here before a child process has read it to its end and lived."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.cli.opening import refuse

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.kernel.code_pages import CodePage

_LONGEST: Final = 3_600
"""Seconds of the processor: at a terminal somebody may wait for a file of gigabytes."""


def separator_of(options: dict[str, Any]) -> str | None:
    """The separator that was said, a tab by its name; None where none was."""
    said: str | None = options.get("delimiter")
    return {"\\t": "\t", "tab": "\t"}.get(said, said) if said else None


def require_vetted(
    file: Path, kind: str, options: dict[str, Any], *, code_page: CodePage | None = None
) -> tuple[str, ...]:
    """Have the file read in a child process, once for each way to take it apart; refuse where that did not end.

    `kind` "" finds out what the file holds: the kinds are returned, none where it is refused or does not tell.
    `options` remember what was read.
    """
    if not file.is_file():
        return ()  # the reader says so
    from mainstay.billing.formats.vetting import vet
    from mainstay.intake.confined import Limits

    said = {"encoding": options.get("encoding"), "delimiter": separator_of(options)}
    done: dict[object, tuple[str, ...]] = options.setdefault("vetted", {})
    way = (file, *said.values())
    if (*way, kind) not in done:
        given = {name: value for name, value in said.items() if value}
        limits = Limits.for_size(file.stat().st_size, _LONGEST)
        answer = vet(file, kind, given, code_page=code_page, limits=limits).answer
        if answer is None:
            refuse(_too_hard(file))
        kinds = tuple(answer.get("kinds", ()))
        done |= {(*way, one): () for one in kinds} | {(*way, kind): kinds}
    return done[*way, kind]


def _too_hard(file: Path) -> str:
    from mainstay.intake.phrases import sentence
    from mainstay.kernel.problem import Problem

    return sentence(Problem("file", "too_hard", file.name))
