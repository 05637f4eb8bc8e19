"""Invoices in the browser: written, part paid, refunded; disputed, credited, written off."""

from __future__ import annotations

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PHONE, another_page
from tests.journeys.small_book import finds, owed, payments


@pytest.mark.parametrize("language", ["en", "tr"])
def test_an_invoice_is_disputed_credited_and_written_off(language, app, owner):
    person = owner(language)
    number, (whole, part, rest) = f"W-{language}", {
        "en": ("90.00", "20.50", "69.50"), "tr": ("90,00", "20,50", "69,50")
    }[language]  # fmt: skip
    name = f"Wrong Hours {language}"
    app.command("record", "client", name, "--firm", "book")
    app.command("record", "invoice", name, "90.00", "--number", number, "--currency", "GBP", "--firm", "book")
    finds(person, name, name)
    person.follow("Money")
    person.follow(number)
    person.follow("Note a dispute")
    person.field("What the client says").fill("Two hours too many")
    person.button("Note a dispute").dblclick()
    person.sees("Invoice %(number)s is disputed.", number=number)
    person.follow("Close the dispute")
    person.field("What came of it").fill("One hour was")
    person.press("Close the dispute")
    person.sees("The dispute about invoice %(number)s is closed.", number=number)
    person.follow("Issue a credit note")
    amount = person.page.locator("[name=amount]")
    expect(amount).to_have_value(whole)
    amount.fill(part)
    # What is missing is said, and what was typed stands there still.
    person.watch.expect(422, "/credit/")
    person.press("Issue a credit note")
    person.sees("Give a reason: it is kept with the record.")
    expect(amount).to_have_value(part)
    person.field("Reason").fill("One hour too many")
    person.button("Issue a credit note").dblclick()
    person.sees("Payments and credits")
    person.reads("One hour too many")
    assert owed(app, name) == "69.50"
    # The message undoes the credit note as a whole; the button beside it, what it settled.
    with another_page(person.page):
        person.page.locator("main form[action$='/take-back/'] button").first.click()
    assert owed(app, name) == "90.00"
    person.press("Allocate")
    assert owed(app, name) == "69.50"
    person.follow("Write off")
    expect(amount).to_have_value(rest)
    person.field("Reason").fill("Not worth the post")
    person.press("Write off")
    assert owed(app, name) == "0.00"
    kinds = [one["kind"] for one in app.document("client", name, "--firm", "book")["timeline"]]
    assert kinds == [
        "invoice.written_off", "allocation.made", "allocation.taken_back", "credit_note.issued",
        "invoice.dispute_closed", "invoice.disputed", "invoice.issued", "client.added",
    ]  # fmt: skip


@pytest.mark.parametrize(("language", "width"), [("tr", PHONE), ("en", DESK)])
def test_an_invoice_is_written_part_paid_and_refunded(language, width, app, owner):
    person = owner(language, width=width)
    name, number = {"en": "Ilkley Glass", "tr": "Zümrüt Cam"}[language], f"ONCE-{language}"
    half, fifth, total, rest = {
        "en": ("1.5", "50.00", "£200.00", "£150.00"), "tr": ("1,5", "50,00", "£200,00", "£150,00")
    }[language]  # fmt: skip
    app.command("record", "client", name, "--firm", "book")
    finds(person, name, name)
    person.page.locator("details.more > summary").click()
    person.follow("New invoice")
    person.page.locator("[name=number]").fill(number)
    lines = (("Managed support", "", "80"), ("Out-of-hours work", half, "80"))
    for place, (description, quantity, price) in enumerate(lines):
        for cell, typed in (("description", description), ("quantity", quantity), ("price", price)):
            person.page.locator(f"[name=lines-{place}-{cell}]").fill(typed)
    expect(person.page.locator("#total")).to_have_text(total)
    person.button("Issue invoice").dblclick()
    person.reads(number)
    expect(person.page.get_by_role("heading", level=1)).to_contain_text(person.say("Invoice %(number)s", number=number))
    assert owed(app, name) == "200.00"
    person.follow("Record a payment")
    person.field("Amount").fill(fifth)
    person.press("Record payment")  # the amount is another than the invoice's: what it settles is shown first
    expect(person.page.locator("[name^=settles-]")).to_have_value(fifth)
    assert owed(app, name) == "200.00"
    person.button("Record payment").dblclick()
    person.sees("The payment is recorded.")
    assert (owed(app, name), payments(app, name)) == ("150.00", ["50.00"])
    person.follow(number)
    person.reads(rest)
    # Too much was asked: the payment no longer settles the invoice, and goes back to the client.
    person.page.go_back()
    with another_page(person.page):
        person.page.locator("table form[action$='/take-back/'] button").click()
    assert owed(app, name) == "200.00"
    person.follow("Refund the client")
    expect(person.page.locator("[name=amount]")).to_have_value(fifth)
    person.button("Record refund").dblclick()
    person.sees("%(amount)s refunded.", amount={"en": "£50.00", "tr": "£50,00"}[language])
    told = [one["kind"] for one in app.document("client", name, "--firm", "book")["timeline"]]
    assert told.count("payment.refunded") == 1
    assert owed(app, name) == "200.00"
