"""What is done on a page before it is looked at: filled in, opened, followed."""

from __future__ import annotations

from typing import TYPE_CHECKING

from tests.journeys.running import another_page

if TYPE_CHECKING:
    from collections.abc import Callable

    from playwright.sync_api import Page


def sends(**fields: str) -> Callable[[Page], None]:
    """Fill the fields of the first form in the page that holds them all, and send it."""

    def does(page: Page) -> None:
        for name, value in fields.items():
            one = page.locator(f"main [name={name}]:not([type=hidden])").first
            if one.evaluate("field => field.tagName") == "SELECT":
                one.select_option(value)
            else:
                one.fill(value)
        with another_page(page):
            form = page.locator(f"main form:has([name={next(iter(fields))}]:not([type=hidden]))")
            form.locator("button.btn:not(.btn-sm, .day-button):visible").first.click()

    return does


def makes_a_link(page: Page) -> None:
    """Make the first person of the list a link for a new password."""
    page.locator("main summary").first.click()
    with another_page(page):
        page.locator("main button[name=act][value=password]:visible").first.click()


def clicks(link: str) -> Callable[[Page], None]:
    """Follow the first link, or press the first button, of this kind."""

    def does(page: Page) -> None:
        with another_page(page):
            page.locator(link).first.click()

    return does


def opens(page: Page) -> None:
    """Open every part that is folded away."""
    page.locator("main details").evaluate_all("parts => parts.forEach(part => { part.open = true })")


def asks_of_an_invoice(page: Page) -> None:
    """Ask in the list of what is open what would change the outlook of the first invoice."""
    # Not the menu of rare acts, too: open, it lies over what is below it.
    page.locator("#outlook details").evaluate_all("parts => parts.forEach(part => { part.open = true })")
    page.locator("#outlook li a.btn").first.click()
    page.locator("#outlook li h3").first.wait_for()


def asks_of_a_file(page: Page) -> None:
    """Look at the second of the files that were brought together."""
    with another_page(page):
        page.locator("main ol a").nth(1).click()


def declines(page: Page) -> None:
    """Say not now, and not why."""
    opens(page)
    with another_page(page):
        page.locator("main button[name=decline]").click()


def edits_a_note(page: Page) -> None:
    """Write a note and follow its link to where it is edited."""
    sends(text="Aradık: cuma günü ödeyecek.")(page)
    with another_page(page):
        page.locator("main a[href*='/notes/correct/']").first.click()


def splits(page: Page) -> None:
    """Split an invoice into three instalments."""
    page.locator("[name=lines-0-price]").fill("900")
    page.locator("#instalments summary").click()
    page.locator("[name=parts]").fill("3")
    with another_page(page):
        page.locator("[name=split]").click()


def follows(part: str) -> Callable[[Page], None]:
    """Follow the first link whose address ends so."""

    def does(page: Page) -> None:
        with another_page(page):
            page.locator(f"main a[href$='{part}']").first.click()

    return does


def confirms_each(page: Page) -> None:
    """Confirm each of several files as the page leads to them."""
    with another_page(page):
        page.locator("main a.btn-primary").first.click()
    while page.locator("button[value=confirm]").count():
        with another_page(page):
            page.locator("button[value=confirm]").click()
