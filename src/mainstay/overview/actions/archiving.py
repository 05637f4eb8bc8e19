"""Archive clients, unless they still owe money and nobody said that it may be so."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from mainstay.billing.queries.receivables import ageing_rows
from mainstay.clients.actions.archiving import archive_clients
from mainstay.clients.queries.fetching import client_names
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.acts import ARCHIVE_CLIENT
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel import formatting
from mainstay.kernel.refusal import Refusal

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date, datetime

    from mainstay.kernel.actor import Actor

_NAMED = 3


class MoneyIsOpen(Refusal):
    """Somebody among the clients still owes something."""

    code = "money_is_open"
    sentence = _("Still open: %(open)s. Archived clients leave the lists and Today: confirm if that’s what you want.")


@transaction.atomic
@keyed(ARCHIVE_CLIENT)
def archive_settled_clients(
    *, client_refs: Sequence[str], is_confirmed: bool = False, today: date, by: Actor, now: datetime, key: str = ""
) -> int:
    """Archive the clients; returns how many were not archived yet.

    Refuses MoneyIsOpen while one of them owes something, unless that `is_confirmed`, and what archive_clients refuses.
    """
    require(by, ARCHIVE_CLIENT)
    ids = list(clients_for(by).filter(ref__in=list(client_refs)).values_list("id", flat=True))
    owed = ageing_rows(today, clients=ids) if ids and not is_confirmed else []
    if owed:
        names, language = client_names({row.client_id for row in owed}), get_language() or "en"
        said = [
            f"{names[row.client_id].name} {formatting.money(int(row.open_minor), row.currency, language)}"
            for row in sorted(owed, key=lambda row: -row.open_minor)
        ]
        raise MoneyIsOpen(open=", ".join(said[:_NAMED]) + (", …" if len(said) > _NAMED else ""))
    return archive_clients(client_refs=client_refs, today=today, by=by, now=now)
