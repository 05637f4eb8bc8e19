"""A file that was brought in a browser and waits for the worker: read again as its owner settled it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from mainstay.firm.queries.firms import this_firm
from mainstay.intake.import_reading import read_stored_import
from mainstay.intake.records import Unreadable
from mainstay.jobs.worker import CannotBeDone
from mainstay.store.paths import home

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from pathlib import Path

    from mainstay.intake.import_reading import ImportReading, Subject
    from mainstay.kernel.problem import Problem


def settled_file(
    asked: Mapping[str, Any], subject: Subject, sentence: Callable[[Problem], str]
) -> tuple[Path, ImportReading]:
    """The folder the file lies in, and how it is read; a file that cannot be read ends the work with the sentence.

    `asked` is of the params of the job: `folder` under the home, `name` it came with, `choices` made.
    """
    folder = home() / asked["folder"]
    try:
        import_reading = read_stored_import(
            folder / "content", asked["name"], subject, asked["choices"],
            code_page=this_firm().code_page, time_zone=this_firm().time_zone,
        )  # fmt: skip
    except Unreadable as unreadable:
        raise CannotBeDone(said=sentence(unreadable.problem)) from unreadable
    return folder, import_reading
