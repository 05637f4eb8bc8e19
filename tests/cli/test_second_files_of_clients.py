"""A second file of clients: those that are there get what is new, and what may be another client is asked."""

from __future__ import annotations

import pytest

DAY = "2026-06-30"
CLIENTS = "Cari Kodu,Cari Unvan,Vergi No,Telefon,E-posta"
CARDS = (
    f"{CLIENTS}\n"
    "120-1,Işık İnşaat,1234567890,,\n"
    "120-2,Kale Ltd,2345678901,,\n"
    ",Moda Tekstil,3456789012,,\n"
    ",Nehir Su,,,"
).split("\n")  # fmt: skip


def details(book):
    documents = [book.client(name, DAY) for name in ("isik", "kale", "moda", "nehir")]
    return [(one["name"], one["phone"], one["email"]) for one in documents]


def test_phones_and_e_mails_go_to_the_clients_that_are_there(turkish, write):
    turkish.bring(write("cariler.csv", *CARDS), kind="clients")
    phones = (
        CLIENTS,
        "120-1,Işık İnş. A.Ş.,,0232 1,isik@isik.example",  # by number
        "K-77,Kale Limited Şirketi,234 567 89 01,0232 2,kale@kale.example",  # by tax number, under another number
        ",Moda Tekstil San.,3456789012,0232 3,moda@moda.example",  # by tax number
        ",NEHIR SU,,0232 4,nehir@nehir.example",  # by name
    )
    outcome = turkish.bring(write("telefonlar.csv", *phones), kind="clients")
    assert {name: outcome[name] for name in ("clients", "changed", "rejected")} == {
        "clients": 0, "changed": 4, "rejected": 0,
    }  # fmt: skip
    assert details(turkish) == [
        ("Işık İnşaat", "0232 1", "isik@isik.example"),
        ("Kale Ltd", "0232 2", "kale@kale.example"),
        ("Moda Tekstil", "0232 3", "moda@moda.example"),
        ("Nehir Su", "0232 4", "nehir@nehir.example"),
    ]
    turkish("check")


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        # Another firm of that name.
        (
            ",Kale Ltd,9876543210,0232 9,",
            "“Kale Ltd” has the tax number 2345678901 here: correct it, or add the client number to the file.",
        ),
        # The tax number is one client's, the name another's.
        (
            ",Nehir Su,3456789012,0232 9,",
            "2 clients match “Nehir Su” and its tax number: add the client number to the file.",
        ),
    ],
)
def test_what_may_be_another_client_is_asked(turkish, write, rejected, row, reason):
    turkish.bring(write("cariler.csv", *CARDS), kind="clients")
    before = details(turkish)
    outcome = turkish.bring(write("telefonlar.csv", CLIENTS, row), kind="clients")
    assert [one.reason for one in rejected(outcome)] == [reason]
    assert (outcome["clients"], outcome["changed"], details(turkish)) == (0, 0, before)


def test_one_name_with_two_tax_numbers_in_a_file_is_asked(turkish, write, rejected):
    rows = (CLIENTS, ",Kale Ltd,2345678901,1,", ",Kale Ltd,9876543210,2,", ",Moda,11111111111,3,", ",Su,11111111111,4,")
    outcome = turkish.bring(write("cariler.csv", *rows), kind="clients")
    assert (outcome["clients"], outcome["rejected"]) == (2, 2)
    assert {one.reason for one in rejected(outcome)} == {
        "“Kale Ltd” appears with different tax numbers: add client numbers to the file, or keep one row."
    }
