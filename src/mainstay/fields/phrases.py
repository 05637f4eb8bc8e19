"""Labels and sentences of custom fields."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.fields.rules.definitions import ChangedField
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.kernel.problem import Problem

KINDS: Final = {
    "text": pgettext_lazy("kind of field", "Text"),
    "number": pgettext_lazy("kind of field", "Number"),
    "date": pgettext_lazy("kind of field", "Date"),
    "choice": pgettext_lazy("kind of field", "Choice"),
}
"""Kind of field -> its label."""

LISTED: Final = {"": _("Only on the client’s page"), "yes": _("In the list of clients, too")}
"""Where a field is shown -> its label."""

FIELDS: Final = {
    "name": pgettext_lazy("custom field", "Name"),
    "kind": pgettext_lazy("custom field", "Kind"),
    "choices": _("Choices, one a line"),
    "is_listed": _("Shown"),
}
"""What is known of a custom field -> its label."""

PROBLEMS: Final = {
    "name_missing": _("Enter a name for the field."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "unknown_kind": _("“%(value)s” isn’t a kind of field: choose text, number, date or choice."),
    "choices_missing": _("Enter the choices, each on a line of its own."),
    "too_many_choices": _("A field can have up to %(most)s choices: leave some out."),
    "no_choice": _("“%(value)s” isn’t one of the choices: %(choices)s."),
    "no_number": _("“%(value)s” isn’t a number: write it as %(example)s."),
    "number_too_large": _("“%(value)s” is too large a number: correct it."),
    "too_many_decimals": _("“%(value)s” has more than %(most)s decimals: shorten it."),
    "no_day": _("“%(value)s” isn’t a date: write it like %(day)s."),
}
"""Problem code of a custom field -> what is wrong and what to do."""

HAPPENINGS: Final = {
    "field.defined": _("Custom field added: %(name)s"),
    "field.changed": _("Custom field changed: %(name)s"),
    "field.retired": _("Custom field retired: %(name)s"),
    "field.reinstated": _("Custom field brought back: %(name)s"),
    "field.removed": _("Custom field removed: %(name)s"),
    "field.filled": "%(filled)s",
}
"""Kind of event -> its sentence."""

VALUES_MOVED: Final = _("Custom fields")
"""What goes along when two clients become one."""
VALUES_FOUND: Final = _("Custom fields")
"""What a search finds."""
FAULTS: Final = {
    "field_value_unfit": _(
        "The client %(subject)s has “%(text)s” in the custom field “%(name)s”, which doesn’t fit its kind."
    ),
    "field_value_unsearchable": _("A search won’t find what the client %(subject)s has in the field “%(name)s”."),
}
"""Code of a fault -> what is wrong, where, and what it should be."""


def value_shown(kind: str, text: str) -> str:
    """A value as a person reads it, in the language active now: 1,234.5 · 3 Mar 2026."""
    language = get_language() or "en"
    if text and kind == "number":
        value = Decimal(text)
        return formatting.decimal(value, max(-int(value.as_tuple().exponent), 0), language)
    if text and kind == "date":
        return formatting.day(date.fromisoformat(text), language)
    return text


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """What an event of ours keeps, as a person reads it."""
    shown = dict(facts)
    if "kind" not in facts:
        return shown
    name, kind, before, after = (str(facts.get(one) or "") for one in ("name", "kind", "before", "after"))
    shown["filled"] = filled_sentence(ChangedField("", name, kind, before, after))
    return shown


def filled_sentence(field: ChangedField) -> str:
    """What a field says now and said before, "" for what is unknown, in the language active now."""
    before, after = value_shown(field.kind, field.before), value_shown(field.kind, field.after)
    values = {"name": field.name, "before": before, "after": after}
    if before and after:
        return gettext("%(name)s: %(after)s (was %(before)s)") % values
    if after:
        return gettext("%(name)s: %(after)s") % values
    if before:
        return gettext("%(name)s: removed (was %(before)s)") % values
    return gettext("%(name)s was changed") % values


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a field or a value, in the language active now."""
    language = get_language() or "en"
    examples = {
        "example": formatting.decimal(Decimal("1234.5"), 1, language),
        "day": formatting.day(date(2026, 11, 3), language),
    }
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **examples, **problem.params}
