"""A day with the book: finding a client, money that came in, a file with bad rows, who may what, and careless hands."""

from __future__ import annotations

import csv
import re
from typing import TYPE_CHECKING

import pytest
from playwright.sync_api import expect
from tests import clock
from tests.journeys.running import DESK, PASSWORD, PHONE, App

if TYPE_CHECKING:
    from collections.abc import Callable

HEADER = "Customer,Invoice No,Invoice Date,Due Date,Total,Currency"
LONG = "Ağaç" * 73 + " Öğüt!"
EMOJI = "Şirin 🍰 Pastanesi 👩🏽‍🍳"
RIGHT_TO_LEFT = "شركة النور <b>للتجارة</b>"
BOOK = (
    "Işık İnşaat,A-1,2024-01-02,2024-02-01,100.00,GBP",
    "Işık İnşaat,A-2,2024-02-02,2024-03-01,250.50,GBP",
    "O'Brien & Sons,B-1,2024-01-20,2024-02-20,80.00,GBP",
    f"{LONG},L-1,2024-01-20,2024-02-20,80.00,GBP",
    f"{EMOJI},E-1,2024-01-20,2024-02-20,80.00,GBP",
    f"{RIGHT_TO_LEFT},R-1,2024-01-20,2024-02-20,80.00,GBP",
)
BAD_ROWS = (
    "Bad Rows Ltd,M-1,2024-03-01,2024-03-31,70.00,GBP",
    "Bad Rows Ltd,M-2,2024-03-01,2024-03-31,seventy,GBP",
    "Bad Rows Ltd,M-3,2024-02-30,2024-03-31,70.00,GBP",
)


@pytest.fixture(scope="module")
def app(new_app: Callable[[], App], tmp_path_factory: pytest.TempPathFactory) -> App:
    """A book with a few invoices, and an owner for each language."""
    app = new_app()
    app.command("firms", "add", "book", "--name", "Çağlar & O'Brien", "--country", "GB", "--time-zone", "Europe/London")
    file = tmp_path_factory.mktemp("files") / "book.csv"
    file.write_text("\n".join([HEADER, *BOOK]), encoding="utf-8")
    app.command("import", "invoices", file, "--yes", "--firm", "book")
    people = [
        {"email": f"{language}@example.com", "name": "Özge Çağlar", "role": "owner", "language": language,
         "theme": "light"}
        for language in ("en", "tr")
    ]  # fmt: skip
    app.add_people("book", *people)
    app.start()
    return app


@pytest.fixture
def owner(app, somebody):
    """Seats an owner who is signed in."""

    def sit(language: str = "en", **more):
        person = somebody(app, language, **more)
        person.signs_in("book", f"{language}@example.com")
        return person

    return sit


def owed(app: App, name: str) -> str:
    rows = app.document("clients", "--firm", "book")["clients"]
    return next(row["open"].get("GBP", "0.00") for row in rows if row["name"] == name)


def payments(app: App, name: str) -> list[str]:
    return [row["amount"] for row in app.document("client", name, "--firm", "book")["payments"]]


def finds(person, typed: str, name: str) -> None:
    """Types into the search and follows what stays in the list; no button is pressed."""
    person.menu("Clients")
    person.field("Search clients").press_sequentially(typed)
    expect(person.page.locator("#list tbody tr")).to_have_count(1)
    person.follow(name)
    assert person.title() == name


def records(person, amount: str) -> None:
    person.follow("Record a payment")
    person.field("Amount").fill(amount)
    person.press("Continue")


def takes_back(person) -> None:
    person.page.get_by_text(person.say("Reverse this payment")).click()
    person.field("Reason").fill("It bounced")
    person.press("Reverse payment")
    person.sees("The payment is reversed; its invoices are open again.")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_a_payment_is_suggested_recorded_and_undone(language, app, owner):
    person = owner(language)
    before = payments(app, "Işık İnşaat")
    finds(person, "isik", "Işık İnşaat")
    records(person, {"en": "150.50", "tr": "150,50"}[language])
    person.sees("This is a suggestion: change any amount. What isn’t allocated stays on the client’s account.")
    shares = person.page.locator("[name^=settles-]").evaluate_all("fields => fields.map(field => field.value)")
    assert shares == {"en": ["100.00", "50.50"], "tr": ["100,00", "50,50"]}[language]
    person.press("Record payment")
    person.sees("The payment is recorded.")
    assert owed(app, "Işık İnşaat") == "200.00"
    takes_back(person)
    assert owed(app, "Işık İnşaat") == "350.50"
    assert sorted(payments(app, "Işık İnşaat")) == sorted([*before, "150.50", "-150.50"])


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
    with person.page.expect_navigation():
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
    person.follow("New invoice")
    person.page.locator("[name=number]").fill(number)
    lines = (("Managed support", "", "80"), ("Out-of-hours work", half, "80"))
    for place, (description, quantity, price) in enumerate(lines):
        for cell, typed in (("description", description), ("quantity", quantity), ("price", price)):
            person.page.locator(f"[name=lines-{place}-{cell}]").fill(typed)
    expect(person.page.locator("#total")).to_have_text(total)
    person.button("Issue invoice").dblclick()
    person.reads(number)
    assert person.title().startswith(person.say("Invoice %(number)s", number=number))
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
    with person.page.expect_navigation():
        person.page.locator("table form[action$='/take-back/'] button").click()
    assert owed(app, name) == "200.00"
    person.follow("Refund the client")
    expect(person.page.locator("[name=amount]")).to_have_value(fifth)
    person.button("Record refund").dblclick()
    person.sees("%(amount)s refunded.", amount={"en": "£50.00", "tr": "£50,00"}[language])
    told = [one["kind"] for one in app.document("client", name, "--firm", "book")["timeline"]]
    assert told.count("payment.refunded") == 1
    assert owed(app, name) == "200.00"


