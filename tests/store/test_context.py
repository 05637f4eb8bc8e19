"""One firm can never see another: every way to mix two up is refused, on both engines."""

from __future__ import annotations

import contextvars
import threading
from typing import TYPE_CHECKING, Any

import pytest
from django.db import connection, connections, transaction
from django.db.migrations.recorder import MigrationRecorder
from tests.builders import an_issued_invoice

from mainstay.billing.models import Invoice
from mainstay.firm.models import Firm
from mainstay.store import bulk
from mainstay.store.context import (
    FirmMismatch,
    NoActiveFirm,
    SwitchInsideTransaction,
    UnknownFirm,
    active_firm,
    require,
    use_firm,
)
from mainstay.store.paths import book_file, firms_folder

if TYPE_CHECKING:
    from collections.abc import Callable


def rename(name: str) -> int:
    return Firm.objects.filter(id=1).update(name=name)


@transaction.atomic
def rename_and_fail(name: str) -> None:
    rename(name)
    raise ZeroDivisionError


def name_in(firm: str) -> str:
    with use_firm(firm):
        return Firm.objects.get().name


def in_thread(act: Callable[[], object]) -> object:
    answer: list[object] = []

    def run() -> None:
        try:
            answer.append(act())
        except Exception as error:  # noqa: BLE001 -- what went wrong is the answer
            answer.append(error)
        finally:
            connections.close_all()

    thread = threading.Thread(target=run)
    thread.start()
    thread.join()
    return answer[0]


def test_each_firm_has_rows_of_its_own(book: str, other_book: str) -> None:
    rename("Çağlar Mimarlık")
    assert (name_in(book), name_in(other_book)) == ("Çağlar Mimarlık", "Işık İnşaat")
    assert active_firm() == book
    require(book)
    with pytest.raises(FirmMismatch):
        require(other_book)


def test_with_no_firm_active_nothing_is_read_or_written(new_book: Callable[[], str]) -> None:
    firm = new_book()
    for ask in (
        active_firm,
        Firm.objects.count,
        lambda: bulk.select_rows("SELECT 1"),
        connection.cursor,
        lambda: transaction.atomic().__enter__(),
    ):
        with pytest.raises(NoActiveFirm):
            ask()
    with use_firm(firm):
        Firm.objects.count()
    with pytest.raises(NoActiveFirm):
        Firm.objects.count()


def test_a_stray_thread_has_no_firm_and_says_so(book: str) -> None:
    assert isinstance(in_thread(Firm.objects.count), NoActiveFirm)
    questions = Firm.objects.all()
    assert isinstance(in_thread(lambda: list(questions)), NoActiveFirm)


def test_a_thread_that_enters_the_firm_again_reads_it(book: str, other_book: str) -> None:
    rename("Çağlar Mimarlık")
    assert in_thread(lambda: name_in(book)) == "Çağlar Mimarlık"
    assert in_thread(lambda: name_in(other_book)) == "Işık İnşaat"


def test_an_unknown_firm_is_an_error_and_makes_nothing(engine: str) -> None:
    with use_firm("nobody"), pytest.raises(UnknownFirm, match="nobody"):
        Firm.objects.count()
    with use_firm("nobody"), pytest.raises(UnknownFirm), transaction.atomic():
        pytest.fail("the transaction began")
    with use_firm("nobody"), pytest.raises(UnknownFirm):
        bulk.select_rows("SELECT 1")
    if engine == "sqlite":
        assert not book_file("nobody").exists()


@pytest.mark.parametrize("name", ["../../etc/passwd", "Demo", "", "a b", 'x"; DROP SCHEMA public', "building:../x"])
def test_a_name_leads_nowhere_else(engine: str, name: str) -> None:
    with use_firm(name), pytest.raises(UnknownFirm):
        bulk.select_rows("SELECT 1")


def test_a_firm_unknown_to_one_statement_does_not_spoil_the_next(book: str) -> None:
    with use_firm("nobody"), pytest.raises(UnknownFirm):
        Firm.objects.count()
    assert Firm.objects.count() == 1


def test_no_switch_inside_a_transaction(book: str, other_book: str) -> None:
    with transaction.atomic():
        rename("half done")
        with pytest.raises(SwitchInsideTransaction), use_firm(other_book):
            pytest.fail("the other firm became active")
        with use_firm(book):  # the same firm again is no switch
            assert Firm.objects.get().name == "half done"
    assert name_in(book) == "half done"


