"""Exports of invoices and payments as other products write them: recognised by their header, brought in, read back."""

from __future__ import annotations

DAY = "2026-06-30"
LATER = "2126-01-01"
"""After every payment whose day the file does not tell, and which counts from the day of the import."""

XERO_SALES_INVOICE_EXPORT = (
    "ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,"
    "POPostalCode,POCountry,SAAddressLine1,SAAddressLine2,SAAddressLine3,SAAddressLine4,SACity,SARegion,"
    "SAPostalCode,SACountry,InvoiceNumber,Reference,InvoiceDate,DueDate,PlannedDate,Total,TaxTotal,"
    "InvoiceAmountPaid,InvoiceAmountDue,InventoryItemCode,Description,Quantity,UnitAmount,Discount,"
    "LineAmount,AccountCode,TaxType,TaxAmount,TrackingName1,TrackingOption1,TrackingName2,TrackingOption2,"
    "Currency,Type,Sent,Status"
)
XERO_SALES_INVOICE_IMPORT = (
    "*ContactName,EmailAddress,POAddressLine1,POAddressLine2,POAddressLine3,POAddressLine4,POCity,PORegion,"
    "POPostalCode,POCountry,*InvoiceNumber,Reference,*InvoiceDate,*DueDate,InventoryItemCode,*Description,"
    "*Quantity,*UnitAmount,Discount,*AccountCode,*TaxType,TrackingName1,TrackingOption1,TrackingName2,"
    "TrackingOption2,Currency,BrandingTheme"
)
ZOHO_INVOICES = (
    "Invoice Date,Invoice ID,Invoice Number,Estimate Number,Invoice Status,Customer Name,Company Name,"
    "Customer ID,Branch ID,Branch Name,Due Date,Expected Payment Date,PurchaseOrder,Template Name,"
    "Currency Code,Exchange Rate,Discount Type,Is Discount Before Tax,Entity Discount Percent,"
    "Entity Discount Amount,Item Name,Item Desc,Quantity,Usage unit,Item Price,Discount,Discount Amount,"
    "Expense Reference ID,Project ID,Project Name,Item Total,SubTotal,Total,Balance,Shipping Charge,"
    "Adjustment,Adjustment Description,Round Off,Sales person,Payment Terms,Payment Terms Label,"
    "Last Payment Date,Notes,Terms & Conditions,Subject,LateFee Name,LateFee Type,LateFee Rate,"
    "LateFee Amount,LateFee Frequency,WriteOff Date,WriteOff Exchange Rate,WriteOff Amount,Recurrence Name,"
    "PayPal,Authorize.Net,Google Checkout,Payflow Pro,Stripe,2Checkout,Braintree,Forte,WorldPay,Payments Pro,"
    "Square,WePay,Razorpay,GoCardless,Partial Payments,Billing Address,Billing City,Billing State,"
    "Billing Country,Billing Code,Billing Fax,Billing Phone,Shipping Address,Shipping City,Shipping State,"
    "Shipping Country,Shipping Code,Shipping Fax,Shipping Phone Number"
)
FRESHBOOKS_INVOICES = (
    "Client Name,Invoice #,Date Issued,Invoice Status,Date Paid,Item Name,Item Description,Rate,Quantity,"
    "Discount Percentage,Line Subtotal,Tax 1 Type,Tax 1 Amount,Tax 2 Type,Tax 2 Amount,Line Total,Currency"
)
I2G_INVOICES = (
    "\ufeffId,AccountId,State,LastUpdated,CreatedDate,DocumentDate,DocumentNumber,Comment,Name,EmailRecipient,"
    "DocumentStatus,OutputStatus,PartPayment,DocumentRecipientAddress,ShipDate,ShipAddress,ShipAmount,"
    "ShipTrackingNumber,ShipVia,ShipFob,StyleName,DatePaid,CustomField,DiscountType,Discount,DiscountValue,"
    "Taxes,WithholdingTaxName,WithholdingTaxRate,TermsOld,Payments,Items,CurrencyCode,TotalAmount,"
    "BalanceDueAmount,AmountPaidAmount,DiscountAmount,SubtotalAmount,TotalTaxAmount,WithholdingTaxAmount"
)
INVOICELY_INVOICES = '"Date","Due","Details","Client","Status","Total"'
INVOICENINJA_V4_INVOICE = (
    "Client,Email,Invoice Number,Amount,Paid,PO Number,Status,Invoice Date,Due Date,Discount,Partial/Deposit,"
    "Partial Due Date,Public Notes,Private Notes,Item Product,Item Notes,Item Cost,Item Quantity"
)
INVOICENINJA_V4_PAYMENTS = "Client,Invoice Number,Amount,Date"
QBO_INVOICE_IMPORT = (
    "*InvoiceNo,*Customer,*InvoiceDate,*DueDate,Terms,Location,Memo,Item(Product/Service),ItemDescription,"
    "ItemQuantity,ItemRate,*ItemAmount,Service Date"
)
WAVE_INVOICES = (
    "Transaction ID,Transaction Date,Account Name,Transaction Description,Transaction Line Description,"
    "Amount (One column), ,Debit Amount (Two Column Approach),Credit Amount (Two Column Approach),"
    "Other Accounts for this Transaction,Customer,Vendor,Invoice Number,Bill Number,Notes / Memo,"
    "Amount Before Sales Tax,Sales Tax Amount,Sales Tax Name,Transaction Date Added,"
    "Transaction Date Last Modified,Account Group,Account Type,Account ID"
)


