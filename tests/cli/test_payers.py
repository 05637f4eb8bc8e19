"""`mainstay payers` proposes whose an amount is, as the app does."""

from __future__ import annotations

from tests.builders import ISIK, OBRIEN, a_client, an_issued_invoice

from mainstay.store.context import use_firm


def test_who_may_have_paid_is_printed_and_told_as_json(new_firm) -> None:
    book = new_firm()
    with use_firm(book.firm):
        isik, obrien = a_client(ISIK), a_client(OBRIEN)
        an_issued_invoice(isik, "399.60", "TRY", number="A-1")
        an_issued_invoice(obrien, "500.00", "TRY")
    said = book("payers", "399.60", "--currency", "try").words
    assert said.index("exactly what is open on invoice A-1") < said.index("owes ₺500.00")
    document = book("payers", "399.60", "--currency", "TRY", "--json").document
    assert document == {
        "amount": "399.60", "currency": "TRY",
        "payers": [
            {"ref": isik.ref, "name": ISIK, "reason": "exact", "invoices": ["A-1"]},
            {"ref": obrien.ref, "name": OBRIEN, "reason": "owes", "open": "500.00"},
        ],
    }  # fmt: skip
    assert "No client owes anything in USD." in book("payers", "1", "--currency", "USD").words


def test_money_that_came_after_a_write_off(british) -> None:
    british("record", "client", ISIK)
    british("record", "invoice", ISIK, "100", "--number", "A-1", "--on", "2024-03-01")
    british("record", "write-off", "A-1", "--on", "2024-03-05", "--reason", "insolvent")
    document = british("record", "recovered", "A-1", "40", "--on", "2024-03-20", "--json").document
    assert {**document, "payment": ""} == {"payment": "", "invoice": "A-1", "amount": "40.00", "on": "2024-03-20"}
    assert "still lost" in british("record", "recovered", "A-1", "60.01", code=2).err
    assert "recovered" in british("record", "recovered", "A-1", "60").out


def test_what_was_recorded_by_mistake_is_undone(british) -> None:
    british("record", "client", ISIK)
    british("record", "invoice", ISIK, "100", "--number", "A-1", "--on", "2024-03-01")
    ref = british("record", "payment", ISIK, "100", "--invoice", "A-1", "--on", "2024-03-02").out.split()[-1]
    assert british("record", "undo", ref, "--json").document == {"ref": ref}
    assert "already undone" in british("record", "undo", ref, code=2).err
    assert british("receivables", "--json").document["currencies"][0]["open"] == "100.00"


def test_a_statement_is_printed_told_and_written(british, tmp_path) -> None:
    british("record", "client", ISIK)
    british("record", "invoice", ISIK, "100", "--number", "A-1", "--on", "2024-03-01", "--currency", "GBP")
    british("record", "payment", ISIK, "40", "--on", "2024-03-02", "--currency", "GBP")
    asked = ("statement", ISIK, "--since", "2024-03-02", "--until", "2024-04-01")
    assert "Opening balance" in british(*asked).words
    (group,) = british(*asked, "--json").document["currencies"]
    assert (group["opening"], group["closing"], group["overdue"]) == ("100.00", "60.00", "60.00")
    british(*asked, "--out", tmp_path / "s.csv")
    assert (tmp_path / "s.csv").read_text("utf-8-sig").splitlines()[-1] == (
        f"{ISIK},GBP,2024-03-02,Payment,,-40.00,60.00,Çağlar & O'Brien,,,"
    )
