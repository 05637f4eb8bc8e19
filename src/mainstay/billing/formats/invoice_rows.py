"""Rows of a table read into invoices and payments under a plan, with every row that cannot come in and why.

One call per row and no regular expression on the usual path: a hundred thousand rows take about half a second.
"""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from datetime import date, timedelta
from itertools import repeat
from typing import TYPE_CHECKING, Final, NamedTuple, cast

from mainstay.billing.formats.cell_reader import CellReader, LeftOut, Otherwise
from mainstay.billing.formats.credit_rows import CreditRow, outline_of
from mainstay.billing.formats.layouts import CLIENT_FIELDS
from mainstay.billing.formats.statuses import (
    CREDIT_NOTE,
    CREDITED,
    DISPUTED,
    INVOICE,
    LEFT_OUT,
    NEGATIVE,
    NO_CUSTOMER,
    NOT_AN_INVOICE,
    NOT_OWED,
    OTHER_ACCOUNT,
    OWED,
    PAID,
    PAYMENT,
    REFUND,
    WRITTEN_OFF,
)
from mainstay.intake.amounts import NOT_A_NUMBER, currencies_in_header, currency_in
from mainstay.intake.cells import BLANKS, clean_text
from mainstay.intake.records import Bad, DocumentOutline, Reject, Skipped
from mainstay.kernel.money import decimal_text
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Mapping, Sequence

    from mainstay.billing.rules.instalments import InstalmentPart
    from mainstay.billing.rules.lines import DocumentLine
    from mainstay.intake.amounts import DecimalSign
    from mainstay.intake.dates import DateOrder, DayReading
    from mainstay.intake.import_reading import ImportReading
    from mainstay.intake.mapping import Layout

_LONGEST_NUMBER: Final = 100
_MOST_CLIENTS: Final = 200_000
_ARGUMENTS: Final = (
    "number", "external_id", "client_name", "client_external_id", "issued_on", "due_on", "total", "tax", "currency",
    "paid", "balance", "paid_on", "disputed", "terms", "status", "kind", "channel", "client_group", "written_off",
    "written_off_on", "reference", "payment_status", "total_home", "credited", "applies_to", "discount_taken",
    "instalments", "payment_id",
    "lines",
)  # fmt: skip
_OF_PAYMENTS: Final = (*_ARGUMENTS, "day_known")
_SIGNED: Final = {"payments": ("paid",), "statement": ("debit", "credit")}
APPLIED: Final = "applied"
REPEATED: Final = "repeated"
_CREDIT_WORDS: Final = re.compile(r"\biade\b|credit (?:note|memo)|gutschrift|\bavoir\b")
_RECEIVABLE: Final = frozenset({"accounts receivable", "alicilar", "ticari alacaklar"})


@dataclass(frozen=True, slots=True)
class Plan:
    """How to read a table: its layout or mapping, the header, and the readings chosen.

    `currency` serves the rows that name none; "" when there is no such default. `answers` is what is made of each word
    and doubt of the file, by the name of its question; rows dated after `latest_day` are rejected.
    """

    layout: Layout
    header: tuple[str, ...]
    date_order: DateOrder
    decimal: DecimalSign
    currency: str = ""
    days: DayReading | None = None
    answers: Mapping[str, str] = field(default_factory=dict)
    latest_day: str = "9999-12-31"

    @classmethod
    def of(cls, reading: ImportReading, *, today: date | None = None) -> Plan:
        """Give the plan of a settled reading; with `today` rows dated more than a day ahead are rejected."""
        if reading.layout is None:
            msg = "the reading is not settled"
            raise ValueError(msg)
        return cls(
            reading.layout, reading.table.header, reading.date_order, reading.decimal, reading.currency,
            reading.days, reading.answers,
            "9999-12-31" if today is None else (today + timedelta(1)).isoformat(),
        )  # fmt: skip


class InvoiceRow(NamedTuple):
    """One invoice of the file. Days are ISO text, amounts whole minor units of `currency`; `raw` its source rows.

    `instalments` are its parts where it is due on several days, by day, of which `due_on` is the last. `payments` are
    amounts and days, by day, where `paid_minor` came in several. Where each row has a payment, `payment_id` is its name
    and `left_minor` what the file says is open of the invoice, None where it says nothing.
    """

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
    instalments: tuple[InstalmentPart, ...] = ()
    payments: tuple[tuple[int, str | None], ...] = ()
    payment_id: str = ""
    left_minor: int | None = None
    lines: tuple[DocumentLine, ...] = ()


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


