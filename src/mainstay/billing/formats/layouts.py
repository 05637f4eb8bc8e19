"""The headers in which other products export invoices and payments, and words by which any other header is read."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Final

from mainstay.billing.formats.questions import TAX_FIELDS, more_questions
from mainstay.billing.formats.statuses import is_flag, is_state_word
from mainstay.clients.formats.client_layouts import CLIENT_LAYOUTS
from mainstay.intake.foreign import foreign_kind
from mainstay.intake.headers import header_key
from mainstay.intake.import_reading import Subject
from mainstay.intake.mapping import ColumnMapping, Layout, MappingReading, read_mapping, recognise
from mainstay.intake.profiling import Columns
from mainstay.intake.records import Unreadable
from mainstay.kernel.problem import Problem
from mainstay.kernel.text import fold

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

FIELDS: Final = (
    "number", "external_id", "client_name", "client_external_id", "issued_on", "due_on", "total", "tax", "currency",
    "paid", "balance", "paid_on", "disputed", "terms", "status", "kind", "channel", "client_group", "written_off",
    "written_off_on", "reference", "email", "phone", "country", "street", "city", "region", "postal_code", "account",
    "line_amount", "quantity", "unit_amount", "discount_percent", "day_known", "payment_status", "total_home", "debit",
    "credit", "credited", "applies_to", "discount_taken", "line_tax", "line_tax_rate",
)  # fmt: skip
CLIENT_FIELDS: Final = ("email", "phone", "street", "city", "region", "postal_code", "country")
DATE_FIELDS: Final = ("issued_on", "due_on", "paid_on", "written_off_on")
AMOUNT_FIELDS: Final = (
    "total", "tax", "paid", "balance", "written_off", "line_amount", "unit_amount", "total_home", "debit", "credit",
    "credited", "line_tax", "discount_taken",
)  # fmt: skip
WORD_FIELDS: Final = ("status", "payment_status", "kind")
"""Columns of which each word is listed with what is made of it."""
REQUIRED: Final = (
    ("client_name", "client_external_id"),
    ("issued_on",),
    ("total", "line_amount", "unit_amount", "total_home"),
)
"""An invoice cannot do without a client, a date and an amount; each group names what can serve."""
PAYMENTS_REQUIRE: Final = (("client_name", "client_external_id"), ("paid",), ("paid_on",))
"""A file of payments alone names the client, the amount and the day."""
STATEMENTS_REQUIRE: Final = (("client_name", "client_external_id"), ("issued_on",), ("debit",), ("credit",))
"""A statement of account names the client and the day; its debits are invoices, its credits payments."""

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
         "unit_amount": "UnitAmount", "discount_percent": "Discount", "line_tax_rate": "TaxType",
         "currency": "Currency"},
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
         "terms": "Terms", "reference": "Memo", "line_amount": "ItemAmount", "line_tax": "ItemTaxAmount",
         "currency": "Currency"},
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
        "freeagent_invoices", "FreeAgent, invoices", "invoices",
        {"number": "Reference", "client_name": "Contact", "issued_on": "Dated on", "due_on": "Due on",
         "total": "Total value", "paid": "Paid value", "balance": "Due value", "status": "Status",
         "currency": "Currency"},
        ("Reference", "Contact", "Dated on", "Due on", "Total value", "Due value"),
    ),
    Layout(
        "dolibarr_invoices", "Dolibarr, invoices", "invoices",
        {"number": "Ref.", "client_name": "Third-party name", "issued_on": "Invoice date",
         "due_on": "Payment deadline", "total": "Amount (inc. tax)", "balance": "Remaining unpaid",
         "status": "Status"},
        ("Ref.", "Third-party name", "Invoice date", "Amount (inc. tax)", "Status"),
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
        ("Invoice Number|Invoice No|Invoice #|Invoice Num|Inv No|Invoice/Bill Number|Fatura No|Fatura Numarası|"
         "Fatura Nr|"
         "Fatura Sıra No|Belge Numarası|Factuurnr|Factuur Nr|Nº factura|Rechnungsnummer|Rechnungs-Nr|Rechnungsnr|"
         "Numéro de facture|N° facture|"
         "Numero fattura|Factuurnummer|Número de factura"),
        ("Number|No|Num|Nr|Document Number|Document No|Doc No|Doc Num|Doc Number|Doc #|Voucher No|Voucher Number|"
         "Voucher|Belge No|Belge Nr|Invoice|Fatura|Belegnummer|Belegnr|Belegfeld 1|"
         "Transaction No|Transaction Number|Trans No|Journal No|Document|Reference No|Ref No|Numero|Numéro"),
        "Evrak No|Evrak Numarası|Fiş No|Fiş Numarası",
    ),
    "external_id": ("Invoice ID|External ID|Fatura ID", "ID|UUID|ETTN"),
    "client_name": (
        ("Client Name|Customer Name|Müşteri Adı|Müşteri Unvanı|Cari Adı|Cari Unvanı|Cari Unvan|Firma Adı|"
         "Cari Hesap Adı|Cari Hesap Unvanı|Alıcı Unvanı|Alıcı Adı|Alıcı Unvanı/Adı Soyadı|Müşteri Adı/Unvanı|"
         "Invoice Partner Display Name|Kundenname|Nom du client|Name 1|Customer Name 1|Partner Name"),
        ("Client|Customer|Müşteri|Cari|Unvan|Ünvan|Firma|Debtor|Account Name|Company|Company Name|Alıcı|Borçlu|"
         "Cari Hesap|Partner|Customer/Project|Customer Full Name|Customer full name|Party|Kunde|Debitor|Klant|"
         "Relatie|Third-party name|Third Party|Third-party|Tiers|Naam|Account Holder|Dossier|Cliente|Client/Tiers"),
        "Name|Ad|Bill To|Contact Name|Contact|Organisation|Organization",
    ),
    "client_external_id": (
        ("Deb.nr|Debiteurnummer|Client ID|Customer ID|Customer No|Customer Number|Client No|Cari Kodu|"
         "Müşteri Kodu|Müşteri No|Cari Kod|"
         "Cari Hesap Kodu|Account Reference|A/C|Kundennummer|Debitorennummer|Personenkonto"),
    ),
    "issued_on": (
        ("Invoice Date|Issue Date|Dated On|Date of Issue|Date of Invoice|Date Issued|Issued On|Issued|"
         "Invoice/Bill Date|Fatura Tarihi|Düzenleme Tarihi|"
         "Kesim Tarihi|Düzenlenme Tarihi|Rechnungsdatum|Date de facture|Data fattura|Factuurdatum"),
        ("Date|Tarih|Document Date|Doc Date|Belge Tarihi|Evrak Tarihi|Fiş Tarihi|İşlem Tarihi|Billing Date|"
         "Transaction Date|Belegdatum|Datum"),
        "Posting Date|Kayıt Tarihi|Buchungsdatum|Finalized At",
        "Created|Created At|Created On|Oluşturma Tarihi",
    ),
    "due_on": (
        ("Due Date|Due On|Due|Payment Deadline|Deadline|Pay By|Vervalt|Vervaldag|Payment Due|Date Due|"
         "Vade Tarihi|Vade|Son Ödeme Tarihi|Maturity Date|Net Due Date|"
         "Due Date (UTC)|Fälligkeit|Fälligkeitsdatum|Fällig am|Date d'échéance|Échéance|Scadenza|Vervaldatum|"
         "Fecha de vencimiento"),
    ),
    "total": (
        ("Invoice Total|Total|Total Amount|Total Value|Totaal|Totaalbedrag|Factuurbedrag|Totaal incl. btw|"
         "Totaal incl btw|Grand Total|Amount Total|Invoice Amount|Invoiced Amount|Gross Amount|"
         "Original Amount|Original Total|Genel Toplam|Fatura Tutarı|Toplam Tutar|Ödenecek Tutar|KDV Dahil Tutar|"
         "KDV Dahil Toplam|Vergiler Dahil Toplam|Fatura Toplamı|Total Incl VAT|Total (incl. VAT)|Total Inc VAT|"
         "Total Including Tax|Total TTC|Rechnungsbetrag|Bruttobetrag|Döviz Tutarı|Döviz Tutar|Döviz Toplam|"
         "Total in Currency|Amount in Currency|Foreign Amount|Amount in Document Currency"),
        ("Amount|Invoice Value|Gross|Tutar|Toplam|Value|Meblağ|Bedel|Betrag|Orijinal Tutar|Brutto|Montant|Importo|"
         "Bedrag|Factuur"),
    ),
    "total_home": (
        ("TL Tutarı|TL Tutar|TL Karşılığı|Tutar TL|TRY Tutarı|Yerel Tutar|Yerel Para Tutarı|"
         "Base Amount|Base Total|Local Amount|Home Currency Amount|Amount in Local Currency|"
         "Amount in Company Currency|Total in Company Currency|Home Total|Functional Amount"),
    ),
    "tax": ("Tax|VAT|Tax Total|Total Tax|Tax Amount|VAT Amount|KDV|KDV Tutarı|Vergi|Hesaplanan KDV",),
    "currency": (
        ("Currency|Currency Code|Para Birimi|Döviz|Döviz Cinsi|Döviz Kodu|Birim Para|Kur Cinsi|Para Cinsi|Ccy|"
         "Döviz Türü|Para Birimi Kodu|Document Currency|Währung|WKZ Umsatz|Devise|Valuta"),
    ),
    "paid": (
        ("Amount Paid|Paid Amount|Paid Value|Betaald bedrag|Ödenen Tutar|Tahsil Edilen|Tahsilat Tutarı|"
         "Total Paid|Paid to Date|Amount Received|"
         "Received Amount|Payment Amount|Tahsil Edilen Tutar|Ödeme Tutarı|Bezahlter Betrag|Amt Paid|Amt Received"),
        "Paid|Payments|Received|Ödenen|Tahsilat|Bezahlt",
    ),
    "balance": (
        ("Open Balance|Open Amount|Outstanding Amount|Outstanding|Remaining Amount|Amount Remaining|Amount Residual|"
         "Residual|Residual Amount|Unpaid Amount|Outstanding Balance|Amount Outstanding|Remaining Balance|Remaining|"
         "Kalan|Kalan Tutar|Açık Tutar|Kalan Bakiye|Açık Bakiye|Kalan Borç|Ödenmemiş Tutar|Offener Betrag|Offen|"
         "Restant dû|Openstaand|Openstaand bedrag|Left to Pay|Amount Left|Remaining Unpaid|Balance Amount|O/S Amount|"
         "Os Amount|Amount O/S|O/S|Outstanding Value|Reste à payer"),
        "Balance Due|Amount Due|Due Amount|Due Value|Amount Due Signed|Amount Due in Currency|Total Due",
        "Balance|Bakiye|Open|Saldo|Solde",
    ),
    "paid_on": (
        ("Paid On|Date Paid|Payment Date|Paid Date|Settled Date|Settled On|Settlement Date|Clear Date|Ödeme Tarihi|"
         "Tahsilat Tarihi|Tahsil Tarihi|Kapanış Tarihi|Last Payment Date|Paid At (UTC)|Paid at|Bezahlt am"),
    ),
    "disputed": ("Disputed|Dispute|In Dispute|İtirazlı|İtiraz|İhtilaflı|Uyuşmazlık",),
    "terms": (
        ("Terms|Payment Terms|Net Days|Terms Days|Vade Günü|Vade Gün|Ödeme Koşulu|Ödeme Koşulları|Ödeme Vadesi|"
         "Vade Süresi|Ödeme Şekli/Vade|Zahlungsziel|Zahlungsbedingung"),
    ),
    "status": (
        "Status|Invoice Status|Durum|Durumu|Fatura Durumu|State|Document Status|Belge Durumu|Docstatus|Stato|Statut",
    ),
    "payment_status": (
        ("Payment Status|Payment State|Paid Status|Is Paid|Ödeme Durumu|Tahsilat Durumu|Ödendi mi|Ödendi|"
         "Settlement Status|Fully Paid|Zahlungsstatus"),
    ),
    "kind": (
        ("Invoice Type|Document Type|Doc Type|Transaction Type|Voucher Type|Fatura Tipi|Fatura Türü|Belge Türü|"
         "Belge Tipi|Fiş Türü|İşlem Türü|İşlem Tipi|Evrak Türü|Evrak Tipi|Hareket Türü|Trans Type|Move Type"),
        "Type|Tür|Türü|Tip|Tipi",
    ),
    "credited": (
        "Credit Note|Credit Notes|Credited|Credited Amount|Credit Note Amount|Amount Credited|Credits|İade Tutarı",
    ),
    "applies_to": (
        ("Applies To|Applied To|Original Invoice|Original Invoice Number|Credited Invoice|"
         "Related Invoice|Against Invoice|Return Against|Reversed Entry|Credit Note For|Reversal Of|İlgili Fatura|"
         "İade Edilen Fatura|İlişkili Fatura|Asıl Fatura|Referans Fatura|Kaynak Fatura|İade Fatura No|Asıl Fatura No"),
    ),
    "discount_taken": (
        ("Discount Taken|Settlement Discount|Prompt Payment Discount|Early Payment Discount|Cash Discount|"
         "Discount Allowed|Skonto|Ödeme İskontosu|Tahsilat İskontosu|Erken Ödeme İskontosu|Nakit İskontosu|"
         "Peşin İskontosu"),
    ),
    "debit": ("Debit|Debit Amount|Borç|Borç Tutarı|Borç Tutar|Soll|Débit|Dare|Debet|Charges",),
    "credit": ("Credit|Credit Amount|Alacak|Alacak Tutarı|Alacak Tutar|Haben|Crédit|Avere",),
    "channel": ("Channel|Sent By|Delivery Method|Gönderim|Gönderim Şekli|Kanal",),
    "client_group": ("Client Group|Customer Group|Group|Segment|Grup|Müşteri Grubu|Cari Grubu",),
    "written_off": ("Written Off|Write Off|Write-off Amount|Bad Debt|Şüpheli Alacak|Silinen Tutar|Zarar Yazılan",),
    "written_off_on": ("Written Off On|Write-off Date|Silinme Tarihi",),
    "reference": ("Reference|Ref|PO Number|Purchase Order|Referans|Sipariş No|Memo|Description|Açıklama|Details",),
    "email": ("Email|E-mail|Email Address|E-posta|Eposta|E-posta Adresi",),
    "phone": ("Phone|Telephone|Phone Number|Telefon|Tel|Telefon No",),
    "country": ("Country|Ülke",),
    "city": ("City|Şehir|İl",),
    "line_amount": ("Line Amount|Line Total|Line Net|Line Subtotal|Satır Tutarı|Satır Toplamı|Satır Net Tutar",),
    "quantity": ("Quantity|Qty|Miktar|Adet",),
    "unit_amount": ("Unit Price|Unit Amount|Rate|Birim Fiyat|Birim Fiyatı",),
    "discount_percent": ("Discount Percent|Discount %|İskonto Oranı|İskonto %|İndirim Oranı",),
    "line_tax": ("Line Tax|Tax Amount|VAT Amount|KDV Tutarı|Line VAT|Satır KDV|Tax|VAT|KDV",),
    "line_tax_rate": ("Tax Rate|VAT Rate|VAT %|Tax %|KDV Oranı|KDV %|Tax Type|Tax Code|GST Rate",),
}  # fmt: skip
_TEXTS: Final = ("reference", "channel", "client_group", "email", "phone", "country", "city")
_WITHOUT_TAX: Final = re.compile(
    r"\bex(?:cl)?\b|exclu|\bnet(?:to)?\b|haric|matrah|untaxed|\bht\b|hors|without (?:tax|vat)|before (?:tax|vat)"
)
_FOREIGN_AMOUNTS: Final = frozenset(
    map(header_key, ("Döviz Tutarı", "Döviz Tutar", "Döviz Toplam", "Total in Currency", "Amount in Currency",
                     "Foreign Amount", "Amount in Document Currency", "Amount Due in Currency")),
)  # fmt: skip


def mapping_for(header: Sequence[str]) -> MappingReading:
    """Propose which column of an unknown header is which field; what is missing or in doubt is listed as open."""
    reading = read_mapping(header, SYNONYMS, REQUIRED)
    fields, candidates = dict(reading.fields), reading.candidates
    if {"debit", "credit"} <= fields.keys() and "total" not in candidates:
        missing = _missing(STATEMENTS_REQUIRE, candidates)
        doubtful = tuple(name for name in reading.open if name in candidates)
        return MappingReading(fields, candidates, (*doubtful, *missing))
    for name in ("debit", "credit"):
        fields.pop(name, None)
    fields |= _first_of_texts(fields, candidates) | _gross(fields, candidates) | _in_currency(fields, candidates)
    if "total" in candidates or not {"line_amount", "unit_amount"} & candidates.keys():
        fields = {name: column for name, column in fields.items() if not name.startswith("line_tax")}
    if fields.get("line_tax") == fields.get("tax") and "line_tax" in fields:
        del fields["tax"]
    settled = {"debit", "credit", "line_tax", "line_tax_rate", *fields}
    opens = tuple(name for name in reading.open if name not in settled)
    return MappingReading(fields, candidates, opens)


def _first_of_texts(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Take the first column for what is only kept as it is: nothing hangs on which of two references it is."""
    return {name: candidates[name][0] for name in _TEXTS if name in candidates and name not in fields}


