"""No page shows a link or a button to what whoever looks at it may not do, whichever acts the owner moved."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

import pytest
from django.db import connection
from django.urls import Resolver404, resolve
from tests.builders import ACT, NOW, OBRIEN, OWNER, a_client, a_credit_note, a_payment, an_issued_invoice, day
from tests.fields.tables import a_field

from mainstay.billing.actions.expected_dates import set_expected_date
from mainstay.billing.actions.invoices import dispute_invoice, write_off_invoice
from mainstay.billing.rules.drafts import ExpectedDateDraft
from mainstay.clients.actions.next_contacts import set_next_contact
from mainstay.clients.models import Proposal
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.clients.rules.contacting import ContactPlan
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.firm.rules.permissions import COLLEAGUE, is_movable
from mainstay.schemas.acts import ALL_ACTS
from mainstay.scoring.actions.scoring import score_book
from mainstay.tasks.actions.tasks import add_task
from mainstay.tasks.rules.drafts import TaskDraft
from mainstay.web.opening import ACTS_OF

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.test import Client

    from mainstay.firm.rules.permissions import Act

TODAY: Final = day(200)
MOVABLE: Final = tuple(act for act in ALL_ACTS.values() if is_movable(COLLEAGUE, act))
# Page with acts -> why no link or button leads there.
NOT_LINKED: Final = {
    "call_withdraw": "the button of the message after a call",
    "client_unmerge": "on the page of a client that was merged, which this book has not",
    **dict.fromkeys(
        (
            "import_file",
            "import_files",
            "import_files_progress",
            "import_progress",
            "import_rejects",
            "settings_returning",
            "settings_returning_progress",
        ),
        "where a file leads that was sent",
    ),
    "attachment_remove": "beside a file, of which this book has none: see test_attachments",
    "settings_rate": "beside a rate, of which this book has none: see test_rates",
    "settings_backup_copy": "in the list of copies, of which the first is made at night",
    **dict.fromkeys(
        ("settings_copy_check", "settings_copy_remove"), "beside a copy, of which this book has none: see test_copies"
    ),
    "settings_copy_progress": "the page asks for it by itself while a copy is worked on",
    "figures_progress": "the page asks for it by itself while the book is judged",
    "welcome": "shown once after the firm was created",
}
NOT_LINKED_ON_POSTGRESQL: Final = {
    "settings_copy_make": "copies are made there by tools of its own: the page says which"
}


@pytest.fixture
def pages(book: str) -> tuple[str, ...]:
    """Addresses of a book in which everything that has a button is there."""
    client = a_client(country="Oz")
    paid, owed = an_issued_invoice(client, on=day(0)), an_issued_invoice(client, on=day(100))
    disputed = an_issued_invoice(client, on=day(101))
    payment = a_payment(client, "500.00", settles=(paid,))
    a_credit_note(client, "10.00", settles=(owed,))
    a_credit_note(client, "20.00")
    dispute_invoice(ref=disputed.ref, on=day(110), reason="hours", **ACT)
    expected = ExpectedDateDraft(day(190), "promised")
    set_expected_date(ref=owed.ref, draft=expected, today=day(180), **ACT)
    plan = ContactPlan(day(190), "call", "the invoice")
    set_next_contact(client_ref=client.ref, plan=plan, today=day(185), **ACT)
    score_book(as_of=TODAY, by=OWNER, now=NOW)
    assert Proposal.objects.filter(state="open").exists()
    lost = an_issued_invoice(client, on=day(102))
    write_off_invoice(ref=lost.ref, on=day(120), reason="gone", **ACT)
    paid_late = a_payment(client, "100.00")
    task = add_task(draft=TaskDraft("Send the report", day(190), client=client.ref), today=day(189), **ACT)
    a_field()
    return (
        "today/", "search/?q=isik", "clients/", f"clients/{client.ref}/",
        f"clients/{client.ref}/money/", f"clients/{client.ref}/activity/", "proposals/", "receivables/",
        "receivables/provision/", "figures/",
        "invoices/", *(f"invoices/{one.ref}/" for one in (paid, owed, disputed, lost)),
        "payments/", f"payments/{paid_late.ref}/", "tasks/", f"tasks/{task.ref}/",
        f"payments/{payment.ref}/", "settings/", "settings/data/", "settings/fields/", "you/", "import/",
    )  # fmt: skip


def ways(browser: Client, slug: str, page: str) -> set[str]:
    """The names of the pages to which a page shows a way; none where it is closed."""
    answer = browser.get(f"/{slug}/{page}")
    assert answer.status_code in {200, 403}, page
    found = set()
    if answer.status_code == 200:
        for address in re.findall(rf'(?:href|action|hx-post|hx-get)="/{slug}(/[^"?#]*)', answer.content.decode()):
            try:
                found.add(str(resolve(address).url_name))
            except Resolver404:
                continue
    return found


def closed(act: Act) -> set[str]:
    """The pages that nobody opens who lacks this act alone."""
    return {name for name, acts in ACTS_OF.items() if acts == (act,)}


def a_colleague(book: str, browser: Callable[..., Client]) -> Client:
    """A colleague who may do everything that the owner can give away."""
    client = browser(book, COLLEAGUE)
    change_role_acts(changes={(COLLEAGUE, act): True for act in MOVABLE}, **ACT)
    return client


def test_a_way_goes_with_the_act_that_it_leads_to(
    pages: tuple[str, ...], book: str, browser: Callable[..., Client]
) -> None:
    client = a_colleague(book, browser)
    (there,) = (page for page in pages if re.fullmatch(r"clients/[^/]+/", page))
    assert client.post(f"/{book}/{there}notes/", {"text": "A note that can still be edited."}).status_code == 302
    shown = {page: ways(client, book, page) for page in pages}
    served = {name for name, acts in ACTS_OF.items() if any(act in MOVABLE for act in acts)}
    left = served - set().union(*shown.values())
    expected = NOT_LINKED | (NOT_LINKED_ON_POSTGRESQL if connection.vendor == "postgresql" else {})
    assert left == set(expected), " ".join(sorted(left ^ set(expected)))
    for act in MOVABLE:
        change_role_acts(changes={(COLLEAGUE, act): False}, **ACT)
        for page in (page for page in pages if shown[page] & closed(act)):
            assert not ways(client, book, page) & closed(act), (act.code, page)
        change_role_acts(changes={(COLLEAGUE, act): True}, **ACT)


def test_who_may_do_nothing_is_shown_no_way_to_it(
    pages: tuple[str, ...], book: str, browser: Callable[..., Client]
) -> None:
    client = a_colleague(book, browser)
    change_role_acts(changes={(COLLEAGUE, act): False for act in MOVABLE}, **ACT)
    acts_of = {name: set(acts) for name, acts in ACTS_OF.items()}
    for page in pages:
        found = ways(client, book, page)
        assert {name for name in found if acts_of.get(name) and acts_of[name] <= set(MOVABLE)} == set(), page


def test_the_filter_by_standing_is_there_for_who_sees_standings(
    pages: tuple[str, ...], book: str, browser: Callable[..., Client]
) -> None:
    client = a_colleague(book, browser)
    row = f'href="/{book}/clients/{a_client(OBRIEN).ref}/"'
    asked = f"/{book}/clients/?standing=drifting"
    before = client.get(asked).content.decode()
    assert ('id="standing"' in before, row in before) == (True, False)
    change_role_acts(changes={(COLLEAGUE, SEE_RISK): False}, **ACT)
    after = client.get(asked).content.decode()
    assert ('id="standing"' in after, row in after) == (False, True)
