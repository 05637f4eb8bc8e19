"""What the roles of a firm are called."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.firm.rules.permissions import BOOKKEEPER, COLLEAGUE, OWNER, READER

if TYPE_CHECKING:
    from django.utils.functional import Promise

ROLE_NAMES: Final[dict[str, str | Promise]] = {
    OWNER: _("Owner: everything, and who may sign in"),
    COLLEAGUE: _("Colleague: works with clients, payments and imports"),
    BOOKKEEPER: _("Bookkeeper: payments and imports"),
    READER: _("Reader: looks, changes nothing"),
}
