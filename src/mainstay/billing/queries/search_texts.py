"""Which documents a search asks for: those that the search texts name, and the latest, which stand in none yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.billing.rules.search_texts import is_line_of, line_of, lines_with
from mainstay.firm.queries.proofs import first_of
from mainstay.kernel.problem import Fault
from mainstay.store import bulk
from mainstay.store.sql import among, as_rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mainstay.store.text_search import TextSearch


class SearchedColumn(NamedTuple):
    """What of the rows of a table is searched, as an expression in SQL, and the column that names a row."""

    table: str
    expression: str
    name: str
    is_amount: bool = False


KINDS: Final[Mapping[str, SearchedColumn]] = {
    "invoice_words": SearchedColumn("billing_invoice", "number || ' ' || external_id || ' ' || reference", "number"),
    "invoice_amounts": SearchedColumn("billing_invoice", "total_minor", "number", is_amount=True),
    "payment_words": SearchedColumn("billing_payment", "note", "ref"),
    "payment_amounts": SearchedColumn("billing_payment", "ABS(minor)", "ref", is_amount=True),
}
"""Kind of a search text -> what stands in its lines."""
_LATEST_AT_MOST: Final = 10_000
_NAMED_AT_MOST: Final = 5_000
"""Of more it is quicker to look at every row."""
_TEXTS: Final = """
    SELECT first_id, last_id, kind, CASE WHEN kind IN ({words}) AND NOT ({has_letters}) THEN '' ELSE lines END AS lines,
        (SELECT COALESCE(MAX(id), 0) FROM {table}) AS newest_id
    FROM billing_searchtext WHERE kind IN ({kinds}) ORDER BY kind, first_id
"""
"""The texts of a table: `{table}` is its name, `{kinds}` are those asked for, `{words}` those of them that hold words.

`{has_letters}` says whether the lines hold all letters that are searched for.
"""
_OPEN_AMOUNTS: Final = " UNION SELECT id FROM billing_invoice WHERE open_minor > 0 AND open_minor IN ({amounts})"
"""Invoices of which this is open, which changes; `{amounts}` in minor units."""


class _Text(NamedTuple):
    """A row of _TEXTS; `lines` is empty where the engine saw that a word is missing."""

    first_id: int
    last_id: int
    kind: str
    lines: str
    newest_id: int


def ids_to_ask(search: TextSearch, table: str) -> str | None:
    """A statement for the ids of all rows of the table that may fit a search; None where any row may.

    Whether one fits is for the search itself to say: an amount may be in another currency, a number taken away.
    """
    kinds = [kind for kind, one in KINDS.items() if one.table == table and (search.amounts or not one.is_amount)]
    found = _texts(search, table, kinds)
    covered = min(_covered([one for one in found if one.kind == kind]) for kind in kinds)
    if not covered or found[0].newest_id - covered > _LATEST_AT_MOST:
        return None
    words = [[f" {search.phrase} "]] if search.is_of_short_words else [search.words]
    amounts = [[line_of(minor)] for minor in search.amounts]
    named: set[int] = set()
    for text in found:
        for one in amounts if KINDS[text.kind].is_amount else words:
            named.update(text.first_id + place for place in lines_with(text.lines, one))
        if len(named) > _NAMED_AT_MOST:
            return None
    latest = f" UNION SELECT id FROM {table} WHERE id > {covered}"
    is_open = table == "billing_invoice" and search.amounts
    return as_rows(named) + latest + (_OPEN_AMOUNTS.format(amounts=among(search.amounts)) if is_open else "")


def prove_search_texts() -> list[Fault]:
    """Prove that the search texts hold all that stands on the documents they are of."""
    return first_of("search_text", _wrong())


def _texts(search: TextSearch, table: str, kinds: list[str]) -> list[_Text]:
    """The texts of these kinds in their order; of those with words, the ones that may hold all that is searched for."""
    statement = _TEXTS.format(
        table=table,
        kinds=", ".join(f"'{kind}'" for kind in kinds),
        words=", ".join(f"'{kind}'" for kind in kinds if not KINDS[kind].is_amount),
        has_letters=search.folded_has_letters("lines"),
    )
    return search.rows(_Text, statement)


def _covered(texts: list[_Text]) -> int:
    """Up to which id the texts hold everything without a gap, 0 for none."""
    covered = 0
    for text in texts:
        if text.first_id != covered + 1:
            return 0
        covered = text.last_id
    return covered


def _wrong() -> Iterator[Fault]:
    for kind, first, last in bulk.select_rows("SELECT kind, first_id, last_id FROM billing_searchtext ORDER BY 1, 2"):
        ((lines,),) = bulk.select_rows(
            "SELECT lines FROM billing_searchtext WHERE kind = %s AND first_id = %s", [kind, first]
        )
        written, column = dict(enumerate(lines.split("\n"), first)), KINDS[kind]
        said = bulk.select_rows(
            f"SELECT id, {column.expression}, {column.name} FROM {column.table} WHERE id BETWEEN %s AND %s ORDER BY id",
            [first, last],
        )
        for row_id, each, name in said:
            if not is_line_of(written.get(row_id, ""), each):
                yield Fault("search_text", name, {})
