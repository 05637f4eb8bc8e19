"""Copies of the book are made by hand, and opened beside it as firms of their own (docs/decisions/0016)."""

from __future__ import annotations

import logging
from contextlib import suppress
from datetime import timedelta
from itertools import takewhile
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import DatabaseError, transaction
from django.utils.translation import get_language, gettext_lazy
from django.utils.translation import gettext as _

from mainstay.firm.actions.copies import settle_copy
from mainstay.firm.actions.firms import remove_firm
from mainstay.firm.idempotency import action_of_key
from mainstay.firm.permissions import require
from mainstay.firm.queries.backups import copies_of_book, copy_called
from mainstay.firm.queries.firms import copies_opened, firm_exists, this_firm
from mainstay.firm.queries.people import colleagues, email_of, owner_name
from mainstay.firm.rules.acts import BACK_UP, OPEN_COPY, REMOVE_FIRM
from mainstay.firm.rules.copies import BY_HAND_AT_MOST, OPENED_A_DAY, short_names_of_copy, shortened
from mainstay.jobs.actions.jobs import ask_for_job, drop_unfinished_jobs
from mainstay.jobs.queries.jobs import job_for, jobs_of
from mainstay.kernel import formatting
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.overview.queries.checks import prove_copy, prove_safety_copy
from mainstay.overview.queries.copies import CHECK, MAKE, OPEN
from mainstay.store.backups import BY_HAND, open_beside, require_copies, require_room_for, store_proved_copy
from mainstay.store.context import active_firm, use_firm
from mainstay.store.paths import book_file

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable
    from datetime import datetime

    from mainstay.firm.queries.backups import StoredCopy
    from mainstay.firm.queries.firms import FirmRow
    from mainstay.kernel.actor import Actor

_log = logging.getLogger(__name__)
_ACTION: Final = "overview.open_copy"
_DAY: Final = timedelta(days=1)
_KEY_LETTERS: Final = 200


class NoCopiesHere(Refusal):
    """The demonstration, and what was opened from a copy, have no copies of their own."""

    code = "no_copies_here"
    sentence = gettext_lazy(
        "Copies are made and opened in a firm of your own, not in the demonstration or in a copy that was opened."
    )


class NoCopiesOpened(Refusal):
    """Whoever runs this Mainstay wants no firms to be made in the app."""

    code = "no_copies_opened"
    sentence = gettext_lazy(
        "Whoever runs this Mainstay doesn’t allow new firms, so copies aren’t opened here. "
        "Ask them to open it for you: “mainstay copies open %(name)s”."
    )


class TooManyCopies(Refusal):
    """So many copies made by hand are enough."""

    code = "too_many_copies"
    sentence = gettext_lazy("There are %(count)s copies made by hand already. Remove one, then make another.")


class TooManyOpened(Refusal):
    """So many copies opened in a day are enough."""

    code = "too_many_opened"
    sentence = gettext_lazy("%(count)s copies were opened in the last 24 hours. Open another one tomorrow.")


class NobodyCouldSignIn(Refusal):
    """No owner of that day may sign in today, so nobody could look after the firm."""

    code = "nobody_could_sign_in"
    sentence = gettext_lazy(
        "Nobody who can sign in today was an owner on that day, so nobody could use what is opened. "
        "In the terminal it can be opened and looked at: “mainstay copies open”."
    )


class NotOpenedFromHere(NotFound):
    """The firm was not opened from a copy of this one, or is gone."""

    code = "not_opened_from_here"
    sentence = gettext_lazy("No firm of this name was opened from a copy here, or it has been removed since.")


class OpenedCopy(NamedTuple):
    """The firm that was made; `may_enter` says whether who opened it can sign in there, and `owner` who else can."""

    slug: str
    name: str
    may_enter: bool
    owner: str


@transaction.atomic
def ask_for_copy(*, key: str, language: str, by: Actor, now: datetime) -> bool:
    """Ask for a copy of the book to be made behind the screen; asked again under one key, it is made once (False)."""
    require(by, BACK_UP)
    _require_own_book(this_firm())
    _require_place_for_another(by)
    return ask_for_job(kind=MAKE, key=_job_key(MAKE, key, now), params={}, language=language, by=by, now=now)


@transaction.atomic
def ask_for_check(*, name: str, key: str, language: str, by: Actor, now: datetime) -> bool:
    """Ask for a copy to be checked behind the screen; asked again under one key, it is checked once (False)."""
    require(by, BACK_UP)
    params = {"copy": copy_called(name, by=by).path.name}
    return ask_for_job(kind=CHECK, key=_job_key(CHECK, key, now), params=params, language=language, by=by, now=now)


@transaction.atomic
def ask_to_open_copy(*, name: str, key: str, language: str, by: Actor, now: datetime) -> bool:
    """Ask for a copy to be opened beside the book; asked again under one key, it is opened once (False).

    Refuses what can be known before: what `open_copy` refuses but for what is in the copy, and TooManyOpened.
    """
    require(by, OPEN_COPY)
    job_key = _job_key(OPEN, key, now)
    if job_for(key=job_key) is not None:
        return False
    copy = _openable(name, this_firm(), by)
    if sum(job.asked_at > now - _DAY for job in jobs_of(kinds={OPEN})) >= OPENED_A_DAY:
        raise TooManyOpened(count=OPENED_A_DAY)
    params = {"copy": copy.path.name}
    return ask_for_job(kind=OPEN, key=job_key, params=params, language=language, by=by, now=now)


