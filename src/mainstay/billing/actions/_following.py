"""What changed in another program since its documents came in, and what the book follows of it: voids and names."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext

from mainstay.billing.actions._update_known import known_by
from mainstay.billing.actions.invoices import void_invoice
from mainstay.billing.formats.statuses import LEFT_OUT
from mainstay.billing.rules.numbers import number_key
from mainstay.billing.rules.source_changes import NOT_OWED, OTHER_NAME, RENAMED, VOID, VOIDED, SourceChange
from mainstay.clients.actions.renaming import rename_clients
from mainstay.clients.queries.fetching import client_names
from mainstay.kernel.text import match_key
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mainstay.billing.actions._import_state import ImportState
    from mainstay.billing.actions._update_known import Known
    from mainstay.intake.records import Skipped
    from mainstay.kernel.actor import Actor


def follow_voids(
    *, left_out: Sequence[Skipped], state: ImportState, today: date, by: Actor, now: datetime
) -> list[SourceChange]:
    """Void what is void in the file and open in the book; what else is open here and not owed there is only said.

    Voided is an invoice of which nothing was paid, credited or written off, and whose one row in the file says the same
    number, client, currency and amount.
    """
    rows: dict[str, list[Skipped]] = {}
    for row in left_out:
        if row.reason in LEFT_OUT and row.number:
            rows.setdefault(number_key(row.number), []).append(row)
    invoices: dict[str, list[Known]] = {}
    for known in known_by("number_key", list(rows)):
        invoices.setdefault(known.number_key, []).append(known)
    clients = {known.client_id for sharing in invoices.values() for known in sharing}
    keys = {client: match_key(one.name) for client, one in client_names(clients).items()}
    changes = []
    for key, sharing in invoices.items():
        row, *others = rows[key]
        name = match_key(row.outline.client_name) if row.outline is not None else ""
        meant = [known for known in sharing if not name or len(sharing) == 1 or keys[known.client_id] == name]
        is_sure = not others and len(meant) == 1 and key not in state.repeated
        for known in meant:
            if known.open <= 0:
                continue
            kind = VOID if row.reason == "void" else NOT_OWED
            if kind == VOID and is_sure and name == keys[known.client_id] and _is_alike(row, known):
                reason = gettext("Void in the imported file")
                void_invoice(ref=known.ref, on=max(today, as_day(known.issued_on)), reason=reason, by=by, now=now)
                kind = VOIDED
            changes.append(SourceChange(kind, known.ref, known.number, "open", row.reason, known.currency, known.open))
    return changes


def follow_names(*, state: ImportState, by: Actor, now: datetime) -> list[SourceChange]:
    """Give clients the one name by which the whole file calls them; several names for one client are only said."""
    before = client_names(state.other_names)
    names = {
        client: next(iter(names))
        for client, names in state.other_names.items()
        if len(names) == 1 and client not in state.own_names
    }
    renamed = rename_clients(names=names, by=by, now=now)
    return [
        SourceChange(
            RENAMED if client in renamed else OTHER_NAME, before[client].ref, before[client].name, before[client].name,
            name,
        )
        for client, names in state.other_names.items()
        for name in sorted(names)
    ]  # fmt: skip


def _is_alike(row: Skipped, known: Known) -> bool:
    """Whether a row that is left out says the currency and amount of an invoice of which all is open."""
    outline = row.outline
    said = (outline.currency, outline.minor) if outline is not None else ("", 0)
    return known.open == known.total and said == (known.currency, known.total)
