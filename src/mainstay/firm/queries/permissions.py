"""Which role may do what in the active firm, as the owner sees and changes it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from django.utils.translation import gettext as _

from mainstay.firm.permissions import require, role_may
from mainstay.firm.rules.acts import CHANGE_ROLE_ACTS
from mainstay.firm.rules.permissions import ROLES, is_movable

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.firm.rules.permissions import Act
    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class RoleActRow:
    """One act: its code and label, and for each role in the order of ROLES the role and whether it may."""

    code: str
    label: str
    roles: tuple[tuple[str, bool], ...]


def role_acts(*, acts: Iterable[Act], by: Actor) -> tuple[RoleActRow, ...]:
    """The acts that can be moved between roles, with who may do them now; refuses NotAllowed."""
    require(by, CHANGE_ROLE_ACTS)
    return tuple(
        RoleActRow(act.code, _(act.label), tuple((role, role_may(role, act)) for role in ROLES))
        for act in acts
        if is_movable(ROLES[0], act)
    )
