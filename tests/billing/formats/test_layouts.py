"""Each header we know is recognised by its names; what is something else is said to be so."""

from __future__ import annotations

import pytest

from mainstay.billing.formats.layouts import (  # fmt: skip
    AMOUNT_FIELDS,
    DATE_FIELDS,
    FIELDS,
    columns_to_read,
    invoice_layouts,
    is_known_header,
    known_layout,
    layout_from,
    mapping_for,
    synonyms,
)
from mainstay.intake.mapping import ColumnMapping
from mainstay.intake.profiling import Columns
from mainstay.intake.records import Unreadable

INVOICES = {
    "xero_sales_invoice_export": (
        "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
        "PORegion,POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,"
        "SARegion,SAPostalCode,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,"
        "TaxTotal,InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,"
        "Discount,LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,"
        "TrackingOption2,Currency,Type,Sent,Status"
    ),
    "xero_sales_invoice_import": (
        "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,"
        "PORegion,POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,InventoryItemCode,"
        "*Description,*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TrackingName1,TrackingOption1,"
        "TrackingName2,TrackingOption2,Currency,BrandingTheme"
    ),
    "zoho_invoices": (
        "Invoice Date,Invoice ID,Invoice Number,Estimate Number,Invoice Status,Customer Name,Company Name,"
        "Customer ID,Branch ID,Branch Name,Due Date,Expected Payment Date,PurchaseOrder,Template Name,"
        "Currency Code,Exchange Rate,Discount Type,Is Discount Before Tax,Entity Discount Percent,"
        "Entity Discount Amount,Item Name,Item Desc,Quantity,Usage unit,Item Price,Discount,Discount Amount,"
        "Expense Reference ID,Project ID,Project Name,Item Total,SubTotal,Total,Balance,Shipping Charge,"
        "Adjustment,Adjustment Description,Round Off,Sales person,Payment Terms,Payment Terms Label,"
        "Last Payment Date,Notes,Terms & Conditions,Subject,LateFee Name,LateFee Type,LateFee Rate,"
        "LateFee Amount,LateFee Frequency,WriteOff Date,WriteOff Exchange Rate,WriteOff Amount,"
        "Recurrence Name,PayPal,Authorize.Net,Google Checkout,Payflow Pro,Stripe,2Checkout,Braintree,Forte,"
        "WorldPay,Payments Pro,Square,WePay,Razorpay,GoCardless,Partial Payments,Billing Address,"
        "Billing City,Billing State,Billing Country,Billing Code,Billing Fax,Billing Phone,Shipping Address,"
        "Shipping City,Shipping State,Shipping Country,Shipping Code,Shipping Fax,Shipping Phone Number"
    ),
    "freshbooks_invoices": (
        "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,Item Description,Rate,Quantity,"
        "Discount Percentage,Line Subtotal,Tax 1 Type,Tax 1 Amount,Tax 2 Type,Tax 2 Amount,Line Total,"
        "Currency"
    ),
    "i2g_invoices": (
        "Id,AccountId,State,LastUpdated,CreatedDate,DocumentDate,DocumentNumber,Comment,Name,EmailRecipient,"
        "DocumentStatus,OutputStatus,PartPayment,DocumentRecipientAddress,ShipDate,ShipAddress,ShipAmount,"
        "ShipTrackingNumber,ShipVia,ShipFob,StyleName,DatePaid,CustomField,DiscountType,Discount,"
        "DiscountValue,Taxes,WithholdingTaxName,WithholdingTaxRate,TermsOld,Payments,Items,CurrencyCode,"
        "TotalAmount,BalanceDueAmount,AmountPaidAmount,DiscountAmount,SubtotalAmount,TotalTaxAmount,"
        "WithholdingTaxAmount"
    ),
    "invoicely_invoices": "Date,Due,Details,Client,Status,Total",
    "invoiceninja_v4_invoice": (
        "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,"
        "Partial/Deposit,Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,Item Cost,"
        "Item Quantity"
    ),
    "invoiceninja_v4_payments": "Client,Invoice Number,Amount,Date",
    "qbo_invoice_import": (
        "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),"
        "ItemDescription,ItemQuantity,ItemRate,*ItemAmount,Service Date"
    ),
    "wave_invoices": (
        "Transaction ID,Transaction Date,Account Name,Transaction Description,Transaction Line Description,"
        "Amount (One column), ,Debit Amount (Two Column Approach),Credit Amount (Two Column Approach),"
        "Other Accounts for this Transaction,Customer,Vendor,Invoice Number,Bill Number,Notes / Memo,"
        "Amount Before Sales Tax,Sales Tax Amount,Sales Tax Name,Transaction Date Added,"
        "Transaction Date Last Modified,Account Group,Account Type,Account ID"
    ),
    "freeagent_invoices": "Reference,Contact,Dated on,Due on,Total value,Paid value,Due value,Status,Currency",
    "dolibarr_invoices": (
        "Ref.,Third-party name,Invoice date,Payment deadline,Amount (excl. tax),Amount VAT,Amount (inc. tax),"
        "Remaining unpaid,Status"
    ),
    "dolibarr_invoices_and_payments": (
        "Company name,Invoice id,Invoice ref.,Type,Invoice date,Due date,Total (net of tax),Total (inc. tax),Total tax,"
        "Paid completely,Invoice status,Pending,Payment id,Payment ref.,Payment amount,"
        "Payment amount distributed on invoice,Payment date,Payment number"
    ),
    "dolibarr_invoices_french": "Réf.,Type,Tiers,Date facturation,Date échéance,Montant TTC,Reste à payer,État",
    "stripe_invoices": (
        "id,Customer Name,Customer Email,Customer,Number,Status,Currency,Subtotal,Tax,Total,Amount Due,Amount Paid,"
        "Amount Remaining,Created (UTC),Due Date (UTC),Finalized At (UTC),Paid At (UTC)"
    ),
    "stripe_invoices_with_names": (
        "id,Amount Due,Amount Paid,Billing,Charge,Closed,Currency,Customer,Date (UTC),Description,Due Date (UTC),"
        "Number,Paid,Subscription,Subtotal,Total Discount Amount,Applied Coupons,Tax,Tax Percent,Total,Customer Name,"
        "Customer Email,Finalized At (UTC),Paid At (UTC),Minimum Line Item Period Start (UTC),"
        "Maximum Line Item Period End (UTC),Period End (UTC),Status"
    ),
    "datev_open_items": "Konto,Rechnungsnummer,Datum,Fälligkeit,Sollbetrag,Habenbetrag,Saldo,Gegenkonto,Buchungstext",
    "stripe_invoices_of_customers": (
        "id,Amount Due,Billing,Closed,Currency,Customer,Date (UTC),Due Date (UTC),Number,Paid,Subscription,Subtotal,"
        "Total Discount Amount,Applied Coupons,Tax,Tax Percent,Total,Amount Paid,Status"
    ),
    "ibm_late_payments": (
        "countryCode,customerID,PaperlessDate,invoiceNumber,InvoiceDate,DueDate,InvoiceAmount,Disputed,"
        "SettledDate,PaperlessBill,DaysToSettle,DaysLate"
    ),
}  # fmt: skip
OPTIONAL = {"qbo_invoice_import": {"currency", "line_tax"}, "dolibarr_invoices": {"kind"}}

