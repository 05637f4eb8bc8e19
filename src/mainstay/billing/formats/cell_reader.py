"""Single cells of a row of invoices or payments made into values, or into what is wrong with them."""

from __future__ import annotations

import hashlib
from datetime import date
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.questions import says_what_is_open
from mainstay.billing.formats.statuses import (
    INVOICE,
    LEFT_OUT,
    OWED,
    PAID,
    PARTLY,
    UNKNOWN,
    kind_of,
    payment_status_of,
    receipt_status_of,
    status_of,
)
from mainstay.billing.rules.instalments import parts_from
from mainstay.billing.rules.lines import lines_from, problems_of, total_of
from mainstay.intake.amounts import NOT_A_NUMBER, amount_reader, currencies_in_header
from mainstay.intake.cells import BLANKS, LONGEST_NAME, LOST_LETTER, Cached, clean_text, currency_code, flag
from mainstay.intake.dates import date_reader, is_far_day
from mainstay.intake.document_numbers import clean_number, is_cut_number
from mainstay.intake.records import Bad
from mainstay.intake.terms import read_terms
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.money import decimal_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.billing.formats.invoice_rows import Plan
    from mainstay.billing.rules.instalments import InstalmentPart
    from mainstay.billing.rules.lines import DocumentLine
    from mainstay.intake.terms import Terms


_LONGEST_NUMBER: Final = 100


class LeftOut(Exception):
    """A row that is no receivable; the code says why."""


class Otherwise(Exception):
    """A row that is another document than an invoice: "credit_note", "refund" or "payment"."""


