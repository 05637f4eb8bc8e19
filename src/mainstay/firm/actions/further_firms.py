"""An owner founds another firm from within one, and is its owner there, too."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.conf import settings
from django.utils.translation import gettext_lazy as _

from mainstay.firm.actions.firms import FirmExists, found_firm
from mainstay.firm.actions.people import add_person
from mainstay.firm.idempotency import action_of_key, mark_used
from mainstay.firm.models import Firm, User
from mainstay.firm.permissions import require
from mainstay.firm.rules.acts import FOUND_FIRM
from mainstay.firm.rules.permissions import OWNER
from mainstay.firm.rules.short_names import short_names
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import Refusal
from mainstay.store.context import active_firm, use_firm
from mainstay.store.paths import RESERVED

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.firm.rules.drafts import FoundingDraft

_NAME: Final = "firm.found_further_firm"


class NoFurtherFirms(Refusal):
    """Whoever runs this Mainstay wants no firms to be founded in the app."""

    code = "no_further_firms"
    sentence = _("Whoever runs this Mainstay doesn’t allow new firms: ask them to add one.")


class OnlyLookingRound(Refusal):
    """In the demonstration anybody who looks round is an owner."""

    code = "only_looking_round"
    sentence = _("New firms aren’t created from the demonstration: do it in a firm of your own.")


class FurtherFirm(NamedTuple):
    """A firm that was founded from another: its short name, and its owner's number in its own book."""

    slug: str
    owner_id: int


def found_further_firm(*, draft: FoundingDraft, by: Actor, now: datetime, key: str = "") -> FurtherFirm:
    """Found a firm with its owner from the active one; they share nothing, so the owner's password is chosen anew.

    The short name is made of the firm's name; where it is taken, a number follows. A firm is not founded inside another
    firm's transaction, so the key is kept in the new book: sent again, the answer is the firm that was founded first.

    Refuses NoFurtherFirms, OnlyLookingRound, BadFirmDetails, BadPerson, and FirmExists where all its names are taken.
    """
    require(by, FOUND_FIRM)
    if not settings.MAINSTAY_NEW_FIRMS:
        raise NoFurtherFirms
    if Firm.objects.filter(id=1, is_demonstration=True).exists():
        raise OnlyLookingRound
    own_key = f"{active_firm()} {by.id} {key}" if key else ""
    details: dict[str, Any] = {name: text for name, text in draft.firm.texts.items() if text}
    owner = Actor(by.kind, "", draft.name, OWNER)

    def add_owner() -> None:
        add_person(
            email=draft.email, name=draft.name, role=OWNER, language=draft.firm.language, password=draft.password,
            by=owner, now=now,
        )  # fmt: skip
        mark_used(own_key, _NAME, now)

    slug = ""
    for slug in short_names(draft.firm.name):
        if slug in RESERVED:
            continue
        try:
            found_firm(slug=slug, **details, fill=add_owner, by=by, now=now)
        except FirmExists:
            with use_firm(slug):
                if action_of_key(own_key) == _NAME:
                    return FurtherFirm(slug, _first_owner())
        else:
            with use_firm(slug):
                return FurtherFirm(slug, _first_owner())
    raise FirmExists(firm=slug)


def _first_owner() -> int:
    return User.objects.filter(role=OWNER).order_by("pk").values_list("pk", flat=True)[0]
