"""Rows of a table read into invoices and payments under a plan, with every row that cannot come in and why.

One call per row and no regular expression on the usual path: a hundred thousand rows take about half a second.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import date, timedelta
from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from mainstay.billing.formats.credit_rows import CreditRow, outline_of
from mainstay.billing.formats.layouts import CLIENT_FIELDS
from mainstay.billing.formats.statuses import (
    CREDIT_NOTE,
    INVOICE,
    LEFT_OUT,
    NO_CUSTOMER,
    NOT_AN_INVOICE,
    OTHER_ACCOUNT,
    PAID,
    PAYMENT,
    REFUND,
    kind_of,
    status_of,
)
from mainstay.intake.amounts import NOT_A_NUMBER, amount_reader
from mainstay.intake.cells import BLANKS, LONGEST_NAME, Cached, clean_text, currency_code, flag, terms_days
from mainstay.intake.dates import date_reader
from mainstay.intake.records import Bad, Reject, Skipped
from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.money import decimal_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence

    from mainstay.intake.amounts import DecimalSign
    from mainstay.intake.dates import DateOrder
    from mainstay.intake.mapping import Layout
    from mainstay.intake.records import DocumentOutline

_LONGEST_NUMBER: Final = 100
APPLIED: Final = "applied"
REPEATED: Final = "repeated"
_MOST_CLIENTS: Final = 200_000
_ARGUMENTS: Final = (
    "number", "external_id", "client_name", "client_external_id", "issued_on", "due_on", "total", "tax", "currency",
    "paid", "balance", "paid_on", "disputed", "terms", "status", "kind", "channel", "client_group", "written_off",
    "written_off_on", "reference", "applies_to", "discount_taken",
)  # fmt: skip
_OF_PAYMENTS: Final = (*_ARGUMENTS, "day_known")
_RECEIVABLE: Final = frozenset({"accounts receivable", "alicilar", "ticari alacaklar"})


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a table: its layout or mapping, the header, and the readings chosen.

    `currency` serves the rows that name none; "" when there is no such default.
    """

    layout: Layout
    header: tuple[str, ...]
    date_order: DateOrder
    decimal: DecimalSign
    currency: str = ""


class InvoiceRow(NamedTuple):
    """One invoice of the file. Days are ISO text, amounts whole minor units of `currency`; `raw` its source rows."""

    line: int
    number: str
    external_id: str
    client_name: str
    client_external_id: str
    client_fields: tuple[tuple[str, str], ...]
    currency: str
    issued_on: str
    due_on: str | None
    total_minor: int
    tax_minor: int | None
    paid_minor: int
    paid_on: str | None
    written_off_minor: int
    written_off_on: str | None
    disputed: bool | None
    terms_days: int | None
    channel: str
    client_group: str
    reference: str
    raw: list[list[str]]


class PaymentRow(NamedTuple):
    """One payment of the file, on the invoice (or invoices) `number` or, when that is "", on the client's account.

    `discount_minor` is the discount that was taken beside it. In a file of invoices `references` may name what it
    pays, while the number is the payment's own.
    """

    line: int
    client_name: str
    client_external_id: str
    number: str
    currency: str | None
    minor: int
    paid_on: str
    external_id: str
    raw: list[list[str]]
    is_day_known: bool = True
    discount_minor: int = 0
    references: str = ""
    applied_minor: int = 0


class Parsed(NamedTuple):
    """What came of a batch; `source_rows` counts the rows of the file it was made of."""

    rows: list[InvoiceRow]
    payments: list[PaymentRow]
    rejects: list[Reject]
    skipped: list[Skipped]
    source_rows: int
    bytes_done: int
    credits: list[CreditRow]


class _LeftOut(Exception):
    """A row that is no receivable; the code says why."""


