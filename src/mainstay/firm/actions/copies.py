"""A copy of a book becomes a firm of its own: nothing that was under way in it goes on, nobody else comes in."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from allauth.usersessions.models import UserSession
from django.contrib.auth.hashers import make_password
from django.contrib.sessions.models import Session
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import mark_used
from mainstay.firm.models import Firm, IdempotencyKey, Invitation, User
from mainstay.firm.permissions import require
from mainstay.firm.queries.backups import copy_called
from mainstay.firm.rules.acts import BACK_UP, OPEN_COPY
from mainstay.kernel.refusal import Refusal
from mainstay.store.backups import BY_HAND

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)


class NotMadeByHand(Refusal):
    """Mainstay keeps this copy, and removes it when its time has come."""

    code = "not_made_by_hand"
    sentence = _("Only copies made by hand can be removed here: Mainstay removes the others when their time has come.")


@transaction.atomic
def settle_copy(
    *, name: str, copy_of: str, may_sign_in: Collection[str], opened_by: tuple[str, str], by: Actor, now: datetime
) -> None:
    """Make the active book, a copy that has no name yet, the firm `name`: a copy of the firm `copy_of`.

    Open invitations end; sessions and keys that were used are forgotten, but for the key and the action of
    `opened_by`. Of its people only those of `may_sign_in` (e-mail addresses) may sign in, with the password and the
    role that they had.
    """
    require(by, OPEN_COPY)
    Firm.objects.filter(id=1).update(name=name, copy_of=copy_of)
    Invitation.objects.filter(used_at=None, withdrawn_at=None).update(withdrawn_at=now)
    UserSession.objects.all().delete()
    Session.objects.all().delete()
    IdempotencyKey.objects.all().delete()
    key, action = opened_by
    mark_used(key, action, now)
    gone = User.objects.filter(is_active=True).exclude(email__in=may_sign_in)
    gone.update(is_active=False, password=make_password(None))
    _log.info("a copy of firm %s is settled, by %s %s", copy_of, by.kind, by.id)


def remove_copy(*, name: str, by: Actor, now: datetime) -> None:
    """Remove a copy that somebody made by hand. Refuses CopyIsGone, and NotMadeByHand for any other."""
    require(by, BACK_UP)
    del now
    copy = copy_called(name, by=by)
    if copy.why != BY_HAND:
        raise NotMadeByHand
    copy.path.unlink(missing_ok=True)
    _log.info("copy %s removed by %s %s", name, by.kind, by.id)
