"""Labels and sentences for what is known, and refused, about clients."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

from mainstay.intake.phrases import sentence as intake_sentence

if TYPE_CHECKING:
    from mainstay.kernel.problem import Problem

PROBLEMS: Final = {
    "name_missing": _("The client has no name: enter one."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "unknown_currency": _("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY."),
    "negative_terms": _("The terms are %(value)s days: enter 0 or more."),
}
"""Problem code -> what is wrong and what to do, in one sentence."""


IMPORT_PROBLEMS: Final = {
    "client_ambiguous": _("%(count)s clients are called “%(value)s”: give the client’s own number in the file, too."),
}
"""Problem code -> why a row of a file does not come into this book, and what to do."""


def import_sentence(problem: Problem) -> str:
    """Tell a person why a row of a file does not come in, in the language active now."""
    if problem.code in IMPORT_PROBLEMS:
        return str(IMPORT_PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}
    return intake_sentence(problem)


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a draft, in the language active now."""
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}
