"""What each rule for tables and SQL catches, and what it leaves in peace."""

from __future__ import annotations

from textwrap import dedent

import pytest

import sql_exceptions
import sql_rules as lint
from sources import house_of, read_house

BILLING = "src/mainstay/billing/queries/x.py"
SCORING = "src/mainstay/scoring/queries/x.py"
STORE = "src/mainstay/store/x.py"
RAW = "class Search:\n    def rows(self, cursor) -> list[tuple[Any, ...]]:\n        {body}"
MODELS = {
    "src/mainstay/billing/models.py": "class Invoice(BookModel): ...\nclass Payment(BookModel): ...\n",
    "src/mainstay/clients/models.py": "class Client(BookModel): ...\n",
    "src/mainstay/firm/models.py": "class BookVersion(BookModel): ...\n",
}


def said(path: str, text: str) -> list[str]:
    """What all the rules but the last say of one file beside the models."""
    house = house_of({**MODELS, path: dedent(text)})
    rules = [rule for rule in lint.RULES if rule is not lint.exceptions_are_alive]
    return [finding.sentence for rule in rules for finding in rule(house)]


@pytest.mark.parametrize(
    ("path", "text", "sentence"),
    [
        (SCORING, 'ROWS = "SELECT id FROM billing_invoice"', "billing_invoice is a table of billing"),
        (SCORING, 'ROWS = f"SELECT {x} FROM billing_invoice i"', "billing_invoice is a table of billing"),
        ("src/mainstay/store/x.py", 'ROWS = "SELECT mark FROM firm_bookversion"', "is a table of firm"),
        (SCORING, 'run_sql("UPDATE clients_client SET name = 1")', "clients_client is written by clients alone"),
        (SCORING, 'run_sql("DELETE FROM billing_payment")', "billing_payment is written by billing alone"),
        (SCORING, 'bulk.insert_rows("billing_invoice", C, rows)', "billing_invoice is written by billing alone"),
        (SCORING, 'reserve_ids("billing_invoice", 3)', "billing_invoice is written by billing alone"),
        (SCORING, "from mainstay.billing.models import Invoice", "models of billing: ask a query of billing"),
        (SCORING, "def f():\n    from mainstay.billing.models import Invoice", "models of billing"),
        (
            BILLING,
            """
            from mainstay.clients.queries.fetching import client_for
            def rename(ref):
                client = client_for(ref=ref)
                client.save()
            """,
            ".save() on a row of another package",
        ),
        (
            BILLING,
            """
            from mainstay.clients.queries.visible import clients_for
            def forget(by):
                clients_for(by).filter(name="").delete()
            """,
            ".delete() on a row of another package",
        ),
        (
            BILLING,
            """
            from mainstay.clients.queries import visible
            def rename(by):
                for client in visible.clients_for(by).order_by("id"):
                    client.update(name="")
            """,
            ".update() on a row of another package",
        ),
        (BILLING, 'ROWS = "SELECT id FROM x"\nMORE = ROWS.replace("id", "*")', ".replace() on a statement"),
        (BILLING, 'ROWS = "SELECT id FROM x"\ndef f():\n    return ROWS.split("FROM")[0]', ".split() on a statement"),
        (STORE, "def f(script, firm):\n    return script.replace('target', firm)", ".replace() by what varies"),
        (BILLING, 'ROWS = "SELECT {} FROM x"\ndef f(a):\n    return ROWS.format(a)', "places without names"),
        (BILLING, 'A = "SELECT 1"\nB = "SELECT 2"\ndef f(a):\n    return (A if a else B).format(a)', "without names"),
        (BILLING, 'def f(a):\n    return "SELECT %s FROM x" % a', "% on a statement"),
        (BILLING, 'ROWS = "SELECT id FROM x WHERE {which}"', "ROWS does not say below what {which} is"),
        (BILLING, 'ROWS = f"SELECT {A} FROM x {{of}}"\n"""All."""', "ROWS does not say below what {of} is"),
        (BILLING, "def f(cursor):\n    return cursor.fetchall()", ".fetchall(): read rows"),
        (BILLING, 'def f(q):\n    return q.values_list("a", "b", "c", "d")', "values_list of so many"),
        (BILLING, "def f(q):\n    return q.values_list(*NAMES)", "values_list of so many"),
        (BILLING, "def f(row):\n    return row[3]", "a value by its place"),
        (BILLING, "def f(cursor):\n    for a, b, c, d in cursor:\n        print(a)", "taken apart by place"),
        (BILLING, "def f():\n    for a, b, c, d in bulk.select_rows(S):\n        print(a)", "taken apart by place"),
        (BILLING, "def f():\n    (a, b, c, *d), e = joined_rows(A, B, S)[0]", "taken apart by place"),
        (BILLING, "def f():\n    return [a for a, b, c, d in sorted(rows(Kind, S))]", "taken apart by place"),
        (
            BILLING,
            """
            def f():
                with connection.cursor() as cursor:
                    cursor.execute(S)
                    for row in cursor:
                        a, b, c, d = row[:-1]
            """,
            "taken apart by place",
        ),
        (
            BILLING,
            """
            def f(search):
                found = search.rows(S)
                return (Found(a, d) for a, b, c, d in found)
            """,
            "taken apart by place",
        ),
        (BILLING, "def f(row: tuple[Any, ...]):\n    *before, a, b, c = row", "taken apart by place"),
        (
            BILLING,
            """
            class Row(NamedTuple):
                a: int
                b: int
                c: int
                d: int
            def _rows() -> list[Row]: ...
            def f():
                for a, b, c, d in _rows():
                    print(a)
            """,
            "taken apart by place",
        ),
        (STORE, RAW.format(body="return cursor.fetchall()"), "rows hands rows on without names"),
    ],
)  # fmt: skip
def test_a_rule_catches(path: str, text: str, sentence: str) -> None:
    assert any(sentence in one for one in said(path, text)), said(path, text)