OTHERS = [
    ("is_bank_statement", "*Date,*Amount,Payee,Description,Reference,Check Number"),
    ("is_bank_statement", "Date,Description,Amount"),
    ("is_bank_statement", "Date,Description,Credit,Debit"),
    ("is_card_payments", "id,Description,Created (UTC),Amount,Amount Refunded,Currency,Status,Captured,Invoice ID"),
    (
        "is_time_entries",
        (
            "User,Email,Client,Project,Task,Description,Billable,Start date,Start time,End date,End time,"
            "Duration,Tags,Amount ()"
        ),
    ),
    (
        "is_time_entries",
        (
            "Project,Client,Description,Task,User,Group,Email,Tags,Billable,Start Date,Start Time,End Date,"
            "End Time,Duration (h),Duration (decimal),Billable Rate (USD),Billable Amount (USD)"
        ),
    ),
    (
        "is_time_entries",
        (
            "Project,Client,Description,Task,User,Group,Email,Tags,Type,Billable,Invoiced,Invoice ID,Start Date,"
            "Start Time,End Date,End Time,Duration (h),Duration (decimal),Billable Rate (EUR),"
            "Billable Amount (EUR),Date of creation"
        ),
    ),
    ("is_time_entries", "description,billable,client,project,tags,start,end,task,user_name,user_email"),
    (
        "is_time_entries",
        (
            "Date,Client,Project,Project Code,Task,Notes,Hours,Billable?,Invoiced?,Approved?,First Name,"
            "Last Name,Roles,Employee?,Billable Rate,Billable Amount,Cost Rate,Cost Amount,Currency,"
            "External Reference URL"
        ),
    ),
    ("is_projects", "Project,Client,Status,Visibility,Billability,Tasks,Tracked (h),Estimated (h),Remaining (h)"),
    ("is_projects", "name,color,billable_rate,is_public,client,billable_default,estimated_time,archived_at"),
    (
        "is_projects",
        (
            "Client,Project,Project Code,Start Date,End Date,Project Notes,Total Hours,Billable Hours,"
            "Billable Amount,Budget By,Budget,Budget Spent,Budget Remaining,Total Costs,Team Costs,Expenses"
        ),
    ),
    ("is_expenses", "Client,Project,Notes,Amount,Date"),
    ("is_vendors", "vendor_name,email,contact_first_name,contact_last_name,vendor_currency,account_number,phone"),
    (
        "is_clients_file",
        (
            "Organization,First Name,Last Name,Email,Phone,Street,City,Province/State,Country,Postal Code,Notes"
        ),
    ),
    ("is_clients_file", "Client Name,Address"),
    ("is_clients_file", "Client Name,Email,Phone,Country"),
    ("is_clients_file", "customer_name,email,contact_first_name,contact_last_name,customer_currency,account_number"),
]  # fmt: skip


