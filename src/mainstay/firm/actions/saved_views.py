"""A person's own views of a list: the search, filter and order they come back to, under a name."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.idempotency import keyed
from mainstay.firm.models import SavedView
from mainstay.firm.permissions import require, require_own
from mainstay.firm.rules.acts import SAVE_VIEW
from mainstay.firm.rules.saved_views import NAME_LETTERS, VIEWS_AT_MOST, is_sound
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.kernel.text import one_line

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


class ViewHasNoName(Refusal):
    """A view is found again by its name."""

    code = "view_has_no_name"
    sentence = _("Give the view a name of at most %(limit)s letters.")


class ViewAsksTheUnknown(Refusal):
    """The page cannot be asked this."""

    code = "view_asks_the_unknown"
    sentence = _("This view can’t be saved: the list has no such filter. Filter the list again, then save.")


class TooManyViews(Refusal):
    """A row of names that nobody can read helps nobody."""

    code = "too_many_views"
    sentence = _("You already have %(limit)s saved views of this list: remove one first.")


class ViewNameIsTaken(Refusal):
    """Another view of this list has the name."""

    code = "view_name_is_taken"
    sentence = _("Another view is called “%(name)s”: choose another name.")


class ViewIsGone(NotFound):
    """There is no view of this name."""

    code = "view_is_gone"
    sentence = _("There is no view called “%(name)s” any more.")


@transaction.atomic
@keyed(SAVE_VIEW)
def save_view(*, user_id: int, page: str, name: str, query: str, by: Actor, now: datetime, key: str = "") -> str:
    """Store what a person asks of a list under a name, in place of their earlier view of that name; return the name.

    Refuses ViewHasNoName, ViewAsksTheUnknown and TooManyViews.
    """
    require(by, SAVE_VIEW)
    require_own(by, user_id)
    del now
    name = _named(name)
    if not is_sound(page, query):
        raise ViewAsksTheUnknown
    mine = SavedView.objects.filter(user_id=user_id, page=page)
    if not mine.filter(name=name).exists() and mine.count() >= VIEWS_AT_MOST:
        raise TooManyViews(limit=VIEWS_AT_MOST)
    SavedView.objects.update_or_create(user_id=user_id, page=page, name=name, defaults={"query": query})
    return name


@transaction.atomic
@keyed(SAVE_VIEW)
def rename_view(*, user_id: int, page: str, name: str, to: str, by: Actor, now: datetime, key: str = "") -> None:
    """Give a person's view another name.

    Refuses ViewHasNoName, ViewNameIsTaken and ViewIsGone.
    """
    require(by, SAVE_VIEW)
    require_own(by, user_id)
    del now
    to = _named(to)
    mine = SavedView.objects.filter(user_id=user_id, page=page)
    try:
        with transaction.atomic():
            is_renamed = bool(mine.filter(name=_plain(name)).update(name=to))
    except IntegrityError as error:
        raise ViewNameIsTaken(name=to) from error
    if not is_renamed:
        raise ViewIsGone(name=name)


@transaction.atomic
@keyed(SAVE_VIEW)
def remove_view(*, user_id: int, page: str, name: str, by: Actor, now: datetime, key: str = "") -> None:
    """Forget a person's view. Refuses ViewIsGone."""
    require(by, SAVE_VIEW)
    require_own(by, user_id)
    del now
    if not SavedView.objects.filter(user_id=user_id, page=page, name=_plain(name)).delete()[0]:
        raise ViewIsGone(name=name)


def _named(name: str) -> str:
    plain = _plain(name)
    if not 0 < len(plain) <= NAME_LETTERS:
        raise ViewHasNoName(limit=NAME_LETTERS)
    return plain


def _plain(name: str) -> str:
    # PostgreSQL keeps no NUL in a text.
    return one_line(name)
