"""Labels and sentences of calls."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, override
from django.utils.translation import gettext_lazy as _

from mainstay.clients.phrases import term_change
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.kernel.problem import Problem, Reason

OUTCOMES: Final = {
    "spoke": _("Spoke"),
    "no_answer": _("No answer"),
    "call_back": _("Call back"),
    "promised": _("Promised to pay"),
}
"""What came of a call -> its label."""

FIELDS: Final = {
    "outcome": _("Outcome"),
    "note": _("Note"),
    "call_back_on": _("Call back on"),
    "amount": _("Promised amount"),
    "promised_on": _("Promised by"),
}
"""What is known of a call -> its label."""

PROBLEMS: Final = {
    "unknown_outcome": _("Choose the outcome of the call."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "day_missing": _("Enter the day."),
    "day_has_passed": _("%(value)s has passed: choose today or a later day."),
    "day_is_far_off": _("%(value)s is more than ten years ahead: correct the year."),
    "not_positive": _("Enter an amount above zero, or leave it empty."),
    "not_a_call": _("“%(value)s” isn’t an outcome of a call."),
    "day_unreadable": _("“%(value)s” is not a day: write it as 2026-03-31."),
}
"""Problem code of a call -> what is wrong and what to do."""

_LOGGED: Final = {
    "spoke": _("Called and spoke%(rest)s"),
    "no_answer": _("Called, no answer%(rest)s"),
    "call_back": _("Called; call back on %(on)s%(rest)s"),
    "promised": _("Called; promised to pay by %(on)s%(rest)s"),
}
HAPPENINGS: Final = {
    "call.logged": "%(logged)s",
    "call.promised": _("Called; promised %(amount)s by %(on)s%(rest)s"),
    "call.put_off": _("Call put off until %(on)s%(rest)s"),
    "call.withdrawn": _("Call of %(on)s logged by mistake"),
}
"""Kind of event -> its sentence."""

PROMISED_SINCE_YESTERDAY: Final = (_("by %(on)s"), _("%(name)s promised to pay by %(on)s."))
"""A promise since yesterday: beside the client and the amount, and by itself."""
PROMISES_MADE: Final = _("Promises to pay")
"""The heading above several of them."""
CALLS_MOVED: Final = _("Calls")
"""What goes along when two clients become one."""
FAULTS: Final = {
    "call_note_too_long": _("The call %(subject)s has a note of %(length)s characters."),
    "call_currency_unknown": _(
        "The call %(subject)s notes a promise in “%(unknown)s”, which is not a currency in use."
    ),
}
"""Code of a fault -> what is wrong, where, and what it should be."""


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """What an event of ours keeps, as a person reads it."""
    shown = dict(facts)
    note = str(facts.get("note") or "")
    shown["rest"] = f": {note}" if note else ""
    if facts.get("on"):
        shown["on"] = _day(str(facts["on"]))
    outcome = str(facts.get("outcome", ""))
    if outcome in _LOGGED:
        shown["logged"] = str(_LOGGED[outcome]) % {"on": "", **shown}
    return shown


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a call, in the language active now."""
    is_day = problem.code in {"day_has_passed", "day_is_far_off"}
    value = _day(problem.value) if is_day else problem.value
    return str(PROBLEMS[problem.code]) % {"value": value, **problem.params}


_WHY: Final = {
    "after_spoke": _("You spoke on %(on)s. Back here on %(until)s."),
    "after_no_answer": _("No answer on %(on)s. Back here on %(until)s."),
    "after_call_back": _("They asked on %(on)s to be called back on %(until)s."),
    "after_promised": _("They promised on %(on)s to pay. Back here on %(until)s if they don’t."),
    "after_put_off": _("Put off until %(until)s."),
    "over_call_back": _("They asked on %(on)s to be called back on %(until)s."),
    "over_promised": _("They promised on %(on)s to pay; not all of it has arrived."),
    "over_put_off": _("You put this off until %(until)s."),
    "after_promised_amount": _("They promised %(amount)s on %(on)s. Back here on %(until)s if it doesn’t come."),
    "over_promised_amount": _("They promised %(amount)s on %(on)s; not all of it has arrived."),
}


def call_sentence(reason: Reason) -> str:
    """Say why a client is to be called after the last call, or left in peace until when."""
    values = {name: _day(str(reason.params[name])) for name in ("on", "until")}
    code = reason.code
    if "minor" in reason.params:
        minor, currency = int(str(reason.params["minor"])), str(reason.params["currency"])
        values["amount"] = formatting.money(minor, currency, get_language() or "en")
        code += "_amount"
    return str(_WHY[code]) % values


def logged_sentence(name: str, outcome: str, until: date) -> str:
    """Say what was logged, and when the client stands in Today again."""
    values = {"name": name, "outcome": OUTCOMES[outcome], "day": _day(str(until))}
    return gettext("%(name)s: %(outcome)s. Back in Today on %(day)s.") % values


def message_text(language: str, *, person: str, invoices: Iterable[tuple[str, date, int, str]], sender: str) -> str:
    """A polite text about invoices that are overdue (number, due day, open amount, currency), in this language."""
    with override(language):
        lines = [
            gettext("%(number)s, due on %(day)s: %(amount)s")
            % {
                "number": number,
                "day": formatting.day(due, language),
                "amount": formatting.money(minor, currency, language),
            }
            for number, due, minor, currency in invoices
        ]
        greeting = gettext("Hello %(name)s,") % {"name": person} if person else gettext("Hello,")
        asked = gettext("Could you let us know when we can expect the payment? If it’s on its way, please ignore this.")
        if lines:
            said = gettext("According to our records these invoices are still open:")
            parts = [greeting, said + "\n" + "\n".join(f"- {line}" for line in lines), asked]
        else:
            parts = [greeting, gettext("We’d like to hear how things are going. When may we call you?")]
        return "\n\n".join([*parts, gettext("Kind regards") + f"\n{sender}"])


def message_subject(language: str) -> str:
    """The subject of that text where it is sent as an e-mail."""
    with override(language):
        return gettext("Open invoices")


def term_message(language: str, agreed: OpenProposal, *, person: str, on: date, sender: str) -> str:
    """A polite text that tells the client of a term agreed on a day, in this language."""
    with override(language):
        change = term_change(agreed)
        values = {"day": formatting.day(on, language), "value": "" if change is None else change.after}
        greeting = gettext("Hello %(name)s,") % {"name": person} if person else gettext("Hello,")
        said = (str(line) % values for line in _TERM_SENTENCES.get(agreed.kind, ()))
        return "\n\n".join([greeting, *said, gettext("Kind regards") + f"\n{sender}"])


def term_message_subject(language: str) -> str:
    """The subject of that text where it is sent as an e-mail."""
    with override(language):
        return gettext("Our payment terms")


_TERM_SENTENCES: Final = {
    "terms": (
        _("Our invoices to you are payable within %(value)s as of %(day)s."),
        _("The invoices you already have keep their due dates. Please tell us if you have any questions."),
    ),
    "deposit": (
        _("As of %(day)s we ask for a deposit before we start work: %(value)s."),
        _("Jobs we have already agreed stay as they are. Please tell us if you have any questions."),
    ),
    "credit_limit": (
        _("As of %(day)s we can leave up to %(value)s of your account open at any one time."),
        _("Once it’s reached, we’ll start new work when a payment has come in. Please tell us if you have questions."),
    ),
}
"""Kind -> the sentences that tell the client of it."""


def _day(text: str) -> str:
    return formatting.day(date.fromisoformat(text), get_language() or "en")