def test_a_statement_of_another_file_is_known_by_its_name() -> None:
    here = "from mainstay.billing.queries.fragments import OPEN\nMINE = OPEN.replace('a', 'b')\n"
    house = house_of({"src/mainstay/billing/queries/fragments.py": 'OPEN = "SELECT 1"', SCORING: here})
    assert [one.path for one in lint.statements_are_not_cut(house)] == [SCORING]


@pytest.mark.parametrize(
    ("path", "text"),
    [
        (BILLING, 'ROWS = "SELECT id FROM billing_invoice"'),
        (SCORING, '"""Reads what billing_invoice holds."""'),
        (SCORING, "if TYPE_CHECKING:\n    from mainstay.billing.models import Invoice"),
        ("src/mainstay/billing/models.py", "from mainstay.clients.models import Client\nclass Invoice(BookModel): ..."),
        ("src/mainstay/clients/migrations/0001_x.py", 'SQL = "UPDATE billing_invoice SET a = {b}"'),
        (
            BILLING,
            """
            from mainstay.clients.queries.fetching import client_for
            def named(ref):
                found = {}
                found.update(name=client_for(ref=ref).name)
                return found
            """,
        ),
        (BILLING, 'ROWS = "SELECT id {of}"\n"""All that `{of}` leaves."""\ndef f():\n    return ROWS.format(of="")'),
        (BILLING, 'ROWS = "SELECT id FROM x WHERE id {in_list}"'),
        (BILLING, 'def f(name):\n    return name.replace("a", "b")'),
        (STORE, "def f(path, target, at):\n    return path.replace(target), at.replace(tzinfo=UTC)"),
        (BILLING, 'def f(q, row):\n    return q.values_list("a", "b", "c"), row[2], row[-1], row[3:]'),
        (BILLING, "def f(day):\n    a, b, c, d = bucket_starts(day)\n    for e, f, g, h in zip(a, b): print(e)"),
        (BILLING, "def f():\n    for a, b, c in bulk.select_rows(S):\n        print(a)"),
        (BILLING, "def f():\n    for row, other in joined_rows(A, B, S):\n        print(row.a)"),
        (BILLING, "class A:\n    def f(self):\n        self.x = rows(A, S)\n        a, b, c, d = self.four()"),
        (STORE, RAW.format(body="if width > WITHOUT_NAMES: raise TypeError\n        return cursor.fetchall()")),
        (STORE, "def f(cursor) -> list[str]:\n    return [row[0] for row in cursor.fetchall()]"),
        ("src/mainstay/firm/context.py", "def f(cursor):\n    return cursor.fetchone()"),
    ],
)  # fmt: skip
def test_rules_leave_in_peace(path: str, text: str) -> None:
    assert said(path, text) == []


def test_a_listed_reader_may_read_and_not_write() -> None:
    reader = "src/mainstay/scoring/queries/ledger.py"
    assert reader in sql_exceptions.TABLE_READERS
    assert said(reader, 'ROWS = "SELECT id FROM billing_invoice"') == []
    written = "billing_invoice is written by billing alone"
    assert said(reader, 'ROWS = "UPDATE billing_invoice SET a = 1"') == [written]


def test_an_exception_that_is_needed_no_more_is_found() -> None:
    house = house_of({**MODELS, "src/mainstay/scoring/queries/ledger.py": "x = 1"})
    found = {one.sentence for one in lint.exceptions_are_alive(house)}
    assert "src/mainstay/scoring/queries/ledger.py names no table of another package: remove it" in found
    assert "src/mainstay/scoring/queries/ledger.py fetches no rows: remove it" in found


def test_the_tables_are_those_of_the_models() -> None:
    from django.apps import apps

    ours = {
        model._meta.db_table: model._meta.app_label
        for model in apps.get_models()
        if model.__module__.startswith("mainstay.")
    }
    assert lint.tables_of(read_house()).items() >= ours.items()
