"""The files that are brought in before the screens are looked at."""

from __future__ import annotations

import io
import tempfile
import zipfile
from pathlib import Path
from typing import TYPE_CHECKING, Final

from tests.journeys.running import another_page

if TYPE_CHECKING:
    from collections.abc import Mapping

    from playwright.sync_api import Page

FILES: Final = {
    "unreadable": "Name,Colour\nOne,red\n",
    "asking": "Müşteri,Fatura No,Tarih,Vade,Tutar\nIşık İnşaat,X-1,03/04/2024,05/04/2024,10.50\n",
    "tried": (
        "Customer,Invoice No,Invoice Date,Due Date,Total,Currency\n"
        "Işık İnşaat,X-2,2024-04-03,2024-05-04,1034.50,TRY\nIşık İnşaat,X-3,2024-04-03,2024-05-04,seventy,TRY\n"
    ),
    "done": (
        "Customer,Invoice No,Invoice Date,Due Date,Total,Currency\n"
        "Işık İnşaat,X-4,2024-04-03,2024-05-04,1034.50,TRY\nIşık İnşaat,X-5,2024-02-30,2024-05-04,70.00,TRY\n"
    ),
    # Longer than what is brought in at once: without a worker it waits.
    "running": "Customer,Invoice No,Invoice Date,Due Date,Total,Currency\n"
    + "".join(f"Işık İnşaat,Y-{n},2024-04-03,2024-05-04,1034.50,TRY\n" for n in range(5_100)),
}

SEVERAL: Final = {
    "files": {
        "tahsilatlar.csv": "Client,Invoice No,Amount Paid,Payment Date\nIşık İnşaat,S-1,10.50,03/04/2024\n",
        "invoices.csv": FILES["tried"],
        "empty.csv": "",
        "picture.csv": "%PDF-1.7\n" + "x" * 100,
    },
    "checked_files": {
        "payments.csv": "Client,Invoice No,Amount Paid,Payment Date,Currency\nIşık İnşaat,S-2,1000.00,2024-05-02,TRY\n",
        "invoices.csv": "Customer,Invoice No,Invoice Date,Due Date,Total,Currency\n"
        "Işık İnşaat,S-2,2024-04-03,2024-05-04,1034.50,TRY\n"
        "O'Brien & Sons,S-2,2024-04-03,2024-05-04,50.00,TRY\n",
    },
    "done_files": {
        "clients.csv": "Client name,Email\nIşık İnşaat,isik@example.com\n",
        "invoices.csv": FILES["done"].replace("X-", "S-"),
    },
    "running_files": {
        "clients.csv": "Client name,Email\nIşık İnşaat,isik@example.com\n",
        "invoices.csv": FILES["running"].replace("Y-", "W-"),
    },
}
"""Several files brought together; all but the first are confirmed, the last two are imported."""

INACTIVE: Final = "Customer,Invoice No,Invoice Date,Due Date,Payment Date,Total,Currency\n" + "".join(
    f"{name},Z-{month}-{n},2024-{month:02}-0{n},2024-{month:02}-{20 + n},{paid},{n}250.00,TRY\n"
    for n, name in enumerate(("Işık İnşaat", "Gül Çiçekçilik", "Ağaç İşleri", "Şen Büfe", "O'Brien & Sons"), 1)
    for month in range(1, 13)
    for paid in ("" if month == 12 and n > 3 else f"2024-{month:02}-2{n + 1}",)
)
"""A year of invoices, the last of December 2024, two of them open."""


def bring(page: Page, name: str, text: str) -> None:
    """Choose a file of this name and text on the page of imports, and send it."""
    bring_several(page, {name: text})


def bring_several(page: Page, texts: Mapping[str, str]) -> None:
    """Choose several at once."""
    with tempfile.TemporaryDirectory() as folder:
        for name, text in texts.items():
            (Path(folder) / name).write_text(text, encoding="utf-8")
        # The page sends files as soon as they are chosen.
        with another_page(page):
            page.locator("[name=file]").set_input_files([Path(folder) / name for name in texts])


def an_export(client: str = "Işık Optik") -> bytes:
    """A small export: a client that comes in, a task that can't be read, history that stays, a file of somebody."""
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w") as archive:
        headings = "Mainstay ref,Client ID,Client name,Tax number,Terms,Credit limit,Group,Recorded at"
        archive.writestr(
            "clients.csv", f"{headings}\nc-aaaaaaaaaa,K-{client},{client},,30,,,2026-01-01T00:00:00+00:00\n"
        )
        archive.writestr("timeline.csv", f"Client,What happened\n{client},client.added\n")
        archive.writestr("tasks.csv", "Mainstay ref,Task,Due on\nk-aaaaaaaaaaaaaaaa,Ask,soon\n")
        archive.writestr("mine.txt", "x")
    return file.getvalue()


def looks_into_an_export(page: Page) -> None:
    """Choose a small export on the page of the data."""
    choose_export(page, an_export())


def chooses_no_export(page: Page) -> None:
    """Choose another file there."""
    choose_export(page, b"x")


def choose_export(page: Page, content: bytes) -> None:
    """Choose a ZIP there, and look at what is in it."""
    page.locator("#returning-file").set_input_files(
        {"name": "export.zip", "mimeType": "application/zip", "buffer": content}
    )
    with another_page(page):
        page.locator("#returning form button").click()
