"""Form fields as our screens show them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from django import forms

from mainstay.firm.forms.drafts import ROW, DraftForm
from mainstay.firm.forms.fields import AmountField

if TYPE_CHECKING:
    from django.forms import BoundField
    from django.utils.safestring import SafeString
    from markupsafe import Markup

_CLASSES: Final = (
    (forms.CheckboxInput, "form-check-input"),
    (forms.RadioSelect, "form-check-input"),
    (forms.Select, "form-select"),
)


class Button(NamedTuple):
    """One choice to click: its button, its label, what it means."""

    tag: SafeString
    label: object
    meaning: object


def styled(field: BoundField) -> SafeString:
    """The field's input in Tabler's dress; one with an error says so to the eye and to a screen reader."""
    widget = field.field.widget
    dress = next((name for kind, name in _CLASSES if isinstance(widget, kind)), "form-control")
    if isinstance(field.field, AmountField):
        dress += " text-end"
    if own := field.field.widget.attrs.get("class"):
        dress += f" {own}"
    attributes = {}
    if field.errors or look_beside(field):
        dress += " is-invalid"
        attributes = {"aria-invalid": "true", "aria-describedby": f"{field.auto_id}_error"}
    # Themselves allauth's fields hold the place of a label with a placeholder: ours have labels.
    if not isinstance(field.form, DraftForm):
        widget.attrs.pop("placeholder", None)
    return field.as_widget(attrs={"class": dress, **attributes})


def in_row(drawn: Markup, row: str) -> Markup:
    """A form that was drawn once, `DraftForm.for_rows`, as it stands in one row of a list."""
    return drawn.replace(ROW, row)


def is_tick(field: BoundField) -> bool:
    """Say whether the field is a box to tick: its label stands after it."""
    return isinstance(field.field.widget, forms.CheckboxInput)


def buttons_of(field: BoundField) -> list[Button]:
    """The choices of a field that stand side by side; none for a field of another kind."""
    widget = field.field.widget
    if not isinstance(widget, forms.RadioSelect):
        return []
    widget.attrs["class"] = "form-check-input"
    meanings = getattr(field.form, "meanings", {}).get(field.name, {})
    return [Button(one.tag(), one.choice_label, meanings.get(one.data["value"], "")) for one in field]


def look_beside(field: BoundField) -> str:
    """What a person should look at beside a field, such as what the book says by now; "" for nothing."""
    return field.form.beside.get(field.name, "") if isinstance(field.form, DraftForm) else ""


def column_of(field: BoundField) -> str:
    """The classes of the columns that a field takes: “col-6 col-sm-4”, all twelve where its form does not say."""
    wide = getattr(field.form, "columns", {}).get(field.name, "12")
    return " ".join(f"col-{part}" for part in wide.split())
