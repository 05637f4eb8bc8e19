"""What is remembered ends with the next write, and is one day's, one language's and one firm's alone."""

from __future__ import annotations

import pytest
from django.db import transaction
from django.utils import translation
from tests.builders import a_client, day

from mainstay.clients.models import Client
from mainstay.store import result_cache
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import remembered


@pytest.fixture(autouse=True)
def nothing_yet():
    result_cache._cached.clear()


class Counted:
    """Answers with the number of clients and counts how often it was asked."""

    def __init__(self) -> None:
        self.times = 0

    def __call__(self) -> int:
        self.times += 1
        return Client.objects.count()

    def asked(self, what="clients", on=0) -> int:
        return remembered(what, day(on), book_version(), self)


def test_a_result_is_found_once_for_a_day_and_a_language(book) -> None:
    count = Counted()
    a_client()
    assert (count.asked(), count.asked(), count.times) == (1, 1, 1)
    assert (count.asked(on=1), count.times) == (1, 2)
    with translation.override("tr"):
        assert (count.asked(), count.asked(), count.times) == (1, 1, 3)
    assert (count.asked(("clients", "of others")), count.times) == (1, 4)
    assert (count.asked(), count.times) == (1, 4)


def test_the_next_write_ends_it_and_makes_room(book) -> None:
    count = Counted()
    assert [count.asked(on=on) for on in range(3)] == [0, 0, 0]
    a_client()
    assert count.asked() == 1
    assert len(result_cache._cached) == 1


def test_a_transaction_is_told_what_it_wrote_itself(book) -> None:
    count = Counted()
    assert count.asked() == 0
    with transaction.atomic():
        a_client()
        assert count.asked() == 1
        transaction.set_rollback(True)
    assert count.asked() == 0
    assert count.times == 2  # the second was not stored


def test_what_was_asked_for_longest_ago_makes_room(book) -> None:
    count = Counted()
    for on in range(result_cache._CACHED):
        count.asked(on=on)
    count.asked(on=0)
    count.asked(on=result_cache._CACHED)
    before = count.times
    count.asked(on=0)
    assert count.times == before
    count.asked(on=1)
    assert count.times == before + 1
    assert len(result_cache._cached) == result_cache._CACHED