def test_bad_rows_are_downloaded_mended_and_brought_again(app, owner, tmp_path):
    person = owner()
    bad = tmp_path / "march.csv"
    bad.write_text("\n".join([HEADER, *BAD_ROWS]), encoding="utf-8")
    person.menu("Import")
    person.brings(bad)
    person.press("Import now")
    person.sees("Rows not imported")
    with person.page.expect_download() as download:
        person.link("Download the rejected rows (%(n)s)", n=2).click()
    assert download.value.suggested_filename == "march.rejected.csv"
    rejected = tmp_path / "march.rejected.csv"
    download.value.save_as(rejected)
    with rejected.open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [row["Invoice No"] for row in rows] == ["M-2", "M-3"]
    rows[0]["Total"], rows[1]["Invoice Date"] = "70.00", "2024-02-29"
    with rejected.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.DictWriter(file, list(rows[0]))
        writer.writeheader()
        writer.writerows(rows)
    person.follow("Import another file")
    person.brings(rejected)
    person.press("Import now")
    person.sees_not("Rows not imported")
    assert owed(app, "Bad Rows Ltd") == "210.00"


@pytest.mark.parametrize(("language", "more"), [("en", {}), ("tr", {"width": PHONE, "java_script_enabled": False})])
def test_several_files_come_in_together(app, owner, tmp_path, language, more):
    person = owner(language, **more)
    client, number = f"Osier {language}", f"OS-{language}"
    texts = {
        "payments.csv": f"Client,Invoice No,Amount Paid,Payment Date\n{client},{number},650.00,03/02/2024\n",
        "logo.csv": "%PDF-1.7\n" + "x" * 100,
        "invoices.csv": f"{HEADER}\n{client},{number},2024-01-12,2024-02-11,700.00,GBP\n",
        "clients.csv": f"Client name,Email\n{client},office@osier.example\n",
    }
    for name, text in texts.items():
        (tmp_path / name).write_text(text, encoding="utf-8")
    person.goes_to("/book/import/")
    person.field("File").set_input_files([tmp_path / name for name in texts])
    person.press("Check the file")
    listed = person.page.locator("main ol a")
    assert listed.all_inner_texts() == ["clients.csv", "invoices.csv", "payments.csv", "logo.csv"]
    # The picture is taken out, the rest stays.
    with person.page.expect_navigation():
        person.page.get_by_role("button", name=re.compile("logo.csv")).click()
    person.follow("Check %(name)s", name="clients.csv")
    for name in ("clients.csv", "invoices.csv"):
        assert person.title() == name
        person.press("Confirm")
    assert person.title() == "payments.csv"
    person.field("Order of day and month").select_option("dmy")
    person.field("Currency").select_option("GBP")
    person.press("Preview again")
    person.press("Confirm")
    person.page.get_by_text(person.say("Compare with your own ledger")).click()
    person.field("Debtors per your ledger").fill("1")
    person.press("Import all")
    assert person.page.locator("main h2").all_inner_texts() == ["clients.csv", "invoices.csv", "payments.csv"]
    person.reads({"en": "Debtors per your ledger at ", "tr": "1.00 GBP"}[language])
    # 700.00 less the 650.00 of 3 February.
    assert owed(app, client) == "50.00"


