"""What billing adds to the tables of the house."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, a_payment, an_issued_invoice, day

from mainstay.billing.actions.invoices import write_off_invoice
from mainstay.billing.actions.refusals import TakenBackAlready, WrittenOffLess
from mainstay.billing.rules.payment_filter import EVERY_PAYMENT
from mainstay.billing.rules.receivable_filter import EVERY_DEBTOR
from mainstay.overview.queries.list_files import write_payments, write_receivables

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.refusal import Refusal

_WORKERS: Final = {"owner", "colleague", "bookkeeper"}
MAY_OPEN: Final[dict[str, set[str]]] = dict.fromkeys(
    ("invoice_new", "invoice_recover", "payment_recover", "refund", "undo"), _WORKERS
) | dict.fromkeys(
    (
        "client_statement", "client_statement_file", "payments_file", "payments_act", "receivables_file",
        "receivables_act",
    ),
    _WORKERS | {"reader"},
)  # fmt: skip
"""Page -> the roles that may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    "invoice_new": (200, 200),
    "invoice_recover": ("invoices/i-…/", 422),  # nothing of it was written off
    "payment_recover": (404, 404),  # of which write-off it does not say
    "refund": (404, 404),
    "undo": (405, "payments/"),
    **dict.fromkeys(("client_statement", "client_statement_file", "payments_file", "receivables_file"), (200, 405)),
    "payments_act": (405, 422),
    "receivables_act": (405, 422),
}
"""Page -> what GET and an empty POST answer."""
MAY: Final[dict[str, set[str]]] = {
    "billing.recovering.receive_recovery": {"owner", "terminal", "demo", "colleague", "bookkeeper"},
    "billing.undoing.undo": {"owner", "terminal", "demo", "colleague", "bookkeeper"},
}
"""Action -> who may."""


def _lost() -> dict[str, Any]:
    invoice = an_issued_invoice()
    write_off_invoice(ref=invoice.ref, on=day(5), reason="lost", **ACT)
    a_payment()
    return {"ref": invoice.ref, "minor": 6_000, "on": day(40)}


CASES: Final[dict[str, tuple[Callable[[], dict[str, Any]], str | type[Refusal]]]] = {
    "billing.receive_recovery": (_lost, WrittenOffLess),
    "billing.undo": (lambda: {"ref": a_payment().ref}, TakenBackAlready),
}
"""Action -> how it is asked, and what a second time without the key comes to."""
NO_SCREEN: Final = {
    "invoice_recover": "the page of invoice_write_off with another sentence, of an invoice that was written off",
    "client_statement_file": "a file",
    "payments_file": "a file",
    "payments_act": "a file, or the list again with what is wrong",
    "receivables_file": "a file",
    "receivables_act": "a file, or the list again with what is wrong",
    "undo": "shows nothing of its own: it takes what a button sends and leads on",
    "payment_recover": "the page of refund with another sentence, of a client of whom something was written off",
}
"""Page -> why it is not among the screens."""


def _rows_of(write: Callable[..., None], **asked: Any) -> int:
    """How many rows a file of a list has under its headings."""
    file = BytesIO()
    write(file, "csv", **asked)
    return file.getvalue().count(b"\n") - 1


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "overview.list_files.write_payments": lambda _b, by: _rows_of(
        write_payments, wanted=EVERY_PAYMENT, today=day(200), by=by
    ),
    "overview.list_files.write_receivables": lambda _b, by: _rows_of(
        write_receivables, wanted=EVERY_DEBTOR, currency="", as_of=day(200), by=by
    ),
}
"""Query -> how it is asked of a small book, by somebody."""
