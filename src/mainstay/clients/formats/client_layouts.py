"""The headers in which other products export clients and contacts, and words by which any other header is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.intake.foreign import foreign_kind, has_invoices
from mainstay.intake.import_reading import Subject
from mainstay.intake.mapping import ColumnMapping, Layout, MappingReading, read_mapping, recognise
from mainstay.intake.profiling import Columns
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELDS: Final = (
    "external_id", "name", "email", "phone", "street", "street_2", "street_3", "street_4", "city", "region",
    "postal_code", "country", "tax_number", "currency", "website", "terms", "credit_limit", "deposit", "language",
    "client_group", "notes", "notes_2", "company", "contact_first_name", "contact_last_name", "contact_email",
    "contact_phone", "contact_name", "contact_type", "terms_kind", "status",
    *(f"person_{n}_{part}" for n in range(1, 6) for part in ("first_name", "last_name", "email")),
)  # fmt: skip
REQUIRED: Final = (("name",),)

OWN_CLIENTS: Final = Layout(
    "mainstay_clients", "Mainstay, clients", "clients",
    {"external_id": "Client ID", "name": "Client name", "email": "Email", "phone": "Phone", "street": "Street",
     "city": "City", "region": "Region", "postal_code": "Postal code", "country": "Country",
     "tax_number": "Tax number", "website": "Website", "currency": "Currency", "language": "Language",
     "terms": "Terms", "credit_limit": "Credit limit", "deposit": "Deposit percent", "client_group": "Group",
     "notes": "Notes"},
    ("Mainstay ref", "Client ID", "Client name", "Tax number", "Terms", "Credit limit", "Group"),
)  # fmt: skip
OWN_CONTACTS: Final = Layout(
    "mainstay_contacts", "Mainstay, contacts", "clients",
    {"external_id": "Client ID", "name": "Client name", "contact_name": "Contact name",
     "contact_email": "Contact email", "contact_phone": "Contact phone"},
    ("Client ref", "Client ID", "Client name", "Contact name", "Contact email", "Contact phone"),
)  # fmt: skip

CLIENT_LAYOUTS: Final = (
    OWN_CLIENTS,
    OWN_CONTACTS,
    Layout(
        "freshbooks_clients", "FreshBooks, clients", "clients",
        {"name": "Organization", "contact_first_name": "First Name", "contact_last_name": "Last Name",
         "email": "Email", "contact_email": "Email", "phone": "Phone", "street": "Street", "city": "City",
         "region": "Province/State", "country": "Country", "postal_code": "Postal Code", "notes": "Notes"},
        ("Organization", "First Name", "Last Name", "Email"),
    ),
    Layout(
        "harvest_clients_1", "Harvest, clients", "clients",
        {"name": "Client Name", "street": "Address"},
        ("Client Name", "Address"),
        without=("Invoice #", "Invoice Number", "Email", "Country"),
    ),
    Layout(
        "invoicely_clients", "Invoicely, clients", "clients",
        {"name": "Client Name", "email": "Email", "phone": "Phone", "country": "Country"},
        ("Client Name", "Email", "Phone", "Country"),
        without=("Invoice #", "Invoice Number"),
    ),
    Layout(
        "invoiceninja_v4_clients", "Invoice Ninja 4, clients", "clients",
        {"name": "Name", "street": "Billing Street", "street_2": "Billing Apt/Suite", "city": "Billing City",
         "region": "Billing State/Province", "postal_code": "Billing Postal Code", "country": "Billing Country",
         "external_id": "ID Number", "tax_number": "VAT Number", "website": "Website", "phone": "Phone",
         "currency": "Currency", "notes": "Public Notes", "notes_2": "Private Notes",
         "contact_first_name": "First Name", "contact_last_name": "Last Name", "contact_email": "Email",
         "contact_phone": "Phone (2)", "email": "Email"},
        ("Name", "Billing Street", "Billing City", "ID Number", "VAT Number"),
    ),
    Layout(
        "wave_clients", "Wave, customers", "clients",
        {"name": "customer_name", "email": "email", "contact_email": "email",
         "contact_first_name": "contact_first_name", "contact_last_name": "contact_last_name",
         "currency": "customer_currency", "external_id": "account_number", "phone": "phone",
         "contact_phone": "mobile", "website": "website", "country": "country", "region": "province/state",
         "street": "address_line_1", "street_2": "address_line_2", "city": "city",
         "postal_code": "postal_code/zip_code", "notes": "delivery_instructions"},
        ("customer_name", "email", "customer_currency"),
    ),
    Layout(
        "xero_contacts", "Xero, contacts", "clients",
        {"name": "ContactName", "external_id": "AccountNumber", "email": "EmailAddress",
         "contact_email": "EmailAddress", "contact_first_name": "FirstName", "contact_last_name": "LastName",
         "street": "POAddressLine1", "street_2": "POAddressLine2", "street_3": "POAddressLine3",
         "street_4": "POAddressLine4", "city": "POCity", "region": "PORegion", "postal_code": "POPostalCode",
         "country": "POCountry", "phone": "PhoneNumber", "contact_phone": "MobileNumber",
         "tax_number": "TaxNumber", "website": "Website", "terms": "DueDateSalesDay",
         "terms_kind": "DueDateSalesTerm"}
        | {f"person_{n}_{part}": f"Person{n}{column}" for n in range(1, 6)
           for part, column in (("first_name", "FirstName"), ("last_name", "LastName"), ("email", "Email"))},
        ("ContactName", "AccountNumber", "POAddressLine1", "TaxNumber"),
    ),
    Layout(
        "zoho_contacts", "Zoho, contacts", "clients",
        {"name": "Display Name", "company": "Company Name", "contact_first_name": "First Name",
         "contact_last_name": "Last Name", "phone": "Phone", "currency": "Currency Code", "notes": "Notes",
         "website": "Website", "credit_limit": "Credit Limit", "street": "Billing Address",
         "street_2": "Billing Street2", "city": "Billing City", "region": "Billing State",
         "country": "Billing Country", "postal_code": "Billing Code", "terms": "Payment Terms", "email": "EmailID",
         "contact_email": "EmailID", "contact_phone": "MobilePhone", "external_id": "Customer ID",
         "contact_type": "Contact Type", "status": "Status"},
        ("Display Name", "Company Name", "Credit Limit", "Customer ID", "Contact Type"),
    ),
)  # fmt: skip

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "external_id": (
        "Client ID|Customer ID|External ID|Cari Kodu|Müşteri Kodu|Müşteri No|Customer Number|Client Number",
        "ID|Account Number|Code|Kod",
    ),
    "name": (
        "Client Name|Customer Name|Müşteri Adı|Müşteri Unvanı|Cari Adı|Cari Unvanı|Cari Unvan|Firma Adı|Ticari Unvan",
        ("Client|Customer|Müşteri|Cari|Unvan|Ünvan|Firma|Company|Company Name|Organization|Organisation|Şirket|"
         "Şirket Adı"),
        "Name|Ad|Adı|Display Name|Contact Name",
    ),
    "email": ("Email|E-mail|Email Address|E-posta|Eposta|E-posta Adresi|Mail",),
    "phone": ("Phone|Telephone|Phone Number|Telefon|Tel|Telefon No", "Mobile|Cep|Cep Telefonu|GSM"),
    "street": ("Address|Street|Adres|Address Line 1|Billing Address|Fatura Adresi",),
    "street_2": ("Address Line 2|Adres 2",),
    "city": ("City|Town|Şehir|İl",),
    "region": ("Region|State|County|Province|İlçe|Bölge",),
    "postal_code": ("Postal Code|Postcode|Zip|Zip Code|Posta Kodu|PK",),
    "country": ("Country|Ülke",),
    "tax_number": ("VAT Number|Tax Number|Tax ID|VAT|Vergi No|Vergi Numarası|VKN|TCKN|VKN/TCKN|Vergi Kimlik No",),
    "currency": ("Currency|Currency Code|Para Birimi|Döviz|Döviz Cinsi",),
    "website": ("Website|Web Site|Web|URL|Web Sitesi|Web Adresi",),
    "terms": ("Payment Terms|Terms|Net Days|Vade|Vade Günü|Ödeme Vadesi|Vade Süresi|Ödeme Koşulu",),
    "credit_limit": ("Credit Limit|Limit|Kredi Limiti|Risk Limiti|Cari Limit|Açık Hesap Limiti",),
    "language": ("Language|Dil",),
    "client_group": ("Group|Client Group|Customer Group|Segment|Grup|Müşteri Grubu|Cari Grubu|Sektör",),
    "notes": ("Notes|Note|Notlar|Not|Açıklama|Comments",),
    "contact_first_name": ("First Name|Contact First Name|Yetkili Adı",),
    "contact_last_name": ("Last Name|Surname|Contact Last Name|Soyadı|Soyad|Yetkili Soyadı",),
    "contact_name": ("Contact|Contact Person|Yetkili|Yetkili Kişi|İlgili Kişi|İlgili",),
    "contact_email": ("Contact Email|Yetkili E-posta",),
    "contact_phone": ("Contact Phone|Yetkili Telefon",),
}  # fmt: skip


def mapping_for(header: Sequence[str]) -> MappingReading:
    """Propose which column of an unknown header is which field of a client; what is missing or in doubt is open."""
    return read_mapping(header, SYNONYMS, REQUIRED)


def layout_from(mapping: ColumnMapping) -> Layout:
    """Make a layout of a mapping, so that a mapped file is read like a known one."""
    return Layout("mapping", "", "clients", dict(mapping.fields), ())


def known_layout(header: Sequence[str]) -> Layout | None:
    """Recognise a header that carries clients; Unreadable when it is known to be something else."""
    found = recognise(header, CLIENT_LAYOUTS)
    if found is not None and not has_invoices(header):
        return found
    if (kind := foreign_kind(header)) is not None:
        raise Unreadable(Problem("file", kind))
    if has_invoices(header):
        raise Unreadable(Problem("file", "is_invoices_file"))
    return None


def is_own_contacts(cells: list[str]) -> bool:
    """Say whether a header is that of the contacts in an export of ours."""
    return recognise(cells, CLIENT_LAYOUTS) is OWN_CONTACTS


def is_known_header(cells: list[str]) -> bool:
    """Say whether a row is a header we can make something of: for `open_table`."""
    if recognise(cells, CLIENT_LAYOUTS) or foreign_kind(cells) or has_invoices(cells):
        return True
    return len(mapping_for(cells).candidates) > 1 and "name" in mapping_for(cells).candidates


def columns_to_read(layout: Layout, header: Sequence[str]) -> Columns:
    """Tell the profile which columns hold amounts and the currency; clients carry no dates."""
    at = layout.positions(header)
    return Columns((), tuple(at[name] for name in ("credit_limit",) if name in at), at.get("currency"))


SUBJECT: Final = Subject(
    FIELDS, REQUIRED, is_known_header, known_layout, mapping_for, layout_from, columns_to_read,
    asks=("encoding", "decimal"),
)  # fmt: skip
"""Files of clients, for `read_import`."""
