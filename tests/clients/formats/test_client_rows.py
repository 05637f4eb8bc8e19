"""Each layout of clients is recognised and read with its contacts; a row that cannot come in says why."""

from __future__ import annotations

from typing import TYPE_CHECKING

import pytest

from mainstay.clients.formats.client_layouts import (  # fmt: skip
    FIELDS,
    client_layouts,
    is_known_header,
    known_layout,
    layout_from,
    mapping_for,
    synonyms,
)
from mainstay.clients.formats.client_rows import ClientPlan, ClientRow, ImportedContact, ParsedClients, read_clients
from mainstay.intake.mapping import ColumnMapping
from mainstay.intake.records import Unreadable
from mainstay.intake.tables import open_table

if TYPE_CHECKING:
    from pathlib import Path

LAYOUTS = {
    "freshbooks_clients": (
        "Organization,First Name,Last Name,Email,Phone,Street,City,Province/State,Country,Postal Code,Notes"
    ),
    "harvest_clients_1": "Client Name,Address",
    "invoicely_clients": "Client Name,Email,Phone,Country",
    "invoiceninja_v4_clients": (
        "Name,Balance,Paid to Date,Billing Street,Billing Apt/Suite,Billing City,Billing State/Province,"
        "Billing Postal Code,Billing Country,Shipping Street,Shipping Apt/Suite,Shipping City,"
        "Shipping State/Province,Shipping Postal Code,Shipping Country,ID Number,VAT Number,Website,Phone,"
        "Currency,Public Notes,Private Notes,First Name,Last Name,Email,Phone"
    ),
    "wave_clients": (
        "customer_name,email,contact_first_name,contact_last_name,customer_currency,account_number,phone,fax,"
        "mobile,toll_free,website,country,province/state,address_line_1,address_line_2,city,"
        "postal_code/zip_code,shipping_address,ship-to_contact,ship-to_country,ship-to_province/state,"
        "ship-to_address_line_1,ship-to_address_line_2,ship-to_city,ship-to_postal_code/zip_code,"
        "ship-to_phone,delivery_instructions"
    ),
    "xero_contacts": (
        "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,"
        "POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,POPostalCode,POCountry,SAAttentionTo,"
        "SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,SARegion,SAPostalCode,SACountry,"
        "PhoneNumber,FaxNumber,MobileNumber,DDINumber,SkypeName,BankAccountName,BankAccountNumber,"
        "BankAccountParticulars,TaxNumber,AccountsReceivableTaxCodeName,AccountsPayableTaxCodeName,Website,"
        "LegalName,Discount,CompanyNumber,DueDateBillDay,DueDateBillTerm,DueDateSalesDay,DueDateSalesTerm,"
        "SalesAccount,PurchasesAccount,TrackingName1,SalesTrackingOption1,PurchasesTrackingOption1,"
        "TrackingName2,SalesTrackingOption2,PurchasesTrackingOption2,BrandingTheme,DefaultTaxBills,"
        "DefaultTaxSales,Person1FirstName,Person1LastName,Person1Email,Person1IncludeInEmail,"
        "Person2FirstName,Person2LastName,Person2Email,Person2IncludeInEmail,Person3FirstName,"
        "Person3LastName,Person3Email,Person3IncludeInEmail,Person4FirstName,Person4LastName,Person4Email,"
        "Person4IncludeInEmail,Person5FirstName,Person5LastName,Person5Email,Person5IncludeInEmail"
    ),
    "zoho_contacts": (
        "Created Time,Last Modified Time,Display Name,Company Name,Salutation,First Name,Last Name,Phone,"
        "Currency Code,Notes,Website,Status,Credit Limit,Customer Sub Type,Billing Attention,Billing Address,"
        "Billing Street2,Billing City,Billing State,Billing Country,Billing Code,Billing Phone,Billing Fax,"
        "Shipping Attention,Shipping Address,Shipping Street2,Shipping City,Shipping State,Shipping Country,"
        "Shipping Code,Shipping Phone,Shipping Fax,Skype Identity,Facebook,Twitter,Department,Designation,"
        "Price List,Payment Terms,Payment Terms Label,Last Sync Time,Owner Name,EmailID,MobilePhone,"
        "Customer ID,Customer Name,Contact Type,Customer Address ID,Source,Reference ID,Payment Reminder"
    ),
}  # fmt: skip


