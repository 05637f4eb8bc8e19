"""Form fields as our screens show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django import forms

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.utils.safestring import SafeString

_CLASSES: Final = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.Select, "form-select"),
)


def styled(field: BoundField) -> SafeString:
    """The field's input in Tabler's dress; one with an error says so to the eye, too."""
    widget = field.field.widget
    dress = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "form-control")
    if field.errors:
        dress += " is-invalid"
    # Themselves allauth's fields hold the place of a label with a placeholder: ours have labels.
    widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": dress})


def is_tick(field: BoundField) -> bool:
    """Say whether the field is a box to tick: its label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)
