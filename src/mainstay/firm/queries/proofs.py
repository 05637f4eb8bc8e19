"""What every book must keep whatever it holds: a sound file, rows that point at rows, its guards, its one firm."""

from __future__ import annotations

from functools import cache
from typing import TYPE_CHECKING, Any, Final

from django.apps import apps
from django.db import connection
from django.db.models import ForeignKey

from mainstay.firm.models import Firm
from mainstay.firm.rules.bank_accounts import bank_accounts
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.money import amount_text
from mainstay.kernel.problem import Fault
from mainstay.store import bulk
from mainstay.store.context import active_firm
from mainstay.store.triggers import expected_guards, missing_triggers

if TYPE_CHECKING:
    from collections.abc import Iterable

LISTED: Final = 20
"""So many faults of a kind are listed; the rest is counted."""
_BROKEN_RULES: Final = ("CHECK constraint failed", "NULL value in")


def listed(code: str, statement: str) -> list[Fault]:
    """Run a statement whose rows are faults: at most LISTED of them, and how many more there are.

    The first column is the subject, the others become the figures of the sentence under their own names; `…_minor`
    becomes an amount in the row's `currency`, and a column `code` names the fault more exactly than `code` does.
    """
    with connection.cursor() as cursor:
        cursor.execute(f"SELECT found.*, COUNT(*) OVER () FROM ({statement}) AS found ORDER BY 1, 2 LIMIT {LISTED}")
        names = [column[0] for column in cursor.description][1:-1]
        rows = cursor.fetchall()
    found = [_fault(code, str(row[0]), dict(zip(names, row[1:-1], strict=True))) for row in rows]
    return found + _more(code, int(rows[0][-1]) if rows else 0)


def _fault(code: str, subject: str, figures: dict[str, object]) -> Fault:
    exact = str(figures.pop("code", code))
    currency = str(figures.pop("currency", ""))
    params: dict[str, object] = {}
    for name, value in figures.items():
        is_money = name.endswith("_minor")
        params[name.removesuffix("_minor")] = amount(value, currency) if is_money else str(value)
    return Fault(exact, subject, params | ({"currency": currency} if currency else {}))


def first_of(code: str, faults: Iterable[Fault]) -> list[Fault]:
    """Keep the first LISTED of many faults found one by one, and say how many more there are."""
    found: list[Fault] = []
    count = 0
    for fault in faults:
        count += 1
        if count <= LISTED:
            found.append(fault)
    return found + _more(code, count)


def _more(code: str, count: int) -> list[Fault]:
    return [Fault("and_more", code, {"count": count - LISTED})] if count > LISTED else []


def amount(minor: object, currency: str) -> str:
    """An amount for the sentence of a fault, even in a currency that nobody knows."""
    whole = int(str(minor))
    return amount_text(whole, currency) if is_currency(currency) else f"{whole} {currency}"


def prove_file() -> list[Fault]:
    """Ask SQLite whether the file is sound; PostgreSQL looks after its own."""
    if connection.vendor == "postgresql":
        return []
    said = [str(row[0]) for row in bulk.select_rows(f"SELECT * FROM pragma_integrity_check({LISTED})")]
    return [
        Fault("rule_broken" if text.startswith(_BROKEN_RULES) else "file_damaged", active_firm(), {"said": text})
        for text in said
        if text != "ok"
    ]


def prove_firm() -> list[Fault]:
    """Prove that the book has its one firm, all its guards, and that every row points at rows that are there."""
    return [*_one_firm(), *_guards_in_place(), *_rows_that_vanished()]


def _one_firm() -> list[Fault]:
    firms = list(Firm.objects.order_by("id").values_list("id", "name", "currency", "bank_accounts")[:2])
    if [row[0] for row in firms] != [1]:
        return [Fault("not_one_firm", active_firm(), {"count": Firm.objects.count()})]
    _id, name, currency, accounts = firms[0]
    found = [] if is_currency(currency) else [Fault("firm_currency_unknown", name, {"currency": currency})]
    return found if bank_accounts(accounts) is not None else [*found, Fault("firm_accounts_unreadable", name)]


@cache
def _guards() -> list[Any]:
    # What the migrations on disk promise is the same all day; reading them costs more than all other proofs together.
    return list(expected_guards())


def _guards_in_place() -> list[Fault]:
    missing = missing_triggers(_guards())
    return first_of("guard_missing", (Fault("guard_missing", name) for name in missing))


def _rows_that_vanished() -> list[Fault]:
    found = []
    for model in apps.get_models():
        about = model._meta  # noqa: SLF001 -- Django's public name for it
        for key in about.concrete_fields:
            if isinstance(key, ForeignKey):
                table, column = about.db_table, key.column
                there = key.remote_field.model._meta.db_table  # noqa: SLF001 -- as above
                found += listed(
                    "row_vanished",
                    f"SELECT '{table} ' || c.id AS subject, '{there} ' || c.\"{column}\" AS missing "
                    f'FROM "{table}" c LEFT JOIN "{there}" p ON p.id = c."{column}" '
                    f'WHERE c."{column}" IS NOT NULL AND p.id IS NULL',
                )
    return found
