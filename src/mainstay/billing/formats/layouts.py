"""The headers in which other products export invoices and payments, and words by which any other header is read."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.clients.formats.client_layouts import CLIENT_LAYOUTS
from mainstay.intake.foreign import foreign_kind
from mainstay.intake.import_reading import Subject
from mainstay.intake.mapping import ColumnMapping, Layout, MappingReading, read_mapping, recognise
from mainstay.intake.profiling import Columns
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Sequence

FIELDS: Final = (
    "number", "external_id", "client_name", "client_external_id", "issued_on", "due_on", "total", "tax", "currency",
    "paid", "balance", "paid_on", "disputed", "terms", "status", "kind", "channel", "client_group", "written_off",
    "written_off_on", "reference", "email", "phone", "country", "street", "city", "region", "postal_code", "account",
    "line_amount", "quantity", "unit_amount", "discount_percent", "day_known", "applies_to", "discount_taken",
)  # fmt: skip
CLIENT_FIELDS: Final = ("email", "phone", "street", "city", "region", "postal_code", "country")
DATE_FIELDS: Final = ("issued_on", "due_on", "paid_on", "written_off_on")
AMOUNT_FIELDS: Final = (
    "total", "tax", "paid", "balance", "written_off", "line_amount", "unit_amount", "discount_taken",
)  # fmt: skip
REQUIRED: Final = (
    ("client_name", "client_external_id"),
    ("issued_on",),
    ("total", "line_amount", "unit_amount"),
)
"""An invoice cannot do without a client, a date and an amount; each group names what can serve."""
PAYMENTS_REQUIRE: Final = (("client_name", "client_external_id"), ("paid",), ("paid_on",))
"""A file of payments alone names the client, the amount and the day."""

OWN_INVOICES: Final = Layout(
    "mainstay_invoices", "Mainstay, invoices", "invoices",
    {"number": "Invoice number", "external_id": "Invoice ID", "client_external_id": "Client ID",
     "client_name": "Client name", "issued_on": "Issued on", "due_on": "Due on", "currency": "Currency",
     "total": "Total", "tax": "Tax", "written_off": "Written off", "written_off_on": "Written off on",
     "disputed": "Disputed", "status": "Status", "channel": "Channel", "reference": "Reference"},
    ("Mainstay ref", "Invoice number", "Invoice ID", "Client ID", "Client name", "Issued on", "Due on", "Total",
     "Open", "Settled day known"),
)  # fmt: skip
"""Our own export. What was paid stands in its payments, each with its day."""
OWN_PAYMENTS: Final = Layout(
    "mainstay_payments", "Mainstay, payments", "payments",
    {"external_id": "Payment ID", "client_external_id": "Client ID", "client_name": "Client name",
     "number": "Invoice number", "paid_on": "Paid on", "day_known": "Day known", "currency": "Currency",
     "paid": "Amount", "status": "Status"},
    ("Mainstay ref", "Payment ID", "Client ID", "Client name", "Invoice number", "Paid on", "Day known", "Amount",
     "Payment amount", "Part"),
)  # fmt: skip

INVOICE_LAYOUTS: Final = (
    OWN_INVOICES,
    OWN_PAYMENTS,
    Layout(
        "xero_sales_invoice_export", "Xero, sales invoices", "invoices",
        {"client_name": "ContactName", "email": "EmailAddress", "street": "POAddressLine1", "city": "POCity",
         "region": "PORegion", "postal_code": "POPostalCode", "country": "POCountry", "number": "InvoiceNumber",
         "reference": "Reference", "issued_on": "InvoiceDate", "due_on": "DueDate", "total": "Total",
         "tax": "TaxTotal", "paid": "InvoiceAmountPaid", "balance": "InvoiceAmountDue", "currency": "Currency",
         "kind": "Type", "status": "Status"},
        ("ContactName", "InvoiceNumber", "InvoiceDate", "DueDate", "Total", "InvoiceAmountPaid", "InvoiceAmountDue"),
        grouping="lines",
    ),
    Layout(
        "xero_sales_invoice_import", "Xero, template for sales invoices", "invoices",
        {"client_name": "ContactName", "email": "EmailAddress", "street": "POAddressLine1", "city": "POCity",
         "region": "PORegion", "postal_code": "POPostalCode", "country": "POCountry", "number": "InvoiceNumber",
         "reference": "Reference", "issued_on": "InvoiceDate", "due_on": "DueDate", "quantity": "Quantity",
         "unit_amount": "UnitAmount", "discount_percent": "Discount", "currency": "Currency"},
        ("ContactName", "InvoiceNumber", "InvoiceDate", "DueDate", "Quantity", "UnitAmount"),
        grouping="lines",
    ),
    Layout(
        "zoho_invoices", "Zoho, invoices", "invoices",
        {"issued_on": "Invoice Date", "external_id": "Invoice ID", "number": "Invoice Number",
         "status": "Invoice Status", "client_name": "Customer Name", "client_external_id": "Customer ID",
         "due_on": "Due Date", "reference": "PurchaseOrder", "currency": "Currency Code", "total": "Total",
         "balance": "Balance", "terms": "Payment Terms", "paid_on": "Last Payment Date",
         "written_off_on": "WriteOff Date", "written_off": "WriteOff Amount", "street": "Billing Address",
         "city": "Billing City", "region": "Billing State", "country": "Billing Country",
         "postal_code": "Billing Code", "phone": "Billing Phone"},
        ("Invoice Date", "Invoice Number", "Invoice Status", "Customer Name", "Total", "Balance"),
        grouping="lines",
    ),
    Layout(
        "freshbooks_invoices", "FreshBooks, invoice details", "invoices",
        {"client_name": "Client Name", "number": "Invoice #", "issued_on": "Date Issued", "status": "Invoice Status",
         "paid_on": "Date Paid", "line_amount": "Line Total", "currency": "Currency"},
        ("Client Name", "Invoice #", "Date Issued", "Line Total"),
        grouping="lines",
    ),
    Layout(
        "i2g_invoices", "Invoice2go, documents", "invoices",
        {"external_id": "Id", "number": "DocumentNumber", "issued_on": "DocumentDate", "client_name": "Name",
         "email": "EmailRecipient", "status": "DocumentStatus", "paid_on": "DatePaid", "terms": "TermsOld",
         "currency": "CurrencyCode", "total": "TotalAmount", "balance": "BalanceDueAmount",
         "paid": "AmountPaidAmount", "tax": "TotalTaxAmount"},
        ("DocumentNumber", "DocumentDate", "Name", "TotalAmount", "BalanceDueAmount"),
    ),
    Layout(
        "invoicely_invoices", "Invoicely, statements of invoices", "invoices",
        {"issued_on": "Date", "due_on": "Due", "reference": "Details", "client_name": "Client", "status": "Status",
         "total": "Total"},
        ("Date", "Due", "Details", "Client", "Status", "Total"),
        without=("Invoice Number", "Invoice #", "Number", "Currency", "Paid", "Balance"),
    ),
    Layout(
        "invoiceninja_v4_invoice", "Invoice Ninja 4, invoices", "invoices",
        {"client_name": "Client", "email": "Email", "number": "Invoice Number", "total": "Amount", "paid": "Paid",
         "reference": "PO Number", "status": "Status", "issued_on": "Invoice Date", "due_on": "Due Date"},
        ("Client", "Invoice Number", "Amount", "Paid", "PO Number", "Status", "Invoice Date"),
        grouping="lines",
    ),
    Layout(
        "invoiceninja_v4_payments", "Invoice Ninja 4, payments", "payments",
        {"client_name": "Client", "number": "Invoice Number", "paid": "Amount", "paid_on": "Date"},
        ("Client", "Invoice Number", "Amount", "Date"),
        without=("Due Date", "Due", "Invoice Date", "Paid", "Total", "Balance", "Status", "Currency"),
    ),
    Layout(
        "qbo_invoice_import", "QuickBooks Online, invoices", "invoices",
        {"number": "InvoiceNo", "client_name": "Customer", "issued_on": "InvoiceDate", "due_on": "DueDate",
         "terms": "Terms", "reference": "Memo", "line_amount": "ItemAmount", "currency": "Currency"},
        ("InvoiceNo", "Customer", "InvoiceDate", "DueDate", "ItemAmount"),
        grouping="lines",
    ),
    Layout(
        "wave_invoices", "Wave, accounting transactions", "ledger",
        {"external_id": "Transaction ID", "issued_on": "Transaction Date", "account": "Account Name",
         "reference": "Transaction Description", "total": "Amount (One column)", "client_name": "Customer",
         "number": "Invoice Number"},
        ("Transaction ID", "Transaction Date", "Account Name", "Amount (One column)", "Customer", "Invoice Number"),
    ),
    Layout(
        "ibm_late_payments", "IBM sample of late payments", "invoices",
        {"client_group": "countryCode", "client_name": "customerID", "client_external_id": "customerID",
         "number": "invoiceNumber", "issued_on": "InvoiceDate", "due_on": "DueDate", "total": "InvoiceAmount",
         "disputed": "Disputed", "paid_on": "SettledDate", "channel": "PaperlessBill"},
        ("customerID", "invoiceNumber", "InvoiceDate", "DueDate", "InvoiceAmount", "SettledDate"),
    ),
)  # fmt: skip

SYNONYMS: Final[dict[str, tuple[str, ...]]] = {
    "number": (
        "Invoice Number|Invoice No|Invoice #|Invoice Num|Fatura No|Fatura Numarası|Fatura Nr",
        ("Number|No|Num|Nr|Document Number|Document No|Document|Doc No|Doc Num|Doc Number|Voucher No|Voucher Number|"
         "Voucher|Belge No|Belge Numarası|Evrak No|Evrak Numarası|Fiş No|Fiş Numarası|Invoice|Fatura"),
    ),
    "external_id": ("Invoice ID|External ID|Fatura ID", "ID|UUID|ETTN"),
    "client_name": (
        "Client Name|Customer Name|Müşteri Adı|Müşteri Unvanı|Cari Adı|Cari Unvanı|Cari Unvan|Firma Adı",
        ("Client|Customer|Müşteri|Cari|Unvan|Ünvan|Firma|Debtor|Account Name|Company|Company Name|Alıcı|Borçlu|"
         "Cari Hesap"),
        "Name|Ad|Bill To|Contact Name|Contact",
    ),
    "client_external_id": (
        "Client ID|Customer ID|Customer No|Customer Number|Client No|Cari Kodu|Müşteri Kodu|Müşteri No|Cari Kod",
    ),
    "issued_on": (
        "Invoice Date|Issue Date|Date Issued|Issued On|Issued|Fatura Tarihi|Düzenleme Tarihi|Kesim Tarihi",
        "Date|Tarih|Document Date|Belge Tarihi|Evrak Tarihi|Billing Date|Transaction Date",
    ),
    "due_on": ("Due Date|Due On|Due|Payment Due|Vade Tarihi|Vade|Son Ödeme Tarihi|Maturity Date",),
    "total": (
        ("Invoice Total|Total|Total Amount|Grand Total|Amount Total|Invoice Amount|Gross Amount|Genel Toplam|"
         "Fatura Tutarı|Toplam Tutar|Ödenecek Tutar|KDV Dahil Tutar|Fatura Toplamı|Total Incl VAT"),
        "Amount|Gross|Tutar|Toplam|Value|Meblağ|Bedel",
    ),
    "tax": ("Tax|VAT|Tax Total|Total Tax|Tax Amount|VAT Amount|KDV|KDV Tutarı|Vergi",),
    "currency": (
        ("Currency|Currency Code|Para Birimi|Döviz|Döviz Cinsi|Döviz Kodu|Birim Para|Kur Cinsi|Para Cinsi|Ccy|"
         "Döviz Türü"),
    ),
    "paid": ("Paid|Amount Paid|Paid Amount|Ödenen|Ödenen Tutar|Tahsil Edilen|Tahsilat|Tahsilat Tutarı|Payments",),
    "balance": (
        ("Balance|Balance Due|Amount Due|Outstanding|Open Amount|Open Balance|Kalan|Kalan Tutar|Bakiye|Açık Tutar|"
         "Kalan Bakiye|Outstanding Amount|Open"),
    ),
    "paid_on": (
        ("Paid On|Date Paid|Payment Date|Paid Date|Settled Date|Settled On|Settlement Date|Clear Date|Ödeme Tarihi|"
         "Tahsilat Tarihi|Tahsil Tarihi|Kapanış Tarihi|Last Payment Date"),
    ),
    "disputed": ("Disputed|Dispute|In Dispute|İtirazlı|İtiraz|İhtilaflı|Uyuşmazlık",),
    "terms": ("Terms|Payment Terms|Net Days|Terms Days|Vade Günü|Vade Gün|Ödeme Koşulu|Ödeme Vadesi|Vade Süresi",),
    "status": ("Status|Invoice Status|Durum|Durumu|Fatura Durumu|State",),
    "kind": (
        ("Type|Invoice Type|Document Type|Doc Type|Transaction Type|Voucher Type|Fatura Tipi|Fatura Türü|Belge Türü|"
         "Belge Tipi|Evrak Türü|Evrak Tipi|İşlem Türü|İşlem Tipi|Fiş Türü|Hareket Türü|Tür|Tip"),
    ),
    "applies_to": (
        ("Applies To|Applied To|Original Invoice|Original Invoice Number|Invoice Reference|Credited Invoice|"
         "Related Invoice|Against Invoice|Return Against|Reversed Entry|İlgili Fatura|İade Edilen Fatura|Asıl Fatura|"
         "Referans Fatura|Kaynak Fatura|İade Fatura No"),
    ),
    "discount_taken": (
        ("Discount Taken|Settlement Discount|Prompt Payment Discount|Early Payment Discount|Cash Discount|"
         "Discount Allowed|Skonto|Ödeme İskontosu|Tahsilat İskontosu|Erken Ödeme İskontosu|Nakit İskontosu|"
         "Peşin İskontosu"),
    ),
    "channel": ("Channel|Sent By|Delivery Method|Gönderim|Gönderim Şekli|Kanal",),
    "client_group": ("Client Group|Customer Group|Group|Segment|Grup|Müşteri Grubu|Cari Grubu",),
    "written_off": ("Written Off|Write Off|Write-off Amount|Bad Debt|Şüpheli Alacak|Silinen Tutar|Zarar Yazılan",),
    "written_off_on": ("Written Off On|Write-off Date|Silinme Tarihi",),
    "reference": ("Reference|Ref|PO Number|Purchase Order|Referans|Sipariş No|Memo|Description|Açıklama|Details",),
    "email": ("Email|E-mail|Email Address|E-posta|Eposta|E-posta Adresi",),
    "phone": ("Phone|Telephone|Phone Number|Telefon|Tel|Telefon No",),
    "country": ("Country|Ülke",),
    "city": ("City|Şehir|İl",),
    "line_amount": ("Line Amount|Line Total|Satır Tutarı|Satır Toplamı",),
    "quantity": ("Quantity|Qty|Miktar|Adet",),
    "unit_amount": ("Unit Price|Unit Amount|Rate|Birim Fiyat|Birim Fiyatı",),
    "discount_percent": ("Discount Percent|Discount %|İskonto Oranı|İskonto %|İndirim Oranı",),
}  # fmt: skip


def mapping_for(header: Sequence[str]) -> MappingReading:
    """Propose which column of an unknown header is which field; what is missing or in doubt is listed as open."""
    return read_mapping(header, SYNONYMS, REQUIRED)


def layout_from(mapping: ColumnMapping) -> Layout:
    """Make a layout of a mapping, so that a mapped file is read like a known one."""
    fields = dict(mapping.fields)
    if "client_name" not in fields and "client_external_id" in fields:
        fields["client_name"] = fields["client_external_id"]
    if "total" not in fields and "issued_on" not in fields and "paid" in fields:
        return Layout("mapping", "", "payments", fields, ())
    grouping = "rows" if "total" in fields or "number" not in fields else "lines"
    return Layout("mapping", "", "invoices", fields, (), grouping=grouping)


def known_layout(header: Sequence[str]) -> Layout | None:
    """Recognise a header that carries invoices or payments; Unreadable when it is known to be something else."""
    found = recognise(header, INVOICE_LAYOUTS)
    if found is not None:
        return found
    if (kind := foreign_kind(header)) is not None:
        raise Unreadable(Problem("file", kind))
    if recognise(header, CLIENT_LAYOUTS) is not None and mapping_for(header).open:
        raise Unreadable(Problem("file", "is_clients_file"))
    return None


def is_own_payments(cells: list[str]) -> bool:
    """Say whether a header is that of the payments in an export of ours."""
    return recognise(cells, INVOICE_LAYOUTS) is OWN_PAYMENTS


def is_known_header(cells: list[str]) -> bool:
    """Say whether a row is a header we can make something of: for `open_table`."""
    if recognise(cells, INVOICE_LAYOUTS) or recognise(cells, CLIENT_LAYOUTS) or foreign_kind(cells):
        return True
    found = mapping_for(cells).candidates
    return all(any(name in found for name in group) for group in REQUIRED)


def columns_to_read(layout: Layout, header: Sequence[str]) -> Columns:
    """Tell the profile which columns hold dates, amounts and the currency."""
    at = layout.positions(header)
    return Columns(
        tuple(at[name] for name in DATE_FIELDS if name in at),
        tuple(at[name] for name in AMOUNT_FIELDS if name in at),
        at.get("currency"),
    )


SUBJECT: Final = Subject(
    FIELDS, REQUIRED, is_known_header, known_layout, mapping_for, layout_from, columns_to_read,
    required_of={"payments": PAYMENTS_REQUIRE},
)  # fmt: skip
"""Files of invoices and payments, for `read_import`."""