INVOICES |= {
    "mainstay_invoices": (
        "Mainstay ref,Invoice number,Invoice ID,Client ID,Client name,Issued on,Due on,Currency,Total,Tax,Paid,"
        "Credited,Written off,Written off on,Open,Settled on,Settled day known,Disputed,Expected on,"
        "Expected because,Status,Channel,Reference,Recorded at,Instalments,Lines"
    ),
    "mainstay_payments": (
        "Mainstay ref,Payment ID,Client ID,Client name,Invoice number,Paid on,Day known,Currency,Amount,"
        "Payment amount,Part,Status,Note,Recorded at,Allocations,Undoes"
    ),
    "mainstay_expected_dates": (
        "Mainstay ref,Invoice,Client ID,Client name,Issued on,Expected on,Reason,Forecast said,Set on,Set by,Ended on,"
        "Recorded at"
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", INVOICES)
def test_recognises_each_layout_in_any_order_and_case(name: str) -> None:
    header = INVOICES[name].split(",")
    for spelt in (header, header[::-1], [cell.casefold() for cell in header], [*header, "mainstay_line", "Mine"]):
        layout = known_layout(spelt)
        assert layout is not None
        assert (layout.name, set(layout.columns) - set(layout.positions(spelt))) == (name, OPTIONAL.get(name, set()))
        assert is_known_header(spelt)


def test_every_layout_is_tested_and_names_known_fields() -> None:
    assert {layout.name for layout in invoice_layouts()} == set(INVOICES)
    assert {field for layout in invoice_layouts() for field in layout.columns} <= set(FIELDS)
    assert set(synonyms()) <= set(FIELDS)


@pytest.mark.parametrize(("code", "header"), OTHERS)
def test_says_what_else_a_file_is(code: str, header: str) -> None:
    with pytest.raises(Unreadable) as refused:
        known_layout(header.split(","))
    assert refused.value.problem.code == code
    assert is_known_header(header.split(","))


@pytest.mark.parametrize(
    "header",
    ["Client,Invoice Number,Amount,Date,Due Date", "Date,Due,Details,Client,Status,Total,Invoice Number"],
)
def test_a_short_header_with_more_columns_is_not_taken_for_another(header: str) -> None:
    assert known_layout(header.split(",")) is None
    assert mapping_for(header.split(",")).open == ()


@pytest.mark.parametrize(
    ("header", "fields"),
    [
        (
            "A/C Ref,Customer,Inv. No.,Inv Date,Due Dt,Gross Total,VAT Total,Paid So Far,Outstanding Amt",
            "client_external_id client_name number issued_on due_on total tax paid balance",
        ),
        (
            "N. fattura;Data;Ragione sociale;Scadenza;Totale documento;IVA",
            "number issued_on client_name due_on total tax",
        ),
        (
            "Nº factura;Cliente;Fecha;Vencimiento;Importe total;Moneda;Pagado;Pendiente;Fecha de pago",
            "number client_name issued_on due_on total currency paid balance paid_on",
        ),
        (
            "N° facture;Raison sociale;Date d'émission;Échéance;Montant TTC;Payé;Solde dû",
            "number client_name issued_on due_on total paid balance",
        ),
        (
            "Müşteri;Fatura No;Faturanın Tarihi;Vadesi;KDV’li Tutar;Kalan Alacak",
            "client_name number issued_on due_on total balance",
        ),
    ],
)  # fmt: skip
def test_proposes_a_mapping_of_names_as_they_are_found(header: str, fields: str) -> None:
    names = header.split("," if "," in header else ";")
    found = mapping_for(names)
    assert (found.fields, found.open) == (dict(zip(fields.split(), names, strict=True)), ())


def test_proposes_a_mapping_of_turkish_names() -> None:
    header = "Fatura No,Cari Unvan,Fatura Tarihi,Vade,Genel Toplam,Para Birimi,Ödenen,Kalan,İtirazlı,Tahsilat Tarihi"
    found = mapping_for([name.upper() if name != "İtirazlı" else "İTİRAZLI" for name in header.split(",")])
    assert set(found.fields) == {
        "number", "client_name", "issued_on", "due_on", "total", "currency", "paid", "balance", "disputed", "paid_on",
    }  # fmt: skip
    assert found.open == ()


def test_a_percentage_is_no_amount_of_tax() -> None:
    assert mapping_for(["Client", "Date", "Total", "VAT %", "Discount %"]).fields == {
        "client_name": "Client", "issued_on": "Date", "total": "Total", "discount_percent": "Discount %",
    }  # fmt: skip


def test_asks_for_what_an_invoice_cannot_do_without() -> None:
    assert mapping_for(["Colour", "Vade"]).open == ("client_name", "issued_on", "total")
    assert mapping_for(["Client", "Date", "Amount", "Tutar"]).open == ("total",)


def test_a_mapping_with_amounts_of_lines_alone_groups_them() -> None:
    fields = {"number": "No", "client_name": "C", "issued_on": "D"}
    assert layout_from(ColumnMapping(fields | {"line_amount": "L"})).grouping == "lines"
    assert layout_from(ColumnMapping(fields | {"total": "T"})).grouping == "rows"
    assert layout_from(ColumnMapping({"client_name": "C", "paid": "P", "paid_on": "D"})).kind == "payments"


def test_names_the_columns_to_read() -> None:
    layout = known_layout(INVOICES["ibm_late_payments"].split(","))
    assert layout is not None
    assert columns_to_read(layout, INVOICES["ibm_late_payments"].split(",")) == Columns((4, 5, 8), (6,), None)
    assert set(DATE_FIELDS) | set(AMOUNT_FIELDS) <= set(FIELDS)
