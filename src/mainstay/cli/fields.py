"""Custom fields in a terminal: defined, ordered and retired; filled in and cleared for a client."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, TextIO

import click

from mainstay.cli.details import FROM, answer, document_from, drafted
from mainstay.cli.opening import Asked, Opened, WithDefault, opened
from mainstay.cli.reading import JSON, KEY, OneOf
from mainstay.cli.words import _, gettext_noop

if TYPE_CHECKING:
    from mainstay.fields.rules.drafts import FieldDraft

# Translators: single words in this order, each written as a person types it, without spaces inside.
_KIND = OneOf(gettext_noop("text number date choice"))


@click.group(
    cls=WithDefault, help=_("Custom fields of clients: define them, fill them in (“mainstay fields” lists them).")
)
def fields() -> None:
    """Group what concerns custom fields."""


@fields.command(name="list", help=_("The custom fields in their order, the retired ones last."))
@JSON
@click.pass_obj
def all_of_them(asked: Asked, /, *, is_json: bool) -> None:
    """List the custom fields."""
    with opened(asked) as book:
        from mainstay.cli.panels.fields import print_field_rows
        from mainstay.cli.show import as_json
        from mainstay.fields.queries.definitions import all_fields
        from mainstay.schemas.fields import field_document

        found = all_fields(by=book.by)
        if is_json:
            as_json({"fields": [field_document(one) for one in found]})
            return
        if not found:
            click.echo(_("No custom fields yet."))
        print_field_rows(found)


@fields.command(help=_("Add the custom field NAME; --from takes all of it from a file."))
@click.argument("name", required=False)
@click.option("--kind", type=_KIND, help=_("What it holds; text where not given."))
@click.option("--choice", "choices", multiple=True, help=_("One of its choices; give it once for each."))
@click.option("--listed", "is_listed", is_flag=True, default=None, help=_("Show it in the list of clients, too."))
@FROM
@JSON
@KEY
@click.pass_obj
def define(asked: Asked, /, file: TextIO | None, key: str, *, is_json: bool, **given: Any) -> None:
    """Add a custom field."""
    with opened(asked, key=key) as book:
        from mainstay.fields.actions.definitions import define_field
        from mainstay.fields.forms import FieldForm

        draft = drafted(FieldForm, {"kind": "text", **document_from(file, **_said(given))})
        field = define_field(draft=draft, by=book.by, now=book.now, key=key)
        said = _("Field added: %(name)s (%(ref)s)") % {"name": field.name, "ref": field.ref}
        answer(said, {"ref": field.ref, **FieldForm.document_of(draft)}, is_json=is_json)


@fields.command(help=_("Change the custom field FIELD (name or reference); what is not given stays."))
@click.argument("field")
@click.option("--name", help=_("Its new name."))
@click.option("--kind", type=_KIND, help=_("What it holds, as long as no client has a value in it."))
@click.option("--choice", "choices", multiple=True, help=_("One of its choices; give all of them."))
@click.option("--listed/--not-listed", "is_listed", default=None, help=_("Whether the list of clients shows it."))
@click.option("--up", "move", flag_value="up", help=_("Move it up by one."))
@click.option("--down", "move", flag_value="down", help=_("Move it down by one."))
@FROM
@JSON
@KEY
@click.pass_obj
def change(
    asked: Asked, /, field: str, move: str | None, file: TextIO | None, key: str, *, is_json: bool, **given: Any
) -> None:
    """Change a custom field, or move it."""
    with opened(asked, key=key) as book:
        from mainstay.fields.actions.definitions import change_field, move_field
        from mainstay.fields.forms import FieldForm
        from mainstay.fields.queries.definitions import field_called

        there = field_called(wanted=field, by=book.by)
        seen = _draft(there)
        acting: dict[str, Any] = {"ref": there.ref, "by": book.by, "now": book.now, "key": key}
        if move is not None:
            draft = seen
            move_field(is_up=move == "up", **acting)
        else:
            draft = drafted(FieldForm, {**FieldForm.document_of(seen), **document_from(file, **_said(given))})
            change_field(draft=draft, **acting)
        said = _("Saved: %(what)s") % {"what": draft.name}
        answer(said, {"ref": there.ref, **FieldForm.document_of(draft)}, is_json=is_json)


@fields.command(help=_("Stop asking for FIELD; what is known of clients is kept. --undo brings it back."))
@click.argument("field")
@click.option("--undo", "is_undone", is_flag=True, help=_("Ask for it again."))
@JSON
@KEY
@click.pass_obj
def retire(asked: Asked, /, field: str, key: str, *, is_json: bool, is_undone: bool) -> None:
    """Retire a custom field, or bring it back."""
    with opened(asked, key=key) as book:
        from mainstay.fields.actions.definitions import reinstate_field, retire_field
        from mainstay.fields.queries.definitions import field_called

        there = field_called(wanted=field, by=book.by)
        acting: dict[str, Any] = {"ref": there.ref, "by": book.by, "now": book.now, "key": key}
        if is_undone:
            reinstate_field(**acting)
            said = _("Back in use: %(name)s")
        else:
            retire_field(today=book.today, **acting)
            said = _("Retired: %(name)s. What is known of clients is kept.")
        answer(said % {"name": there.name}, {"ref": there.ref, "is_retired": not is_undone}, is_json=is_json)


@fields.command(help=_("Remove FIELD, in which no client has a value."))
@click.argument("field")
@JSON
@KEY
@click.pass_obj
def remove(asked: Asked, /, field: str, key: str, *, is_json: bool) -> None:
    """Remove a custom field that is not in use."""
    with opened(asked, key=key) as book:
        from mainstay.fields.actions.definitions import remove_field
        from mainstay.fields.queries.definitions import field_called

        there = field_called(wanted=field, by=book.by)
        name = remove_field(ref=there.ref, by=book.by, now=book.now, key=key)
        answer(_("Removed: %(name)s") % {"name": name}, {"ref": there.ref}, is_json=is_json)


@fields.command(
    name="set", help=_("Fill in custom fields of CLIENT: FIELD VALUE, or several from --from with {FIELD: VALUE}.")
)
@click.argument("client")
@click.argument("field", required=False)
@click.argument("value", required=False)
@FROM
@JSON
@KEY
@click.pass_obj
def fill(
    asked: Asked, /, client: str, field: str | None, value: str | None, file: TextIO | None, key: str, *, is_json: bool
) -> None:
    """Fill in custom fields of a client."""
    given = {} if field is None else {field: value or ""}
    with opened(asked, key=key) as book:
        _fill(book, client, {**document_from(file), **given}, key, is_json=is_json)


@fields.command(help=_("Remove what CLIENT has in FIELD."))
@click.argument("client")
@click.argument("field")
@JSON
@KEY
@click.pass_obj
def clear(asked: Asked, /, client: str, field: str, key: str, *, is_json: bool) -> None:
    """Clear a custom field of a client."""
    with opened(asked, key=key) as book:
        _fill(book, client, {field: ""}, key, is_json=is_json)


@fields.command(help=_("Undo what you changed last in the custom fields of CLIENT; once more brings it back."))
@click.argument("client")
@JSON
@KEY
@click.pass_obj
def undo(asked: Asked, /, client: str, key: str, *, is_json: bool) -> None:
    """Put back the custom fields of a client."""
    with opened(asked, key=key) as book:
        from mainstay.clients.queries.fetching import client_called
        from mainstay.fields.actions.values import undo_filling

        ref = client_called(wanted=client, by=book.by).ref
        changed = undo_filling(client_ref=ref, today=book.today, by=book.by, now=book.now, key=key)
        answer(_("Undone: the fields are as they were."), {"ref": ref, "changed": changed}, is_json=is_json)


@fields.command(name="import", help=_("Import FILE.csv, the sheet “Custom fields” or “Field values” of an export."))
@click.argument("file", type=click.File(encoding="utf-8-sig"))
@JSON
@KEY
@click.pass_obj
def bring(asked: Asked, /, file: TextIO, key: str, *, is_json: bool) -> None:
    """Import custom fields, or their values."""
    with opened(asked, key=key) as book:
        from mainstay.fields.actions.importing import import_fields

        found = import_fields(text=file.read(), today=book.today, by=book.by, now=book.now, key=key)
        said = _("Custom fields: %(fields)d fields and %(values)d values imported, %(known)d already there.")
        answer(said % found._asdict(), found._asdict(), is_json=is_json)


def _fill(book: Opened, client: str, document: dict[str, Any], key: str, *, is_json: bool) -> None:
    """Fill in the fields that the document names, by name or reference; the others stay."""
    from mainstay.clients.queries.fetching import client_called
    from mainstay.fields.actions.values import fill_fields
    from mainstay.fields.forms import FieldValuesForm
    from mainstay.fields.queries.definitions import field_called, row_of

    found = client_called(wanted=client, by=book.by)
    named = [(row_of(field_called(wanted=name, by=book.by)), value) for name, value in document.items()]
    asked = [row for row, _value in named]
    draft = drafted(FieldValuesForm, {row.ref: value for row, value in named}, asked=asked, today=book.today)
    changed = fill_fields(client_ref=found.ref, draft=draft, today=book.today, by=book.by, now=book.now, key=key)
    names = {row.ref: row.name for row in asked}
    values = {names[ref]: text or None for ref, text in draft.values}
    answer(
        _("Saved: %(what)s") % {"what": found.name}, {"ref": found.ref, "changed": changed, **values}, is_json=is_json
    )


def _said(given: dict[str, Any]) -> dict[str, Any]:
    """The options as the form has them: choices in lines, a flag as a word; what is not given is left out."""
    said = {name: value for name, value in given.items() if value is not None}
    choices, is_listed = said.pop("choices", ()), said.pop("is_listed", None)
    if choices:
        said["choices"] = "\n".join(choices)
    if is_listed is not None:
        said["is_listed"] = "yes" if is_listed else ""
    return said


def _draft(field: Any) -> FieldDraft:
    from mainstay.fields.rules.drafts import FieldDraft

    return FieldDraft(field.name, field.kind, field.options, "yes" if field.is_listed else "")
