"""Which firms there are, and who the active one is."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, NamedTuple

from django.db import DatabaseError, connection
from django.utils.translation import get_language

from mainstay.firm.models import Firm
from mainstay.firm.permissions import DECISIONS, cache_decisions, require
from mainstay.firm.queries.own_currency import cache_own_currency
from mainstay.firm.rules.acts import OPEN_COPY
from mainstay.firm.rules.bank_accounts import bank_accounts
from mainstay.firm.rules.copies import is_short_name_of_copy
from mainstay.firm.rules.drafts import FirmDraft
from mainstay.kernel.code_pages import EARLIER_FILE, TURKISH_FIRM, CodePage
from mainstay.kernel.text import name_sort_key
from mainstay.store.context import UnknownFirm, active_firm, use_firm
from mainstay.store.paths import DEMONSTRATION, book_file, book_schema, firms_folder, is_slug
from mainstay.store.schema_copy import server
from mainstay.store.sql import as_instant, rows

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.kernel.actor import Actor


@dataclass(frozen=True, slots=True)
class FirmRow:
    """A firm as lists show it; `slug` is the short name it is opened by.

    `copy_of` is the short name of the firm that it was opened beside from a copy, "" for a book in use.
    """

    slug: str
    name: str
    country: str
    language: str
    currency: str
    time_zone: str
    region: str
    closed_days: str
    is_demonstration: bool
    created_at: datetime
    earlier_code_page: str = ""
    copy_of: str = ""

    @property
    def speaks_turkish(self) -> bool:
        """What it brings is likely written in Turkish."""
        return self.country == "TR" or self.language == "tr"

    @property
    def code_page(self) -> CodePage | None:
        """The code page of its files: that of an earlier one as a person chose it, else the Turkish one; or unknown."""
        if self.earlier_code_page:
            return CodePage(self.earlier_code_page, EARLIER_FILE)
        return CodePage("cp1254", TURKISH_FIRM) if self.speaks_turkish else None


class _Found(NamedTuple):
    """The firm's own row, and all decisions on roles as one text."""

    name: str
    country: str
    language: str
    currency: str
    time_zone: str
    region: str
    closed_days: str
    is_demonstration: bool | int
    created_at: datetime | str
    code_page: str
    copy_of: str
    decided: str | None


def row_of(slug: str, firm: Firm | _Found) -> FirmRow:
    """The firm of a book as a row."""
    return FirmRow(
        slug=slug,
        name=firm.name,
        country=firm.country,
        language=firm.language,
        currency=firm.currency,
        time_zone=firm.time_zone,
        region=firm.region,
        closed_days=firm.closed_days,
        is_demonstration=bool(firm.is_demonstration),
        created_at=as_instant(firm.created_at),
        earlier_code_page=firm.code_page,
        # A book that was put back from the firm opened beside it is in use again.
        copy_of=firm.copy_of if firm.copy_of != slug else "",
    )


def firm_details() -> FirmDraft:
    """All that is known of the active firm, as its form shows it. UnknownFirm when its book is gone."""
    firm = Firm.objects.filter(id=1).first()
    if firm is None:
        raise UnknownFirm(firm=active_firm())
    texts = {one.name: getattr(firm, one.name) for one in fields(FirmDraft)}
    return FirmDraft(**{**texts, "bank_accounts": bank_accounts(firm.bank_accounts) or ()})


def firm_slugs() -> list[str]:
    """The short names of all firms, sorted; opens no book."""
    if connection.vendor == "postgresql":
        with server().bare_cursor() as cursor:
            cursor.execute("SELECT substr(nspname, 6) FROM pg_namespace WHERE starts_with(nspname, 'firm_')")
            names = [row[0] for row in cursor.fetchall()]
    else:
        names = [path.name.removesuffix(".sqlite3") for path in firms_folder().glob("*.sqlite3")]
    return sorted(name for name in names if is_slug(name))


def firms() -> list[FirmRow]:
    """All firms by short name; opens each book for a moment, so not inside a transaction.

    A firm that somebody removes meanwhile is left out; one that is there and cannot be read is a fault.
    """
    found = []
    for slug in firm_slugs():
        try:
            with use_firm(slug):
                found.append(this_firm())
        except (DatabaseError, UnknownFirm):
            if firm_exists(slug):
                raise
    return found


class NamedFirm(NamedTuple):
    """A firm at the door: its short name, its name, and the short name of the firm it is a copy of, "" for none."""

    slug: str
    name: str
    copy_of: str = ""


def firm_names() -> list[NamedFirm]:
    """Every firm, in the order of their names, a copy after what it is a copy of; opens each book for a moment.

    A firm whose book cannot be read now goes by its short name: the others can be entered all the same.
    """
    names = []
    for slug in firm_slugs():
        try:
            with use_firm(slug):
                firm = this_firm()
                names.append(NamedFirm(slug, firm.name, firm.copy_of))
        except (DatabaseError, UnknownFirm):
            names.append(NamedFirm(slug, slug))
    language, called = get_language() or "en", {firm.slug: firm.name for firm in names}

    def place(firm: NamedFirm) -> tuple[object, ...]:
        original = called.get(firm.copy_of, firm.name)
        return name_sort_key(original, language), firm.copy_of or firm.slug, bool(firm.copy_of), firm.slug

    return sorted(names, key=place)


def this_firm() -> FirmRow:
    """The active firm, read together with what each role may do. UnknownFirm when its book is gone or unfinished."""
    slug = active_firm()
    found = rows(
        _Found,
        "SELECT name, country, language, currency, time_zone, region, closed_days, is_demonstration, created_at, "
        "code_page, copy_of, "
        f"{DECISIONS[connection.vendor]} AS decided FROM firm_firm WHERE id = 1",
    )
    if not found:
        raise UnknownFirm(firm=slug)
    (firm,) = found
    cache_decisions(firm.decided)
    cache_own_currency(firm.currency)
    return row_of(slug, firm)


def own_firms() -> list[str]:
    """The short names of the firms of one's own: neither the demonstration nor what was opened from a copy.

    Where there are several, opens each for a moment; one that cannot be read now is among them.
    """
    own = [slug for slug in firm_slugs() if slug != DEMONSTRATION]
    if len(own) == 1:
        return own
    found = []
    for slug in own:
        with suppress(DatabaseError, UnknownFirm), use_firm(slug):
            if this_firm().copy_of:
                continue
        found.append(slug)
    return found


def copies_opened(*, by: Actor) -> list[FirmRow]:
    """The firms that were opened from copies of the active one, by short name; opens the likely ones for a moment.

    On PostgreSQL there are none: copies are made and put back there by its own tools.
    """
    require(by, OPEN_COPY)
    if connection.vendor == "postgresql":
        return []
    firm, found = active_firm(), []
    for slug in firm_slugs():
        if is_short_name_of_copy(slug, firm):
            with suppress(DatabaseError, UnknownFirm), use_firm(slug):
                row = this_firm()
                if row.copy_of == firm:
                    found.append(row)
    return found


def firm_exists(slug: str) -> bool:
    """Say whether there is a book of this name; opens none."""
    if not is_slug(slug):
        return False
    if connection.vendor == "postgresql":
        with server().bare_cursor() as cursor:
            cursor.execute("SELECT to_regnamespace(%s) IS NOT NULL", [f'"{book_schema(slug)}"'])
            return bool((cursor.fetchone() or (False,))[0])
    return book_file(slug).is_file()
