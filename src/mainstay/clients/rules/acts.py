"""What can be done with clients, and who may."""

from __future__ import annotations

from typing import Final

from mainstay.firm.rules.permissions import PEOPLE, SCHEDULE, WORKERS, Act

ADD_CLIENT: Final = Act("clients.add_client", "Add clients", WORKERS)
CHANGE_CLIENT: Final = Act("clients.change_client", "Edit clients", WORKERS)
ARCHIVE_CLIENT: Final = Act("clients.archive_client", "Archive clients and bring them back", WORKERS)
MERGE_CLIENTS: Final = Act("clients.merge_clients", "Merge clients and undo it", WORKERS)
CHANGE_CONTACTS: Final = Act("clients.change_contacts", "Edit the contacts of clients", WORKERS)
WRITE_NOTE: Final = Act("clients.write_note", "Write notes", WORKERS)
PLAN_CONTACT: Final = Act("clients.plan_contact", "Plan the next contact", WORKERS)
OVERRIDE_STANDING: Final = Act("clients.override_standing", "Override a client’s rating", WORKERS)
ANSWER_SUGGESTION: Final = Act("clients.answer_suggestion", "Accept and decline suggested terms", WORKERS)
IMPORT_CLIENTS: Final = Act("clients.import_clients", "Import clients", WORKERS)
SAVE_MAPPING: Final = Act("clients.save_mapping", "Save how a file’s columns are read", WORKERS)
# The suggestions that an update makes are kept here, so the act is declared here and not in the package that updates.
UPDATE_FORECAST: Final = Act("clients.update_forecast", "Update the forecast", WORKERS | {SCHEDULE})
SEE_RISK: Final = Act("clients.see_risk", "See ratings and forecasts", PEOPLE | {SCHEDULE})

ACTS: Final = (
    ADD_CLIENT, CHANGE_CLIENT, ARCHIVE_CLIENT, MERGE_CLIENTS, CHANGE_CONTACTS, WRITE_NOTE, PLAN_CONTACT,
    OVERRIDE_STANDING, ANSWER_SUGGESTION, IMPORT_CLIENTS, SAVE_MAPPING, UPDATE_FORECAST, SEE_RISK,
)  # fmt: skip
