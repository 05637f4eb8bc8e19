"""The headers in which other products export clients and contacts, and words by which any other header is read."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final

from mainstay.intake.foreign import foreign_kind, has_invoices
from mainstay.intake.import_reading import Subject
from mainstay.intake.layout_files import read_layouts, read_synonyms
from mainstay.intake.mapping import ColumnMapping, Layout, MappingReading, read_mapping, recognise
from mainstay.intake.profiling import Columns
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

    from mainstay.intake.mapping import Synonyms

FIELDS: Final = (
    "external_id", "name", "email", "phone", "street", "street_2", "street_3", "street_4", "city", "region",
    "postal_code", "country", "tax_number", "tax_office", "billing_address", "delivery_address", "time_zone",
    "currency", "website", "terms", "credit_limit", "deposit", "language",
    "client_group", "responsible", "tags", "archived_on", "notes", "notes_2", "company", "contact_first_name",
    "contact_last_name", "contact_email", "contact_phone", "contact_name",
    "contact_role", "contact_language", "contact_time_zone", "contact_receives", "contact_type", "terms_kind", "status",
    "standing", "standing_reason", "set_on", "set_by", "lifted_on", "lifted_by",
    "proposed_on", "kind", "proposed_terms", "terms_before", "proposed_deposit", "deposit_before", "proposed_limit",
    "limit_before", "state", "answered_on", "answered_by", "answer", "who", "due_on", "later", "facts", "version",
    *(f"person_{n}_{part}" for n in range(1, 6) for part in ("first_name", "last_name", "email")),
)  # fmt: skip
REQUIRED: Final = (("name",),)

OWN_CLIENTS: Final = "mainstay_clients"
OWN_CONTACTS: Final = "mainstay_contacts"
STANDINGS: Final = "standings"
PROPOSALS: Final = "proposals"
"""Kinds of file that bring what people decided of clients; only we write them."""
_FOLDER: Final = Path(__file__).parent


@cache
def client_layouts() -> tuple[Layout, ...]:
    """The layouts of clients and contacts that are known by their header."""
    return read_layouts(_FOLDER / "products")


@cache
def synonyms() -> Synonyms:
    """The names by which the columns of any other header are read."""
    return read_synonyms(_FOLDER / "words" / "columns.toml")


def own_layout(name: str) -> Layout:
    """The layout of an export of ours."""
    return next(layout for layout in client_layouts() if layout.name == name)


def mapping_for(header: Sequence[str]) -> MappingReading:
    """Propose which column of an unknown header is which field of a client; what is missing or in doubt is open."""
    return read_mapping(header, synonyms(), REQUIRED)


def layout_from(mapping: ColumnMapping) -> Layout:
    """Make a layout of a mapping, so that a mapped file is read like a known one."""
    return Layout("mapping", "", "clients", dict(mapping.fields), ())


def known_layout(header: Sequence[str]) -> Layout | None:
    """Recognise a header that carries clients; Unreadable when it is known to be something else."""
    found = recognise(header, client_layouts())
    if found is not None and not has_invoices(header):
        return found
    if (kind := foreign_kind(header)) is not None:
        raise Unreadable(Problem("file", kind))
    if has_invoices(header):
        raise Unreadable(Problem("file", "is_invoices_file"))
    return None


def is_own_contacts(cells: list[str]) -> bool:
    """Say whether a header is that of the contacts in an export of ours."""
    return recognise(cells, client_layouts()) is own_layout(OWN_CONTACTS)


def is_own(kind: str, cells: list[str]) -> bool:
    """Say whether a header is that of a sheet of this kind in an export of ours."""
    found = recognise(cells, client_layouts())
    return found is not None and found.kind == kind


def is_known_header(cells: list[str]) -> bool:
    """Say whether a row is a header we can make something of: for `open_table`."""
    if recognise(cells, client_layouts()) or foreign_kind(cells) or has_invoices(cells):
        return True
    return len(mapping_for(cells).candidates) > 1 and "name" in mapping_for(cells).candidates


def columns_to_read(layout: Layout, header: Sequence[str]) -> Columns:
    """Tell the profile which columns hold amounts and the currency; clients carry no dates."""
    at = layout.positions(header)
    return Columns((), tuple(at[name] for name in ("credit_limit",) if name in at), at.get("currency"))


SUBJECT: Final = Subject(
    FIELDS, REQUIRED, is_known_header, known_layout, mapping_for, layout_from, columns_to_read,
    asks=("encoding", "decimal"), asks_of={STANDINGS: ("encoding",), PROPOSALS: ("encoding",)},
)  # fmt: skip
"""Files of clients, for `read_import`."""
