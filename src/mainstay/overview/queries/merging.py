"""What merging two clients would do: what moves, which details win."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from mainstay.clients.queries.fetching import ClientNotFound, draft_of
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.joining import DetailChoice, choices, joined
from mainstay.clients.rules.merging import differing
from mainstay.overview.gathered import MOVED
from mainstay.store import bulk

if TYPE_CHECKING:
    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class MergePreview:
    """One client into another: (label, how many, how many stay behind) of what hangs on it, and the details.

    `learnt` are (field, value) that the one that stays does not know yet; `choices` those that both know otherwise.
    """

    gone_ref: str
    gone_name: str
    stays_ref: str
    stays_name: str
    moved: tuple[tuple[str, int, int], ...]
    learnt: tuple[tuple[str, object], ...]
    choices: tuple[DetailChoice, ...]
    currency: str


def merge_preview(*, gone_ref: str, stays_ref: str, by: Actor) -> MergePreview:
    """Say what merging one client into another would do; nothing is written."""
    found = {client.ref: client for client in clients_for(by).filter(ref__in=(gone_ref, stays_ref))}
    for ref in (gone_ref, stays_ref):
        if ref not in found:
            raise ClientNotFound(wanted=ref)
    gone, stays = found[gone_ref], found[stays_ref]
    before, other = draft_of(stays), draft_of(gone)
    after = joined(before, other)
    counted = []
    for rows in MOVED:
        statement = f"SELECT COUNT(*), COALESCE(SUM(CASE WHEN {rows.which} THEN 1 ELSE 0 END), 0) FROM {rows.table} r"
        asked = {"from": gone.pk, "to": stays.pk}
        ((count, moving),) = bulk.select_rows(f"{statement} WHERE r.client_id = %(from)s", asked)
        if count:
            counted.append((str(rows.label), int(moving), int(count - moving)))
    return MergePreview(
        gone.ref, gone.name, stays.ref, stays.name, tuple(counted),
        tuple((name, getattr(after, name)) for name in differing(before, after)), choices(before, other),
        after.currency,
    )  # fmt: skip
