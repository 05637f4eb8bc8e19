"""What waits for a person's answer: the open proposals, those with most money at risk first."""

from __future__ import annotations

import json
from dataclasses import dataclass
from itertools import groupby
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client, Proposal
from mainstay.clients.queries.fetching import client_for
from mainstay.clients.queries.name_order import name_key
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.proposing import ACTS, FIELDS, URGENT, VALUES, OpenProposal, is_same_currency
from mainstay.firm.permissions import may, require
from mainstay.kernel.refusal import NotFound
from mainstay.store.sql import as_day, json_number, rows, rows_of

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor

_PLACES: Final = {kind: place for place, kind in enumerate(FIELDS, start=1)}
_CLIENT_WITH_OPEN: Final = """
    SELECT c.*, p.ref AS its_ref, p.kind AS its_kind, p.days AS its_days, p.percent AS its_percent,
      p.minor AS its_minor, p.currency AS its_currency, p.agreed AS its_held, p.reason AS its_reason,
      p.proposed_on AS its_proposed_on, p.state AS its_state, p.answered_by AS its_answered_by,
      p.who AS its_who, p.due_on AS its_due_on, p.later AS its_later
    FROM clients_client c LEFT JOIN clients_proposal p ON p.client_id = c.id AND p.state = 'open'
    WHERE c.ref = %(ref)s
"""
"""A client once for each of its open proposals, at least once."""

_OPEN: Final = """
    FROM clients_proposal p JOIN clients_client c ON c.id = p.client_id
    WHERE p.state = 'open' AND c.archived_on IS NULL AND (p.currency = '' OR c.currency IN ('', p.currency))
          AND COALESCE(p.agreed, -1) = COALESCE(CASE p.kind WHEN 'terms' THEN c.terms_days
              WHEN 'deposit' THEN c.deposit_percent WHEN 'credit_limit' THEN c.credit_limit_minor END, -1)
"""
"""Open, and what was agreed when it was proposed is agreed still."""
_COUNTED: Final = f"SELECT COUNT(*) AS waiting {_OPEN}"
WAITING: Final = f"{_COUNTED} AND (p.later = '' OR p.due_on <= %(today)s)"
"""How many wait for an answer, for who asks more in the same statement; what was put off to a
later day waits until then."""
_LISTED: Final = f"""
    SELECT p.ref, c.ref AS client_ref, c.name AS client_name, p.kind, COALESCE(p.days, p.percent, p.minor) AS value,
      p.currency, p.agreed, p.reason, p.proposed_on, p.state, p.answered_by, p.who, p.due_on, p.later
    {_OPEN} {{where}}
    ORDER BY {{stake}} DESC, {{by_name}}, c.id,
      CASE p.kind WHEN 'terms' THEN 1 WHEN 'deposit' THEN 2 WHEN 'credit_limit' THEN 3 ELSE 0 END
"""
"""A _Row each, in the order of `_place_in_list`; `{where}` leaves some of them, `{stake}` is the money at risk as a
number, `{by_name}` what names are sorted by."""


class ProposalNotFound(NotFound):
    """No proposal answers to this."""

    code = "proposal_not_found"
    sentence = _("There is no suggestion “%(wanted)s”: look at `mainstay suggestions`.")


class _Waiting(NamedTuple):
    """How many wait for an answer."""

    waiting: int


class _Row(NamedTuple):
    """An open proposal and whose it is; its reason and its day as the engine returns them."""

    ref: str
    client_ref: str
    client_name: str
    kind: str
    value: int | None
    currency: str
    agreed: int | None
    reason: Any
    proposed_on: object
    state: str
    answered_by: str
    who: str
    due_on: object
    later: str


def open_proposals(*, by: Actor, client_ref: str = "") -> tuple[OpenProposal, ...]:
    """List what waits for an answer, of all clients or of one: most at risk first, then by name.

    One whose ground was changed by hand since it was proposed is left out; the next scoring looks again. Who may not
    see risk is shown none; whoever may, sees every client.
    """
    if not may(by, SEE_RISK):
        return ()
    return _listed("AND c.ref = %(client)s" if client_ref else "", {"client": client_ref})


def urgent_proposals(*, today: date, by: Actor, most: int = 3) -> tuple[OpenProposal, ...]:
    """List what is to be done soonest, most at risk first; what was put off to a later day is left out."""
    if not may(by, SEE_RISK):
        return ()
    kinds = ", ".join(f"'{kind}'" for kind in URGENT)
    where = f"AND p.kind IN ({kinds}) AND (p.later = '' OR p.due_on <= %(today)s)"
    return _listed(where, {"today": today, "most": most}, "LIMIT %(most)s")


class ClientProposals(NamedTuple):
    """What waits for an answer about one client, and its money at risk by currency in minor units."""

    client_ref: str
    client_name: str
    at_risk: Mapping[str, int]
    proposals: tuple[OpenProposal, ...]


@dataclass(frozen=True, slots=True)
class ProposalsPage:
    """One page of what waits for an answer, most at risk first, of `count` in all."""

    proposals: tuple[OpenProposal, ...]
    count: int
    number: int
    pages: int

    @property
    def by_client(self) -> tuple[ClientProposals, ...]:
        """The same, client by client; the list has those of one client beside each other."""
        grouped = ((ref, tuple(found)) for ref, found in groupby(self.proposals, lambda one: one.client_ref))
        return tuple(ClientProposals(ref, its[0].client_name, its[0].at_risk, its) for ref, its in grouped)


