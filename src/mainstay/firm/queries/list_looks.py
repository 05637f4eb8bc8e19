"""How a person sees the lists: which columns they chose, and how close the rows stand."""

from __future__ import annotations

from typing import NamedTuple

from mainstay.firm.models import User
from mainstay.firm.queries.people import colleague_called


class ListLooks(NamedTuple):
    """Whose lists they are, how close their rows stand, and how the columns of each list differ from the usual ones."""

    user_id: int
    email: str
    density: str
    columns: dict[str, str]


def list_looks_of(wanted: str) -> ListLooks:
    """The lists of the person of this e-mail address or name; refuses PersonNotFound for nobody and for several."""
    user = User.objects.get(email=colleague_called(wanted).email)
    return ListLooks(user.pk, user.email, user.density, dict(user.list_columns))
