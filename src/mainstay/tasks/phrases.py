"""Labels and sentences of tasks."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.problem import Problem

FIELDS: Final = {
    "what": _("What is to be done"),
    "due_on": pgettext_lazy("task", "Due"),
    "who": _("Assigned to"),
    "client": _("Client"),
    "repeat": _("Repeats"),
    "note": _("Note"),
}
"""What is known of a task -> its label."""

REPEATS: Final = {
    "": _("Doesn’t repeat"),
    "daily": _("Every day"),
    "working_days": _("Every working day"),
    "weekly": _("Every week"),
    "monthly": _("Every month"),
    "yearly": _("Every year"),
}
"""How often a task comes again -> its label."""

PROBLEMS: Final = {
    "what_missing": _("Say in a few words what is to be done."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "day_unreadable": _("“%(value)s” is not a day: write it as 2026-03-31."),
    "unknown_repeat": _("“%(value)s” isn’t a way to repeat: choose one of the list."),
    "no_stand_in": _("“%(value)s” needs someone else as stand-in, and a last day that isn’t before the first."),
}
"""Problem code of a task -> what is wrong and what to do."""

HAPPENINGS: Final = {
    "task.added": _("Task added: %(what)s (due %(on)s)%(for_whom)s"),
    "task.changed": _("Task changed: %(what)s (due %(on)s)%(for_whom)s"),
    "task.postponed": _("Task moved from %(was_on)s to %(on)s: %(what)s%(because)s"),
    "task.done": _("Done: %(what)s (due %(on)s)"),
    "task.reopened": _("Not done after all: %(what)s (due %(on)s)"),
    "task.dropped": _("Task cancelled: %(what)s (due %(on)s)"),
    "work.handed_over": _("Work handed over: %(person)s → %(stand_in)s%(until)s"),
    "work.taken_back": _("Hand-over ended: %(person)s, from %(stand_in)s"),
}
"""Kind of event -> its sentence."""

TASKS_MOVED: Final = _("Tasks")
"""What goes along when two clients become one."""
FAULTS: Final = {
    "task_person_unknown": _("The task “%(subject)s” is assigned to %(person)s, who is not a person of this firm."),
    "stand_in_unknown": _("%(person)s does the work of %(subject)s; one of the two is not a person of this firm."),
    "task_day_off_course": _("The task “%(subject)s” is due on %(due_on)s, before its first day %(first_on)s."),
}
"""Code of a fault -> what is wrong, where, and what it should be."""


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """What an event of ours keeps, with days as a person reads them."""
    shown = dict(facts)
    for name in ("on", "was_on"):
        if name in facts:
            shown[name] = _day(str(facts[name]))
    person, reason = str(facts.get("person") or ""), str(facts.get("reason") or "")
    shown["until"] = (
        gettext(", until %(day)s") % {"day": shown["on"]} if "clients" not in facts and "on" in facts else ""
    )
    shown["for_whom"] = f" · {person}" if person else ""
    shown["because"] = f" ({reason})" if reason else ""
    return shown


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a task, in the language active now."""
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}


def due_sentence(days: int, on: date) -> str:
    """Say when a task is due: "Due today.", "Was due on 3 Mar 2026."; `days` are those still to go."""
    if days == 0:
        return gettext("Due today.")
    said = gettext("Was due on %(day)s.") if days < 0 else gettext("Due on %(day)s.")
    return said % {"day": _day(str(on))}


def _day(text: str) -> str:
    return formatting.day(date.fromisoformat(text), get_language() or "en")