LAYOUTS |= {
    "mainstay_clients": (
        "Mainstay ref,Client ID,Client name,Email,Phone,Street,City,Region,Postal code,Country,Tax number,Website,"
        "Currency,Language,Terms,Credit limit,Group,Notes,Recorded at"
    ),
    "mainstay_contacts": "Client ref,Client ID,Client name,Contact name,Contact email,Contact phone,Role",
    "mainstay_standings": "Mainstay ref,Client ID,Client name,Standing,Reason,Set on,Set by,Lifted on,Lifted by",
    "mainstay_proposals": (
        "Mainstay ref,Client ID,Client name,Proposed on,Kind,Proposed terms,Terms before,Proposed deposit percent,"
        "Deposit percent before,Currency,Proposed credit limit,Credit limit before,State,Answered on,Answered by,"
        "Answer,Who,By when,Later because,Facts,Version"
    ),
}  # fmt: skip


def read(folder: Path, header: str, *rows: dict[str, str], currency: str = "", lines: str = "") -> ParsedClients:
    names = header.split(",")
    text = (
        header
        + "\n"
        + "".join(
            ",".join('"' + row.get(f"{name}@{at}", row.get(name, "")) + '"' for at, name in enumerate(names)) + "\n"
            for row in rows
        )
    )
    path = folder / "clients.csv"
    path.write_text(text + lines, encoding="utf-8")
    table = open_table(path, known_headers=is_known_header)
    layout = known_layout(table.header) or layout_from(ColumnMapping(mapping_for(table.header).fields))
    (parsed,) = read_clients(table, ClientPlan(layout, table.header, "point", currency))
    return parsed


def client(line: int = 2, **fields: object) -> dict[str, object]:
    plain = dict.fromkeys(ClientRow._fields, "") | {
        "terms_days": None, "credit_limit_minor": None, "deposit_percent": None, "contacts": (),
    }  # fmt: skip
    return {**plain, "line": line, **fields}


def seen(row: ClientRow) -> dict[str, object]:
    return {**row._asdict(), "raw": ""}


@pytest.mark.parametrize("name", LAYOUTS)
def test_recognises_each_layout(name: str) -> None:
    header = LAYOUTS[name].split(",")
    layout = known_layout([*reversed(header)])
    assert layout is not None
    assert layout.name == name
    assert is_known_header(header)


def test_every_layout_is_tested_and_names_known_fields() -> None:
    assert {layout.name for layout in client_layouts()} == set(LAYOUTS)
    assert {field for layout in client_layouts() for field in layout.columns} <= set(FIELDS)
    assert set(synonyms()) <= set(FIELDS)


@pytest.mark.parametrize(
    ("header", "code"),
    [
        ("Client,Invoice Number,Amount,Date", "is_invoices_file"),
        ("Date,Due,Details,Client,Status,Total", "is_invoices_file"),
        ("Client Name,Invoice #,Date Issued,Line Total", "is_invoices_file"),
        ("vendor_name,email,vendor_currency", "is_vendors"),
        ("Date,Description,Amount", "is_bank_statement"),
    ],
)
def test_says_what_else_a_file_is(header: str, code: str) -> None:
    with pytest.raises(Unreadable) as refused:
        known_layout(header.split(","))
    assert refused.value.problem.code == code


def test_reads_freshbooks(tmp_path: Path) -> None:
    row = {
        "Organization": " Işık  İnşaat ", "First Name": "Özge", "Last Name": "Çağlar", "Email": "o@x.org",
        "Phone": "1", "Street": "A\nB", "City": "İzmir", "Province/State": "Ege", "Country": "TR",
        "Postal Code": "35000", "Notes": "n\n\nm",
    }  # fmt: skip
    parsed = read(tmp_path, LAYOUTS["freshbooks_clients"], row, {"First Name": "Ada", "Last Name": "Byron"})
    assert [seen(found) for found in parsed.rows] == [
        client(
            name="Işık İnşaat", email="o@x.org", phone="1", street="A\nB", city="İzmir", region="Ege", country="TR",
            postal_code="35000", notes="n\nm", contacts=(ImportedContact("Özge", "Çağlar", "o@x.org", ""),),
        ),
        client(6, name="Ada Byron", contacts=(ImportedContact("Ada", "Byron", "", ""),)),
    ]  # fmt: skip