class RowReader(CellReader):
    """Reads batches of rows under one plan; keeps what it has worked out, and counts rows that look the same."""

    def __init__(self, plan: Plan) -> None:
        super().__init__(plan)
        self._client_fields = [name for name in CLIENT_FIELDS if name in self._at]
        self._client_pairs: dict[tuple[str, ...], tuple[tuple[str, str], ...]] = {}
        self._credits_beside: list[CreditRow] = []
        self._signed = self._amounts_with_signs()

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
            one = {"payments": self._payment, "statement": self._movement}.get(kind, self._entry)  # type: ignore[assignment]
            more = {"payments": ("day_known",), "statement": ("debit", "credit")}.get(kind, ("account",))
            cells += [self._column(columns, name) for name in more]
        add, add_payment = parsed.rows.append, parsed.payments.append
        # Columns the file lacks are endless, so only the shortest counts.
        for line, raw, texts in zip(lines, raws, zip(self._clients(columns), *cells, strict=False), strict=True):
            try:
                try:
                    row = one(line, raw, *texts)
                except Otherwise as otherwise:
                    row = self._other(otherwise.args[0], line, raw, texts)
            except Bad as bad:
                reject = self.reject(line, bad, raw)
                parsed.rejects.append(reject._replace(outline=self._outline(texts)))
            except LeftOut as left_out:
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
        parsed.credits.extend(self._credits_beside)
        self._credits_beside.clear()
        return parsed

    def reject(self, line: int, bad: Bad, raw: list[list[str]]) -> Reject:
        """Say where in the file a bad cell stands and why it is bad."""
        field = bad.problem.field
        column = self.plan.layout.columns.get(field, "")
        index = self._at.get(field)
        if index is not None and index < len(self.plan.header):
            column = self.plan.header[index]
        return Reject(line, column, bad.problem.value, bad.problem, raw)

    def _amounts_with_signs(self) -> list[int]:
        """The places of the amounts whose signs name the currency of a row: none where a column or its name does."""
        names = _SIGNED.get(self.plan.layout.kind, ("total", "total_home"))
        places = [self._at[name] for name in names if name in self._at]
        is_said = any(currencies_in_header(self.plan.header[place]) for place in places)
        return [] if is_said or "currency" in self._at else places

    def _outline(self, texts: tuple[object, ...]) -> DocumentOutline:
        cells = cast("tuple[str, ...]", texts[1:])
        of = dict(zip(_ARGUMENTS, cells, strict=False))
        kind = (self._kinds[of["kind"]] if of["kind"] else "") or INVOICE
        amount = of["total"] if of["total"].strip() not in BLANKS else of["total_home"]
        if self.plan.layout.kind == "payments":
            kind, amount = PAYMENT, of["paid"]
        elif self.plan.layout.kind == "statement":
            amount, credit = cells[len(_ARGUMENTS) :]
            if amount.strip() in BLANKS:
                kind, amount = PAYMENT if kind == INVOICE else kind, credit
        return outline_of(kind, amount, of, self.currency_of, self._reader)

    def _column(self, columns: Sequence[tuple[str, ...]], name: str) -> Iterable[str]:
        index = self._at.get(name)
        if index is None and name == "currency" and self._signed:
            return self._signs(columns)
        return repeat("") if index is None else columns[index]

    def _signs(self, columns: Sequence[tuple[str, ...]]) -> list[str]:
        """The currencies that the amounts name themselves; "" where none does, or a sign that several share."""
        amounts = zip(*(columns[place] for place in self._signed), strict=True)
        texts = (next((cell for cell in cells if cell.strip() not in BLANKS), "") for cells in amounts)
        return ["" if text[-1:].isdigit() and text[:1].isdigit() else currency_in(text) or "" for text in texts]

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

    def _invoice(  # noqa: C901, PLR0912, PLR0915, PLR0917 -- one call for each of a hundred thousand rows, not five
        self, line: int, raw: list[list[str]], client_fields: tuple[tuple[str, str], ...],
        number: str, external_id: str, client: str, client_id: str, issued: str, due: str, total: str, tax: str,
        currency: str, paid: str, balance: str, paid_on: str, disputed: str, terms: str, status: str, kind: str,
        channel: str, group: str, written_off: str, written_off_on: str, reference: str, payment_status: str,
        total_home: str, credited: str, _applies_to: str, _discount: str, instalments: str, payment_id: str,
        lines: str,
    ) -> InvoiceRow:  # fmt: skip
        if kind and (other := self._kinds[kind]):
            raise Otherwise(other)
        state = self._state(status, payment_status) if status or payment_status else ""
        name = self._clients_named[client]
        if self._numbered:
            number = self._number(number)
        code = self._codes[currency]
        read = self._amounts.get(code) or self._reader(code)
        if total_home and self._is_home(code, total, read):
            total = total_home
        day = self._day(issued) or self._bad_day("issued_on", issued)
        if day > self.plan.latest_day:
            raise Bad(Problem("issued_on", "day_ahead", issued.strip()))
        minor = read(total)
        if type(minor) is not int or minor <= 0:
            if type(minor) is int and minor:
                raise Otherwise(NEGATIVE)
            minor = self._positive(total, minor)
        days = None
        due_on = None
        if due:
            due_on = self._day(due) or self._due_otherwise(due, day)
        if terms:
            agreed = self._terms[terms]
            if agreed is not None:
                days = agreed.plain_days
            elif due_on is None and terms.strip() not in BLANKS:
                raise Bad(Problem("terms", "terms_unclear", terms.strip()))
            if due_on is None and agreed is not None:
                due_on = self._due_by(day, agreed)
        if due_on is not None and due_on < day:
            raise Bad(Problem("due_on", "due_before_issued", due, {"issued": day}))
        off_minor, off_on = 0, None
        if written_off and (off_minor := self._optional(read, "written_off", written_off) or 0) and written_off_on:
            off_on = self._optional_day("written_off_on", written_off_on)
        settled = (self._day(paid_on) or self._optional_day("paid_on", paid_on)) if paid_on else None
        if settled and settled > self.plan.latest_day:
            raise Bad(Problem("paid_on", "day_ahead", paid_on.strip()))
        credited_minor = self._optional(read, "credited", credited) or 0 if credited else 0
        gone = off_minor + credited_minor
        left_minor = None
        if self._is_joined and paid.strip() not in BLANKS:
            paid_minor = self._optional(read, "paid", paid) or 0
            left_minor = self._optional(read, "balance", balance) if balance else 0 if state == PAID else None
            left_minor = None if left_minor is None else left_minor + credited_minor
        elif paid == total and not balance and not gone:
            paid_minor = minor
        elif paid or balance:
            paid_minor = self._paid(read, code, paid, balance, minor, gone, settled, state)
        else:
            paid_minor = max(minor - gone, 0) if settled or state == PAID else 0
        if state == PAID and paid_minor + gone < minor and left_minor is None:
            raise Bad(Problem("status", "paid_but_open", (status or payment_status).strip()))
        if state == WRITTEN_OFF and not off_minor:
            off_minor = max(minor - paid_minor - credited_minor, 0)
        if off_minor and off_minor > max(minor - paid_minor - credited_minor, 0):
            raise Bad(Problem("written_off", "written_off_above_open", written_off))
        if not paid_minor:
            settled = None
        is_disputed = self._flags[disputed] if disputed else True if state == DISPUTED else None
        if isinstance(is_disputed, str):
            raise Bad(Problem("disputed", "unclear_flag", disputed))
        names = self._names
        reference = names[reference] if reference else ""
        client_id = names[client_id] if client_id else ""
        if self._identified:
            external_id = names[external_id]
        elif not self._numbered:
            external_id = self._digest(name, client_id, day, due_on or "", code, str(minor), reference)
        if credited_minor:
            key = self._digest(name, client_id, "credited", number or external_id, code, str(credited_minor))
            # The row counts as that of its invoice.
            self._credits_beside.append(
                CreditRow(
                    line, CREDIT_NOTE, "", key, name, client_id, (), code, day, credited_minor, 0, number, group, []
                )
            )
        # The same as InvoiceRow(...), without the call through its own __new__.
        return tuple.__new__(InvoiceRow, (
            line, number, external_id, name, client_id, client_fields, code, day, due_on, minor,
            self._optional(read, "tax", tax) if tax else None, paid_minor, settled, off_minor, off_on,
            is_disputed, days, names[channel] if channel else "", names[group] if group else "", reference, raw,
            self._parts(instalments, code, minor, due_on) if instalments else (), (), payment_id.strip(), left_minor,
            self._lines(lines, code, minor) if lines else (),
        ))  # fmt: skip

    def _other(self, document: str, line: int, raw: list[list[str]], texts: Sequence[object]) -> CreditRow | PaymentRow:
        """Read a credit note, a refund or a payment that stands among invoices; its sign says nothing of it.

        With an open amount, only what is left of it counts: the rest has lowered what is open of the invoices.
        """
        fields, *cells = texts
        of = dict(zip(_ARGUMENTS, cast("list[str]", cells), strict=False))
        is_named = document != NEGATIVE
        document = document if is_named else CREDIT_NOTE
        self._refuse_other(document, of)
        name = self._clients_named[of["client_name"]]
        number = "" if of["number"].strip() in BLANKS else self._number(of["number"])
        code = self._codes[of["currency"]]
        read = self._reader(code)
        day = self._day(of["issued_on"]) or self._bad_day("issued_on", of["issued_on"])
        if day > self.plan.latest_day:
            raise Bad(Problem("issued_on", "day_ahead", of["issued_on"].strip()))
        left = read(of["balance"]) if of["balance"].strip() not in BLANKS else None
        is_home = of["total_home"] and self._is_home(code, of["total"], read)
        total = of["total_home"] if is_home else of["total"]
        minor = read(total)
        if document == PAYMENT and minor in {0, NOT_A_NUMBER}:
            minor = (read(of["paid"]) if of["paid"].strip() not in BLANKS else 0) or left or 0
        if isinstance(minor, str) or not minor:
            minor = self._positive(total, minor)
        minor = abs(minor)
        counts = minor if left is None or isinstance(left, str) else min(abs(left), minor)
        if not counts:
            raise LeftOut(APPLIED)
        client_id = self._names[of["client_external_id"]] if of["client_external_id"] else ""
        refers = clean_text(f"{of['applies_to']} {of['reference']}")
        identity = self._names[of["external_id"]] if self._identified else number
        if document == PAYMENT:
            key = identity or self._digest(name, client_id, "payment", day, code, str(minor))
            return PaymentRow(
                line, name, client_id, "", code, counts, day, key, raw, references=refers, applied_minor=minor - counts
            )
        key = identity or self._digest(name, client_id, document, day, code, str(minor))
        pairs = cast("tuple[tuple[str, str], ...]", fields)
        return CreditRow(
            line, document, number, key, name, client_id, pairs, code, day, counts, minor - counts, refers,
            self._names[of["client_group"]] if of["client_group"] else "", raw, is_named,
        )  # fmt: skip

    def _refuse_other(self, document: str, of: Mapping[str, str]) -> None:
        """Leave out or reject a document that is not taken in."""
        state = self._statuses[of["status"]] if of["status"] else OWED
        if document == NOT_OWED or state in LEFT_OUT - {CREDITED}:
            raise LeftOut(document if document == NOT_OWED else state)
        if document == NOT_AN_INVOICE:
            raise Bad(Problem("kind", "not_an_invoice", of["kind"]))

    def _movement(
        self, line: int, raw: list[list[str]], fields: tuple[tuple[str, str], ...], *cells: str
    ) -> InvoiceRow | PaymentRow | CreditRow:
        """Read a row of a statement of account: a debit is an invoice, a credit a payment, if its kind says no else."""
        *texts, debit, credit = cells
        of = dict(zip(_ARGUMENTS, texts, strict=True))
        code = self._codes[of["currency"]]
        read = self._reader(code)
        plus = self._optional(read, "debit", debit) or 0
        minus = self._optional(read, "credit", credit) or 0
        if not plus and not minus:
            raise Bad(Problem("debit", "missing_amount"))
        kind = self._kinds[of["kind"]] if of["kind"] else ""
        if plus and minus:
            # A list of open items has what was paid beside the invoice, and what is open of it as the balance.
            if not of["balance"] or read(of["balance"]) != plus - minus:
                raise Bad(Problem("credit", "both_sides", credit.strip()))
            of["paid"] = credit
        of["balance"], of["kind"] = "", ""
        of["total"] = decimal_text(plus or minus, code).replace(".", self._mark)
        values = [of[name] for name in _ARGUMENTS]
        if plus and kind == PAYMENT:
            # Money that went out to the client.
            kind = REFUND
        if plus and kind not in {REFUND, NOT_OWED}:
            return self._invoice(line, raw, fields, *values)
        if not kind or kind == INVOICE:
            kind = CREDIT_NOTE if _CREDIT_WORDS.search(fold(of["reference"])) else PAYMENT
        return self._other(kind, line, raw, (fields, *values))

    def _payment(
        self, line: int, raw: list[list[str]], _fields: object, *texts: str, amount: str | None = None
    ) -> PaymentRow | CreditRow:
        of = dict(zip(_OF_PAYMENTS, texts, strict=False))  # an entry of a ledger has all but the last
        state = self._statuses[of["status"]] if of["status"] else ""
        if state in LEFT_OUT:
            raise LeftOut(state)
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
        if day > self.plan.latest_day:
            raise Bad(Problem(field, "day_ahead", of[field].strip()))
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
            raise LeftOut(OTHER_ACCOUNT)
        of = dict(zip(_ARGUMENTS, texts, strict=True))
        if of["client_name"].strip() in BLANKS:
            raise LeftOut(NO_CUSTOMER)
        minor = self._reader(self.currency_of(of["currency"]))(of["total"])
        if isinstance(minor, int) and minor < 0:
            plain = decimal_text(-minor, self.currency_of(of["currency"]))
            return self._payment(line, raw, fields, *texts, amount=plain.replace(".", self._mark))
        return self._invoice(line, raw, fields, *texts)
