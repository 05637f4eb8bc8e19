"""What a person fills in about a task, read into a draft and written back."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, ClassVar

from django import forms
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.drafts import DraftForm
from mainstay.firm.forms.fields import DayField, LineField, LinesField
from mainstay.tasks.phrases import FIELDS, PROBLEMS, REPEATS, problem_sentence
from mainstay.tasks.rules.drafts import (
    CLIENT_LENGTH,
    NOTE_LENGTH,
    REASON_LENGTH,
    WHAT_LENGTH,
    WHO_LENGTH,
    HandOverDraft,
    TaskDelay,
    TaskDraft,
)

if TYPE_CHECKING:
    from collections.abc import Iterable


class TaskForm(DraftForm[TaskDraft]):
    """A task."""

    sentence_of = staticmethod(problem_sentence)
    refused: ClassVar = {
        "client_not_found": "client", "client_is_ambiguous": "client", "person_not_found": "who",
        "task_is_far_off": "due_on",
    }  # fmt: skip
    columns: ClassVar = {"due_on": "sm-6", "repeat": "sm-6", "who": "sm-6", "client": "sm-6"}

    what = LineField(
        label=FIELDS["what"], max_length=WHAT_LENGTH, error_messages={"required": PROBLEMS["what_missing"]}
    )
    due_on = DayField(label=FIELDS["due_on"])
    repeat = forms.ChoiceField(
        label=FIELDS["repeat"],
        required=False,
        choices=list(REPEATS.items()),
        error_messages={"invalid_choice": PROBLEMS["unknown_repeat"]},
    )
    who = LineField(label=FIELDS["who"], required=False, max_length=WHO_LENGTH)
    client = LineField(label=FIELDS["client"], required=False, max_length=CLIENT_LENGTH)
    note = LinesField(
        label=FIELDS["note"], required=False, max_length=NOTE_LENGTH, widget=forms.Textarea(attrs={"rows": 3})
    )

    def make(self, values: dict[str, Any]) -> TaskDraft:
        """The task."""
        return TaskDraft(**values).tidied()

    def offer_people(self, people: Iterable[tuple[str, str]]) -> None:
        """Let a browser choose among people (e-mail address and name) instead of typing one."""
        field = self.fields["who"]
        field.widget = forms.Select(choices=[("", _("Nobody yet")), *people], attrs=field.widget_attrs(field.widget))


class TaskDelayForm(DraftForm[TaskDelay]):
    """To which day a task is put off."""

    refused: ClassVar = {"task_is_far_off": "until", "task_delayed_to_no_day": "until"}
    columns: ClassVar = {"until": "sm-5", "reason": "sm-7"}

    until = DayField(label=_("Until"))
    reason = LineField(label=_("Why later"), required=False, max_length=REASON_LENGTH)

    def make(self, values: dict[str, Any]) -> TaskDelay:
        """The day and the reason."""
        return TaskDelay(**values)


class HandOverForm(DraftForm[HandOverDraft]):
    """Who takes over the work of another person, and until when."""

    refused: ClassVar = {
        "person_not_found": "person", "hands_over_to_itself": "stand_in", "hands_over_to_no_day": "until",
        "is_handed_over": "person",
    }  # fmt: skip
    columns: ClassVar = {"person": "sm-4", "stand_in": "sm-4", "until": "sm-4"}

    person = LineField(
        label=_("Whose work"), required=False, max_length=WHO_LENGTH, widget=forms.TextInput(attrs={"required": True})
    )
    stand_in = LineField(
        label=_("Taken over by"), required=False, max_length=WHO_LENGTH,
        widget=forms.TextInput(attrs={"required": True}),
    )  # fmt: skip
    until = DayField(label=_("Until (empty: for good)"), required=False)

    def make(self, values: dict[str, Any]) -> HandOverDraft:
        """The hand-over."""
        return HandOverDraft(**values)

    def offer_people(self, people: Iterable[tuple[str, str]]) -> None:
        """Let a browser choose both among people (e-mail address and name)."""
        choices = [("", "–"), *people]
        for name in ("person", "stand_in"):
            self.fields[name].widget = forms.Select(choices=choices)
