"""What can be done with the words of people on the timeline, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, WORKERS, Act

CORRECT_WORDS: Final = Act(
    "timeline.correct_words", "Edit or remove their own notes shortly after writing them", WORKERS
)
ERASE_WORDS: Final = Act("timeline.erase_words", "Erase what people wrote about a client", OWNER_ALONE)

ACTS: Final = (CORRECT_WORDS, ERASE_WORDS)
