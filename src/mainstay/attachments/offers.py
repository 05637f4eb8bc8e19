"""What attached files offer to what spans packages."""

from __future__ import annotations

from typing import Final

from mainstay.attachments.demonstration import RECORDED
from mainstay.attachments.phrases import FAULTS, FILES_FOUND, FILES_MOVED, HAPPENINGS
from mainstay.attachments.queries.files import client_panels, find_files
from mainstay.attachments.queries.proofs import prove_files
from mainstay.attachments.queries.sheets import SHEETS, exported_files
from mainstay.attachments.rules.acts import ACTS
from mainstay.attachments.rules.demonstration import files_of_the_plan
from mainstay.kernel.offers import FoundKind, HappeningKind, MovedRows, Offers

OFFERS: Final = Offers(
    acts=ACTS,
    happenings={kind: HappeningKind(sentence) for kind, sentence in HAPPENINGS.items()},
    proofs=(prove_files,),
    faults=FAULTS,
    sheets=SHEETS,
    exported_files=exported_files,
    found={"files": FoundKind(40, "attachments", FILES_FOUND, find_files)},
    moved=(MovedRows(77, "attachments_attachment", FILES_MOVED),),
    demonstrated=RECORDED,
    demonstration=files_of_the_plan,
    client_panels=client_panels,
)
