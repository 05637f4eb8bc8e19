"""What stands in an address as the country is read as ISO writes it; what is not known is not guessed."""

from __future__ import annotations

import pytest

from mainstay.clients.rules.countries import country_code


@pytest.mark.parametrize(
    ("words", "meant"),
    [
        ("United Kingdom", ("GB", "")),
        ("uk", ("GB", "")),
        ("GB", ("GB", "")),
        ("Scotland", ("GB", "SCT")),
        ("İskoçya", ("GB", "SCT")),
        ("Türkiye", ("TR", "")),
        ("TÜRKİYE", ("TR", "")),
        ("turkey", ("TR", "")),
        (" Almanya ", ("DE", "")),
        ("Deutschland", ("DE", "")),
        ("Birleşik Krallık", ("GB", "")),
        ("USA", ("US", "")),
        ("", ("", "")),
        ("Atlantis", ("", "")),
        ("Leeds", ("", "")),
        ("001", ("", "")),
    ],
)
def test_a_country_is_read_as_people_write_it(words: str, meant: tuple[str, str]) -> None:
    assert country_code(words) == meant