class CellReader:
    """Reads cells under one plan and keeps what it has worked out."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._at = plan.layout.positions(plan.header)
        self._numbered = "number" in self._at
        self._identified = "external_id" in self._at
        self._is_joined = plan.layout.grouping == "payments"
        self._day = date_reader(plan.days or plan.date_order)
        said = {fold(asked): answer for asked, answer in plan.answers.items()}
        self._said: Callable[[str, str], str] = lambda name, word: said.get(fold(f"{name}:{word}"), "")
        self._home = self._home_currency()
        self._names: Cached[str] = Cached(clean_text)
        self._clients_named: Cached[str] = Cached(self._client)
        self._codes: Cached[str] = Cached(self.currency_of)
        self._amounts: dict[str, Callable[[str], int | str]] = {}
        self._flags: Cached[bool | str | None] = Cached(flag)
        self._terms: Cached[Terms | None] = Cached(self._read_terms)
        read_status = receipt_status_of if plan.layout.kind == "payments" else status_of
        self._statuses: Cached[str] = Cached(lambda text: self._said("status", text) or read_status(text))
        self._payment_statuses: Cached[str] = Cached(
            lambda text: self._said("payment_status", text) or payment_status_of(text)
        )
        self._kinds: Cached[str] = Cached(self._kind)
        self._due: dict[tuple[str, Terms], str] = {}
        self._alike: dict[int, int] = {}

    def currency_of(self, text: str) -> str:
        """Read the currency of a row, or take the plan's; Bad when unknown or none."""
        code = currency_code(text)
        if code is None:
            raise Bad(Problem("currency", "unknown_currency", text))
        code = code or self.plan.currency
        if not code:
            raise Bad(Problem("currency", "no_currency"))
        return code

    def _state(self, status: str, payment_status: str) -> str:
        """Read where an invoice stands; what is not owed is left out, and a word nobody knows is asked about."""
        state = self._statuses[status] if status else OWED
        if payment_status:
            paid = self._payment_statuses[payment_status]
            state = paid if state in {OWED, UNKNOWN} and paid != OWED else state
        if state in LEFT_OUT:
            raise LeftOut(state)
        if state == UNKNOWN:
            raise Bad(Problem("status", "unknown_status", (status or payment_status).strip()))
        if state == PARTLY and not says_what_is_open(self.plan.layout):
            raise Bad(Problem("status", "open_not_said", (status or payment_status).strip()))
        return state

    def _kind(self, text: str) -> str:
        """Say what a document is; "" for an invoice."""
        kind = self._said("kind", text) or kind_of(text)
        return "" if kind in {INVOICE, UNKNOWN} else kind

    def _is_home(self, code: str, total: str, read: Callable[[str], int | str]) -> bool:
        """Say whether the amount in one's own currency is the row's: by its currency, or because there is no other."""
        home = self._home or self.plan.currency
        return code == home if home else total.strip() in BLANKS or read(total) == 0

    def _home_currency(self) -> str:
        """The currency of the column of amounts in one's own money, where its name says it."""
        index = self._at.get("total_home")
        codes = currencies_in_header(self.plan.header[index]) if index is not None else ()
        return codes[0] if codes else ""

    @property
    def _mark(self) -> str:
        return "." if self.plan.decimal == "point" else ","

    def _reader(self, code: str) -> Callable[[str], int | str]:
        read = self._amounts.get(code)
        if read is None:
            read = self._amounts[code] = amount_reader(self.plan.decimal, EXPONENTS[code], code)
        return read

    def _client(self, text: str) -> str:
        name = self._names[text]
        if not name or name in BLANKS:
            raise Bad(Problem("client_name", "missing_client"))
        if LOST_LETTER in name:
            raise Bad(Problem("client_name", "damaged_text", name[:80]))
        if len(name) > LONGEST_NAME:
            raise Bad(Problem("client_name", "name_too_long", name[:80], {"most": LONGEST_NAME}))
        return name

    def _number(self, text: str) -> str:
        number = clean_number(text)
        if number in BLANKS:
            raise Bad(Problem("number", "missing_number"))
        if LOST_LETTER in number:
            raise Bad(Problem("number", "damaged_text", number[:80]))
        if is_cut_number(number):
            raise Bad(Problem("number", "number_cut", number))
        if len(number) > _LONGEST_NUMBER:
            raise Bad(Problem("number", "number_too_long", number[:80], {"most": _LONGEST_NUMBER}))
        return number

    def _bad_day(self, field: str, text: str) -> str:
        code = "missing_date" if text.strip() in BLANKS else "far_day" if is_far_day(text) else "unreadable_date"
        raise Bad(Problem(field, code, text.strip()))

    def _optional_day(self, field: str, text: str) -> str | None:
        if text.strip() in BLANKS:
            return None
        return self._day(text) or self._bad_day(field, text)

    def _due_otherwise(self, text: str, issued: str) -> str | None:
        """Read a due date that is no date: nothing, or days after issue ("30", "30 gün")."""
        if text.strip() in BLANKS:
            return None
        agreed = read_terms(text)
        return self._bad_day("due_on", text) if agreed is None else self._due_by(issued, agreed)

    def _read_terms(self, text: str) -> Terms | None:
        return read_terms(self._said("terms", text) or text)

    def _due_by(self, issued: str, agreed: Terms) -> str:
        due = self._due.get((issued, agreed))
        if due is None:
            due = self._due[issued, agreed] = agreed.due_on(date.fromisoformat(issued)).isoformat()
        return due

    def _positive(self, text: str, minor: int | str, field: str = "total") -> int:
        if isinstance(minor, str):
            raise Bad(Problem(field, "missing_amount" if text.strip() in BLANKS else minor, text.strip()))
        if minor == 0:
            raise Bad(Problem(field, "zero_amount", text.strip()))
        if minor < 0:
            raise Bad(Problem(field, "negative_amount", text.strip()))
        return minor

    def _optional(self, read: Callable[[str], int | str], field: str, text: str) -> int | None:
        minor = read(text)
        if isinstance(minor, int):
            if minor < 0 and field != "balance":
                raise Bad(Problem(field, "negative_amount", text.strip()))
            return minor
        if minor == NOT_A_NUMBER and text.strip() in BLANKS:
            return None
        raise Bad(Problem(field, minor, text.strip()))

    def _paid(  # noqa: PLR0917 -- the figures of one row
        self, read: Callable[[str], int | str], code: str, paid_text: str, balance_text: str, total: int,
        written_off: int, settled: str | None, state: str,
    ) -> int:  # fmt: skip
        paid = self._optional(read, "paid", paid_text) if paid_text else None
        balance = self._optional(read, "balance", balance_text) if balance_text else None
        if balance is None:
            if paid is None:
                return max(total - written_off, 0) if settled or state == PAID else 0
            return paid
        implied = total - balance - written_off
        if implied < 0:
            raise Bad(Problem("balance", "balance_above_total", balance_text.strip()))
        if paid is not None and paid != implied:
            raise Bad(
                Problem(
                    "balance", "does_not_add_up", balance_text.strip(), {"expected": decimal_text(total - paid, code)}
                )
            )
        return implied

    def _parts(self, text: str, code: str, total: int, due_on: str | None) -> tuple[InstalmentPart, ...]:
        """Read the instalments as an export of ours writes them; they add up to the total, the last is due last."""
        if text.strip() in BLANKS:
            return ()
        try:
            parts = parts_from(text, code)
        except ValueError:
            parts = ()
        if not parts or sum(part.minor for part in parts) != total or parts[-1].due_on != due_on:
            raise Bad(Problem("instalments", "instalments_differ", text.strip()))
        return parts

    def _lines(self, text: str, code: str, total: int) -> tuple[DocumentLine, ...]:
        """Read the lines as an export of ours writes them; they add up to the total."""
        if text.strip() in BLANKS:
            return ()
        try:
            lines = lines_from(text, code)
        except ValueError:
            lines = ()
        if not lines or problems_of(lines) or total_of(lines) != total:
            raise Bad(Problem("lines", "lines_unclear", text.strip()[:80]))
        return lines

    def _digest(self, *parts: str) -> str:
        """Name a row that has no number by its own content; the second of two equal rows gets another name."""
        key = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12)
        alike = int.from_bytes(key.digest()[:8], "big")
        count = self._alike[alike] = self._alike.get(alike, 0) + 1
        return key.hexdigest() if count == 1 else f"{key.hexdigest()}-{count}"
