"""Find anything in the book by what one remembers of it: a name, a number, a reference, an exact amount."""

from __future__ import annotations

from dataclasses import dataclass, replace
from string import punctuation
from typing import TYPE_CHECKING, Any, Final, Generic, TypeVar

from django.db import connection

from mainstay.clients.queries.fetching import has_clients
from mainstay.clients.queries.visible import require_all
from mainstay.clients.rules.acts import SEE_RISK
from mainstay.firm.permissions import may
from mainstay.kernel.text import fold, match_key, spellings
from mainstay.overview.rules.amount_search import amounts_meant
from mainstay.store.sql import as_day

if TYPE_CHECKING:
    from collections.abc import Sequence
    from datetime import date

    from mainstay.kernel.actor import Actor

CLIENTS: Final = "clients"
INVOICES: Final = "invoices"
PAYMENTS: Final = "payments"
KINDS: Final = (CLIENTS, INVOICES, PAYMENTS)
FIRST: Final = 8
PAGE_LENGTH: Final = 50
_LETTERS: Final = 200
_WORDS: Final = 8
_BEFORE_A_WORD: Final = (" ", "-", "/", ".", "#", "!_")
_NOT_A_LETTER: Final = "[^0-9A-Za-z\u00c0-\u024f]"

_Kind = TypeVar("_Kind")


@dataclass(frozen=True, slots=True)
class ClientFound:
    """A client; `contact` is the person there whose name or address fits where the client's own does not.

    `standing` is the one that holds now, set by hand or by the evidence; empty where nobody knows yet.
    """

    ref: str
    name: str
    city: str
    email: str
    contact: str
    standing: str


@dataclass(frozen=True, slots=True)
class InvoiceFound:
    """An invoice, whose it is and what is open of it."""

    ref: str
    number: str
    client_name: str
    currency: str
    total_minor: int
    open_minor: int
    issued_on: date
    due_on: date

    @property
    def is_untouched(self) -> bool:
        """Whether nothing of it is settled."""
        return self.open_minor == self.total_minor


@dataclass(frozen=True, slots=True)
class PaymentFound:
    """A payment and who paid (negative: one taken back)."""

    ref: str
    client_name: str
    currency: str
    minor: int
    paid_on: date
    is_day_known: bool
    note: str


@dataclass(frozen=True, slots=True)
class Found(Generic[_Kind]):
    """The best of what fits, and how many fit in all."""

    count: int
    rows: tuple[_Kind, ...]

    @property
    def has_more(self) -> bool:
        """Whether more fits than is listed."""
        return self.count > len(self.rows)


