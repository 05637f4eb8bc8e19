"""What can be done with files of clients, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import OWNER_ALONE, WORKERS, Act

ATTACH_FILES: Final = Act(
    "attachments.attach_files", "Attach files to clients, remove their own shortly after", WORKERS
)
REMOVE_ANY_FILE: Final = Act("attachments.remove_any_file", "Remove any file attached to a client", OWNER_ALONE)

ACTS: Final = (ATTACH_FILES, REMOVE_ANY_FILE)
