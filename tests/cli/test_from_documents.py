"""What a command records can come from a file: the same form reads it, and what is given beside it wins."""

from __future__ import annotations

import json

import pytest
from tests import clock
from tests.builders import ISIK

from mainstay.cli.clients import client
from mainstay.cli.recording import record

INVOICE = {"amount": "120.50", "currency": "GBP", "on": "2024-03-01", "due": "2024-03-31", "number": "A-1"}


@pytest.fixture
def book(british):
    british("record", "client", ISIK)
    return british


@pytest.fixture
def written(tmp_path):
    def write(**document: object) -> str:
        path = tmp_path / "document.json"
        path.write_text(json.dumps(document), "utf-8")
        return str(path)

    return write


def test_an_invoice_and_what_is_paid_of_it(book, written) -> None:
    said = book("record", "invoice", ISIK, "--from", written(**INVOICE), "--reference", "PO 7", "--json").document
    assert said.pop("ref").startswith("i-")
    assert said == {**INVOICE, "tax": "", "reference": "PO 7", "lines": [], "instalments": []}
    paid = book(
        "record", "payment", ISIK, "20", "--from", written(amount="99", on="2024-03-05", note="bank"), "--json",
    ).document  # fmt: skip
    assert (paid["amount"], paid["on"], paid["note"], paid["currency"]) == ("20.00", "2024-03-05", "bank", "GBP")
    book("record", "allocation", paid["ref"], "--from", written(invoice="A-1", amount="5.25"))
    reversed_ = {"on": "2024-03-06", "reason": "bounced"}
    said = book("record", "reversal", paid["ref"], "--from", written(**reversed_), "--json").document
    assert said == {"payment": paid["ref"], **reversed_}


def test_an_invoice_with_lines(book, written) -> None:
    lines = [
        {"description": "Managed support", "quantity": "1", "unit": "month", "price": "930.00"},
        {"description": "Out-of-hours work", "quantity": "1.5", "unit": "hours", "price": "80.00"},
    ]
    document = {"currency": "GBP", "on": "2024-03-01", "number": "A-1", "lines": lines}
    said = book("record", "invoice", ISIK, "--from", written(**document), "--json").document
    assert (said["amount"], said["lines"]) == ("1050.00", lines)
    wrong = book("record", "invoice", ISIK, "1000", "--from", written(**document), code=2)
    assert "The lines add up to £1,050.00, but the amount is £1,000.00: correct one of the two." in wrong.err


def test_what_corrects_an_invoice(book, written) -> None:
    book("record", "invoice", ISIK, "--from", written(**INVOICE))
    note = written(amount="20.00", on="2024-03-02", reason="late")
    assert (
        book("record", "credit-note", ISIK, "--from", note, "--invoice", "A-1", "--json").document["amount"] == "20.00"
    )
    loss = written(amount="10", on="2024-03-03", reason="lost")
    assert book("record", "write-off", "A-1", "--from", loss, "--json").document["amount"] == "10.00"
    said = written(on="2024-03-04", reason="hours")
    assert book("record", "dispute", "A-1", "--from", said).out == "Invoice A-1 is disputed.\n"
    said = written(on="2024-03-05", outcome="agreed")
    assert book("record", "dispute", "A-1", "--from", said).out == "The dispute about invoice A-1 is closed.\n"
    said = {"on": str(clock.today(9)), "reason": "promised by phone"}
    told = book("record", "expected-date", "A-1", "--from", written(**said), "--json").document
    assert (told["invoice"], told["on"], told["reason"]) == ("A-1", said["on"], said["reason"])
    with_reason = book("record", "expected-date", "A-1", "--remove", "--reason", "x", code=2)
    assert with_reason.err == "--remove takes no date and no reason: leave them out.\n"
    removed = book("record", "expected-date", "A-1", "--remove").out
    assert removed == "The expected date of invoice A-1 is removed.\n"
    wrong = written(on="tomorrow")
    assert book("record", "void", "A-1", "--from", wrong, code=2).err == (
        "“tomorrow” is not a day: write it as 2026-03-31. Give a reason: it is kept with the record.\n"
    )
    said = book("record", "void", "A-1", "--from", written(reason="wrong"), "--on", "2024-03-09", "--json").document
    assert (said["on"], said["reason"]) == ("2024-03-09", "wrong")


