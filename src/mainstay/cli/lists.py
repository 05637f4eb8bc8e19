"""Columns and row height of the lists, as a person sees them in the app: shown, and chosen for them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, NamedTuple, TextIO

import click

from mainstay.cli.details import FROM, answer, document_from
from mainstay.cli.opening import Asked, Opened, WithDefault, opened, refuse
from mainstay.cli.reading import JSON, KEY
from mainstay.cli.words import _
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.firm.queries.list_looks import ListLooks

PERSON = click.option("--person", help=_("Whose lists: an e-mail address or a name; not needed for a team of one."))


class _Shown(NamedTuple):
    """A column of a list: what it is called here and in the app, and whether the person sees it."""

    name: str
    label: str
    is_shown: bool


@click.group(
    cls=WithDefault, help=_("Columns and row height of the lists, as somebody sees them in the app: show and set them.")
)
def lists() -> None:
    """Group what concerns the look of lists."""


@lists.command(
    name="list", help=_("The columns of each list, or of LIST, with a tick where they are shown; the row height.")
)
@click.argument("page", metavar="LIST", required=False, default="")
@PERSON
@JSON
@click.pass_obj
def show_looks(asked: Asked, /, page: str, person: str | None, *, is_json: bool) -> None:
    """Print the columns and the row height."""
    with opened(asked) as book:
        from mainstay.cli import show
        from mainstay.firm.rules.list_columns import LISTS
        from mainstay.overview.phrases import DENSITY_WORDS

        looks = _looks(person)
        pages = [_page(page)] if page else list(LISTS)
        if is_json:
            show.as_json(_document(book, looks, pages))
            return
        headings = [show.Column(_("list"), is_typed=True), show.Column(_("column"), is_typed=True)]
        headings += [show.Column(_("heading")), show.Column(_("shown"))]
        rows = [
            [name, one.name, one.label, "✓" if one.is_shown else ""]
            for name in pages
            for one in _columns(book, looks, name)
        ]
        show.console().print(show.table(headings, rows))
        said = _("Row height: %(rows)s (%(name)s)")
        click.echo(said % {"rows": DENSITY_WORDS[looks.density], "name": looks.density})


@lists.command(
    name="set",
    help=_(
        "Show somebody these columns of LIST (clients, invoices, payments or receivables) and no others, and choose "
        "the row height of all their lists."
    ),
)
@click.argument("page", metavar="LIST", required=False, default="")
@click.option(
    "--column", "columns", multiple=True, help=_("A column to show, as “mainstay lists” calls it; once for each.")
)
@click.option("--usual", is_flag=True, help=_("Show the usual columns again."))
@click.option("--rows", help=_("How close the rows of every list stand: comfortable or compact."))
@PERSON
@FROM
@JSON
@KEY
@click.pass_obj
def choose(
    asked: Asked, /, page: str, columns: tuple[str, ...], person: str | None, file: TextIO | None, key: str,
    *, usual: bool, is_json: bool, rows: str | None,
) -> None:  # fmt: skip
    """Choose the columns of a list, the row height, or both."""
    with opened(asked, key=key) as book:
        from mainstay.firm.actions.list_looks import choose_list_look
        from mainstay.firm.rules.list_columns import LISTS, difference

        looks = _looks(person)
        document = document_from(file, list=page or None, columns=list(columns) or None, rows=rows)
        wanted, is_named = document.get("columns"), bool(document.get("list"))
        if wanted is None and not usual and not document.get("rows"):
            refuse(_("Say what to change: columns with --column, the usual ones with --usual, or --rows."))
        if not is_named and (wanted is not None or usual):
            refuse(_("Say which list you mean: %(choices)s.") % {"choices": ", ".join(LISTS)})
        name = _page(str(document["list"])) if is_named else next(iter(LISTS))
        differs = "" if usual else looks.columns.get(name, "")
        if wanted is not None and not usual:
            differs = difference(name, _ticked(book, looks, name, wanted), _fields(book, name))
        choose_list_look(
            user_id=looks.user_id, page=name, columns=differs,
            density=_density(document["rows"]) if document.get("rows") else looks.density,
            by=book.by, now=book.now, key=key,
        )  # fmt: skip
        now = _looks(looks.email)
        answer(_("Saved."), _document(book, now, [name]), is_json=is_json)


def _looks(person: str | None) -> ListLooks:
    """Whose lists are meant: the person named, or the only one there is."""
    from mainstay.firm.queries.list_looks import list_looks_of
    from mainstay.firm.queries.people import colleagues

    team = colleagues()
    if not team:
        refuse(_("Nobody can sign in yet: start the app with “mainstay serve”."))
    if not person and len(team) > 1:
        people = ", ".join(f"{one.name} ({one.email})" for one in team)
        refuse(_("Say whose lists you mean with --person: %(people)s.") % {"people": people})
    return list_looks_of(person or team[0].email)


def _page(wanted: str) -> str:
    from mainstay.firm.rules.list_columns import LISTS

    if wanted not in LISTS:
        said = _("There is no list “%(wanted)s”: choose one of %(choices)s.")
        refuse(said % {"wanted": wanted, "choices": ", ".join(LISTS)})
    return wanted


def _fields(book: Opened, page: str) -> dict[str, bool]:
    """The columns of custom fields -> is each usually shown."""
    from mainstay.fields.queries.definitions import fields_in_use
    from mainstay.firm.rules.list_columns import LISTS

    return {f"f-{one.ref}": one.is_listed for one in fields_in_use(by=book.by)} if LISTS[page].has_fields else {}


def _columns(book: Opened, looks: ListLooks, page: str) -> list[_Shown]:
    """Every column of the list in order."""
    from mainstay.fields.queries.definitions import fields_in_use
    from mainstay.firm.rules.list_columns import columns_shown
    from mainstay.overview.phrases import column_labels

    labels = column_labels(page) | {f"f-{one.ref}": one.name for one in fields_in_use(by=book.by)}
    shown = columns_shown(page, looks.columns.get(page, ""), _fields(book, page))
    return [_Shown(name, labels[name], is_shown) for name, is_shown in shown.items()]


def _ticked(book: Opened, looks: ListLooks, page: str, wanted: object) -> set[str]:
    """The columns that are named by what they are called here or by their headings."""
    there = _columns(book, looks, page)
    if not isinstance(wanted, list) or not all(isinstance(one, str) for one in wanted):
        example = '"columns": ["owed", "overdue"]'
        refuse(_("The columns aren’t a list of names: write them as %(example)s.") % {"example": example})
    called = {fold(one.label): one.name for one in there} | {one.name: one.name for one in there}
    for one in wanted:
        if one not in called and fold(one) not in called:
            said = _("The list has no column “%(wanted)s”: choose from %(choices)s.")
            # A custom field goes by its heading: its short name says nothing to a person.
            choices = [column.label if column.name.startswith("f-") else column.name for column in there]
            refuse(said % {"wanted": one[:60], "choices": ", ".join(choices)})
    return {called.get(one) or called[fold(one)] for one in wanted}


def _density(wanted: object) -> str:
    from mainstay.overview.phrases import DENSITY_WORDS

    called = {fold(str(word)): name for name, word in DENSITY_WORDS.items()} | {name: name for name in DENSITY_WORDS}
    found = called.get(fold(str(wanted)))
    if found is None:
        said = _("“%(wanted)s” is not a row height: choose one of %(choices)s.")
        refuse(said % {"wanted": str(wanted)[:60], "choices": ", ".join(DENSITY_WORDS)})
    return found


def _document(book: Opened, looks: ListLooks, pages: list[str]) -> Mapping[str, Any]:
    found = {name: [one._asdict() for one in _columns(book, looks, name)] for name in pages}
    return {"person": looks.email, "rows": looks.density, "lists": found}
