"""Bring back from an export which clients became one."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.queries.fetching import client_called
from mainstay.clients.queries.merging import became
from mainstay.clients.rules.acts import MERGE_CLIENTS
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import Refusal
from mainstay.overview.actions.merging import merge_clients
from mainstay.overview.formats.merges import read_merges

if TYPE_CHECKING:
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor
    from mainstay.overview.formats.merges import MergeRecord


class NoMergesInFile(Refusal):
    """The file is another sheet, or none of ours."""

    code = "no_merges_in_file"
    sentence = _("These aren’t merges: choose the sheet “Merges” of an export, as CSV.")


class MergeRowRefused(Refusal):
    """A row of the file cannot come in; none of it did."""

    code = "merge_row_refused"
    sentence = _("Line %(line)s: %(sentence)s Nothing was imported.")


class UnreadableMergeDay(Refusal):
    """A merge was on a day that is over."""

    code = "unreadable_merge_day"
    sentence = _("The day of the merge can’t be read or is in the future: write it as 2026-03-31.")


class MergesImported(NamedTuple):
    """How many clients were merged, were merged already, and were left out since their merge had been undone."""

    merged: int
    known: int
    left_out: int


@transaction.atomic
@keyed(MERGE_CLIENTS)
def import_merges(*, text: str, today: date, by: Actor, now: datetime, key: str = "") -> MergesImported:
    """Merge the clients of an exported sheet, all of it or nothing, each with what hangs on it here.

    The one that stays keeps its details, for the export holds them as the merge left them. Refuses a file of another
    kind, an unknown client, a day that is none, and what `merge_clients` refuses.
    """
    require(by, MERGE_CLIENTS)
    records = read_merges(StringIO(text, newline=""))
    if records is None:
        raise NoMergesInFile
    wanted = [record for record in records if not record.is_undone]
    merged = 0
    for record in wanted:
        try:
            merged += _merged(record, today, by, now)
        except Refusal as refusal:
            raise MergeRowRefused(line=record.line, sentence=str(refusal)) from refusal
    return MergesImported(merged, len(wanted) - merged, len(records) - len(wanted))


def _merged(record: MergeRecord, today: date, by: Actor, now: datetime) -> bool:
    """Say whether the two were still two."""
    if record.merged_on is None or record.merged_on > today:
        raise UnreadableMergeDay
    gone, stays = (client_called(wanted=wanted, by=by) for wanted in (record.gone, record.stays))
    now_is = became(frozenset({gone.pk, stays.pk}))
    if now_is.get(gone.pk, gone.pk) == now_is.get(stays.pk, stays.pk):
        return False
    merge_clients(gone_ref=gone.ref, stays_ref=stays.ref, today=record.merged_on, by=by, now=now)
    return True