def test_keeps_the_two_telephones_of_invoice_ninja_apart(tmp_path: Path) -> None:
    header = LAYOUTS["invoiceninja_v4_clients"]
    columns = header.split(",")
    second = len(columns) - 1
    row = {"Name": "Ada Ltd", "Phone": "office", f"Phone@{second}": "mobile", "Email": "a@x.org", "ID Number": "7",
           "Billing Street": "A", "Billing Apt/Suite": "B", "Private Notes": "p", "Public Notes": "q"}  # fmt: skip
    (found,) = read(tmp_path, header, row).rows
    assert seen(found) == client(
        name="Ada Ltd", phone="office", email="a@x.org", external_id="7", street="A\nB", notes="q\np",
        contacts=(ImportedContact("", "", "a@x.org", "mobile"),),
    )  # fmt: skip


def test_reads_xero_with_its_people_and_terms(tmp_path: Path) -> None:
    row = {"*ContactName": "Ada Ltd", "EmailAddress": "a@x.org", "FirstName": "Ada", "LastName": "Byron",
           "Person1FirstName": "Bea", "Person1Email": "b@x.org", "Person5LastName": "Eve", "DueDateSalesDay": "14",
           "DueDateSalesTerm": "DAYSAFTERBILLDATE", "POAddressLine1": "A", "POAddressLine4": "D"}  # fmt: skip
    month = {"*ContactName": "Bea Ltd", "DueDateSalesDay": "20", "DueDateSalesTerm": "OFFOLLOWINGMONTH"}
    parsed = read(tmp_path, LAYOUTS["xero_contacts"], row, month)
    assert [seen(found) for found in parsed.rows] == [
        client(
            name="Ada Ltd", email="a@x.org", street="A\nD", terms_days=14,
            contacts=(
                ImportedContact("Ada", "Byron", "a@x.org", ""),
                ImportedContact("Bea", "", "b@x.org", ""),
                ImportedContact("", "Eve", "", ""),
            ),
        ),
        client(3, name="Bea Ltd"),
    ]  # fmt: skip


def test_reads_zoho_with_limits_and_leaves_out_vendors(tmp_path: Path) -> None:
    header = LAYOUTS["zoho_contacts"]
    parsed = read(
        tmp_path, header,
        {"Display Name": "Ada", "Currency Code": "GBP", "Credit Limit": "1,500.50", "Payment Terms": "30",
         "Customer ID": "9"},
        {"Company Name": "Bea Ltd", "Currency Code": "GBP", "Credit Limit": "0.00"},
        {"Display Name": "Eve", "Contact Type": "Vendor"},
        {"Display Name": "Cyd", "Credit Limit": "100"},
        {"Display Name": "Dee", "Currency Code": "XYZ"},
        {"Display Name": "Fay", "Currency Code": "GBP", "Credit Limit": "much"},
        {"Display Name": "Gil", "Currency Code": "GBP", "Credit Limit": "-1"},
    )  # fmt: skip
    assert [seen(found) for found in parsed.rows] == [
        client(name="Ada", external_id="9", currency="GBP", terms_days=30, credit_limit_minor=150050),
        client(3, name="Bea Ltd", currency="GBP"),
    ]
    assert [row[:3] for row in parsed.skipped] == [(4, "vendor", "Eve")]
    assert [(found.line, found.column, found.value, found.problem.code) for found in parsed.rejects] == [
        (5, "Credit Limit", "100", "no_currency"),
        (6, "Currency Code", "XYZ", "unknown_currency"),
        (7, "Credit Limit", "much", "not_a_number"),
        (8, "Credit Limit", "-1", "negative_amount"),
    ]
    assert parsed.source_rows == 7


def test_rejects_a_client_without_a_name_or_with_too_long_a_one(tmp_path: Path) -> None:
    parsed = read(tmp_path, LAYOUTS["harvest_clients_1"], {"Address": "A"}, {"Client Name": "x" * 301}, lines="a,b,c\n")
    assert [(found.line, found.column, found.problem.code) for found in parsed.rejects] == [
        (4, "", "too_many_cells"),
        (2, "Client Name", "missing_client"),
        (3, "Client Name", "name_too_long"),
    ]


def test_reads_any_other_header_by_synonyms(tmp_path: Path) -> None:
    header = "Cari Kodu,Cari Unvan,E-Posta,Vergi No,Vade Günü,Risk Limiti,Para Birimi,Yetkili,Dil"
    row = dict(
        zip(header.split(","), ["7", "Işık", "i@x.org", "123", "30 gün", "1000", "TL", "Özge", "Türkçe"], strict=True)
    )
    (found,) = read(tmp_path, header, row).rows
    assert seen(found) == client(
        external_id="7", name="Işık", email="i@x.org", tax_number="123", terms_days=30, credit_limit_minor=100000,
        currency="TRY", language="tr", contacts=(ImportedContact("", "Özge", "", ""),),
    )  # fmt: skip
