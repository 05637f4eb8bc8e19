"""A small firm for journeys: what it has invoiced, who is let in, and how one finds a client in it."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any
from urllib.parse import quote

from playwright.sync_api import expect

if TYPE_CHECKING:
    from collections.abc import Callable
    from pathlib import Path

    from tests.journeys.conftest import Person
    from tests.journeys.running import App

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
_AS_IT_IS = "!'()*~"
"""What a script leaves as it is in an address."""


def founded(app: App, folder: Path) -> App:
    """A book with a few invoices, and an owner for each language; the app serves it."""
    app.command("firms", "add", "book", "--name", "Çağlar & O'Brien", "--country", "GB", "--time-zone", "Europe/London")
    file = folder / "book.csv"
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


def owners_of(app: App, somebody: Callable[..., Person]) -> Callable[..., Person]:
    """Seats an owner who is signed in."""

    def sit(language: str = "en", **more: Any) -> Person:
        person = somebody(app, language, **more)
        person.signs_in("book", f"{language}@example.com")
        return person

    return sit


def owed(app: App, name: str) -> str:
    rows = app.document("clients", "--firm", "book")["clients"]
    return next(row["open"].get("GBP", "0.00") for row in rows if row["name"] == name)


def payments(app: App, name: str) -> list[str]:
    return [row["amount"] for row in app.document("client", name, "--firm", "book")["payments"]]


def searches(person, typed: str) -> None:
    """Types into the search of clients until one row stays in the list; no button is pressed."""
    person.field("Search clients").press_sequentially(typed)
    # The address says which letters the rows are for: between two letters a row may be changed under the pointer.
    expect(person.page).to_have_url(re.compile(rf"[?&]q={re.escape(quote(typed, safe=_AS_IT_IS))}(&|$)"))
    expect(person.page.locator("#list tbody tr")).to_have_count(1)


def finds(person, typed: str, name: str) -> None:
    """Searches a client by what is typed, and opens it."""
    person.menu("Clients")
    searches(person, typed)
    person.follow(name)
    person.stands_on(name)