@dataclass(frozen=True, slots=True)
class SearchPage:
    """What fits a search: the best eight of each kind, or one page of the kind asked for."""

    text: str
    kind: str
    number: int
    clients: Found[ClientFound]
    invoices: Found[InvoiceFound]
    payments: Found[PaymentFound]
    is_book_empty: bool = False
    """Nothing was found because there is no client, and so nothing at all."""

    @property
    def count(self) -> int:
        """How many fit, of all kinds."""
        return self.clients.count + self.invoices.count + self.payments.count

    @property
    def pages(self) -> int:
        """How many pages the kind asked for has."""
        return max(1, -(-self.count // PAGE_LENGTH)) if self.kind else 1


_BEST: Final = """
    best AS (SELECT id, place, sorted FROM hits ORDER BY place, {order} LIMIT %(limit)s OFFSET %(offset)s)
    SELECT (SELECT COUNT(*) FROM hits),"""
_OF_CLIENTS: Final = (
    """
    WITH hits AS MATERIALIZED (
        SELECT id, sort_key AS sorted, CASE
            WHEN match_key = %(key)s THEN 0 WHEN search_key LIKE %(begins)s ESCAPE '!' THEN 2
            WHEN search_key LIKE %(word_begins)s ESCAPE '!' THEN 3 WHEN {own} THEN 4 ELSE 5 END AS place
        FROM clients_client
        WHERE ({own}) OR id IN (SELECT client_id FROM clients_contact WHERE {contact})
    ), """
    + _BEST.format(order="sorted, id")
    + """ c.ref, c.name, c.city, c.email, CASE WHEN best.place < 5 THEN '' ELSE
        (SELECT MIN(name) FROM clients_contact WHERE client_id = c.id AND {contact}) END,
        COALESCE((SELECT standing FROM clients_standingoverride WHERE client_id = c.id AND lifted_on IS NULL),
                 (SELECT standing FROM clients_standing WHERE client_id = c.id AND ended_on IS NULL), '')
    FROM best JOIN clients_client c ON c.id = best.id ORDER BY best.place, best.sorted, best.id
"""
)
_OF_MONEY: Final = (
    """
    WITH hits AS MATERIALIZED (
        SELECT id, {day} AS sorted, CASE
            WHEN {is_whole} THEN 0 WHEN {is_amount} THEN 1 WHEN {begins} THEN 2 WHEN {word_begins} THEN 3 ELSE 4
            END AS place
        FROM {table} WHERE ({holds}) OR {is_amount}
    ), """
    + _BEST.format(order="sorted DESC, id DESC")
    + """ {wanted}
    FROM best JOIN {table} m ON m.id = best.id JOIN clients_client c ON c.id = m.client_id
    ORDER BY best.place, best.sorted DESC, best.id DESC
"""
)


def search(*, text: str, kind: str = "", number: int = 1, by: Actor) -> SearchPage:
    """Find clients, invoices and payments that hold every word of the text, or are of exactly this amount.

    However it is cased and marked; the best first: exactly this, this amount, beginning with it, a word beginning
    with it, holding it anywhere. `kind` asks for one page of one kind, the first where it has not so many pages.
    Three questions at most, each of them one pass over one table, whatever the book's size; where nothing is found,
    one more whether there is anything to find.
    """
    require_all(by)
    text = " ".join(text.replace("\x00", "").split())[:_LETTERS]
    kind = kind if kind in KINDS else ""
    number = max(number, 1) if kind else 1
    limit = PAGE_LENGTH if kind else FIRST
    asked = _Asked(text, limit, (number - 1) * limit)
    is_asked = {one: bool(text) and kind in {"", one} for one in KINDS}
    page = SearchPage(
        text=text,
        kind=kind,
        number=number,
        clients=asked.clients(is_risk_seen=may(by, SEE_RISK)) if is_asked[CLIENTS] else Found(0, ()),
        invoices=asked.invoices() if is_asked[INVOICES] else Found(0, ()),
        payments=asked.payments() if is_asked[PAYMENTS] else Found(0, ()),
    )
    if number > 1 and not page.count:
        return search(text=text, kind=kind, by=by)
    return replace(page, is_book_empty=not has_clients()) if text and not page.count else page


class _Asked:
    """One search: its patterns in the engine's own way of comparing, and the three questions."""

    def __init__(self, text: str, limit: int, offset: int) -> None:
        folded = fold(text)
        # The rarest words first: a row that lacks one is left without asking for the others.
        self.words = sorted(folded.split()[:_WORDS], key=lambda word: (word.isalpha(), -len(word)))
        self.phrase = " ".join(folded.split()[:_WORDS])
        self.amounts = amounts_meant(text)
        self.is_sqlite = connection.vendor == "sqlite"
        self.params: dict[str, str | int] = {
            "limit": limit,
            "offset": offset,
            "key": match_key(text),
            "begins": f"{_like(folded)}%",
            "word_begins": f"% {_like(folded)}%",
        }
        for place, word in enumerate(self.words):
            self.params[f"word{place}"] = f"%{_like(word)}%"

    def clients(self, *, is_risk_seen: bool) -> Found[ClientFound]:
        """Clients by name, e-mail, city and number (all in the search key), then by the people there."""
        own = " AND ".join(f"search_key LIKE %(word{place})s ESCAPE '!'" for place in range(len(self.words)))
        rows = self._rows(_OF_CLIENTS.format(own=own, contact=self._holds("name", "email")))
        found = (ClientFound(*row[1:]) for row in rows)
        return Found(_count(rows), tuple(found if is_risk_seen else (replace(one, standing="") for one in found)))

    def invoices(self) -> Found[InvoiceFound]:
        """Invoices by number, by the number and the reference they have elsewhere, by their total and what is open."""
        rows = self._money(
            table="billing_invoice",
            day="issued_on",
            texts=("number", "external_id", "reference"),
            figures=("total_minor", "open_minor"),
            wanted="m.ref, m.number, c.name, m.currency, m.total_minor, m.open_minor, m.issued_on, m.due_on",
        )
        found = (
            InvoiceFound(ref, number, name, currency, total, left, as_day(issued), as_day(due))
            for _all, ref, number, name, currency, total, left, issued, due in rows
        )
        return Found(_count(rows), tuple(found))

    def payments(self) -> Found[PaymentFound]:
        """Payments by what was written beside them (the bank's reference) and by their amount."""
        rows = self._money(
            table="billing_payment",
            day="paid_on",
            texts=("note",),
            figures=("minor", "-minor"),
            wanted="m.ref, c.name, m.currency, m.minor, m.paid_on, m.is_day_known, m.note",
        )
        found = (
            PaymentFound(ref, name, currency, minor, as_day(on), bool(is_known), note)
            for _all, ref, name, currency, minor, on, is_known, note in rows
        )
        return Found(_count(rows), tuple(found))

    def _money(
        self, *, table: str, day: str, texts: Sequence[str], figures: Sequence[str], wanted: str
    ) -> list[tuple[Any, ...]]:
        amounts = [
            f"({figure} = {minor} AND currency IN ({', '.join(map(repr, currencies))}))"
            for minor, currencies in self.amounts.items()
            for figure in figures
        ]
        folded = self.phrase
        statement = _OF_MONEY.format(
            table=table,
            day=day,
            wanted=wanted,
            holds=self._holds(*texts),
            is_amount=f"({' OR '.join(amounts) or '1 = 0'})",
            is_whole=self._fits(texts, folded, "is"),
            begins=self._fits(texts, folded, "begins"),
            word_begins=self._fits(texts, folded, "has_a_word"),
        )
        return self._rows(statement)

    def _holds(self, *columns: str) -> str:
        return " AND ".join(self._fits(columns, word, "holds") for word in self.words)

    def _fits(self, columns: Sequence[str], word: str, how: str) -> str:
        """One of the columns is, begins with, or holds a folded word, at the beginning of a word of it or anywhere.

        SQLite's LIKE is ten times as fast as its GLOB but knows only ASCII: GLOB looks at rows with other letters.
        """
        if not self.is_sqlite:
            before = {"is": "^", "begins": "^", "has_a_word": _NOT_A_LETTER}.get(how, "")
            pattern = before + _spelled(word, punctuation, "\\%s") + ("$" if how == "is" else "")
            return _any(columns, "~", self._param(pattern))
        after = "" if how == "is" else "%"
        befores = [f"%{mark}" for mark in _BEFORE_A_WORD] if how == "has_a_word" else ["%" if how == "holds" else ""]
        plain = " OR ".join(
            _any(columns, "LIKE", self._param(f"{before}{_like(word)}{after}") + " ESCAPE '!'") for before in befores
        )
        if not any(letter.isalpha() for letter in word):
            return f"({plain})"
        before = {"holds": "*", "has_a_word": f"*{_NOT_A_LETTER}"}.get(how, "")
        glob = self._param(before + _spelled(word, "*?[", "[%s]") + after.replace("%", "*"))
        has_others = " OR ".join(f"LENGTH(CAST({column} AS BLOB)) <> LENGTH({column})" for column in columns)
        return f"({plain} OR (({has_others}) AND {_any(columns, 'GLOB', glob)}))"

    def _param(self, value: str) -> str:
        name = f"p{len(self.params)}"
        self.params[name] = value
        return f"%({name})s"

    def _rows(self, statement: str) -> list[tuple[Any, ...]]:
        with connection.cursor() as cursor:
            cursor.execute(statement, self.params)
            rows: list[tuple[Any, ...]] = cursor.fetchall()
        return rows


def _any(columns: Sequence[str], compares: str, value: str) -> str:
    return "(" + " OR ".join(f"{column} {compares} {value}" for column in columns) + ")"


def _spelled(word: str, special: str, escaped: str) -> str:
    """A folded word as a pattern of all its spellings, for GLOB or a regular expression."""
    return "".join(
        f"[{found}]" if len(found := spellings(letter)) > 1 else escaped % letter if letter in special else letter
        for letter in word
    )


def _like(word: str) -> str:
    return "".join(f"!{letter}" if letter in "!%_" else letter for letter in word)


def _count(rows: list[tuple[Any, ...]]) -> int:
    return int(rows[0][0]) if rows else 0
