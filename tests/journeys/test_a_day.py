"""A day with the book: finding a client, money that came in, a file with bad rows, who may what, and careless hands."""

from __future__ import annotations

import csv
import re

import pytest
from playwright.sync_api import expect
from tests import clock
from tests.journeys.running import DESK, PASSWORD, PHONE, another_page
from tests.journeys.small_book import EMOJI, HEADER, LONG, RIGHT_TO_LEFT, finds, owed, payments, searches

BAD_ROWS = (
    "Bad Rows Ltd,M-1,2024-03-01,2024-03-31,70.00,GBP",
    "Bad Rows Ltd,M-2,2024-03-01,2024-03-31,seventy,GBP",
    "Bad Rows Ltd,M-3,2024-02-30,2024-03-31,70.00,GBP",
)


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
    person.sees("This is a suggestion: change any amount. The rest stays on the client’s account.")
    shares = person.page.locator("[name^=settles-]").evaluate_all("fields => fields.map(field => field.value)")
    assert shares == {"en": ["100.00", "50.50"], "tr": ["100,00", "50,50"]}[language]
    person.press("Record payment")
    person.sees("The payment is recorded.")
    assert owed(app, "Işık İnşaat") == "200.00"
    takes_back(person)
    assert owed(app, "Işık İnşaat") == "350.50"
    assert sorted(payments(app, "Işık İnşaat")) == sorted([*before, "150.50", "-150.50"])


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
    person.brings([tmp_path / name for name in texts])
    listed = person.page.locator("main ol a")
    assert listed.all_inner_texts() == ["clients.csv", "invoices.csv", "payments.csv", "logo.csv"]
    # The picture is taken out, the rest stays.
    with another_page(person.page):
        person.page.get_by_role("button", name=re.compile("logo.csv")).click()
    person.follow("Check %(name)s", name="clients.csv")
    for name in ("clients.csv", "invoices.csv"):
        person.stands_on(name)
        person.press("Confirm")
    person.stands_on("payments.csv")
    person.field("Order of day and month").select_option("dmy")
    person.field("Currency").select_option("GBP")
    person.press("Show the preview")
    person.press("Confirm")
    person.page.get_by_text(person.say("Compare with your own ledger")).click()
    person.field("Debtors per your ledger").fill("1")
    person.press("Import all")
    assert person.page.locator("main h2").all_inner_texts() == ["clients.csv", "invoices.csv", "payments.csv"]
    person.reads({"en": "Debtors per your ledger at ", "tr": "£1,00"}[language])
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
    expect(umit.page).to_have_url(f"{app.address}/book/today/")
    umit.menu("Payments")
    expect(umit.link("Record a payment")).to_be_visible()
    expect(umit.link("Settings")).to_have_count(0)
    umit.watch.expect(403, "/settings/")
    umit.goes_to("/book/settings/")
    umit.sees("Your role doesn’t allow it: ask the owner.")
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
    person.opens(person.page.get_by_role("link", name=name, exact=True))
    person.stands_on(name)
    fits = "document.scrollingElement.scrollWidth <= innerWidth"
    assert person.page.evaluate(fits)
    here = person.page.url
    for part, link in (
        ("", "main a[href*='/invoices/new/']"),
        ("money/", "main table a[href*='/invoices/']"),
        ("activity/", "main a[href*='/payments/record/']"),
    ):
        person.goes_to(f"{here}{part}")
        if not part:
            person.page.locator("main details.more > summary").click()
        assert person.page.evaluate(fits), part
        person.opens(person.page.locator(link).first)
        expect(person.page.get_by_text(name, exact=True).first).to_be_visible()
        assert person.page.evaluate(fits), link


def test_a_row_found_is_opened_however_slowly_the_button_is_pressed(owner):
    person = owner()
    person.menu("Clients")
    searches(person, "işık")
    row, mouse = person.link("Işık İnşaat"), person.page.mouse
    row.evaluate("row => row.isTheSame = true")
    row.hover()
    mouse.down()
    # Whoever leaves the search by pressing the button asks for nothing: another answer would bring rows of its own.
    person.page.evaluate("fetch(location.href, {headers: {'HX-Request': 'true'}}).then(answer => answer.text())")
    assert row.evaluate("row => row.isTheSame")
    with another_page(person.page):
        mouse.up()
    person.stands_on("Işık İnşaat")