def counts(outcome):
    return tuple(outcome[name] for name in ("rows", "invoices", "payments", "clients", "unchanged", "rejected"))


def test_xero_sales_invoices(british, write_layout):
    first = {
        "ContactName": "Işık İnşaat", "EmailAddress": "muhasebe@isik.example", "POCity": "İzmir",
        "POCountry": "Türkiye",
        "InvoiceNumber": "INV-1", "InvoiceDate": "13/01/2026", "DueDate": "12/02/2026", "Total": "120.00",
        "TaxTotal": "20.00", "InvoiceAmountPaid": "70.00", "InvoiceAmountDue": "50.00", "Description": "Support",
        "LineAmount": "60.00", "Currency": "GBP", "Type": "Sales invoice", "Status": "Awaiting Payment",
    }  # fmt: skip
    draft = {**first, "InvoiceNumber": "INV-2", "InvoiceAmountPaid": "0.00", "InvoiceAmountDue": "120.00"}
    file = write_layout(
        XERO_SALES_INVOICE_EXPORT,
        first,
        {**first, "Description": "Licences"},
        {**draft, "Status": "Draft"},
        {**draft, "InvoiceNumber": "INV-3", "ContactName": "O'Brien & Sons", "EmailAddress": "", "Currency": "EUR"},
    )
    assert counts(british.bring(file)) == (4, 2, 1, 2, 0, 0)
    assert british.owed(LATER) == {"EUR": ("120.00", "120.00"), "GBP": ("50.00", "50.00")}
    page = british.client("isik", LATER)
    assert (page["name"], page["email"], page["country"]) == ("Işık İnşaat", "muhasebe@isik.example", "Türkiye")
    [invoice] = page["open_invoices"]
    assert (invoice["number"], invoice["issued_on"], invoice["due_on"], invoice["total"]) == (
        "INV-1", "2026-01-13", "2026-02-12", "120.00",
    )  # fmt: skip
    again = british.bring(file)
    assert (again["invoices"], again["payments"], again["unchanged"], again["left_out"]) == (0, 0, 3, 1)


def test_xero_template_with_lines_to_be_multiplied(british, write_layout):
    line = {
        "*ContactName": "Işık İnşaat", "*InvoiceNumber": "INV-1", "*InvoiceDate": "2026-01-13",
        "*DueDate": "2026-02-12",
        "*Description": "Support", "*Quantity": "2", "*UnitAmount": "50.00", "Discount": "10", "*AccountCode": "200",
        "*TaxType": "No VAT", "Currency": "GBP",
    }  # fmt: skip
    file = write_layout(
        XERO_SALES_INVOICE_IMPORT, line, {**line, "*Description": "Visit", "*Quantity": "1", "Discount": ""}
    )
    assert counts(british.bring(file)) == (2, 1, 0, 1, 0, 0)
    assert british.owed(DAY) == {"GBP": ("140.00", "140.00")}


