"""The list of payments, filtered and sorted, in pages, with what it sums up to."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from datetime import date
from typing import TYPE_CHECKING, Final

from mainstay.billing.queries.fetching import has_payments
from mainstay.billing.queries.payment_list import listed_payments, payment_sums
from mainstay.billing.rules.payment_filter import BY_AMOUNT, EVERY_PAYMENT, TURNED, PaymentFilter
from mainstay.firm.permissions import seen_by
from mainstay.firm.queries.own_currency import in_own_order, own_currency
from mainstay.rates.queries.rates import worths_on
from mainstay.store.book_version import book_version
from mainstay.store.result_cache import remembered

if TYPE_CHECKING:
    from mainstay.billing.queries.payment_list import PaymentLine, PaymentSums
    from mainstay.kernel.actor import Actor

PAGE: Final = 50
_NO_DAY: Final = date.max
"""Under which the sums of payments are cached that are asked for without a day."""


@dataclass(frozen=True, slots=True)
class PaymentsPage:
    """One page of the wanted payments; the sums are those of all pages, by currency, the firm's own first.

    `minor` is what came in less what was reversed. `currencies` are those that the list knows, whichever is asked for.
    `is_book_empty`: there is no payment at all, whatever was asked.
    """

    wanted: PaymentFilter
    number: int
    pages: int
    count: int
    minor: dict[str, int]
    left_minor: dict[str, int]
    payments: tuple[PaymentLine, ...]
    currencies: tuple[str, ...] = field(default=())
    is_book_empty: bool = False


def payments_page(
    *, wanted: PaymentFilter = EVERY_PAYMENT, today: date, number: int = 1, by: Actor, length: int | None = None
) -> PaymentsPage:
    """List the wanted payments, the latest first unless sorted otherwise. A page beyond the last is the last.

    Amounts compare at the firm's rates of the day that is asked for, or of `today`.
    """
    length = length or PAGE
    of_all = {row.currency: row for row in _sums(replace(wanted, currency=""), by)}
    sums = {code: row for code, row in of_all.items() if wanted.currency in {"", code}}
    count = sum(row.payments for row in sums.values())
    pages = max(1, -(-count // length))
    number = min(max(number, 1), pages)
    is_compared = wanted.sort.removesuffix(TURNED) in BY_AMOUNT and len(sums) > 1
    listed = listed_payments(
        wanted=wanted,
        own=own_currency(),
        worths=worths_on(currencies=sums, as_of=wanted.until or today, by=by) if is_compared else {},
        by=by,
        length=length,
        skip=(number - 1) * length,
    )
    return PaymentsPage(
        wanted=wanted,
        number=number,
        pages=pages,
        count=count,
        minor={code: int(sums[code].minor) for code in in_own_order(sums)},
        left_minor={code: int(sums[code].left_minor) for code in in_own_order(sums) if sums[code].left_minor},
        payments=listed,
        currencies=tuple(in_own_order(of_all)),
        is_book_empty=not count and not has_payments(),
    )


def _sums(wanted: PaymentFilter, by: Actor) -> list[PaymentSums]:
    """What all pages sum up to, worked out once until something is written, for each role and each client's access."""
    what = ("payment sums", replace(wanted, sort=""), seen_by(by))

    def read() -> list[PaymentSums]:
        return payment_sums(wanted=wanted, by=by)

    return remembered(what, wanted.until or _NO_DAY, book_version(), read)
