"""From the link the terminal printed to the first morning: in both languages, on a phone, without scripts."""

from __future__ import annotations

import csv
import os
import re
from datetime import date, timedelta
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PASSWORD, PHONE

from mainstay.kernel import formatting


def shared_sample() -> Path | None:
    """The IBM sample where it lies beside this checkout; None where it does not."""
    folders = [os.environ.get("MAINSTAY_SHARED_DATA"), Path(__file__).parents[2].parent / "shared" / "data"]
    files = [Path(folder) / "ibm-late-payments.csv" for folder in folders if folder]
    return next((file for file in files if file.is_file()), None)


SAMPLE = shared_sample()
HEADER = (
    "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,SettledDate,"
    "PaperlessBill,DaysToSettle,DaysLate"
)
ROWS = (
    "391,0379-NEVHP,4/6/2013,611365,1/2/2013,2/1/2013,55.94,No,1/15/2013,Paper,13,0",
    "406,8976-AMJEO,3/3/2012,7900770,1/26/2013,2/25/2013,61.74,Yes,3/3/2013,Electronic,36,6",
    "391,2820-XGXSB,1/26/2012,9231909,7/3/2013,8/2/2013,65.88,No,7/8/2013,Electronic,5,0",
)


def founds(person, link: str) -> None:
    person.goes_to(link)
    person.field("Business name").fill("Çağlar & O'Brien")
    person.field("Your name").fill("Özge Çağlar")
    person.field("Your e-mail address").fill("ozge@example.com")
    person.field("A password").fill(PASSWORD)
    person.press("Create the firm")
    person.sees("What would you like to do first? You can do the others later.")


def brings_in(person, path: Path, rows: str, clients: str) -> None:
    person.follow("Import your invoices")
    person.brings(path)
    person.reads("IBM")
    # Nothing in the file says which money it is.
    person.press("GBP")
    person.press("Import now")
    counts = person.page.locator("main dl").first
    expect(counts).to_contain_text(rows)
    expect(counts).to_contain_text(clients)
    person.follow("Go to Today")


COUNT_CLICKS = """
  addEventListener("click", (event) => {
    if (event.isTrusted) sessionStorage.clicks = Number(sessionStorage.clicks || 0) + 1;
  }, true);
"""
CHOOSING_THE_FILE = 1
"""The click on the field, which a test does not make: it hands the file over."""


def likeness(path: Path) -> Path:
    """A file of the same shape as the sample: clients who pay early, on the day and late, two years long."""
    rows = [HEADER]
    for client in range(12):
        for month in range(24):
            issued = date(2012, 1, 3) + timedelta(days=30 * month + client)
            due = issued + timedelta(days=30)
            settled = due + timedelta(days=4 * client - 12 + month % 3)
            said = [f"{day.month}/{day.day}/{day.year}" for day in (issued, due, settled)]
            rows.append(
                f"391,{client:04}-LIKE,4/6/2013,{client * 100 + month + 1000},{said[0]},{said[1]},"
                f"{50 + client}.{month + 10},No,{said[2]},Paper,{(settled - issued).days},0"
            )
    path.write_text("\n".join(rows), encoding="utf-8")
    return path


@pytest.mark.parametrize("width", [DESK, PHONE], ids=["desk", "phone"])
@pytest.mark.parametrize("language", ["en", "tr"])
def test_from_the_link_to_a_morning_with_something_to_say_in_seven_clicks(language, width, new_app, somebody, tmp_path):
    app = new_app()
    app.start()
    person = somebody(app, language, width)
    person.page.context.add_init_script(COUNT_CLICKS)
    file = SAMPLE or likeness(tmp_path / "ibm.csv")
    with file.open(encoding="utf-8", newline="") as lines:
        found = list(csv.DictReader(lines))
    rows, clients = len(found), len({row["customerID"] for row in found})
    founds(person, app.start_link)
    brings_in(person, file, formatting.number(rows, 0, language), str(clients))
    expect(person.page).to_have_url(f"{app.address}/book/today/")
    person.sees("What your records say")
    expect(person.page.locator(".learnt a").first).to_have_attribute("href", re.compile("/book/clients/"))
    clicks = person.page.evaluate("Number(sessionStorage.clicks)") + CHOOSING_THE_FILE
    assert clicks <= 7
    person.menu("Clients")
    person.reads({"en": f"{clients} clients", "tr": f"{clients} müşteri"}[language])
    # The link was good once.
    stranger = somebody(app, language)
    stranger.goes_to(app.start_link)
    expect(stranger.page).to_have_url(re.compile(re.escape(f"{app.address}/book/accounts/login/")))


@pytest.mark.parametrize(("width", "scripts"), [(PHONE, True), (DESK, False), (PHONE, False)])
def test_on_a_phone_and_without_scripts(width, scripts, new_app, somebody, tmp_path):
    app = new_app()
    app.start()
    file = tmp_path / "ibm.csv"
    file.write_text("\n".join([HEADER, *ROWS]), encoding="utf-8")
    person = somebody(app, width=width, java_script_enabled=scripts)
    founds(person, app.start_link)
    brings_in(person, file, "3", "3")
    for page in ("Clients", "Payments", "Receivables", "Import", "Settings", "Today"):
        person.menu(page)
    person.page.goto("/book/clients/?q=nevhp")
    person.follow("0379-NEVHP")
    person.stands_on("0379-NEVHP")


def test_whoever_has_nothing_to_import_begins_with_a_client_by_hand(new_app, somebody):
    app = new_app()
    app.start()
    person = somebody(app)
    founds(person, app.start_link)
    person.follow("Add your first client")
    person.fill(Name="Orchid Ltd")
    person.press("Save")
    person.stands_on("Orchid Ltd")
