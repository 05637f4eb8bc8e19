"""Bring exported calls back into a book."""

from __future__ import annotations

from io import StringIO
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.care.formats import read_calls
from mainstay.care.models import Call
from mainstay.care.phrases import problem_sentence
from mainstay.care.rules.acts import LOG_CALL
from mainstay.care.rules.calls import event_of_call
from mainstay.clients.queries.fetching import client_called, clients_called
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.money import amount_text
from mainstay.kernel.refusal import Refusal
from mainstay.store.refs import is_ref, new_ref
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mainstay.care.formats import CallRecord
    from mainstay.kernel.actor import Actor


class NoCallsInFile(Refusal):
    """The file lacks columns without which there are no calls."""

    code = "no_calls_in_file"
    sentence = _("The file has no column %(columns)s: choose the sheet “Calls” of an export, as CSV.")


class CallRowRefused(Refusal):
    """A row of the file cannot come in; none of it did."""

    code = "call_row_refused"
    sentence = _("Line %(line)s: %(sentence)s Nothing was imported.")


class CallsImported(NamedTuple):
    """How many calls came in, and how many were there already."""

    added: int
    known: int


@transaction.atomic
@keyed(LOG_CALL)
def import_calls(*, text: str, today: date, by: Actor, now: datetime, key: str = "") -> CallsImported:
    """Bring the calls of an exported sheet in, all of it or nothing; one whose reference is there stays as it is.

    Refuses a file of another kind, a row that cannot be read or is dated after today, and an unknown client.
    """
    require(by, LOG_CALL)
    file = read_calls(StringIO(text, newline=""))
    if file.missing:
        raise NoCallsInFile(columns=", ".join(f"“{name}”" for name in file.missing))
    if file.problem is not None:
        line, problem = file.problem
        raise CallRowRefused(line=line, sentence=problem_sentence(problem))
    there = set(Call.objects.values_list("ref", flat=True))
    new = [record for record in file.records if record.ref not in there and record.happened_on <= today]
    clients = _clients_of(new, by)
    made = Call.objects.bulk_create([_call(record, clients[record.client], by=by, now=now) for record in new])
    record_many(happenings=[_happening(call) for call in made], by=by, now=now)
    return CallsImported(len(made), len(file.records) - len(new))


def _clients_of(records: Sequence[CallRecord], by: Actor) -> dict[str, int]:
    """The client of each record, by what the file calls it."""
    found = clients_called(wanted={record.client for record in records}, by=by)
    for record in records:
        if record.client not in found:
            try:
                found[record.client] = client_called(wanted=record.client, by=by).pk
            except Refusal as refusal:
                raise CallRowRefused(line=record.line, sentence=str(refusal)) from refusal
    return found


def _call(record: CallRecord, client_id: int, *, by: Actor, now: datetime) -> Call:
    return Call(
        ref=record.ref if is_ref(record.ref) else new_ref("h"),
        client_id=client_id,
        happened_on=record.happened_on,
        outcome=record.outcome,
        note=record.note,
        until_on=record.until_on,
        promised_on=record.promised_on,
        promised_minor=record.promised_minor,
        currency=record.currency,
        logged_by=(record.logged_by or by.name)[:120],
        logged_at=now,
        withdrawn_on=record.withdrawn_on,
    )


def _happening(call: Call) -> Happening:
    amount = "" if call.promised_minor is None else amount_text(call.promised_minor, call.currency)
    kind, facts = event_of_call(call.outcome, call.promised_on, amount)
    return Happening(call.client_id, kind, call.happened_on, call.ref, facts, {"note": call.note})
