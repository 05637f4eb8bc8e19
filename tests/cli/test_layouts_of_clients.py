"""Exports of clients as other products write them, and exports of something else, which are refused by name."""

from __future__ import annotations

import pytest

DAY = "2026-06-30"

FRESHBOOKS_CLIENTS = (
    "Organization,First Name,Last Name,Email,Phone,Street,City,Province/State,Country,Postal Code,Notes"
)
HARVEST_CLIENTS_1 = "Client Name,Address"
INVOICELY_CLIENTS = '"Client Name","Email","Phone","Country"'
INVOICENINJA_V4_CLIENTS = (
    '"Name","Balance","Paid to Date","Billing Street","Billing Apt/Suite","Billing City",'
    '"Billing State/Province","Billing Postal Code","Billing Country","Shipping Street","Shipping Apt/Suite",'
    '"Shipping City","Shipping State/Province","Shipping Postal Code","Shipping Country","ID Number",'
    '"VAT Number","Website","Phone","Currency","Public Notes","Private Notes","First Name","Last Name",'
    '"Email","Phone"'
)
WAVE_CLIENTS = (
    "customer_name,email,contact_first_name,contact_last_name,customer_currency,account_number,phone,fax,"
    "mobile,toll_free,website,country,province/state,address_line_1,address_line_2,city,postal_code/zip_code,"
    "shipping_address,ship-to_contact,ship-to_country,ship-to_province/state,ship-to_address_line_1,"
    "ship-to_address_line_2,ship-to_city,ship-to_postal_code/zip_code,ship-to_phone,delivery_instructions"
)
XERO_CONTACTS = (
    "*ContactName,AccountNumber,EmailAddress,FirstName,LastName,POAttentionTo,POAddressLine1,POAddressLine2,"
    "POAddressLine3,POAddressLine4,POCity,PORegion,POPostalCode,POCountry,SAAttentionTo,SAAddressLine1,"
    "SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,SARegion,SAPostalCode,SACountry,PhoneNumber,"
    "FaxNumber,MobileNumber,DDINumber,SkypeName,BankAccountName,BankAccountNumber,BankAccountParticulars,"
    "TaxNumber,AccountsReceivableTaxCodeName,AccountsPayableTaxCodeName,Website,LegalName,Discount,"
    "CompanyNumber,DueDateBillDay,DueDateBillTerm,DueDateSalesDay,DueDateSalesTerm,SalesAccount,"
    "PurchasesAccount,TrackingName1,SalesTrackingOption1,PurchasesTrackingOption1,TrackingName2,"
    "SalesTrackingOption2,PurchasesTrackingOption2,BrandingTheme,DefaultTaxBills,DefaultTaxSales,"
    "Person1FirstName,Person1LastName,Person1Email,Person1IncludeInEmail,Person2FirstName,Person2LastName,"
    "Person2Email,Person2IncludeInEmail,Person3FirstName,Person3LastName,Person3Email,Person3IncludeInEmail,"
    "Person4FirstName,Person4LastName,Person4Email,Person4IncludeInEmail,Person5FirstName,Person5LastName,"
    "Person5Email,Person5IncludeInEmail"
)
ZOHO_CONTACTS = (
    "Created Time,Last Modified Time,Display Name,Company Name,Salutation,First Name,Last Name,Phone,"
    "Currency Code,Notes,Website,Status,Credit Limit,Customer Sub Type,Billing Attention,Billing Address,"
    "Billing Street2,Billing City,Billing State,Billing Country,Billing Code,Billing Phone,Billing Fax,"
    "Shipping Attention,Shipping Address,Shipping Street2,Shipping City,Shipping State,Shipping Country,"
    "Shipping Code,Shipping Phone,Shipping Fax,Skype Identity,Facebook,Twitter,Department,Designation,"
    "Price List,Payment Terms,Payment Terms Label,Last Sync Time,Owner Name,EmailID,MobilePhone,Customer ID,"
    "Customer Name,Contact Type,Customer Address ID,Source,Reference ID,Payment Reminder"
)
CLOCKIFY_PROJECTS_2 = (
    '"Project","Client","Status","Visibility","Billability","Tasks","Tracked (h)","Estimated (h)",'
    '"Remaining (h)","Overage (h)","Tracked (USD)","Estimated (USD)","Remaining (USD)","Overage (USD)",'
    '"Progress(%)","Recurring estimate","Billable (h)","Non-billable (h)","Billable Rate (USD)",'
    '"Amount (USD)","Cost Rate (USD)","Expenses (USD)","Billable expenses (USD)",'
    '"Non-billable expenses (USD)","Additional fields","Project members","Project manager","Note"'
)
CLOCKIFY_TIME_ENTRIES_1 = (
    '"Project","Client","Description","Task","User","Group","Email","Tags","Billable","Start Date",'
    '"Start Time","End Date","End Time","Duration (h)","Duration (decimal)","Billable Rate (USD)",'
    '"Billable Amount (USD)"'
)
CLOCKIFY_TIME_ENTRIES_2 = (
    '"Project","Client","Description","Task","User","Group","Email","Tags","Type","Billable","Invoiced",'
    '"Invoice ID","Start Date","Start Time","End Date","End Time","Duration (h)","Duration (decimal)",'
    '"Billable Rate (EUR)","Billable Amount (EUR)","Date of creation"'
)
GENERIC_PROJECTS_1 = "name,color,billable_rate,is_public,client,billable_default,estimated_time,archived_at"
GENERIC_TIME_ENTRIES_1 = "description,billable,client,project,tags,start,end,task,user_name,user_email"
HARVEST_PROJECTS_1 = (
    "Client,Project,Project Code,Start Date,End Date,Project Notes,Total Hours,Billable Hours,"
    "Billable Amount,Budget By,Budget,Budget Spent,Budget Remaining,Total Costs,Team Costs,Expenses"
)
HARVEST_TIME_ENTRIES_1 = (
    "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,Last Name,"
    "Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,External Reference URL"
)
INVOICENINJA_V4_EXPENSES = "Client,Project,Notes,Amount,Date"
QBO_BANK_3COL = "Date,Description,Amount"
QBO_BANK_4COL = "Date,Description,Credit,Debit"
TOGGL_TIME_ENTRIES = (
    "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,Duration,"
    "Tags,Amount ()"
)
WAVE_VENDORS = (
    "vendor_name,email,contact_first_name,contact_last_name,vendor_currency,account_number,phone,fax,mobile,"
    "toll_free,website,country,province/state,address_line_1,address_line_2,city,postal_code/zip_code"
)
XERO_BANK_STATEMENT = "*Date,*Amount,Payee,Description,Reference,Check Number"