class RowReader:
    """Reads batches of rows under one plan; keeps what it has worked out, and counts rows that look the same."""

    def __init__(self, plan: Plan) -> None:
        self.plan = plan
        self._at = plan.layout.positions(plan.header)
        self._numbered = "number" in self._at
        self._identified = "external_id" in self._at
        self._day = date_reader(plan.date_order)
        self._names: Cached[str] = Cached(clean_text)
        self._clients_named: Cached[str] = Cached(self._client)
        self._codes: Cached[str] = Cached(self.currency_of)
        self._amounts: dict[str, Callable[[str], int | str]] = {}
        self._flags: Cached[bool | str | None] = Cached(flag)
        self._terms: Cached[int | None] = Cached(terms_days)
        self._statuses: Cached[str] = Cached(status_of)
        self._kinds: Cached[str] = Cached(kind_of)
        self._due: dict[tuple[str, int], str] = {}
        self._alike: dict[int, int] = {}
        self._client_fields = [name for name in CLIENT_FIELDS if name in self._at]
        self._client_pairs: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}

    def read(self, lines: Sequence[int], rows: Sequence[Sequence[str]], raws: Sequence[list[list[str]]]) -> Parsed:
        """Read rows as wide as the header; `raws` are the source rows each was made of."""
        parsed = Parsed([], [], [], [], sum(map(len, raws)), 0, [])
        if not rows:
            return parsed
        columns = list(zip(*rows, strict=True))
        cells = [self._column(columns, name) for name in _ARGUMENTS]
        kind = self.plan.layout.kind
        one: Callable[..., InvoiceRow | PaymentRow | CreditRow] = self._invoice
        if kind != "invoices":
            one = self._payment if kind == "payments" else self._entry
        if kind != "invoices":
            cells.append(self._column(columns, "account" if kind == "ledger" else "day_known"))
        add, add_payment = parsed.rows.append, parsed.payments.append
        # Columns the file lacks are endless, so only the shortest counts.
        for line, raw, texts in zip(lines, raws, zip(self._clients(columns), *cells, strict=False), strict=True):
            try:
                row = one(line, raw, *texts)
            except Bad as bad:
                reject = self.reject(line, bad, raw)
                parsed.rejects.append(reject._replace(outline=self._outline(texts)))
            except _LeftOut as left_out:
                # The other side of a ledger is no part of what was invoiced.
                is_other_side = str(left_out) in {OTHER_ACCOUNT, NO_CUSTOMER}
                outline = None if is_other_side else self._outline(texts)
                number = cast("str", texts[1]).strip()
                parsed.skipped.append(Skipped(line, str(left_out), number, outline, len(raw)))
            else:
                if type(row) is InvoiceRow:
                    add(row)
                elif type(row) is CreditRow:
                    parsed.credits.append(row)
                else:
                    add_payment(cast("PaymentRow", row))
        return parsed

    def _outline(self, texts: tuple[object, ...]) -> DocumentOutline:
        of = dict(zip(_ARGUMENTS, cast("tuple[str, ...]", texts[1:]), strict=False))
        return outline_of(of, self.currency_of, self._reader, is_payment=self.plan.layout.kind == "payments")

    def reject(self, line: int, bad: Bad, raw: list[list[str]]) -> Reject:
        """Say where in the file a bad cell stands and why it is bad."""
        field = bad.problem.field
        column = self.plan.layout.columns.get(field, "")
        index = self._at.get(field)
        if index is not None and index < len(self.plan.header):
            column = self.plan.header[index]
        return Reject(line, column, bad.problem.value, bad.problem, raw)

    def currency_of(self, text: str) -> str:
        """Read the currency of a row, or take the plan's; Bad when unknown or none."""
        code = currency_code(text)
        if code is None:
            raise Bad(Problem("currency", "unknown_currency", text))
        code = code or self.plan.currency
        if not code:
            raise Bad(Problem("currency", "no_currency"))
        return code

    def _column(self, columns: Sequence[tuple[str, ...]], name: str) -> Iterable[str]:
        index = self._at.get(name)
        return repeat("") if index is None else columns[index]

    def _clients(self, columns: Sequence[tuple[str, ...]]) -> Iterable[tuple[tuple[str, str], ...]]:
        names = self._client_fields
        if not names:
            return repeat(())
        known = self._client_pairs
        pairs = []
        for cells in zip(*(columns[self._at[name]] for name in names), strict=True):
            found = known.get(cells)
            if found is None:
                clean = [clean_text(cell) for cell in cells]
                found = tuple((name, cell) for name, cell in zip(names, clean, strict=True) if cell not in BLANKS)
                if len(known) < _MOST_CLIENTS:
                    known[cells] = found
            pairs.append(found)
        return pairs

    def _invoice(  # noqa: C901, PLR0912, PLR0917 -- one call for each of a hundred thousand rows, not five
        self, line: int, raw: list[list[str]], client_fields: tuple[tuple[str, str], ...],
        number: str, external_id: str, client: str, client_id: str, issued: str, due: str, total: str, tax: str,
        currency: str, paid: str, balance: str, paid_on: str, disputed: str, terms: str, status: str, kind: str,
        channel: str, group: str, written_off: str, written_off_on: str, reference: str, applies_to: str,
        _discount: str,
    ) -> InvoiceRow | CreditRow | PaymentRow:  # fmt: skip
        state = self._statuses[status] if status else ""
        if state in LEFT_OUT:
            raise _LeftOut(state)
        if kind and (document := self._kinds[kind]) != INVOICE:
            return self._other(
                document, line, raw, client_fields, (number, external_id, client, client_id, issued, total, currency,
                paid, balance, kind, group, f"{applies_to} {reference}"),
            )  # fmt: skip
        name = self._clients_named[client]
        if self._numbered:
            number = number.strip()
            if number in BLANKS or len(number) > _LONGEST_NUMBER or not number.isprintable():
                number = self._number(number)
        code = self._codes[currency]
        read = self._amounts.get(code) or self._reader(code)
        day = self._day(issued) or self._bad_day("issued_on", issued)
        minor = read(total)
        if type(minor) is not int or minor <= 0:
            if type(minor) is int and minor:
                return self._other(
                    CREDIT_NOTE, line, raw, client_fields, (number, external_id, client, client_id, issued, total,
                    currency, paid, balance, kind, group, f"{applies_to} {reference}"),
                )  # fmt: skip
            minor = self._positive(total, minor)
        days = self._terms[terms] if terms else None
        due_on = None
        if due:
            due_on = self._day(due) or self._due_otherwise(due, day)
        if due_on is None and days is not None:
            due_on = self._days_after(day, days)
        if due_on is not None and due_on < day:
            raise Bad(Problem("due_on", "due_before_issued", due, {"issued": day}))
        off_minor, off_on = 0, None
        if written_off and (off_minor := self._optional(read, "written_off", written_off) or 0) and written_off_on:
            off_on = self._optional_day("written_off_on", written_off_on)
        settled = (self._day(paid_on) or self._optional_day("paid_on", paid_on)) if paid_on else None
        if paid == total and not balance:
            paid_minor = minor
        elif paid or balance:
            paid_minor = self._paid(read, code, paid, balance, minor, off_minor, settled, state)
        else:
            paid_minor = max(minor - off_minor, 0) if settled or state == PAID else 0
        if off_minor and off_minor > max(minor - paid_minor, 0):
            raise Bad(Problem("written_off", "written_off_above_open", written_off))
        if not paid_minor:
            settled = None
        is_disputed = self._flags[disputed] if disputed else None
        if isinstance(is_disputed, str):
            raise Bad(Problem("disputed", "unclear_flag", disputed))
        names = self._names
        reference = names[reference] if reference else ""
        client_id = names[client_id] if client_id else ""
        if self._identified:
            external_id = names[external_id]
        elif not self._numbered:
            external_id = self._digest(name, client_id, day, due_on or "", code, str(minor), reference)
        # The same as InvoiceRow(...), without the call through its own __new__.
        return tuple.__new__(InvoiceRow, (
            line, number, external_id, name, client_id, client_fields, code, day, due_on, minor,
            self._optional(read, "tax", tax) if tax else None, paid_minor, settled, off_minor, off_on,
            is_disputed, days, names[channel] if channel else "", names[group] if group else "", reference, raw,
        ))  # fmt: skip

    def _other(
        self, document: str, line: int, raw: list[list[str]], fields: tuple[tuple[str, str], ...],
        texts: tuple[str, ...],
    ) -> CreditRow | PaymentRow:  # fmt: skip
        """Read a credit note, a refund or a payment that stands among invoices; its sign says nothing of it.

        With an open amount, only what is left of it counts: the rest has lowered what is open of the invoices.
        """
        number, external_id, client, client_id, issued, total, currency, paid, balance, kind, group, refers = texts
        if document == NOT_AN_INVOICE:
            raise Bad(Problem("kind", "not_an_invoice", kind))
        name = self._clients_named[client]
        number = "" if number.strip() in BLANKS else self._number(number)
        code = self._codes[currency]
        read = self._reader(code)
        day = self._day(issued) or self._bad_day("issued_on", issued)
        left = read(balance) if balance.strip() not in BLANKS else None
        minor = read(total)
        if document == PAYMENT and minor in {0, NOT_A_NUMBER}:
            minor = read(paid) if paid.strip() not in BLANKS else left or 0
        if isinstance(minor, str) or not minor:
            minor = self._positive(total, minor)
        minor = abs(minor)
        counts = minor if left is None or isinstance(left, str) else min(abs(left), minor)
        if not counts:
            raise _LeftOut(APPLIED)
        client_id = self._names[client_id] if client_id else ""
        refers = clean_text(refers)
        identity = self._names[external_id] if self._identified else number
        if document == PAYMENT:
            key = identity or self._digest(name, client_id, "payment", day, code, str(minor))
            return PaymentRow(
                line, name, client_id, "", code, counts, day, key, raw, references=refers, applied_minor=minor - counts
            )
        key = identity or self._digest(name, client_id, document, day, code, str(minor))
        return CreditRow(
            line, document, number, key, name, client_id, fields, code, day, counts, minor - counts, refers,
            self._names[group] if group else "", raw,
        )  # fmt: skip

    def _payment(
        self, line: int, raw: list[list[str]], _fields: object, *texts: str, amount: str | None = None
    ) -> PaymentRow | CreditRow:
        of = dict(zip(_OF_PAYMENTS, texts, strict=False))  # an entry of a ledger has all but the last
        state = self._statuses[of["status"]] if of["status"] else ""
        if state in LEFT_OUT:
            raise _LeftOut(state)
        name = self._clients_named[of["client_name"]]
        number = self._number(of["number"]) if of["number"].strip() not in BLANKS else ""
        code = self._codes[of["currency"]]
        read = self._reader(code)
        text = of["paid"] if amount is None else amount
        minor = read(text)
        is_refund = type(minor) is int and minor < 0
        if type(minor) is not int or minor <= 0:
            minor = -minor if is_refund else self._positive(text, minor, "paid")  # type: ignore[operator]  # a number
        field = "paid_on" if amount is None else "issued_on"
        day = self._day(of[field]) or self._bad_day(field, of[field])
        client_id = self._names[of["client_external_id"]]
        discount = self._optional(read, "discount_taken", of["discount_taken"]) if of["discount_taken"] else None
        external_id = self._names[of["external_id"]] or self._digest(name, client_id, number, day, code, str(minor))
        is_day_known = self._flags[of.get("day_known", "")] is not False
        if is_refund:
            return CreditRow(line, REFUND, "", external_id, name, client_id, (), code, day, minor, 0, number, "", raw)
        return PaymentRow(
            line, name, client_id, number, code, minor, day, external_id, raw, is_day_known, discount or 0
        )

    def _entry(
        self, line: int, raw: list[list[str]], fields: tuple[tuple[str, str], ...], *cells: str
    ) -> InvoiceRow | PaymentRow | CreditRow:
        """Read an entry on the receivables account: up is an invoice, down a payment on it."""
        *texts, account = cells
        if fold(account) not in _RECEIVABLE:
            raise _LeftOut(OTHER_ACCOUNT)
        of = dict(zip(_ARGUMENTS, texts, strict=True))
        if of["client_name"].strip() in BLANKS:
            raise _LeftOut(NO_CUSTOMER)
        minor = self._reader(self.currency_of(of["currency"]))(of["total"])
        if isinstance(minor, int) and minor < 0:
            plain = decimal_text(-minor, self.currency_of(of["currency"]))
            return self._payment(line, raw, fields, *texts, amount=plain.replace(".", self._mark))
        return self._invoice(line, raw, fields, *texts)

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
        if len(name) > LONGEST_NAME:
            raise Bad(Problem("client_name", "name_too_long", name[:80], {"most": LONGEST_NAME}))
        return name

    def _number(self, text: str) -> str:
        number = text.strip() if text.isprintable() else clean_text(text)
        if number in BLANKS:
            raise Bad(Problem("number", "missing_number"))
        if len(number) > _LONGEST_NUMBER:
            raise Bad(Problem("number", "number_too_long", number[:80], {"most": _LONGEST_NUMBER}))
        return number

    def _bad_day(self, field: str, text: str) -> str:
        raise Bad(Problem(field, "missing_date" if text.strip() in BLANKS else "unreadable_date", text.strip()))

    def _optional_day(self, field: str, text: str) -> str | None:
        if text.strip() in BLANKS:
            return None
        return self._day(text) or self._bad_day(field, text)

    def _due_otherwise(self, text: str, issued: str) -> str | None:
        """Read a due date that is no date: nothing, or days after issue ("30", "30 gün")."""
        if text.strip() in BLANKS:
            return None
        days = self._terms[text]
        return self._bad_day("due_on", text) if days is None else self._days_after(issued, days)

    def _days_after(self, issued: str, days: int) -> str:
        due = self._due.get((issued, days))
        if due is None:
            due = self._due[issued, days] = (date.fromisoformat(issued) + timedelta(days)).isoformat()
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

    def _digest(self, *parts: str) -> str:
        """Name a row that has no number by its own content; the second of two equal rows gets another name."""
        key = hashlib.blake2b("\x1f".join(parts).encode(), digest_size=12)
        alike = int.from_bytes(key.digest()[:8], "big")
        count = self._alike[alike] = self._alike.get(alike, 0) + 1
        return key.hexdigest() if count == 1 else f"{key.hexdigest()}-{count}"
