"""Asking whether somebody may: the first statement of every action.

Acts and default roles are firm.rules.permissions; what the owner decided otherwise is read from the book once for as
long as the firm is active, so once for a request, a command or a job.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.firm.models import RoleAct
from mainstay.firm.rules.permissions import is_allowed, is_movable, role_of
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.store.context import active_firm_or_none, cached_while_active

if TYPE_CHECKING:
    from collections.abc import Hashable, Mapping

    from mainstay.firm.rules.permissions import Act
    from mainstay.kernel.actor import Actor

_CACHED = "role acts"


class NotAllowed(Refusal):
    """The actor's role does not have the act."""

    code = "not_allowed"
    sentence = _(
        "Your role does not allow this: “%(act)s”. The owner of the firm can change what each role may do "
        "(Settings, People)."
    )

    def __init__(self, act: Act) -> None:
        super().__init__(act=_(act.label))
        self.act = act


class NotYours(NotFound):
    """The account, the view or the session belongs to somebody else."""

    code = "not_yours"
    sentence = _("You have no such record.")


def require(by: Actor, act: Act) -> None:
    """Make sure that the actor may do this; refuses NotAllowed."""
    if not may(by, act):
        raise NotAllowed(act)


def require_own(by: Actor, user_id: int) -> None:
    """Make sure that a person acts on their own account; NotYours, as for what is not there, for another's."""
    if by.kind == "person" and by.id != str(user_id):
        raise NotYours


def own_number(by: Actor) -> int:
    """The number of the person's own account; 0, which nobody has, for an actor without one."""
    return int(by.id) if by.kind == "person" and by.id.isdecimal() else 0


def may(by: Actor, act: Act) -> bool:
    """Say whether the actor may do this."""
    return role_may(role_of(by), act)


def role_may(role: str, act: Act) -> bool:
    """Say whether whoever has this role may do this in the active firm; with no firm active the defaults hold."""
    is_to_be_read = is_movable(role, act) and active_firm_or_none() is not None
    return is_allowed(role, act, decisions() if is_to_be_read else {})


def seen_by(by: Actor) -> Hashable:
    """What decides what the actor sees: for the name of a remembered answer that is the same for a whole role.

    What the owner decided stands in it, since it may have been read before the mark of the book was.
    """
    return role_of(by), by.client_ref, frozenset(decisions().items())


def decisions() -> Mapping[tuple[str, str], bool]:
    """What the owner decided otherwise than by default: role and code of the act -> may."""
    cached = cached_while_active()
    if _CACHED not in cached:
        rows = RoleAct.objects.values_list("role", "act", "is_allowed")
        cached[_CACHED] = {(role, act): is_allowed for role, act, is_allowed in rows}
    found: Mapping[tuple[str, str], bool] = cached[_CACHED]
    return found


DECISIONS: Final = {
    "sqlite": "(SELECT GROUP_CONCAT(role || ' ' || act || ' ' || is_allowed) FROM firm_roleact)",
    "postgresql": "(SELECT STRING_AGG(role || ' ' || act || ' ' || is_allowed::int, ',') FROM firm_roleact)",
}
"""Engine -> all decisions as one text, for a statement that asks more; `cache_decisions` reads it."""


def cache_decisions(text: str | None) -> None:
    """Keep what a statement read as DECISIONS, so that it need not be read by itself."""
    rows = (row.split(" ") for row in (text or "").split(",") if row)
    cached_while_active()[_CACHED] = {(role, act): is_allowed == "1" for role, act, is_allowed in rows}


def forget_decisions() -> None:
    """Read what the owner decided anew when it is next asked for."""
    cached_while_active().pop(_CACHED, None)