def _gross(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Take the one total of several that is not said to be without tax, as "Amount (excl. tax)" is."""
    columns = [column for column in candidates.get("total", ()) if not _WITHOUT_TAX.search(fold(column))]
    is_clear = "total" not in fields or _WITHOUT_TAX.search(fold(fields["total"]))
    return {"total": columns[0]} if len(columns) == 1 and is_clear else {}


def _in_currency(fields: Mapping[str, str], candidates: Mapping[str, tuple[str, ...]]) -> dict[str, str]:
    """Tell amounts in the currency of the row from those in one's own: "Total in Currency" beside "Total"."""
    found = {}
    for name in ("total", "balance"):
        columns = candidates.get(name, ())
        foreign = [column for column in columns if header_key(column) in _FOREIGN_AMOUNTS]
        own = [column for column in columns if column not in foreign]
        if len(foreign) != 1 or len(own) != 1:
            continue
        if "currency" not in fields:
            found[name] = own[0]
            continue
        found[name] = foreign[0]
        if name == "total":
            found["total_home"] = own[0]
    return found


def _missing(required: Sequence[Sequence[str]], fields: Mapping[str, object]) -> tuple[str, ...]:
    return tuple(group[0] for group in required if not any(name in fields for name in group))


def layout_from(mapping: ColumnMapping) -> Layout:
    """Make a layout of a mapping, so that a mapped file is read like a known one."""
    fields = dict(mapping.fields)
    if "client_name" not in fields and "client_external_id" in fields:
        fields["client_name"] = fields["client_external_id"]
    if {"debit", "credit"} <= fields.keys() and fields.get("total") in {None, fields["debit"]}:
        fields.pop("total", None)
        return Layout("mapping", "", "statement", fields, ())
    has_total = "total" in fields or "total_home" in fields
    if not has_total and "issued_on" not in fields and "paid" in fields:
        return Layout("mapping", "", "payments", fields, ())
    grouping = "rows" if has_total or "number" not in fields else "lines"
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
    return any(
        all(any(name in found for name in group) for group in required) for required in (REQUIRED, STATEMENTS_REQUIRE)
    )


def columns_to_read(layout: Layout, header: Sequence[str]) -> Columns:
    """Tell the profile which columns hold dates, amounts, the currency, and words that are listed."""
    at = layout.positions(header)
    words: dict[str, tuple[int, int | None]] = {name: (at[name], None) for name in WORD_FIELDS if name in at}
    if layout.grouping == "lines" and "total" not in at:
        words |= {name: (at[name], None) for name in TAX_FIELDS if name in at}
    if "terms" in at:
        words["terms"] = (at["terms"], at.get("due_on"))
    return Columns(
        tuple(at[name] for name in DATE_FIELDS if name in at),
        tuple(at[name] for name in AMOUNT_FIELDS if name in at),
        at.get("currency"),
        words,
    )


SUBJECT: Final = Subject(
    FIELDS, REQUIRED, is_known_header, known_layout, mapping_for, layout_from, columns_to_read,
    required_of={"payments": PAYMENTS_REQUIRE, "statement": STATEMENTS_REQUIRE},
    more_questions=more_questions, is_state_word=is_state_word, is_flag=is_flag, has_reports=True,
)  # fmt: skip
"""Files of invoices and payments, for `read_import`."""
