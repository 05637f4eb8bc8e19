"""Firms are founded and removed, each with its whole book."""

from __future__ import annotations

import logging
import shutil
from functools import partial
from pathlib import Path
from typing import TYPE_CHECKING, Final

from django.conf import settings
from django.db import OperationalError, connection, transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.models import Firm
from mainstay.firm.permissions import require
from mainstay.firm.queries.firms import FirmRow, firm_exists, row_of
from mainstay.firm.rules.acts import CHANGE_SETTINGS, FOUND_FIRM, NOTE_CODE_PAGE, REMOVE_FIRM
from mainstay.firm.rules.bank_accounts import bank_accounts
from mainstay.firm.rules.closed_days import closed_days as days_read
from mainstay.firm.rules.drafts import DETAIL_LENGTHS, TAX_NUMBERS, is_web_address
from mainstay.firm.rules.holidays import is_country
from mainstay.kernel.code_pages import CHOSEN
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.refusal import Refusal
from mainstay.kernel.tax_numbers import is_mistyped
from mainstay.kernel.zones import time_zones
from mainstay.store import book_templates, schema_copy
from mainstay.store.context import UnknownFirm, active_firm, use_firm
from mainstay.store.paths import DEMONSTRATION, RESERVED, book_file, book_schema, is_slug, uploads_folder

if TYPE_CHECKING:
    from collections.abc import Callable, Mapping
    from datetime import datetime

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.code_pages import CodePage

_log = logging.getLogger(__name__)

_DEADLOCKS: Final = 5
_DEADLOCK_DETECTED: Final = "40P01"
"""SQLSTATE, PostgreSQL manual, appendix A."""


class FirmExists(Refusal):
    """There is a book of this name already."""

    code = "firm_exists"
    sentence = _("There is a firm “%(firm)s” already. Choose another name, or work in it with --firm %(firm)s.")


class BadFirmName(Refusal):
    """The short name of a firm cannot be used."""

    code = "bad_firm_name"
    sentence = _(
        "“%(firm)s” cannot be a firm’s short name. "
        "Use small letters from a to z, digits and hyphens, a letter first, at most 41 characters."
    )


class ReservedFirmName(Refusal):
    """The short name belongs to Mainstay itself."""

    code = "reserved_firm_name"
    sentence = _("“%(firm)s” is a name that Mainstay keeps for itself: choose another short name for the firm.")


class BadFirmDetails(Refusal):
    """A detail of the firm cannot be right."""

    code = "bad_firm_details"
    sentence = _("“%(value)s” isn’t valid: see “mainstay firms describe --help” for how to write it.")


def _is_short(text: str, most: int) -> bool:
    return len(text) <= most and "\x00" not in text


_IS_RIGHT: Final[dict[str, Callable[[str], bool]]] = {
    "name": lambda text: 0 < len(text.strip()) <= 200,  # noqa: PLR2004 -- as wide as the column
    "country": lambda text: len(text) == 2 and text.isascii() and text.isupper(),  # noqa: PLR2004 -- ISO 3166-1 alpha-2
    "language": lambda text: text in dict(settings.LANGUAGES),
    "currency": is_currency,
    "time_zone": lambda text: text in time_zones(),
    "region": lambda text: len(text) <= 6 and (not text or text.isalnum()),  # noqa: PLR2004 -- as wide as the column
    "closed_days": lambda text: days_read(text) is not None,
    "bank_accounts": lambda text: bank_accounts(text) is not None,
    **{name: partial(_is_short, most=most) for name, most in DETAIL_LENGTHS.items()},
    "public_address": lambda text: not text or is_web_address(text),
}


def found_firm(
    *,
    slug: str,
    name: str,
    country: str,
    language: str,
    currency: str,
    time_zone: str,
    region: str = "",
    closed_days: str = "",
    is_demonstration: bool = False,
    fill: Callable[[], object] | None = None,
    by: Actor,
    now: datetime,
) -> FirmRow:
    """Give a new firm its book, migrated and with the firm's own row in it. It is there wholly or not at all.

    `fill` writes what else belongs into the new book from the start, in one transaction; nobody finds the firm before
    it has ended. While it runs, the active firm may have another name than its own.

    Refuses FirmExists, BadFirmName, ReservedFirmName and BadFirmDetails. Not inside a transaction of another firm;
    no firm need be active.
    """
    require(by, FOUND_FIRM)
    if not is_slug(slug):
        raise BadFirmName(firm=slug)
    if slug in RESERVED and not (is_demonstration and slug == DEMONSTRATION):
        raise ReservedFirmName(firm=slug)
    details = {
        "name": name, "country": country, "language": language, "currency": currency, "time_zone": time_zone,
        "region": region, "closed_days": closed_days,
    }  # fmt: skip
    for detail, value in details.items():
        if not _IS_RIGHT[detail](value):
            raise BadFirmDetails(value=value)
    if region and not is_country(country, region):
        raise BadFirmDetails(value=region)
    if firm_exists(slug):
        raise FirmExists(firm=slug)
    firm = Firm(
        id=1,
        name=name,
        country=country,
        language=language,
        currency=currency,
        time_zone=time_zone,
        region=region,
        closed_days=closed_days,
        is_demonstration=is_demonstration,
        created_at=now,
    )
    if connection.vendor == "postgresql":
        _found_schema(slug, firm, fill)
    else:
        _found_file(slug, firm, fill)
    _log.info("firm %s founded by %s %s", slug, by.kind, by.id)
    return row_of(slug, firm)


