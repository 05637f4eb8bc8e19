"""Finding anything in the book by what one remembers of it."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import Asked, opened
from mainstay.cli.reading import OneOf
from mainstay.cli.show import as_json, console
from mainstay.cli.words import _, gettext_noop, ngettext

if TYPE_CHECKING:
    from mainstay.overview.queries.search import FoundGroup, SearchPage

# Translators: single words in this order, each written as a person types it, without spaces inside.
_KIND = OneOf(gettext_noop("clients field_values invoices payments"))


@click.command(help=_("Find clients, invoices and payments that hold the TEXT or are of exactly this amount."))
@click.argument("text", nargs=-1, required=True)
@click.option("--only", "kind", type=_KIND, help=_("List one kind, fifty at a time."))
@click.option("--page", "number", type=click.IntRange(min=1), default=1, help=_("With --only: which fifty."))
@click.option("--json", "is_json", is_flag=True, help=_("Print JSON for other programs."))
@click.pass_obj
def search(asked: Asked, text: tuple[str, ...], kind: str | None, number: int, *, is_json: bool) -> None:
    """Print what fits, the best first."""
    with opened(asked) as book:
        from mainstay.overview.queries.search import search as search_for

        page = search_for(text=" ".join(text), kind=kind or "", number=number, by=book.by)
        if is_json:
            as_json(_document(page))
        else:
            _print(page)


def _document(page: SearchPage) -> dict[str, object]:
    """The page as JSON: how many fit of each kind, and the best of them."""
    head = {"text": page.text, "only": page.kind, "page": page.number, "pages": page.pages}
    return {**head, **{group.kind: _group_document(group) for group in page.groups}}


def _group_document(group: FoundGroup) -> dict[str, object]:
    says = getattr(import_module(f"mainstay.schemas.{group.package}"), f"found_{group.kind}")
    return {"count": group.found.count, "found": [says(row) for row in group.found.rows]}


def _print(page: SearchPage) -> None:
    from mainstay.cli.pages import no_invoices

    if page.is_book_empty:
        console().print(no_invoices())
    elif not page.count:
        console().print(
            _("No results for “%(text)s”: try fewer letters, part of the name, the number or the exact amount.")
            % {"text": page.text}
        )
    for group in page.groups:
        if group.found.rows:
            _print_group(group)


def _print_group(group: FoundGroup) -> None:
    out, count = console(), group.found.count
    printed = getattr(import_module(f"mainstay.cli.panels.{group.package}"), f"found_{group.kind}")
    shown = ngettext("%(count)d found", "%(count)d found", count) % {"count": count}
    out.print(f"{group.title} · {shown}", style="bold")
    out.print(printed(group.found.rows))
    if group.found.has_more:
        said = _("All of them, fifty to a page: add --only %(kind)s, then --page 2.")
        out.print(said % {"kind": group.kind}, style="dim")
    out.print()
