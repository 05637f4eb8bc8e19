"""The imports of a book: each recorded with its figures, and what of it could not be booked dealt with."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.billing.actions._texts import require_short
from mainstay.billing.models import Import, UnbookedDocument
from mainstay.billing.rules.acts import IMPORT_INVOICES
from mainstay.billing.rules.numbers import number_key
from mainstay.billing.rules.unbooked import UnbookedKey
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import NotFound
from mainstay.store.refs import new_ref
from mainstay.store.sql import rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import date, datetime

    from mainstay.intake.records import Reject
    from mainstay.kernel.actor import Actor

MOST_WAITING: Final = 10_000


class ImportNotFound(NotFound):
    """No such import."""

    code = "import_not_found"
    sentence = _("There is no import “%(wanted)s”: see “mainstay imports list”.")


@transaction.atomic
def record_import(
    *,
    file_name: str,
    figures: Mapping[str, Any],
    waiting: Sequence[Reject],
    came_in: Sequence[str],
    today: date,
    by: Actor,
    now: datetime,
) -> str:
    """Record that a file was imported, with its figures and what of it waits to be dealt with; returns its reference.

    A document that waits already from an earlier import of the same rows is not listed twice; `came_in` names those of
    earlier imports that this one brought.
    """
    require(by, IMPORT_INVOICES)
    made = Import.objects.create(
        ref=new_ref("f"), file_name=file_name[:300], imported_on=today, recorded_at=now, figures=dict(figures)
    )
    seen = set(rows_of(UnbookedKey, UnbookedDocument.objects.all()))
    documents = []
    for reject in waiting[:MOST_WAITING]:
        outline = reject.outline
        if outline is None:
            continue
        name = outline.client_name[:200]
        known_by = UnbookedKey(outline.kind, number_key(outline.number), name, outline.currency, abs(outline.minor))
        if known_by in seen:
            continue
        documents.append(
            UnbookedDocument(
                ref=new_ref("u"),
                imported=made,
                kind=outline.kind,
                number=outline.number[:100],
                number_key=known_by.number_key,
                client_name=name,
                currency=outline.currency,
                minor=abs(outline.minor),
                line=reject.line,
                code=reject.problem.code[:60],
                recorded_at=now,
            )
        )
    UnbookedDocument.objects.bulk_create(documents)
    UnbookedDocument.objects.filter(ref__in=came_in, dealt_at__isnull=True).update(dealt_at=now, note=file_name[:300])
    return made.ref


@transaction.atomic
def deal_with_unbooked(*, refs: tuple[str, ...], note: str, by: Actor, now: datetime) -> int:
    """Note that documents which could not be booked were dealt with; returns how many still waited."""
    require(by, IMPORT_INVOICES)
    require_short(note)
    waiting = UnbookedDocument.objects.filter(ref__in=refs, dealt_at__isnull=True)
    return waiting.update(dealt_at=now, note=note)