def _found_file(slug: str, firm: Firm, fill: Callable[[], object] | None) -> None:
    book_templates.template_file()
    with book_templates.unfinished_file() as unfinished:
        book_templates.copy_template_to(unfinished)
        with use_firm(unfinished), transaction.atomic():
            firm.save(force_insert=True)
            if fill is not None:
                fill()
        try:
            book_templates.publish_file(unfinished, slug)
        except FileExistsError as error:
            raise FirmExists(firm=slug) from error


def _found_schema(slug: str, firm: Firm, fill: Callable[[], object] | None) -> None:
    script = book_templates.founding_script(slug)
    schema_copy.server().begin_with(slug, script)
    try:
        with use_firm(slug), transaction.atomic():
            firm.save(force_insert=True)
            if fill is not None:
                fill()
    except Exception as error:
        # Founded by somebody else between the question and the act.
        if getattr(error.__cause__, "sqlstate", "") in {"42P06", "23505"} and firm_exists(slug):
            raise FirmExists(firm=slug) from error
        raise


@transaction.atomic
def store_details(*, changes: Mapping[str, str], by: Actor, now: datetime) -> tuple[str, ...]:
    """Change what is known of the active firm: any detail of FirmDraft, each as the text it is kept as.

    Returns which details are others than before, in alphabetical order.

    Refuses BadFirmDetails for a country, region of it, language, currency or time zone that there is not, for days and
    bank accounts that cannot be read, and for tax numbers whose check digits do not fit. With another country and no
    word of its region, the region goes.
    """
    require(by, CHANGE_SETTINGS)
    del now
    for name, value in changes.items():
        if not _IS_RIGHT[name](value):
            raise BadFirmDetails(value=value)
    firm = Firm.objects.get(id=1)
    country = changes.get("country", firm.country)
    region = changes.get("region", firm.region if is_country(country, firm.region) else "")
    if region and not is_country(country, region):
        raise BadFirmDetails(value=region)
    for name in TAX_NUMBERS:
        if is_mistyped(changes.get(name, ""), country):
            raise BadFirmDetails(value=changes[name])
    details = {**changes, "region": region}
    Firm.objects.filter(id=1).update(**details)
    _log.info("firm %s described by %s %s", active_firm(), by.kind, by.id)
    return tuple(sorted(name for name, value in details.items() if getattr(firm, name) != value))


@transaction.atomic
def note_code_page(*, code_page: CodePage | None, by: Actor, now: datetime) -> None:
    """Remember the code page that a person chose for a file, for the next one that fits several.

    Nothing is noted where nobody chose one.
    """
    require(by, NOTE_CODE_PAGE)
    del now
    if code_page is not None and code_page.why == CHOSEN:
        Firm.objects.filter(id=1).exclude(code_page=code_page.name).update(code_page=code_page.name)


def remove_firm(*, slug: str, by: Actor, now: datetime) -> None:
    """Remove a firm with its whole book and the files brought to it; only a backup brings it back.

    Refuses UnknownFirm.
    """
    require(by, REMOVE_FIRM)
    del now
    if not firm_exists(slug):
        raise UnknownFirm(firm=slug)
    if connection.vendor == "postgresql":
        _drop_schema(slug)
    else:
        connection.forget(slug)  # type: ignore[attr-defined]  # our backend has it
        path = book_file(slug)
        # The book first: without it the other two mean nothing.
        for suffix in ("", "-wal", "-shm"):
            Path(f"{path}{suffix}").unlink(missing_ok=True)
    shutil.rmtree(uploads_folder(slug), ignore_errors=True)
    _log.info("firm %s removed by %s %s", slug, by.kind, by.id)


def _drop_schema(slug: str) -> None:
    """Drop the schema though somebody writes in it: PostgreSQL breaks a deadlock by ending either side, perhaps us."""
    for chance in range(_DEADLOCKS, -1, -1):
        try:
            with schema_copy.server().bare_cursor() as cursor:
                cursor.execute(f'DROP SCHEMA "{book_schema(slug)}" CASCADE'.encode())
        except OperationalError as error:
            if getattr(error.__cause__, "sqlstate", "") != _DEADLOCK_DETECTED or not chance:
                raise
        else:
            return