def test_money_that_goes_another_way(book, written) -> None:
    for number in ("A-1", "A-2"):
        book("record", "invoice", ISIK, "--from", written(**{**INVOICE, "number": number}))
    paid = book("record", "payment", ISIK, "90", "--on", "2024-03-02", "--json").document["ref"]
    said = book("record", "allocation", paid, "A-1", "50", "--on", "2024-03-03", "--json").document
    assert said == {"source": paid, "invoice": "A-1", "amount": "50.00", "on": "2024-03-03"}
    moved = written(on="2024-03-04", to="A-2")
    said = book("record", "unallocation", paid, "A-1", "--from", moved, "--json").document
    assert said == {"source": paid, "invoice": "A-1", "amount": "50.00", "on": "2024-03-04", "to": "A-2"}
    said = book("record", "unallocation", paid, "A-2", "--from", moved, "--to", "", "--json").document
    assert (said["invoice"], said["amount"], said["to"]) == ("A-2", "50.00", "")
    back = written(amount="99", on="2024-03-05", note="by bank")
    said = book("record", "refund", paid, "15.25", "--from", back, "--json").document
    assert said.pop("ref").startswith("r-")
    assert said == {"source": paid, "amount": "15.25", "on": "2024-03-05", "note": "by bank"}
    assert book("record", "refund", paid, "--on", "2024-03-05", code=2).err == "Enter the amount.\n"
    lost = book("record", "write-off", "A-2", "--on", "2024-03-05", "--reason", "lost", "--json").document["ref"]
    found = written(amount="10.5", on="2024-03-06")
    said = book("record", "recovery", lost, paid, "--from", found, "--json").document
    assert said.pop("ref").startswith("v-")
    assert said == {"write_off": lost, "payment": paid, "amount": "10.50", "on": "2024-03-06"}
    wrong = written(amount="10.555")
    assert "has more decimals than GBP" in book("record", "recovery", lost, paid, "--from", wrong, code=2).err


def test_a_contact_is_told_as_a_document_and_the_same_when_it_is_repeated(book) -> None:
    ref = book("record", "client", "Ada Ltd", "--json").document["ref"]
    told = {
        "client": ref,
        "name": "Ada",
        "role": "",
        "email": "a@b.example",
        "phone": "",
        "language": "",
        "time_zone": "",
        "receives": [],
        "is_listed": True,
    }
    steps = (
        (("Ada", "--email", "a@b.example"), told),
        (("Ada", "--phone", "1", "--rename", "Işıl"), {**told, "name": "Işıl", "phone": "1"}),
        (("Işıl", "--remove"), {"client": ref, "name": "Işıl", "is_listed": False}),
    )
    for number, (words, expected) in enumerate(steps):
        command = ("client", "contact", ref, *words, "--json", "--key", f"k{number}")
        assert [book(*command).document, book(*command).document] == [expected, expected]


def test_what_is_known_of_a_client(book, written) -> None:
    assert book("client", "contact", ISIK, "--from", written(name="Işıl", phone="1")).out == "Işıl is listed.\n"
    assert book("client", "contact", ISIK, "Işıl", "--from", written(role="CFO")).out == "Işıl changed.\n"
    plan = written(on="2999-03-01", about="x" * 301)
    assert "is longer than 300 characters: shorten it." in book("client", "next", ISIK, "--from", plan, code=2).err
    assert book("client", "note", ISIK, "--from", written(text="ill")).out == "Note saved.\n"
    steady = written(standing="steady", reason="They signed")
    held = book("client", "standing", ISIK, "--from", steady, "--json").document
    assert held["by_hand"]["reason"] == "They signed"


@pytest.mark.parametrize(
    "command",
    [
        *(one for one in record.commands.values() if one.name != "undo"),  # takes a reference and nothing else
        *(client.commands[name] for name in ("change", "contact", "next", "standing", "note")),
    ],
    ids=lambda command: command.name,
)
def test_what_is_recorded_comes_from_a_document_and_is_told_as_one(command) -> None:
    assert {"file", "is_json", "key"} <= {one.name for one in command.params}


def test_nothing_is_recorded_without_what_it_needs(book) -> None:
    assert book("record", "payment", ISIK, code=2).err == "Enter the amount.\n"
    assert book("client", "note", ISIK, code=2).err == "The note is empty: write what you want to keep.\n"


def test_an_invoice_in_instalments_is_recorded_by_options_or_from_a_file(book, written) -> None:
    said = book(
        "record", "invoice", ISIK, "900", "--number", "I-1", "--on", "2024-01-05",
        "--instalment", "2024-03-31=500", "--instalment", "2024-02-29=400.00",
    )  # fmt: skip
    assert said.out.startswith(f"Invoice I-1 issued to {ISIK} in instalments, the last due on 31 Mar 2024.")
    parts = [{"due": "2024-02-29", "amount": "400.00"}, {"due": "2024-03-31", "amount": "500.00"}]
    file = written(amount="900", number="I-2", on="2024-01-05", instalments=parts)
    found = book("record", "invoice", ISIK, "--from", file, "--json").document
    assert (found["due"], found["instalments"]) == ("2024-03-31", parts)
    refused = book("record", "invoice", ISIK, "900", "--instalment", "2024-02-29", code=2).err
    assert "write DAY=AMOUNT" in refused
    missing = book(
        "record", "invoice", ISIK, "900", "--on", "2024-01-05", "--instalment", "2024-02-29=1",
        "--instalment", "2024-03-29=2", code=2,
    ).err  # fmt: skip
    assert "£897.00 short of the total" in missing
