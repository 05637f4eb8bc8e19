"""What is known of a client beside its name: time zone and how it is guessed, tax numbers, what contacts receive."""

from __future__ import annotations

import pytest

from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.receiving import received_in, received_line
from mainstay.clients.rules.time_zones import zone_of
from mainstay.kernel.tax_numbers import is_mistyped


@pytest.mark.parametrize(
    ("known", "zone"),
    [
        ({"country": "Türkiye"}, "Europe/Istanbul"),
        ({"country": "United Kingdom", "phone": "+90 212 000 00 00"}, "Europe/London"),
        ({"phone": "+90 212 000 00 00"}, "Europe/Istanbul"),
        ({"phone": "0044 113 496 0000"}, "Europe/London"),
        ({"country": "Germany"}, "Europe/Berlin"),
        ({"country": "US", "region": "CA"}, "America/Los_Angeles"),
        ({"country": "US"}, ""),
        ({"country": "Narnia"}, ""),
        ({"phone": "0113 496 0000"}, ""),
        ({}, ""),
    ],
)
def test_a_time_zone_is_guessed(known, zone):
    found = zone_of(**{"time_zone": "", "country": "", "region": "", "phone": "", **known})
    assert (found.name, found.is_guess) == (zone, True)


def test_a_time_zone_that_was_set_is_no_guess():
    found = zone_of(time_zone="Asia/Tokyo", country="TR", region="", phone="")
    assert (found.name, found.is_guess) == ("Asia/Tokyo", False)


# The numbers of the Turkish revenue administration and of HMRC as they publish them as examples, and one digit off.
@pytest.mark.parametrize(
    ("number", "country", "is_wrong"),
    [
        ("4540536920", "TR", False),
        ("4540536921", "TR", True),
        ("10000000146", "TR", False),
        ("10000000147", "TR", True),
        ("11111111111", "TR", False),
        ("GB 980 7806 84", "GB", False),
        ("GB 802 3116 82", "GB", True),
        ("980780684", "GB", False),
        ("GB 980 7806 84", "", False),
        ("0123", "TR", False),
        ("DE 136 695 976", "DE", False),
    ],
)
def test_check_digits_are_checked_where_we_know_how(number, country, is_wrong):
    assert is_mistyped(number, country) is is_wrong


def test_what_is_wrong_with_a_client_is_said_of_its_field():
    draft = ClientDraft("A", country="Türkiye", tax_number="4540536921", time_zone="Leeds", tags="x" * 41)
    assert {(problem.field, problem.code) for problem in draft.problems()} == {
        ("tax_number", "mistyped_tax_number"), ("time_zone", "unknown_time_zone"), ("tags", "too_long"),
    }  # fmt: skip


def test_what_a_contact_receives_is_a_line_in_a_fixed_order():
    assert received_line(received_in("Reports; invoices, everything")) == "invoices, reports"