def detail(book, name):
    """What the book keeps of a client, without what is empty or random."""
    kept = ("external_id", "name", "email", "phone", "address", "country", "terms_days", "contacts")
    page = book.client(name, DAY)
    return {field: page[field] for field in kept if page[field] not in (None, "", [])}


def uploaded(book, file, *arguments):
    outcome = book.bring(file, *arguments, kind="clients")
    return tuple(outcome[name] for name in ("rows", "clients", "changed", "contacts", "unchanged", "rejected"))


def test_freshbooks_clients(british, write_layout):
    row = {
        "Organization": "Işık İnşaat", "First Name": "Özge", "Last Name": "Çağlar", "Email": "ozge@isik.example",
        "Phone": "+90 232 000 00 00", "Street": "Cumhuriyet Cad. 1", "City": "İzmir", "Country": "Türkiye",
    }  # fmt: skip
    file = write_layout(FRESHBOOKS_CLIENTS, row, {**row, "Organization": "O'Brien & Sons", "Email": "", "Phone": ""})
    assert uploaded(british, file) == (2, 2, 0, 2, 0, 0)
    assert detail(british, "Işık İnşaat") == {
        "name": "Işık İnşaat",
        "email": "ozge@isik.example",
        "phone": "+90 232 000 00 00",
        "address": "Cumhuriyet Cad. 1, İzmir",
        "country": "Türkiye",
        "contacts": [{"name": "Özge Çağlar", "email": "ozge@isik.example", "phone": ""}],
    }
    assert uploaded(british, file) == (2, 0, 0, 0, 2, 0)