@pytest.mark.parametrize("language", ["en", "tr"])
def test_an_invited_bookkeeper_works_but_does_not_see_the_settings(language, app, owner, somebody):
    person = owner(language)
    person.menu("Settings")
    person.goes_to("/book/settings/people/")
    person.field("Name").fill("Ümit İnce")
    person.field("E-mail address").fill(f"umit-{language}@example.com")
    person.field("Role").select_option("bookkeeper")
    person.press("Make the link")
    link = person.field("Link of the invitation").input_value()

    umit = somebody(app, language)
    umit.goes_to(link)
    umit.field("A password").fill(PASSWORD)
    umit.press("Join")
    assert umit.page.url == f"{app.address}/book/today/"
    umit.menu("Payments")
    expect(umit.link("Record a payment")).to_be_visible()
    expect(umit.link("Settings")).to_have_count(0)
    umit.watch.expect(403, "/settings/")
    umit.goes_to("/book/settings/")
    umit.sees("Your role does not allow it: ask the owner.")
    # The link was good once.
    other = somebody(app, language)
    other.watch.expect(404, "/")
    other.goes_to(link)
    other.sees("This invitation has expired")


def test_two_clicks_on_save_record_once(app, owner):
    person = owner()
    finds(person, "brien", "O'Brien & Sons")
    records(person, "10.00")
    person.button("Record payment").dblclick()
    person.sees("The payment is recorded.")
    assert payments(app, "O'Brien & Sons") == ["10.00"]
    # Back in the history stands the form that was sent; to send it again records nothing more.
    person.page.go_back()
    person.press("Record payment")
    person.sees("The payment is recorded.")
    assert payments(app, "O'Brien & Sons") == ["10.00"]
    person.menu("Clients")
    person.follow("O'Brien & Sons")
    person.field("Add a note").fill("Called: pays on Friday 🤝")
    person.button("Save note").dblclick()
    person.sees("Note saved.")
    expect(person.page.get_by_text("Called: pays on Friday 🤝")).to_have_count(1)


def test_after_recording_the_back_button_asks_nothing_of_the_browser(app, owner):
    """A page reloaded after a POST is an ordinary page: no second payment, no question whether to send again."""
    person = owner()
    finds(person, "brien", "O'Brien & Sons")
    records(person, "5.00")
    person.press("Record payment")
    before = payments(app, "O'Brien & Sons")
    person.page.reload()
    person.sees("The payment is recorded.")
    person.menu("Today")
    person.page.go_back()
    person.sees("The payment is recorded.")
    assert payments(app, "O'Brien & Sons") == before


@pytest.mark.parametrize("name", [LONG, EMOJI, RIGHT_TO_LEFT], ids=["long", "emoji", "right-to-left"])
@pytest.mark.parametrize("width", [DESK, PHONE])
def test_a_strange_name_is_shown_whole_and_breaks_no_page(name, width, app, owner):
    person = owner(width=width)
    for page in ("Today", "Clients", "Receivables"):
        person.menu(page)
        expect(person.page.get_by_text(name).first).to_be_attached()
        assert person.page.evaluate("document.scrollingElement.scrollWidth <= innerWidth"), page
    person.goes_to(f"/book/clients/?q={name[:20]}")
    person.page.get_by_role("link", name=name, exact=True).click()
    assert person.title() == name
    fits = "document.scrollingElement.scrollWidth <= innerWidth"
    assert person.page.evaluate(fits)
    here = person.page.url
    for link in (
        "main a[href*='/invoices/new/']",
        "main table a[href*='/invoices/']",
        "main a[href*='/payments/record/']",
    ):
        person.goes_to(here)
        person.page.locator(link).first.click()
        expect(person.page.get_by_text(name, exact=True).first).to_be_visible()
        assert person.page.evaluate(fits), link


def test_without_scripts_a_payment_is_recorded_and_undone(app, owner):
    person = owner(java_script_enabled=False)
    person.menu("Clients")
    person.field("Search clients").fill("işık")
    person.press("Show")
    person.follow("Işık İnşaat")
    records(person, "100")
    person.press("Record payment")
    person.sees("The payment is recorded.")
    takes_back(person)
    assert owed(app, "Işık İnşaat") == "350.50"


def test_a_payment_by_the_keyboard_alone(app, somebody):
    person = somebody(app)
    person.page.goto("/book/accounts/login/")
    keys = person.page.keyboard
    tab_to(person, "E-mail address")
    keys.type("en@example.com")
    tab_to(person, "Password")
    keys.type(PASSWORD)
    enter(person)
    # The first stop of each page leads past the menu.
    keys.press("Tab")
    assert focused(person) == person.say("Skip to the content")
    keys.press("Enter")
    assert person.page.url.endswith("#content")
    person.page.goto("/book/today/")
    # From anywhere to any page or act, then row by row, and what is marked is edited.
    keys.press("Control+k")
    expect(person.page.locator("#search-found").get_by_role("link", name="Record a payment")).to_be_visible()
    keys.type("customers")
    expect(person.page.locator("#search-found .list-group-item")).to_have_count(1)
    keys.press("ArrowDown")
    enter(person)
    expect(person.page.locator("h1")).to_have_text("Clients")
    keys.press("j")
    keys.press("j")
    keys.press("k")
    name = focused(person)
    keys.press("e")
    expect(person.page.get_by_label("Name", exact=True)).to_have_value(name)
    person.page.goto("/book/clients/")
    tab_to(person, "Search clients")
    keys.type("bri")
    expect(person.page.locator("#list tbody tr")).to_have_count(1)
    tab_to(person, "O'Brien & Sons")
    enter(person)
    tab_to(person, "Record a payment")
    enter(person)
    tab_to(person, "Amount")
    keys.type("20.00")
    enter(person)
    tab_to(person, "Record payment")
    enter(person)
    person.sees("The payment is recorded.")


