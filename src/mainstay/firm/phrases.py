"""What the roles of a firm are called, and what happened to a person's account."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, ngettext
from django.utils.translation import gettext_lazy as _

from mainstay.firm.rules import security
from mainstay.firm.rules.permissions import BOOKKEEPER, COLLEAGUE, OWNER, READER
from mainstay.kernel import formatting
from mainstay.store.backups import BEFORE_RESTORE, BEFORE_UPGRADE, BY_HAND, SAFETY

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.utils.functional import Promise

    from mainstay.kernel.problem import Problem

ROLE_NAMES: Final[dict[str, str | Promise]] = {
    OWNER: _("Owner: everything, and who may sign in"),
    COLLEAGUE: _("Colleague: works with clients, payments and imports"),
    BOOKKEEPER: _("Bookkeeper: payments and imports"),
    READER: _("Viewer: read-only"),
}

SHORT_ROLE_NAMES: Final[dict[str, str | Promise]] = {
    OWNER: _("Owner"),
    COLLEAGUE: _("Colleague"),
    BOOKKEEPER: _("Bookkeeper"),
    READER: _("Viewer"),
}
"""Where one is chosen, and ROLE_NAMES stand beside: on a phone a choice holds a word or two."""

PASSWORD_HINT: Final = _("Twelve characters or more; a few words are easier to remember than signs.")

FAULTS: Final = {
    "and_more": _("There are %(count)s more faults of the kind before this line; they are not listed."),
    "file_damaged": _("The file of “%(subject)s” is damaged (%(said)s): restore a backup."),
    "rule_broken": _("The file of “%(subject)s” holds a row that its own rules forbid: %(said)s."),
    "not_one_firm": _("The book of “%(subject)s” has %(count)s firms in it; it should have one."),
    "firm_currency_unknown": _("The firm %(subject)s has the currency “%(currency)s”, which is not one in use."),
    "firm_accounts_unreadable": _("The bank accounts of the firm %(subject)s cannot be read: enter them in Settings."),
    "guard_missing": _("The guard %(subject)s is missing or altered: run “mainstay upgrade” to put it back."),
    "row_vanished": _("%(subject)s points at %(missing)s, which is not there."),
}
"""Code of a fault -> what is wrong, where, and what it should be."""

WHY_COPIED: Final[dict[str, str | Promise]] = {
    SAFETY: _("made at night"),
    BY_HAND: _("made by hand"),
    BEFORE_RESTORE: _("before a restore"),
    BEFORE_UPGRADE: _("before an upgrade"),
}
"""Why a copy is kept -> how a list says it."""


def written(values: Mapping[str, object]) -> dict[str, object]:
    """What a sentence is filled with, amounts and days as they are written in the language active now."""
    return formatting.written(values, get_language() or "en")


def size_sentence(count: int, language: str) -> str:
    """A size in megabytes, as people read it."""
    return gettext("%(count)s MB") % {"count": formatting.number(max(round(count / 1024**2, 1), 0.1), 1, language)}


PROBLEMS: Final[dict[str, str | Promise]] = {
    "mistyped_tax_number": _("“%(value)s” can’t be right: its check digit doesn’t fit. Compare it with a document."),
}
"""Code of a problem of a draft -> its sentence."""


def problem_sentence(problem: Problem) -> str:
    """What is wrong with what was typed, and what to do."""
    return str(PROBLEMS[problem.code]) % {"value": problem.value}


_EVENTS: Final[dict[str, str | Promise]] = {
    security.SIGNED_IN: _("You signed in."),
    security.PASSWORD_CHANGED: _("Your password was changed."),
    security.LINK_MADE: _("In the terminal a link was made to set your password anew."),
    security.SECOND_STEP_REMOVED: _("Your second step was removed in the terminal."),
    security.APP_ADDED: _("An authenticator app was added."),
    security.APP_REMOVED: _("The authenticator app was removed."),
    security.PASSKEY_ADDED: _("A passkey was added."),
    security.PASSKEY_REMOVED: _("A passkey was removed."),
    security.CODES_MADE: _("New recovery codes were made; the old ones no longer work."),
    security.CODE_USED: _("A recovery code was used to sign in."),
}


def security_sentence(kind: str, times: int) -> str:
    """What happened to a person's account, as they read it."""
    if kind != security.FAILED:
        return str(_EVENTS[kind])
    return ngettext(
        "Someone tried to sign in as you and failed, once.",
        "Somebody tried to sign in as you and failed, %(times)d times.",
        times,
    ) % {"times": times}