def make_copy(*, by: Actor, now: datetime) -> str:
    """Make a copy of the book as it is now, proved like that of each night, and return the name of its file.

    Refuses NoCopiesHere, TooManyCopies, NoRoomForCopy, CopyIsDamaged, SafetyCopyIsUntrue, PostgresKeepsItsOwnBackups.
    """
    require(by, BACK_UP)
    _require_own_book(this_firm())
    _require_place_for_another(by)
    require_room_for(book_file(active_firm()).stat().st_size)
    path = store_proved_copy(BY_HAND, prove=lambda: prove_safety_copy(None), now=now)
    _log.info("firm %s: copy %s made by %s %s", active_firm(), path.name, by.kind, by.id)
    return path.name


def open_copy(
    *, name: str, by: Actor, now: datetime, key: str = "", on_step: Callable[[str], None] = lambda _step: None
) -> OpenedCopy:
    """Open a copy as a firm of its own beside the active one, which stays as it is; it is there wholly or not at all.

    It is called after the firm and the day of the copy, in the language active now. Nothing that was under way in it
    goes on, and of its people those may sign in who may today. With the same key a copy is opened once.

    Refuses NoCopiesHere, NoCopiesOpened, CopyIsGone, CopyIsUntrue, NotABackup, BookIsNewer, NobodyCouldSignIn,
    NoRoomForCopy and PostgresKeepsItsOwnBackups.
    """
    require(by, OPEN_COPY)
    firm = this_firm()
    copy = _openable(name, firm, by)
    day, language = copy.at.astimezone(ZoneInfo(firm.time_zone)).date(), get_language() or "en"
    own_key = f"{name} {key}" if key else ""
    before = _opened_before(short_names_of_copy(firm.slug, day, language), own_key)
    if before:
        return _opened(before, email_of(by))
    may_sign_in, own_email = [one.email for one in colleagues()], email_of(by)

    def prepare() -> None:
        prove_copy()
        settle_copy(
            name=_name_of_copy(firm.name, formatting.day(day, language)), copy_of=firm.slug, may_sign_in=may_sign_in,
            opened_by=(own_key, _ACTION), by=by, now=now,
        )  # fmt: skip
        drop_unfinished_jobs(by=by, now=now)
        if by.kind == "person" and not owner_name():
            raise NobodyCouldSignIn

    slug = open_beside(copy.path, firms=short_names_of_copy(firm.slug, day, language), prepare=prepare, on_step=on_step)
    _log.info("firm %s: copy %s opened as %s by %s %s", firm.slug, name, slug, by.kind, by.id)
    return _opened(slug, own_email)


def remove_opened_copy(*, slug: str, by: Actor, now: datetime) -> None:
    """Remove a firm that was opened from a copy of the active one, with its book. Refuses NotOpenedFromHere."""
    require(by, REMOVE_FIRM)
    if slug not in {one.slug for one in copies_opened(by=by)}:
        raise NotOpenedFromHere
    remove_firm(slug=slug, by=by, now=now)


def _require_own_book(firm: FirmRow) -> None:
    require_copies()
    if firm.is_demonstration or firm.copy_of:
        raise NoCopiesHere


def _require_place_for_another(by: Actor) -> None:
    if sum(copy.why == BY_HAND for copy in copies_of_book(by=by)) >= BY_HAND_AT_MOST:
        raise TooManyCopies(count=BY_HAND_AT_MOST)


def _openable(name: str, firm: FirmRow, by: Actor) -> StoredCopy:
    _require_own_book(firm)
    if by.kind == "person" and not settings.MAINSTAY_NEW_FIRMS:
        raise NoCopiesOpened(name=name)
    copy = copy_called(name, by=by)
    require_room_for(copy.size)
    return copy


def _job_key(kind: str, key: str, now: datetime) -> str:
    """The key of the job: that of the form; without one, what is asked in the same minute is one."""
    return f"{kind} {key or f'{now:%Y-%m-%d %H:%M}'}"[:_KEY_LETTERS]


def _name_of_copy(firm: str, day: str) -> str:
    around = _("%(firm)s, as of %(day)s") % {"firm": "", "day": day}
    return _("%(firm)s, as of %(day)s") % {"firm": shortened(firm, around), "day": day}


def _opened_before(names: Iterable[str], key: str) -> str:
    """The firm that an act with this key made: the work may have ended between that and saying so."""
    for slug in takewhile(firm_exists, names):
        with suppress(DatabaseError), use_firm(slug):
            if action_of_key(key) == _ACTION:
                return slug
    return ""


def _opened(slug: str, email: str) -> OpenedCopy:
    with use_firm(slug):
        return OpenedCopy(slug, this_firm().name, email in {one.email for one in colleagues()}, owner_name())