def test_harvest_clients(british, write_layout):
    file = write_layout(
        HARVEST_CLIENTS_1,
        {"Client Name": "Işık İnşaat", "Address": "Cumhuriyet Cad. 1\nİzmir"},
        {"Client Name": "O'Brien & Sons", "Address": ""},
    )
    assert uploaded(british, file) == (2, 2, 0, 0, 0, 0)
    assert british.names(DAY) == ["Işık İnşaat", "O'Brien & Sons"]
    assert "İzmir" in detail(british, "isik")["address"]


def test_invoicely_clients(british, write_layout):
    row = {"Client Name": "Işık İnşaat", "Email": "ozge@isik.example", "Phone": "1", "Country": "Turkey"}
    assert uploaded(british, write_layout(INVOICELY_CLIENTS, row)) == (1, 1, 0, 0, 0, 0)
    changed = write_layout(INVOICELY_CLIENTS, {**row, "Client Name": "IŞIK İNŞAAT", "Phone": "2", "Email": ""})
    assert uploaded(british, changed) == (1, 0, 1, 0, 0, 0)
    # What the newer file leaves empty stays; the name first written stays.
    assert detail(british, "isik") == {
        "name": "Işık İnşaat", "email": "ozge@isik.example", "phone": "2", "country": "Turkey",
    }  # fmt: skip


def test_a_short_header_with_more_columns_keeps_them(british, write_layout):
    header = f'{INVOICELY_CLIENTS},"Payment Terms","Client ID"'
    row = {"Client Name": "Işık İnşaat", "Country": "Turkey", "Payment Terms": "45", "Client ID": "77"}
    assert uploaded(british, write_layout(header, row)) == (1, 1, 0, 0, 0, 0)
    assert detail(british, "77") == {
        "external_id": "77", "name": "Işık İnşaat", "country": "Turkey", "terms_days": 45,
    }  # fmt: skip


def test_invoice_ninja_clients(british, tmp_path):
    # "Phone" stands there twice: the client's, and the contact's.
    cells = dict.fromkeys(range(26), "") | {
        0: "Işık İnşaat", 3: "Cumhuriyet Cad. 1", 4: "Kat 2", 5: "İzmir", 8: "Türkiye", 15: "77", 18: "111", 19: "TRY",
        22: "Özge", 23: "Çağlar", 24: "ozge@isik.example", 25: "222",
    }  # fmt: skip
    file = tmp_path / "clients.csv"
    row = ",".join(f'"{cell}"' for cell in cells.values())
    file.write_text(f"Clients\r\n\r\nSince 2020\r\n{INVOICENINJA_V4_CLIENTS}\r\n{row}\r\n", encoding="utf-8")
    assert uploaded(british, file) == (1, 1, 0, 1, 0, 0)
    assert detail(british, "77") == {
        "external_id": "77",
        "name": "Işık İnşaat",
        "email": "ozge@isik.example",
        "phone": "111",
        "address": "Cumhuriyet Cad. 1\nKat 2, İzmir",
        "country": "Türkiye",
        "contacts": [{"name": "Özge Çağlar", "email": "ozge@isik.example", "phone": "222"}],
    }


def test_wave_customers(british, write_layout):
    row = {
        "customer_name": "Işık İnşaat", "email": "ozge@isik.example", "contact_first_name": "Özge",
        "contact_last_name": "Çağlar", "customer_currency": "TRY", "account_number": "77", "phone": "111",
        "country": "Türkiye", "city": "İzmir", "address_line_1": "Cumhuriyet Cad. 1",
    }  # fmt: skip
    file = write_layout(WAVE_CLIENTS, row, {"customer_name": "O'Brien & Sons", "customer_currency": "QQQ"})
    assert uploaded(british, file) == (2, 1, 0, 1, 0, 1)
    assert detail(british, "77")["contacts"] == [{"name": "Özge Çağlar", "email": "ozge@isik.example", "phone": ""}]


