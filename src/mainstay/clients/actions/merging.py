"""Make one client of two, with all that hangs on them, and two of one again."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client, Merge
from mainstay.clients.queries.fetching import client_for, draft_of
from mainstay.clients.rules.acts import MERGE_CLIENTS
from mainstay.clients.rules.audit_diff import field_changes
from mainstay.clients.rules.happenings import CLIENT_CHANGED, CLIENT_MERGED, CLIENT_UNMERGED, parted
from mainstay.clients.rules.joining import joined, undone
from mainstay.clients.rules.keys import keys_of
from mainstay.clients.rules.merging import differing
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.store import bulk
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.moving import move_rows, move_rows_back
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Collection, Sequence
    from datetime import date, datetime

    from mainstay.clients.rules.drafts import ClientDraft
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import MovedRows


class SameClient(Refusal):
    """There are no two."""

    code = "same_client"
    sentence = _("This is the same client: choose another one.")


class ClientIsMerged(Refusal):
    """One of the two went into another client already."""

    code = "client_is_merged"
    sentence = _("%(name)s was merged into %(other)s: use that one, or undo the merge first.")


class ClientIsNotMerged(Refusal):
    """There is nothing to undo."""

    code = "client_is_not_merged"
    sentence = _("%(name)s isn’t merged into another client.")


class BelongsToBoth(Refusal):
    """Money of the one was used for invoices of the other since."""

    code = "belongs_to_both"
    sentence = _("Invoice %(names)s has since been settled with the other client’s money: undo that allocation first.")


@transaction.atomic
def store_merge(
    *,
    gone_ref: str,
    stays_ref: str,
    take: Collection[str],
    moved: Sequence[MovedRows],
    today: date,
    by: Actor,
    now: datetime,
) -> Merge:
    """Merge one client into another: its rows move, the details that `take` names win, and it leaves the lists.

    `moved` is what the packages offer. Refuses a client with itself, and one that is merged already.
    """
    require(by, MERGE_CLIENTS)
    bulk.import_lock()
    gone, stays = client_for(ref=gone_ref, by=by), client_for(ref=stays_ref, by=by)
    if gone.pk == stays.pk:
        raise SameClient
    for client in (gone, stays):
        if client.merged_into is not None:
            raise ClientIsMerged(name=client.name, other=client.merged_into.name)
    stored = draft_of(stays)
    draft = joined(stored, draft_of(gone), take)
    changed = differing(stored, draft)
    move_id = move_rows(from_client=gone.pk, to_client=stays.pk, moved=moved, now=now)
    merge = Merge.objects.create(
        ref=new_ref("m"),
        gone=gone,
        stays=stays,
        move_id=move_id,
        before={name: getattr(stored, name) for name in changed},
        after={name: getattr(draft, name) for name in changed},
        archived_on=gone.archived_on,
        merged_on=today,
    )
    Client.objects.filter(pk=gone.pk).update(merged_into=stays, archived_on=today, version=F("version") + 1)
    happenings = _rewritten(stays, stored, draft, today)
    happenings.append(Happening(stays.pk, CLIENT_MERGED, today, merge.ref, {"client": gone.ref}, {"name": gone.name}))
    record_many(happenings=happenings, by=by, now=now)
    return merge


@transaction.atomic
def store_unmerge(*, gone_ref: str, moved: Sequence[MovedRows], today: date, by: Actor, now: datetime) -> Client:
    """Undo the merge of a client: exactly its rows move back; returns the client that is there again.

    What the merge changed of the other's details is as before, unless it was changed since. Refuses a client that is
    not merged, one whose other is merged itself, and where money of the one settled invoices of the other since.
    """
    require(by, MERGE_CLIENTS)
    bulk.import_lock()
    gone = client_for(ref=gone_ref, by=by)
    merge = Merge.objects.select_related("stays").filter(gone=gone, undone_on__isnull=True).first()
    if merge is None:
        raise ClientIsNotMerged(name=gone.name)
    stays = merge.stays
    if stays.merged_into is not None:
        raise ClientIsMerged(name=stays.name, other=stays.merged_into.name)
    if both := move_rows_back(move_id=merge.move_id, moved=moved, now=now):
        raise BelongsToBoth(names=", ".join(both))
    stored = draft_of(stays)
    draft = undone(stored, merge.before, merge.after)
    Merge.objects.filter(pk=merge.pk).update(undone_on=today)
    Client.objects.filter(pk=gone.pk).update(merged_into=None, archived_on=merge.archived_on, version=F("version") + 1)
    happenings = _rewritten(stays, stored, draft, today)
    for client, other in ((stays, gone), (gone, stays)):
        facts: dict[str, object] = {"client": other.ref}
        happenings.append(Happening(client.pk, CLIENT_UNMERGED, today, merge.ref, facts, {"name": other.name}))
    record_many(happenings=happenings, by=by, now=now)
    gone.refresh_from_db()
    return gone


def _rewritten(client: Client, before: ClientDraft, after: ClientDraft, today: date) -> list[Happening]:
    """Write the details of the client that stays; what is told of it."""
    if before == after:
        return []
    keys = keys_of(after.name, after.email, after.city, after.external_id)
    Client.objects.filter(pk=client.pk).update(**asdict(after), **keys._asdict(), version=F("version") + 1)
    facts, words = parted(field_changes(asdict(before), asdict(after)))
    return [Happening(client.pk, CLIENT_CHANGED, today, client.ref, {"changes": facts}, {"changes": words})]
