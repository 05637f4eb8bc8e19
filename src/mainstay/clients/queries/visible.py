"""What an actor may see of the clients: every query of a package begins from one of these."""

from __future__ import annotations

from typing import TYPE_CHECKING, TypeVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client
from mainstay.firm.rules.permissions import CLIENT, ROLES, SCHEDULE, role_of
from mainstay.kernel.refusal import NotFound

if TYPE_CHECKING:
    from django.db.models import QuerySet

    from mainstay.kernel.actor import Actor

_Row = TypeVar("_Row", bound=models.Model)
_ALL = frozenset({*ROLES, SCHEDULE})


class NothingToSee(NotFound):
    """What is asked for is drawn from all clients, and the actor may not see all of them."""

    code = "nothing_to_see"
    sentence = _("You don’t have access to anything here.")


def sees_all(by: Actor) -> bool:
    """Say whether the actor may see every client: whoever has a role in the firm, and the worker."""
    return role_of(by) in _ALL


def require_all(by: Actor) -> None:
    """Make sure that the actor may see every client; refuses NothingToSee. For figures of the whole book."""
    if not sees_all(by):
        raise NothingToSee


def clients_for(by: Actor) -> QuerySet[Client]:
    """The clients that the actor may see: all, a client's own access only that client, a stranger none."""
    return rows_for(by, Client.objects.all(), "ref")


def listed_clients(by: Actor) -> QuerySet[Client]:
    """Those of the clients that the actor may see which stand in lists: not the archived ones."""
    return clients_for(by).filter(archived_on__isnull=True)


def rows_for(by: Actor, rows: QuerySet[_Row], ref: str = "client__ref") -> QuerySet[_Row]:
    """Those of the rows whose client the actor may see; `ref` leads from a row to the reference of its client."""
    if sees_all(by):
        return rows
    return rows.filter(**{ref: by.client_ref}) if role_of(by) == CLIENT and by.client_ref else rows.none()


def visible_clients(by: Actor, column: str) -> tuple[str, dict[str, str]]:
    """The same for a statement: what to put at the end of its WHERE, and the parameters it needs.

    `column` names the client's id there. For whoever sees all it is empty and costs nothing.
    """
    if sees_all(by):
        return "", {}
    if role_of(by) == CLIENT and by.client_ref:
        return f" AND {column} IN (SELECT id FROM clients_client WHERE ref = %(visible)s)", {"visible": by.client_ref}
    return " AND 1 = 0", {}