def test_xero_contacts(british, write_layout):
    row = {
        "*ContactName": "Işık İnşaat", "AccountNumber": "77", "EmailAddress": "muhasebe@isik.example",
        "POAddressLine1": "Cumhuriyet Cad. 1", "POCity": "İzmir", "POCountry": "Türkiye", "PhoneNumber": "111",
        "DueDateSalesDay": "30", "DueDateSalesTerm": "DAYSAFTERBILLDATE", "Person1FirstName": "Özge",
        "Person1LastName": "Çağlar", "Person1Email": "ozge@isik.example",
    }  # fmt: skip
    assert uploaded(british, write_layout(XERO_CONTACTS, row))[:3] == (1, 1, 0)
    shown = detail(british, "77")
    assert (shown["name"], shown["terms_days"], shown["country"]) == ("Işık İnşaat", 30, "Türkiye")
    assert {"name": "Özge Çağlar", "email": "ozge@isik.example", "phone": ""} in shown["contacts"]


def test_zoho_contacts(british, write_layout):
    row = {
        "Display Name": "Işık İnşaat", "Company Name": "Işık İnşaat A.Ş.", "First Name": "Özge", "Last Name": "Çağlar",
        "Phone": "111", "Currency Code": "TRY", "Credit Limit": "5000.00", "Billing City": "İzmir",
        "Payment Terms": "30", "EmailID": "ozge@isik.example", "Customer ID": "77", "Contact Type": "customer",
        "Status": "Active",
    }  # fmt: skip
    file = write_layout(
        ZOHO_CONTACTS, row, {**row, "Display Name": "Paper Ltd", "Customer ID": "78", "Contact Type": "vendor"}
    )
    assert uploaded(british, file) == (2, 1, 0, 1, 0, 0)
    assert british.names(DAY) == ["Işık İnşaat"]
    assert detail(british, "77")["terms_days"] == 30


TIME = "This is a list of time entries. Import the invoices made from them."
PROJECTS = "This is a list of projects. Import invoices or clients."
EXPENSES = "This is a list of expenses. Import the invoices made from them."
VENDORS = "This is a list of vendors. Only clients and their invoices are imported."
BANK = "This is a bank statement, not a list of invoices. Payments come in with the invoices they settle."


@pytest.mark.parametrize("kind", ["invoices", "clients"])
@pytest.mark.parametrize(
    ("header", "sentence"),
    [
        pytest.param(CLOCKIFY_PROJECTS_2, PROJECTS, id="Clockify, projects"),
        pytest.param(CLOCKIFY_TIME_ENTRIES_1, TIME, id="Clockify, time"),
        pytest.param(CLOCKIFY_TIME_ENTRIES_2, TIME, id="Clockify, time, newer"),
        pytest.param(GENERIC_PROJECTS_1, PROJECTS, id="projects"),
        pytest.param(GENERIC_TIME_ENTRIES_1, TIME, id="time"),
        pytest.param(HARVEST_PROJECTS_1, PROJECTS, id="Harvest, projects"),
        pytest.param(HARVEST_TIME_ENTRIES_1, TIME, id="Harvest, time"),
        pytest.param(INVOICENINJA_V4_EXPENSES, EXPENSES, id="Invoice Ninja, expenses"),
        pytest.param(QBO_BANK_3COL, BANK, id="QuickBooks, bank, three columns"),
        pytest.param(QBO_BANK_4COL, BANK, id="QuickBooks, bank, four columns"),
        pytest.param(TOGGL_TIME_ENTRIES, TIME, id="Toggl, time"),
        pytest.param(WAVE_VENDORS, VENDORS, id="Wave, vendors"),
        pytest.param(XERO_BANK_STATEMENT, BANK, id="Xero, bank"),
    ],
)
def test_what_is_neither_invoices_nor_clients_is_refused_by_name(british, write, kind, header, sentence):
    cells = ",".join("1" for _ in header.split(","))
    file = write("export.csv", header, cells)
    assert british.refusal(file, "--currency", "GBP", kind=kind) == sentence
    assert british.names(DAY) == []
