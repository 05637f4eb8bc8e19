"""Tags, archive and further facts of clients in the terminal, and out and in by a file."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.cli.test_exporting import brought_back, rows

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.cli.conftest import Book

FACTS = (
    "Tax office", "Billing address", "Delivery address", "Time zone", "Tags", "Archived on",
)  # fmt: skip
PERSON = ("Contact name", "Role", "Language", "Time zone", "Receives")


def test_everything_known_of_a_client_goes_out_and_comes_in(new_firm: Callable[..., Book], tmp_path: Path) -> None:
    book = new_firm()
    book(
        "record", "client", "Işık", "--country", "Türkiye", "--tax-number", "4540536920", "--tax-office", "Konak",
        "--billing-address", "PK 1\nİzmir", "--delivery-address", "Depo 2", "--time-zone", "Asia/Tokyo",
        "--tags", "VIP, retail",
    )  # fmt: skip
    book(
        "client", "contact", "Işık", "Ayşe", "--role", "Muhasebe", "--speaks", "tr", "--time-zone", "Europe/Istanbul",
        "--receives", "reports,invoices",
    )  # fmt: skip
    book("record", "client", "Özge", "--tags", "VIP")
    book("client", "archive", "Özge")
    out = tmp_path / "out"
    book("export", "--out", str(out))
    known = {row["Client name"]: row for row in rows(out / "clients.csv")}
    assert [known["Işık"][name] for name in FACTS] == [
        "Konak", "PK 1\nİzmir", "Depo 2", "Asia/Tokyo", "retail, VIP", "",
    ]  # fmt: skip
    assert known["Özge"]["Archived on"]
    again = brought_back(new_firm(), out)
    again("export", "--out", str(tmp_path / "again"))
    back = {row["Client name"]: row for row in rows(tmp_path / "again" / "clients.csv")}
    assert [[row[name] for name in FACTS] for row in back.values()] == [
        [row[name] for name in FACTS] for row in known.values()
    ]
    (person,) = rows(tmp_path / "again" / "contacts.csv")
    assert [person[name] for name in PERSON] == ["Ayşe", "Muhasebe", "tr", "Europe/Istanbul", "invoices, reports"]


def test_tags_and_the_archive_in_the_terminal(new_firm: Callable[..., Book]) -> None:
    book = new_firm()
    book("record", "client", "Işık")
    assert book("client", "tag", "Işık", "--add", "VIP,Retail").out == "Retail, VIP\n"
    assert book("client", "tag", "--rename", "vip", "Key account", "--json").document == {
        "clients": 1, "tags": ["Key account", "Retail"],
    }  # fmt: skip
    assert book("client", "group", "Işık", "North", "--json").document["client_group"] == "North"
    assert [row["name"] for row in book("clients", "--tag", "retail", "--json").document["clients"]] == ["Işık"]
    assert book("client", "archive", "Işık").out == "Işık is archived.\n"
    assert book("clients", "--json").document["clients"] == []
    assert [row["name"] for row in book("clients", "--archived", "--json").document["clients"]] == ["Işık"]
    assert book("client", "Işık", "--json").document["archived_on"]
    assert book("client", "archive", "Işık", "--back", "--json").document["is_archived"] is False
