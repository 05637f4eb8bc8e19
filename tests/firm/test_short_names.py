"""The short name of a firm is made of its name, and is one that a firm may have."""

from __future__ import annotations

from itertools import islice

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mainstay.firm.rules.short_names import short_names
from mainstay.store.paths import is_slug


@pytest.mark.parametrize(
    ("name", "short"),
    [
        ("Işık İnşaat Ltd. Şti.", "isik-insaat-ltd-sti"),
        ("O'Brien & Sons", "o-brien-sons"),
        ("3M of Leeds", "m-of-leeds"),
        ("شركة النور", "firm"),
        ("2024", "firm"),
        ("Acme " * 20, "acme-acme-acme-acme-acme-acme-acme-a"),
    ],
)
def test_the_name_is_what_one_would_type(name: str, short: str) -> None:
    assert list(islice(short_names(name), 3)) == [short, f"{short}-2", f"{short}-3"]


@given(st.text(max_size=200))
def test_every_name_gives_names_that_a_firm_may_have(name: str) -> None:
    names = list(short_names(name))
    assert all(map(is_slug, names))
    assert len(set(names)) == len(names)
