"""What custom fields add to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, NOW, OWNER, START, a_client, day

from mainstay.fields.actions import definitions, values
from mainstay.fields.models import CustomField
from mainstay.fields.queries import definitions as defined
from mainstay.fields.queries import undoing
from mainstay.fields.queries import values as known
from mainstay.fields.rules.drafts import FieldDraft, FieldValuesDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

SECTOR: Final = FieldDraft("Sector", "choice", "Retail\nFood", "yes")
_WORKERS: Final = {"owner", "colleague", "bookkeeper"}
_OWNERS: Final = {"owner", "terminal", "demo"}
FILE: Final = "Client ID,Client name,Field,Value\n,Işık İnşaat,Sector,Food\n"


def a_field(draft: FieldDraft = SECTOR) -> CustomField:
    """A custom field in the book; the same again where it is there."""
    found = CustomField.objects.filter(name=draft.name).first()
    return found or definitions.define_field(draft=draft, **ACT)


def filled(text: str = "Food") -> dict[str, Any]:
    """A value of a client, as the action names it."""
    return {"client_ref": a_client().ref, "draft": FieldValuesDraft(((a_field().ref, text),)), "today": START}


def _changed() -> dict[str, Any]:
    values.fill_fields(**filled(), **ACT)
    return {"client_ref": a_client().ref, "today": START}


def _retired() -> dict[str, Any]:
    definitions.retire_field(ref=a_field().ref, today=START, **ACT)
    return {"ref": a_field().ref}


def _in_book() -> str:
    assert a_client().pk
    assert a_field().pk
    return FILE


def _recorded(small: Any) -> None:
    field = definitions.define_field(draft=SECTOR, by=OWNER, now=NOW)
    draft = FieldValuesDraft(((field.ref, "Food"),))
    values.fill_fields(client_ref=small.client, draft=draft, today=day(190), by=OWNER, now=NOW)


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "fields.definitions.fields_in_use": lambda _b, by: defined.fields_in_use(by=by),
    "fields.definitions.all_fields": lambda _b, by: defined.all_fields(by=by),
    "fields.definitions.field_for": lambda _b, by: defined.field_for(ref=CustomField.objects.get().ref, by=by),
    "fields.definitions.field_called": lambda _b, by: defined.field_called(wanted="sector", by=by),
    "fields.undoing.last_change": lambda _b, by: undoing.last_change(client_ref=a_client().ref, by=by),
    "fields.values.values_of_client": lambda _b, by: known.values_of_client(client_id=a_client().pk, by=by),
}
"""Query -> how it is asked of a small book, by somebody."""
OF_THE_FIRM: Final = {
    **dict.fromkeys(
        (f"fields.definitions.{name}" for name in ("fields_in_use", "all_fields", "field_for", "field_called")),
        "what the firm wants to know is its own",
    ),
    "fields.undoing.last_change": "what somebody of the firm changed last is theirs to undo",
}
"""Queries that show nothing to the access of a client."""
RECORDED: Final = {"fields": _recorded}
"""What of custom fields is there in the small book."""
MAY: Final[dict[str, set[str]]] = {
    **dict.fromkeys(
        (
            f"fields.definitions.{name}"
            for name in (
                "define_field", "change_field", "retire_field", "reinstate_field", "remove_field", "move_field",
            )
        ),
        _OWNERS,
    ),
    **dict.fromkeys(
        ("fields.values.fill_fields", "fields.values.undo_filling", "fields.importing.import_fields"),
        _WORKERS | {"terminal", "demo"},
    ),
}  # fmt: skip
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {
    "client_fields": _WORKERS, "settings_fields": {"owner"}, "settings_field": {"owner"},
}  # fmt: skip
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    "client_fields": (200, "clients/c-…/"), "settings_fields": (200, 422), "settings_field": (404, 404),
}  # fmt: skip
"""Page -> what GET and an empty POST answer to whoever may."""
STATEMENTS: Final = {"fields.client": 1}
"""How many statements a page asks more."""
CASES: Final = {
    "fields.define_field": (lambda: {"draft": SECTOR}, definitions.FieldNameIsTaken),
    "fields.change_field": (
        lambda: {"ref": a_field().ref, "draft": FieldDraft("Trade", "text")}, "sets what is set",
    ),
    "fields.retire_field": (lambda: {"ref": a_field().ref, "today": START}, definitions.FieldIsRetired),
    "fields.reinstate_field": (_retired, definitions.FieldIsNotRetired),
    "fields.remove_field": (lambda: {"ref": a_field().ref}, defined.FieldNotFound),
    "fields.move_field": (
        lambda: {"ref": a_field().ref, "is_up": bool(a_field(FieldDraft("Visit", "date")).pk) and False},
        "sets what is set",
    ),
    "fields.fill_fields": (filled, "sets what is set"),
    "fields.undo_filling": (_changed, "undone once more, it is as it was changed"),
    "fields.import_fields": (lambda: {"text": _in_book(), "today": START}, "sets what is set"),
}  # fmt: skip
"""Action -> what it is asked, and what comes of it without a key a second time."""