@pytest.mark.parametrize(("shown", "asked", "left"), [("Show", "archived", 0), ("Owed at least", "300", 1)])
def test_a_list_follows_its_filters_without_a_button(shown, asked, left, owner):
    person = owner()
    person.menu("Clients")
    field = person.field(shown)
    if shown == "Show":
        field.select_option(asked)
    else:
        field.fill(asked)
        field.press("Tab")
    expect(person.page.locator("#list tbody tr")).to_have_count(left)


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
    expect(person.page).to_have_url(re.compile("#content$"))
    person.page.goto("/book/today/")
    # From anywhere to any page or act; Enter opens the first, however soon it is pressed.
    keys.press("Control+k")
    expect(person.page.locator("#search-found").get_by_role("link", name="Record a payment")).to_be_visible()
    keys.type("new inv")
    enter(person)
    expect(person.page.locator("h1")).to_have_text("New invoice")
    # Row by row, and what is marked is edited.
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
    with another_page(person.page):
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
    person.opens(person.page.locator("#relationship").get_by_role("link", name=person.say("Override")))
    person.page.locator("[name=standing][value=stepping_stone]").check()
    person.field("Why").fill(reason)
    person.press("Save")
    person.page.locator(".fold:has(#proposals) > summary").click()
    person.page.locator("#proposals summary", has_text=person.say("Later")).first.click()
    form = person.page.locator("#proposals details[open]")
    form.locator("[name=until]").fill(str(clock.today(9)))
    form.locator("[name=later_reason]").fill(why)
    form.locator("[name=later]").click()
    person.sees("Put off for now.")
    person.stands_on(name)
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
    person.stands_on(stays)
    assert owed(app, stays) == "100.00"
    person.follow("Money")
    person.reads(f"ASH-1-{language}")
    # The old address says where the client went, and leads back.
    person.goes_to(before)
    person.follow("Undo the merge")
    person.press("Undo the merge")
    person.sees("The merge is undone: %(name)s is a client of its own again.", name=gone)
    assert (owed(app, gone), owed(app, stays)) == ("40.00", "60.00")


@pytest.mark.parametrize(("language", "width"), [("tr", PHONE), ("en", DESK)])
def test_a_file_is_attached_with_a_note_saved_and_removed(language, width, app, owner, tmp_path):
    person = owner(language, width=width)
    name = f"Files {language}"
    app.command("record", "client", name, "--firm", "book")
    contract, picture = tmp_path / "sözleşme.pdf", tmp_path / "resim.pdf"
    contract.write_bytes(b"%PDF-1.7\n% signed\n")
    picture.write_bytes(b"\x89PNG\r\n\x1a\n")
    finds(person, name, name)
    person.page.locator("#happened summary", has_text=person.say("Attach files to the note")).click()
    person.field("Add a note").fill("Signed today")
    person.field("Files with the note").set_input_files([contract, picture])
    expect(person.page.locator("#happened [data-names]")).to_have_text("sözleşme.pdf, resim.pdf")
    person.watch.expect(422, "/notes/")
    person.press("Save note")
    expect(person.page.locator("[role=alert]")).to_contain_text("resim.pdf")
    expect(person.field("Add a note")).to_have_value("Signed today")
    person.page.locator("#happened summary", has_text=person.say("Attach files to the note")).click()
    person.field("Files with the note").set_input_files(contract)
    person.press("Save note")
    person.sees("Note saved.")
    with person.page.expect_download() as saved:
        person.page.locator("#happened").get_by_role("link", name="sözleşme.pdf").click()
    assert saved.value.suggested_filename == "sözleşme.pdf"
    assert saved.value.path().read_bytes() == contract.read_bytes()
    person.goes_to(person.page.url.partition("#")[0] + "files/")
    person.opens(person.page.locator("main li a.small"))
    person.press("Remove")
    person.sees("Removed: %(name)s", name="sözleşme.pdf")
    person.reads(person.say("No files yet."))
