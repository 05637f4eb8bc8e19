"""The sentences of the timeline itself: that words were erased, and what stands in their place."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import get_language, gettext
from django.utils.translation import gettext_lazy as _

from mainstay.firm.forms.firm import FirmForm
from mainstay.kernel import formatting

if TYPE_CHECKING:
    from collections.abc import Mapping
    from datetime import date

HAPPENINGS: Final = {
    "words.erased": _("Personal text erased; entries concerned: %(entries)s"),
    "firm.described": _("Details of the firm changed: %(details)s"),
    "firm.export_returned": _("An export was brought back; rows that came in: %(rows)s"),
}
"""Kind of event -> its sentence."""


ENTRIES_MOVED: Final = _("Notes and other entries of the timeline")
"""What goes along when two clients become one."""


def happening_facts(values: Mapping[str, object]) -> Mapping[str, object]:
    """The facts of an event as they are shown: details of the firm by their labels."""
    details = values.get("details")
    if not isinstance(details, list):
        return values
    labels = FirmForm.base_fields
    return {**values, "details": ", ".join(str(labels[name].label) for name in details if name in labels)}


def erased(on: date) -> str:
    """Say that words stood here and when they were erased: "[erased on 3 Mar 2026]"."""
    return gettext("[erased on %(day)s]") % {"day": formatting.day(on, get_language() or "en")}