def focused(person) -> str:
    """What has the focus, by its name; it must be seen."""
    name, is_seen = person.page.evaluate(
        """() => {
            const one = document.activeElement, style = getComputedStyle(one), box = one.getBoundingClientRect();
            const label = one.labels && one.labels.length ? one.labels[0].innerText : "";
            const marked = style.outlineStyle !== "none" || style.boxShadow !== "none";
            return [one.getAttribute("aria-label") || label || one.innerText || one.tagName,
                    marked && box.right > 0 && box.bottom > 0];
        }"""
    )
    assert is_seen, f"nobody sees that “{name}” has the focus"
    return " ".join(name.split())


def tab_to(person, words: str) -> None:
    for _ in range(80):
        if person.page.evaluate("document.activeElement !== document.body") and focused(person).startswith(words):
            return
        person.page.keyboard.press("Tab")
    pytest.fail(f"the Tab key does not come to “{words}”")


def enter(person) -> None:
    with person.page.expect_navigation():
        person.page.keyboard.press("Enter")


@pytest.mark.parametrize(("language", "width"), [("tr", PHONE), ("en", DESK)])
def test_a_rating_is_set_and_what_is_suggested_put_off(language, width, app, owner):
    person = owner(language, width=width)
    name, reason, why = f"Ratings {language}", "Yeni müdürle görüştük", f"Fuardan sonra {language}"
    app.command("record", "client", name, "--firm", "book")
    app.command(
        "record", "invoice", name, "90.00", "--number", f"P-{language}", "--currency", "GBP", "--on", "2024-01-02",
        "--firm", "book",
    )  # fmt: skip
    app.command("score", "--firm", "book")
    finds(person, name, name)
    person.page.locator("#relationship summary").first.click()
    person.page.locator("#relationship").get_by_role("link", name=person.say("Override")).click()
    person.page.locator("[name=standing][value=stepping_stone]").check()
    person.field("Why").fill(reason)
    person.press("Save")
    person.page.locator("#proposals summary", has_text=person.say("Later")).first.click()
    form = person.page.locator("#proposals details[open]")
    form.locator("[name=until]").fill(str(clock.today(9)))
    form.locator("[name=later_reason]").fill(why)
    form.locator("[name=later]").click()
    person.sees("Put off for now.")
    assert person.title() == name
    expect(person.page.locator("#standing")).to_contain_text(reason)
    expect(person.page.locator("#proposals")).to_contain_text(why)


@pytest.mark.parametrize(("language", "width"), [("tr", PHONE), ("en", DESK)])
def test_two_clients_that_are_one_are_merged_and_the_merge_is_undone(language, width, app, owner):
    person = owner(language, width=width)
    gone, stays = f"Ash Joinery {language}", f"Ash Joiners Limited {language}"
    for name, number, amount in ((gone, "1", "40.00"), (stays, "2", "60.00")):
        app.command("record", "client", name, "--firm", "book")
        app.command(
            "record", "invoice", name, amount, "--number", f"ASH-{number}-{language}", "--currency", "GBP",
            "--firm", "book",
        )  # fmt: skip
    finds(person, gone, gone)
    before = person.page.url
    person.page.locator("details.more summary").click()
    person.follow("Merge")
    person.field("Merge into which client?").fill("ash joiners")
    person.press("Search")
    person.follow(stays)
    assert (owed(app, gone), owed(app, stays)) == ("40.00", "60.00")
    person.button("Merge").dblclick()
    person.sees("%(gone)s was merged into %(stays)s.", gone=gone, stays=stays)
    assert person.title() == stays
    assert owed(app, stays) == "100.00"
    person.reads(f"ASH-1-{language}")
    # The old address says where the client went, and leads back.
    person.goes_to(before)
    person.follow("Undo the merge")
    person.press("Undo the merge")
    person.sees("The merge is undone: %(name)s is a client of its own again.", name=gone)
    assert (owed(app, gone), owed(app, stays)) == ("40.00", "60.00")
