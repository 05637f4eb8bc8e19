"""The owner moves acts between roles."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import keyed
from mainstay.firm.models import RoleAct
from mainstay.firm.permissions import forget_decisions, require
from mainstay.firm.rules.acts import CHANGE_ROLE_ACTS, PEOPLE_ACTS
from mainstay.firm.rules.permissions import is_movable
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import active_firm

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import datetime

    from mainstay.firm.rules.permissions import Act
    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)


class OwnerManagesPeople(Refusal):
    """Managing people stays with the owner, and with the owner alone."""

    code = "owner_manages_people"
    sentence = _(
        "“%(act)s” stays with the owner. Without it nobody could manage people any more, "
        "and anybody else who had it could give themselves every right."
    )


class ActStays(Refusal):
    """The act does not belong to one firm's book, or everybody needs it for their own account."""

    code = "act_stays"
    sentence = _("“%(act)s” cannot be moved between roles.")


@transaction.atomic
@keyed(CHANGE_ROLE_ACTS)
def change_role_acts(*, changes: Mapping[tuple[str, Act], bool], by: Actor, now: datetime, key: str = "") -> None:
    """Give acts to roles and take them away: (role, act) -> whether the role may from now on.

    Refuses OwnerManagesPeople and ActStays.
    """
    require(by, CHANGE_ROLE_ACTS)
    del now
    for (role, act), is_allowed in changes.items():
        if not is_movable(role, act):
            refusal = OwnerManagesPeople if act in PEOPLE_ACTS else ActStays
            raise refusal(act=_(act.label))
        if is_allowed == (role in act.roles):
            RoleAct.objects.filter(role=role, act=act.code).delete()
        else:
            RoleAct.objects.update_or_create(role=role, act=act.code, defaults={"is_allowed": is_allowed})
        _log.info(
            "firm %s: %s %s %s, by %s %s",
            active_firm(), role, "may" if is_allowed else "may not", act.code, by.kind, by.id,
        )  # fmt: skip
    forget_decisions()
