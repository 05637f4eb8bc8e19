"""Forms about what every package declares."""

from __future__ import annotations

from typing import Any

from django.utils.functional import lazy
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import TicksField
from mainstay.firm.phrases import SHORT_ROLE_NAMES
from mainstay.firm.rules.drafts import RoleActsDraft
from mainstay.schemas.acts import ALL_ACTS


def _cell_label(role: str, code: str) -> str:
    return f"{SHORT_ROLE_NAMES[role]}: {gettext(ALL_ACTS[code].label)}"


_lazy_label = lazy(_cell_label, str)


class RoleActsForm(DraftForm[RoleActsDraft]):
    """What each role may do: one box for each role and act."""

    may = TicksField(
        label=_("What each role may do"),
        choices=[(f"{role} {code}", _lazy_label(role, code)) for role in SHORT_ROLE_NAMES for code in ALL_ACTS],
    )

    def make(self, values: dict[str, Any]) -> RoleActsDraft:
        """The boxes that are ticked."""
        return RoleActsDraft(values["may"])