def test_a_smuggled_switch_inside_a_transaction_is_refused_and_rolls_back(book: str, other_book: str) -> None:
    def smuggle() -> None:
        # What asyncio or a careless library could do: the guard in use_firm is gone round.
        from mainstay.store import context

        context._active.set(other_book)
        rename("wrong book")

    @transaction.atomic
    def half_done() -> None:
        rename("half done")
        contextvars.copy_context().run(smuggle)

    with pytest.raises(SwitchInsideTransaction):
        half_done()
    assert (name_in(book), name_in(other_book)) == ("Işık İnşaat", "Işık İnşaat")


def test_a_smuggled_switch_that_is_swallowed_still_rolls_back(book: str, other_book: str) -> None:
    from mainstay.store import context

    with transaction.atomic():
        rename("half done")
        token = context._active.set(other_book)
        with pytest.raises(SwitchInsideTransaction):
            bulk.select_rows("SELECT 1")
        context._active.reset(token)
    assert name_in(book) == "Işık İnşaat"


def test_a_commit_under_another_firm_rolls_back(book: str, other_book: str) -> None:
    from mainstay.store import context

    block = transaction.atomic()
    block.__enter__()
    rename("half done")
    token = context._active.set(other_book)
    with pytest.raises(FirmMismatch):
        block.__exit__(None, None, None)
    context._active.reset(token)
    assert (name_in(book), name_in(other_book)) == ("Işık İnşaat", "Işık İnşaat")
    with transaction.atomic():  # the connection is as good as before
        rename("whole")
    assert name_in(book) == "whole"


def test_rollback_takes_back_the_firms_writes(book: str, other_book: str) -> None:
    with use_firm(other_book):
        rename("another")
    with pytest.raises(ZeroDivisionError):
        rename_and_fail("half done")
    assert (name_in(book), name_in(other_book)) == ("Işık İnşaat", "another")


def test_savepoints_and_commit_hooks_belong_to_the_firm(book: str, other_book: str) -> None:
    seen: list[str] = []
    with transaction.atomic():
        rename("outer")
        transaction.on_commit(lambda: seen.append(Firm.objects.get().name))
        with pytest.raises(ZeroDivisionError):
            rename_and_fail("inner")
    assert seen == [name_in(book)] == ["outer"]


def test_a_question_made_under_one_firm_is_not_asked_of_another(book: str, other_book: str) -> None:
    late = Firm.objects.filter(id=1)
    part = Firm.objects.values("id")
    ways: list[Callable[[], Any]] = [
        lambda: list(late),
        late.count,
        late.exists,
        late.first,
        late.get,
        lambda: late.update(name="x"),
        late.delete,
        late.aggregate,
        lambda: list(late.iterator()),
        late.in_bulk,
        lambda: list(late.exclude(id=2).values_list("name")),
        late.explain,
        lambda: late.create(id=1),
        lambda: list(Firm.objects.filter(id__in=part)),
        lambda: Firm.objects.all() | late,
    ]
    with use_firm(other_book):
        for ask in ways:
            with pytest.raises(FirmMismatch):
                ask()
    assert late.count() == 1
    assert (name_in(book), name_in(other_book)) == ("Işık İnşaat", "Işık İnşaat")


def test_a_question_made_under_no_firm_is_never_answered(new_book: Callable[[], str]) -> None:
    early = Firm.objects.all()
    with use_firm(new_book()), pytest.raises(FirmMismatch):
        list(early)


@pytest.mark.parametrize("inside", [False, True])
def test_a_half_read_answer_is_not_read_on_under_another_firm(book: str, other_book: str, inside: bool) -> None:
    numbers = "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 500) SELECT i FROM n"

    def begin() -> tuple[Any, Any]:
        cursor = connection.cursor()
        cursor.execute(numbers)
        assert cursor.fetchone() == (1,)
        rows = iter(cursor)
        assert next(rows) == (2,)
        return cursor, rows

    if inside:
        with transaction.atomic():
            cursor, rows = begin()
    else:
        cursor, rows = begin()
    with use_firm(other_book):
        for read in (
            cursor.fetchone,
            lambda: cursor.fetchmany(2),
            cursor.fetchall,
            lambda: next(rows),
            lambda: cursor.execute(numbers),
            lambda: cursor.executemany("UPDATE firm_firm SET name = %s", [("x",)]),
        ):
            with pytest.raises(FirmMismatch):
                read()
        assert bulk.select_rows("SELECT name FROM firm_firm") == [("Işık İnşaat",)]
    assert cursor.fetchone() == (3,)
    cursor.close()


def test_an_iterator_half_read_is_not_read_on_under_another_firm(book: str, other_book: str) -> None:
    # The one table with several rows in a new book; its manager is Django's plain one.
    rows = MigrationRecorder.Migration.objects.all().iterator(chunk_size=1)
    next(rows)
    with use_firm(other_book), pytest.raises(FirmMismatch):
        next(rows)