def test_zoho_invoices(british, write_layout):
    first = {
        "Invoice Date": "2026-01-13", "Invoice ID": "460001", "Invoice Number": "INV-1", "Invoice Status": "Overdue",
        "Customer Name": "Işık İnşaat", "Customer ID": "77", "Due Date": "2026-02-12", "Currency Code": "TRY",
        "Item Name": "Support", "Quantity": "1", "Item Total": "500.00", "SubTotal": "1000.00", "Total": "1180.00",
        "Balance": "680.00", "Payment Terms": "30", "Last Payment Date": "2026-02-20", "Billing City": "İzmir",
        "Billing Country": "Türkiye", "Billing Phone": "+90 232 000 00 00",
    }  # fmt: skip
    lost = {
        "Invoice ID": "460002", "Invoice Number": "INV-2", "Invoice Status": "Closed", "Total": "100.00",
        "Balance": "0.00", "Last Payment Date": "", "WriteOff Date": "2026-05-01", "WriteOff Amount": "100.00",
    }  # fmt: skip
    file = write_layout(
        ZOHO_INVOICES,
        first,
        {**first, "Item Name": "Licence"},
        {**first, **lost},
        {**first, "Invoice ID": "460003", "Invoice Number": "INV-3", "Invoice Status": "Void"},
        {**first, "Invoice ID": "460004", "Invoice Number": "INV-4", "Invoice Status": "Draft"},
    )
    assert counts(british.bring(file)) == (5, 2, 1, 1, 0, 0)
    assert british.owed("2026-02-19") == {"TRY": ("1280.00", "1280.00")}
    assert british.owed("2026-02-20") == {"TRY": ("780.00", "780.00")}
    assert british.owed("2026-05-01") == {"TRY": ("680.00", "680.00")}
    page = british.client("77", DAY)
    assert (page["name"], page["external_id"], page["terms_days"]) == ("Işık İnşaat", "77", 30)


def test_freshbooks_invoice_details(british, write_layout):
    line = {
        "Client Name": "Işık İnşaat", "Invoice #": "0001", "Date Issued": "2026-01-13", "Invoice Status": "sent",
        "Item Name": "Support", "Rate": "50.00", "Quantity": "2", "Line Subtotal": "100.00", "Tax 1 Type": "VAT",
        "Tax 1 Amount": "20.00", "Line Total": "120.00", "Currency": "GBP",
    }  # fmt: skip
    paid = {**line, "Invoice #": "0002", "Invoice Status": "paid", "Date Paid": "2026-02-20"}
    file = write_layout(
        FRESHBOOKS_INVOICES,
        line,
        {**line, "Item Name": "Visit", "Line Total": "30.50"},
        paid,
        {**line, "Invoice #": "0003", "Invoice Status": "draft"},
    )
    assert counts(british.bring(file)) == (4, 2, 1, 1, 0, 0)
    assert british.owed("2026-02-19") == {"GBP": ("270.50", "270.50")}
    assert british.owed("2026-02-20") == {"GBP": ("150.50", "150.50")}


def test_invoice2go_documents(british, write_layout):
    document = {
        "Id": "d-1", "DocumentDate": "2026-01-13T00:00:00", "DocumentNumber": "INV-1", "Name": "Işık İnşaat",
        "EmailRecipient": "muhasebe@isik.example", "DocumentStatus": "Unpaid", "TermsOld": "14", "CurrencyCode": "GBP",
        "TotalAmount": "120.00", "BalanceDueAmount": "120.00", "AmountPaidAmount": "0.00", "TotalTaxAmount": "20.00",
    }  # fmt: skip
    paid = {
        "Id": "d-2", "DocumentNumber": "INV-2", "DocumentStatus": "Paid", "BalanceDueAmount": "0.00",
        "AmountPaidAmount": "120.00", "DatePaid": "2026-01-20T00:00:00",
    }  # fmt: skip
    assert counts(british.bring(write_layout(I2G_INVOICES, document, {**document, **paid}))) == (2, 2, 1, 1, 0, 0)
    assert british.owed("2026-01-27") == {"GBP": ("120.00", "0.00")}
    assert british.owed("2026-01-28") == {"GBP": ("120.00", "120.00")}


def test_invoicely_statements(british, write_layout):
    row = {"Date": "2026-01-13", "Due": "2026-02-12", "Details": "Invoice 1", "Client": "Işık İnşaat"}
    file = write_layout(
        INVOICELY_INVOICES,
        {**row, "Status": "Unpaid", "Total": "$1,200.00"},
        {**row, "Details": "Invoice 2", "Status": "Paid", "Total": "$300.00"},
        {**row, "Details": "Invoice 3", "Status": "Draft", "Total": "$400.00"},
    )
    assert "--currency" in british.refusal(file)  # dollars, but whose?
    assert counts(british.bring(file, "--currency", "USD")) == (3, 2, 1, 1, 0, 0)
    assert british.owed(LATER) == {"USD": ("1200.00", "1200.00")}
    assert counts(british.bring(file, "--currency", "USD")) == (3, 0, 0, 0, 2, 0)


