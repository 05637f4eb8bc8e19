"""The files that clients imports: clients with their contacts."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.clients.actions.importing import import_client_file
from mainstay.clients.formats.client_layouts import SUBJECT
from mainstay.clients.jobs import bring_clients_in
from mainstay.clients.phrases import import_sentence
from mainstay.intake.rejects import outcome_document
from mainstay.kernel.offers import ImportKind

if TYPE_CHECKING:
    from datetime import date

    from mainstay.clients.actions.importing import ClientsOutcome


def _import_file(*, today: date, **asked: Any) -> ClientsOutcome:  # noqa: ANN401 -- as the action takes them
    del today  # a client is added without a day
    return import_client_file(**asked)


IMPORTS: Final = {
    "clients": ImportKind(
        20, SUBJECT, import_sentence, _import_file, outcome_document, "bring_clients_in", bring_clients_in
    ),
}
"""Kind of file -> how it is read and imported."""
