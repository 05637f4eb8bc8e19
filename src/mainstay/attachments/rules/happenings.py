"""The kinds of event that attached files put on the timeline. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

# What a file is called is the words of a person: "Ayşe's dismissal.pdf".
FILE_ATTACHED: Final = Kind("attachment.added", words=("name",))
FILE_REMOVED: Final = Kind("attachment.removed", words=("name",))
