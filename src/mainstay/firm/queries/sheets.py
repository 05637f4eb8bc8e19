"""The sheet of an export that firm offers: what is known of the firm itself."""

from __future__ import annotations

from typing import Final

from mainstay.kernel.offers import SheetQuery

FIRM_HEADINGS: Final = {
    "Firm name": "name", "Country": "country", "Region": "region", "Language": "language", "Currency": "currency",
    "Time zone": "time_zone", "Closed days": "closed_days", "Legal name": "legal_name", "Street": "street",
    "Postal code": "postal_code", "City": "city", "Tax office": "tax_office", "Tax number": "tax_number",
    "VAT number": "vat_number", "Company number": "company_number", "Bank accounts": "bank_accounts",
    "Opening hours": "opening_hours", "Public address": "public_address",
}  # fmt: skip
"""Heading -> what `describe_firm` calls it."""

SHEETS: Final = (
    SheetQuery(
        140,
        "Firm",
        f"""
        SELECT {", ".join(f'f.{name} AS "{heading}:t"' for heading, name in FIRM_HEADINGS.items())}
        FROM firm_firm f WHERE f.id = 1
        """,
    ),
)
