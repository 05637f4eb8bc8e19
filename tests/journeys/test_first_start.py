"""From the link the terminal printed to the first morning: in both languages, on a phone, without scripts."""

from __future__ import annotations

import os
from pathlib import Path

import pytest
from playwright.sync_api import expect
from tests.journeys.running import DESK, PASSWORD, PHONE


def shared_sample() -> Path | None:
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
    person.sees("What would you like to do first? You can do the other later, under Settings.")


def brings_in(person, path: Path, rows: str, clients: str) -> None:
    person.follow("Import your invoices")
    person.brings(path)
    person.reads("IBM")
    # Nothing in the file says which money it is.
    person.field("Currency").select_option("GBP")
    person.press("Preview again")
    person.press("Import now")
    counts = person.page.locator("main dl").first
    expect(counts).to_contain_text(rows)
    expect(counts).to_contain_text(clients)
    person.follow("Go to today")


@pytest.mark.parametrize("language", ["en", "tr"])
def test_from_the_link_to_the_first_morning(language, new_app, somebody, tmp_path):
    app = new_app()
    app.start()
    person = somebody(app, language)
    founds(person, app.start_link)
    if SAMPLE is None:
        pytest.skip("the IBM sample is not beside this checkout (MAINSTAY_SHARED_DATA)")
    thousands = {"en": "2,466", "tr": "2.466"}[language]
    brings_in(person, SAMPLE, thousands, "100")
    assert person.page.url == f"{app.address}/book/today/"
    person.menu("Clients")
    person.reads({"en": "100 clients", "tr": "100 müşteri"}[language])
    # The link was good once.
    stranger = somebody(app, language)
    stranger.goes_to(app.start_link)
    assert stranger.page.url.startswith(f"{app.address}/book/accounts/login/")


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
    assert person.title() == "0379-NEVHP"
