"""What waits for a person's answer: the open proposals, those with most money at risk first."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Proposal
from mainstay.clients.rules.proposing import FIELDS, VALUES, OpenProposal
from mainstay.kernel.refusal import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor


class ProposalNotFound(NotFound):
    """No proposal answers to this."""

    code = "proposal_not_found"
    sentence = _("There is no proposal “%(wanted)s”: look at `mainstay proposals`.")


def open_proposals(*, by: Actor, client_ref: str = "") -> tuple[OpenProposal, ...]:
    """List what waits for an answer, of all clients or of one: most at risk first, then by name.

    One whose ground was changed by hand since it was proposed is left out; the next judging looks again.
    """
    del by
    rows = _fitting().filter(client__ref=client_ref) if client_ref else _fitting()
    return tuple(_shown(row) for row in sorted(rows, key=_place_in_list))


def count_open_proposals(*, by: Actor) -> int:
    """How many proposals wait for an answer."""
    del by
    return _fitting().count()


def proposal_for(*, ref: str, by: Actor) -> OpenProposal:
    """Fetch one proposal, open or answered; ProposalNotFound for a reference none bears."""
    del by
    row = Proposal.objects.select_related("client").filter(ref=ref).first()
    if row is None:
        raise ProposalNotFound(wanted=ref)
    return _shown(row)


def _fitting() -> QuerySet[Proposal]:
    """Open, and what was agreed when it was proposed is agreed still."""
    fits = Q()
    for kind, field in FIELDS.items():
        is_same = Q(held=F(f"client__{field}")) | Q(held__isnull=True, **{f"client__{field}__isnull": True})
        fits |= Q(kind=kind) & is_same
    is_in_currency = ~Q(kind="credit_limit") | Q(client__currency__in=["", F("currency")])
    return Proposal.objects.select_related("client").filter(fits & is_in_currency, state="open")


def _place_in_list(row: Proposal) -> tuple[float, str, int, int]:
    return -float(row.reason["stake"]), row.client.sort_key, row.client_id, list(FIELDS).index(row.kind)


def _shown(row: Proposal) -> OpenProposal:
    return OpenProposal(
        ref=row.ref,
        client_ref=row.client.ref,
        client_name=row.client.name,
        kind=row.kind,
        value=getattr(row, VALUES[row.kind]),
        currency=row.currency,
        held=row.held,
        reason=row.reason,
        proposed_on=row.proposed_on,
        state=row.state,
        answered_by=row.answered_by,
        at_risk=row.reason["at_risk"],
    )
