"""Labels and sentences of promises."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.problem import Problem, Reason

STATES: Final = {"open": _("open"), "kept": _("kept"), "broken": _("broken")}
PROMISES_FOUND: Final = _("Promises")
BROKEN_SINCE_YESTERDAY: Final = (
    _("promise about invoice %(number)s broken"),
    _("%(name)s did not pay %(amount)s of invoice %(number)s as promised."),
)
HAPPENINGS: Final = {
    "promise.recorded": _("Promised: %(amount)s of invoice %(number)s by %(on)s. %(said)s"),
}
FAULTS: Final = {
    "promised_too_much": _("Of invoice %(subject)s %(promised)s is promised; it is over %(total)s."),
}


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """The facts of an event as its sentence shows them: a day as it is read."""
    return {**facts, "on": formatting.day(date.fromisoformat(str(facts["on"])), get_language() or "en")}


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a draft."""
    return gettext("%(value)s is no amount that can be promised: enter more than nothing.") % {"value": problem.value}


def call_sentence(reason: Reason) -> str:
    """Say why to call a client who broke a promise."""
    on = date.fromisoformat(str(reason.params["on"]))
    return gettext("They promised to pay by %(day)s and haven’t.") % {"day": formatting.day(on, get_language() or "en")}
