"""How a person sees the lists: which columns, and how close the rows stand."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import keyed
from mainstay.firm.models import User
from mainstay.firm.permissions import require, require_own
from mainstay.firm.rules.acts import USE_OWN_ACCOUNT
from mainstay.firm.rules.list_columns import DENSITIES, is_sound
from mainstay.kernel.refusal import Refusal

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


class ListHasNoColumn(Refusal):
    """The list has no such column, or no such density."""

    code = "list_has_no_column"
    sentence = _("The list has no such column: open it again and choose from its columns.")


@transaction.atomic
@keyed(USE_OWN_ACCOUNT)
def choose_list_look(
    *, user_id: int, page: str, columns: str, density: str, by: Actor, now: datetime, key: str = ""
) -> None:
    """Show a person these columns of a list, and the rows of every list so close.

    `columns` is how they differ from the usual ones (firm.rules.list_columns). Refuses ListHasNoColumn.
    """
    require(by, USE_OWN_ACCOUNT)
    require_own(by, user_id)
    del now
    if density not in DENSITIES or not is_sound(page, columns):
        raise ListHasNoColumn
    user = User.objects.select_for_update().filter(pk=user_id).first()
    if user is not None:
        others = {name: chosen for name, chosen in user.list_columns.items() if name != page}
        stored = {**others, page: columns} if columns else others
        User.objects.filter(pk=user_id).update(list_columns=stored, density=density)