def test_invoice_ninja_invoices_and_then_their_payments(british, write_layout):
    row = {
        "Client": "Işık İnşaat", "Email": "muhasebe@isik.example", "Invoice Number": "0001", "Amount": "£100.00",
        "Paid": "£40.00", "Status": "Partial", "Invoice Date": "2026-01-13", "Due Date": "2026-02-12",
        "Item Product": "Support", "Item Cost": "100", "Item Quantity": "1",
    }  # fmt: skip
    invoices = write_layout(
        INVOICENINJA_V4_INVOICE,
        row,
        {**row, "Invoice Number": "0002", "Paid": "£0.00", "Status": "Sent"},
        {**row, "Invoice Number": "0003", "Paid": "£0.00", "Status": "Draft"},
    )
    assert counts(british.bring(invoices, "--currency", "GBP")) == (3, 2, 1, 1, 0, 0)
    assert british.owed(LATER) == {"GBP": ("160.00", "160.00")}
    paid = {"Client": "Işık İnşaat", "Invoice Number": "0001", "Amount": "£30.00", "Date": "2026-02-01"}
    payments = write_layout(
        INVOICENINJA_V4_PAYMENTS,
        paid,
        {**paid, "Amount": "£10.00", "Date": "2026-02-15"},
        {**paid, "Invoice Number": "0099"},
    )
    outcome = british.bring(payments, "--currency", "GBP")
    assert counts(outcome) == (3, 0, 2, 0, 0, 1)
    assert british.owed("2026-01-31") == {"GBP": ("200.00", "0.00")}
    assert british.owed("2026-02-14") == {"GBP": ("170.00", "170.00")}
    # What the first file said was paid, on a day unknown, is the same money: it is not counted twice.
    assert british.owed(LATER) == {"GBP": ("160.00", "160.00")}
    assert counts(british.bring(payments, "--currency", "GBP")) == (3, 0, 0, 0, 2, 1)


def test_quickbooks_online(british, write_layout):
    line = {
        "*InvoiceNo": "1001", "*Customer": "Işık İnşaat", "*InvoiceDate": "13/01/2026", "*DueDate": "12/02/2026",
        "Terms": "Net 30", "Item(Product/Service)": "Support", "ItemQuantity": "1", "ItemRate": "100",
        "*ItemAmount": "100.00",
    }  # fmt: skip
    file = write_layout(
        QBO_INVOICE_IMPORT, line, {**line, "*ItemAmount": "20.50"}, {**line, "*InvoiceNo": "1002", "*ItemAmount": "9"}
    )
    assert "--currency" in british.refusal(file)
    assert counts(british.bring(file, "--currency", "GBP")) == (3, 2, 0, 1, 0, 0)
    assert british.owed("2026-02-12") == {"GBP": ("129.50", "0.00")}
    assert british.owed("2026-02-13") == {"GBP": ("129.50", "129.50")}
    assert british.client("isik", DAY)["terms_days"] == 30


def test_wave_transactions(british, write_layout):
    entry = {
        "Transaction ID": "1", "Transaction Date": "2026-01-13", "Account Name": "Accounts Receivable",
        "Transaction Description": "Invoice 1", "Amount (One column)": "120.00", "Customer": "Işık İnşaat",
        "Invoice Number": "1", "Account Group": "Asset", "Account Type": "Accounts Receivable",
    }  # fmt: skip
    file = write_layout(
        WAVE_INVOICES,
        entry,
        {**entry, "Account Name": "Sales", "Amount (One column)": "100.00"},
        {**entry, "Transaction ID": "2", "Transaction Date": "2026-02-20", "Amount (One column)": "-70.00"},
        {**entry, "Transaction ID": "3", "Customer": "", "Vendor": "Paper Ltd", "Invoice Number": ""},
    )
    assert counts(british.bring(file, "--currency", "GBP")) == (4, 1, 1, 1, 0, 0)
    assert british.owed("2026-02-19") == {"GBP": ("120.00", "120.00")}
    assert british.owed("2026-02-20") == {"GBP": ("50.00", "50.00")}
    assert counts(british.bring(file, "--currency", "GBP")) == (4, 0, 0, 0, 2, 0)


def test_every_layout_passes_the_check(british, write_layout):
    file = write_layout(
        INVOICELY_INVOICES,
        {"Date": "2026-01-13", "Due": "", "Details": "1", "Client": "Işık", "Status": "Paid", "Total": "€5.00"},
    )
    british.bring(file)
    british("check")