def test_iterators_inside_a_transaction_are_read_in_pieces(book: str) -> None:
    migrations = MigrationRecorder.Migration.objects.order_by("id")
    with transaction.atomic():
        inside = [row.pk for row in migrations.iterator(chunk_size=1)]
    outside = [row.pk for row in migrations.iterator(chunk_size=1)]
    assert inside == outside == [row.pk for row in migrations]


def test_closing_all_connections_harms_nobody(book: str, other_book: str) -> None:
    name_in(other_book)
    rename("before")
    connections.close_all()
    assert (name_in(book), name_in(other_book)) == ("before", "Işık İnşaat")


def test_django_may_tidy_up_between_requests_when_no_firm_is_active(new_book: Callable[[], str]) -> None:
    with use_firm(new_book()):
        rename("x")
    connection.close_if_unusable_or_obsolete()
    connection.errors_occurred = True
    connection.close_if_unusable_or_obsolete()


def test_more_firms_than_files_kept_open(engine: str, new_book: Callable[[], str]) -> None:
    if engine == "postgresql":
        pytest.skip("PostgreSQL has one connection for all firms")
    from mainstay.store.backends.sqlite3.base import OPEN_FILES

    firms = [new_book() for _ in range(OPEN_FILES + 3)]
    for _ in range(2):
        for firm in firms:
            with use_firm(firm):
                rename(firm)
    assert [name_in(firm) for firm in firms] == firms
    assert len(connection._parked) == OPEN_FILES - 1


def test_a_book_removed_or_replaced_meanwhile_is_not_written_to(engine: str, book: str, other_book: str) -> None:
    if engine == "postgresql":
        pytest.skip("files")
    rename("first")
    for suffix in ("", "-wal", "-shm"):
        (firms_folder() / f"{book}.sqlite3{suffix}").unlink(missing_ok=True)
    with pytest.raises(UnknownFirm):
        rename("into nowhere")
    connection.forget(other_book)
    book_file(other_book).rename(book_file(book))
    assert Firm.objects.get().name == "Işık İnşaat"


def test_a_schema_removed_meanwhile_is_unknown(engine: str, book: str) -> None:
    if engine == "sqlite":
        pytest.skip("schemas")
    from mainstay.store.schema_copy import server

    rename("first")
    with server().bare_cursor() as cursor:
        cursor.execute(f'DROP SCHEMA "firm_{book}" CASCADE')
    with pytest.raises(UnknownFirm):
        rename("into nowhere")


def test_the_search_path_never_outlives_a_transaction(engine: str, book: str) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite has no search_path")
    from mainstay.store.schema_copy import server

    def session_path() -> object:
        with server().bare_cursor() as cursor:
            return (cursor.execute("SHOW search_path").fetchone() or [None])[0]

    before = session_path()
    Firm.objects.count()
    with transaction.atomic():
        assert bulk.select_rows("SHOW search_path") == [(f'"firm_{book}", pg_temp',)]
        [(found,)] = bulk.select_rows("SELECT current_schemas(true)")
        assert found[:2] == ["pg_catalog", f"firm_{book}"]
        # The session's own temporary tables come last, once it has made one.
        assert all(name.startswith("pg_temp_") for name in found[2:])
        assert len(found) <= 3
    bulk.update_rows("UPDATE firm_firm SET name = %s WHERE id = %s", [("x", 1)])
    with connection.cursor() as cursor:
        cursor.executemany("UPDATE firm_firm SET name = %s", [("y",), ("z",)])
        with cursor.cursor.copy("COPY firm_firm (name) TO STDOUT") as copy:
            assert list(copy.rows()) == [("z",)]
    assert session_path() == before == '"$user", public'


def test_a_transaction_begun_without_the_search_path_is_refused(engine: str, book: str) -> None:
    if engine == "sqlite":
        pytest.skip("SQLite has no search_path")
    from django.db import NotSupportedError

    with pytest.raises(NotSupportedError):
        transaction.set_autocommit(False)
    assert Firm.objects.count() == 1


def test_a_row_of_one_firm_is_not_saved_into_another(book, other_book):
    firm = Firm.objects.get(id=1)
    with use_firm(other_book):
        firm.name = "Somebody else"
        with pytest.raises(FirmMismatch):
            firm.save()
        with pytest.raises(FirmMismatch):
            firm.refresh_from_db()
        assert Firm.objects.get(id=1).name != "Somebody else"


def test_a_relation_of_one_firms_row_is_not_followed_in_another(book, other_book):
    entry = an_issued_invoice()
    row = Invoice.objects.get(ref=entry.ref)
    with use_firm(other_book):
        with pytest.raises(FirmMismatch):
            row.client  # noqa: B018 -- the question is the point
        with pytest.raises(FirmMismatch):
            list(row.allocations.all())