def proposals_page(*, by: Actor, number: int = 1, length: int = 40) -> ProposalsPage:
    """List one page of what `open_proposals` lists, the last where it has not so many; two questions.

    Refuses NotAllowed for who may not see risk.
    """
    require(by, SEE_RISK)
    [(count,)] = rows(_Waiting, _COUNTED, {})
    pages = max(1, -(-count // length))
    number = min(max(number, 1), pages)
    page = {"length": length, "skip": (number - 1) * length}
    listed = _listed("", page, "LIMIT %(length)s OFFSET %(skip)s")
    return ProposalsPage(listed, count, number, pages)


def client_with_proposals(*, ref: str, by: Actor) -> tuple[Client, tuple[OpenProposal, ...]]:
    """Fetch a client and what waits for an answer about it, in one statement; ClientNotFound as `client_for` says.

    Nothing waits for who may not see risk.
    """
    if not may(by, SEE_RISK):
        return client_for(ref=ref, by=by), ()
    found: list[Any] = list(Client.objects.raw(_CLIENT_WITH_OPEN, {"ref": ref}))
    if not found:
        return client_for(ref=ref, by=by), ()
    made = [_proposal(row) for row in found if row.its_ref is not None]
    return found[0], tuple(_shown(row) for row in sorted(made, key=_place_in_list) if _fits(row))


def _proposal(row: Any) -> Proposal:  # noqa: ANN401 -- a client with the columns of its proposal beside its own
    """The proposal of a row of _CLIENT_WITH_OPEN; the engine returns its reason and its day as text, or as they are."""
    return Proposal(
        client=row,
        ref=row.its_ref,
        kind=row.its_kind,
        days=row.its_days,
        percent=row.its_percent,
        minor=row.its_minor,
        currency=row.its_currency,
        agreed=row.its_held,
        reason=_document(row.its_reason),
        proposed_on=as_day(row.its_proposed_on),
        state=row.its_state,
        answered_by=row.its_answered_by,
        who=row.its_who,
        due_on=row.its_due_on and as_day(row.its_due_on),
        later=row.its_later,
    )


def _fits(row: Proposal) -> bool:
    """The same as _OPEN, of a row that was read."""
    agreed = None if row.kind in ACTS else getattr(row.client, FIELDS[row.kind])
    return agreed == row.agreed and is_same_currency(row.currency, row.client.currency)


class Agreed(NamedTuple):
    """What is agreed with a client, and in which currency."""

    id: int
    currency: str
    terms_days: int | None
    deposit_percent: int | None
    credit_limit_minor: int | None

    @property
    def agreed(self) -> tuple[int | None, int | None, int | None]:
        """The terms, the deposit and the limit, as FIELDS orders them."""
        return self.terms_days, self.deposit_percent, self.credit_limit_minor


def agreed_with_all() -> list[Agreed]:
    """What is agreed with each client of the book; for figures of the whole of it."""
    return rows_of(Agreed, Client.objects.all())


def standing_proposals(*, answered_after: date) -> QuerySet[Proposal]:
    """What is open, or was answered after a day, in the order of the answers."""
    return (
        Proposal.objects.exclude(state="withdrawn")
        .exclude(answered_on__lte=answered_after)
        .order_by("answered_on", "id")
    )


def proposal_for(*, ref: str, by: Actor) -> OpenProposal:
    """Fetch one proposal, open or answered; ProposalNotFound for a reference none bears, or NotAllowed.

    Who may not see risk is told of none.
    """
    require(by, SEE_RISK)
    row = Proposal.objects.select_related("client").filter(ref=ref).first()
    if row is None:
        raise ProposalNotFound(wanted=ref)
    return _shown(row)


def _listed(where: str, parameters: Mapping[str, Any], page: str = "") -> tuple[OpenProposal, ...]:
    """Those open that a condition leaves, in the order of the list, all or a page of them."""
    statement = _LISTED.format(where=where, stake=json_number("p.reason", "stake"), by_name=name_key("c")) + page
    return tuple(_of_row(row) for row in rows(_Row, statement, parameters))


def _of_row(row: _Row) -> OpenProposal:
    reason = _document(row.reason)
    values = {**row._asdict(), "reason": reason, "proposed_on": as_day(row.proposed_on)}
    values["due_on"] = None if row.due_on is None else as_day(row.due_on)
    return OpenProposal(**values, at_risk=reason["at_risk"])


def _document(found: Any) -> dict[str, Any]:  # noqa: ANN401 -- as the engine returns a column of JSON
    document: dict[str, Any] = json.loads(found) if isinstance(found, str) else found
    return document


def _place_in_list(row: Proposal) -> tuple[float, str, int, int]:
    return -float(row.reason["stake"]), row.client.sort_key, row.client_id, _PLACES.get(row.kind, 0)


def _is_in_force(row: Proposal) -> bool:
    """Whether the client still has the term that was accepted."""
    is_term = row.kind in FIELDS and row.state == "accepted"
    return not is_term or getattr(row.client, FIELDS[row.kind]) == getattr(row, VALUES[row.kind])


def _shown(row: Proposal) -> OpenProposal:
    return OpenProposal(
        ref=row.ref,
        client_ref=row.client.ref,
        client_name=row.client.name,
        kind=row.kind,
        value=None if row.kind in ACTS else getattr(row, VALUES[row.kind]),
        currency=row.currency,
        agreed=row.agreed,
        reason=row.reason,
        proposed_on=row.proposed_on,
        state=row.state,
        answered_by=row.answered_by,
        at_risk=row.reason["at_risk"],
        who=row.who,
        due_on=row.due_on,
        later=row.later,
        answered_on=row.answered_on,
        answer=row.answer,
        is_in_force=_is_in_force(row),
    )
