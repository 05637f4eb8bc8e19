"""Sentences for what is wrong with a file or a row of it, for why a row was left out, and for the names of fields."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from mainstay.kernel.problem import Problem

SENTENCES: Final = {
    # The file as a whole
    "missing_file": _("There is no file %(value)s."),
    "is_folder": _("%(value)s is a folder; name a file in it."),
    "not_permitted": _("The file %(value)s cannot be opened: %(why)s."),
    "not_a_file": _("%(value)s is not a file: save its content as a file and import that."),
    "file_changed": _(
        "The file %(value)s changed while it was being read: import it again. Nothing is imported twice."
    ),
    "empty_file": _("The file %(value)s is empty."),
    "file_too_large": _(
        "The file %(value)s is too large: %(most)s MB can be imported at once in a browser. Use the terminal: "
        "mainstay import all FILES…"
    ),
    "too_many_files": _(
        "The file %(value)s wasn’t taken: at most %(most)s files can be imported at once. Import it next."
    ),
    "not_as_exported": _("The sheet %(value)s isn’t as an export writes it: take it from the export unchanged."),
    "header_only": _("The file %(value)s has column names in line %(line)s but no rows below them."),
    "not_a_table": _("The file is no table: it looks like %(looks_like)s. Save it as CSV or XLSX and import that."),
    "corrupt_xlsx": _(
        "The workbook %(value)s is damaged or locked by a password. Open it, save it anew and try again."
    ),
    "too_large_sheet": _(
        "The workbook %(value)s unpacks to more than Mainstay reads at once (%(cells)s cells). Save the sheet as CSV."
    ),
    "too_many_columns": _(
        "Line %(line)s has more than %(most)s columns. Delete the columns that nobody needs and import the file again."
    ),
    "long_name": _(
        "The name of a column in line %(line)s has more than %(most)s characters: shorten it and import the file again."
    ),
    "long_cell": _(
        "A cell in line %(line)s has more than %(most)s characters, more than a spreadsheet holds. Shorten it and "
        "import the file again."
    ),
    "long_row": _(
        "The row ending in line %(line)s has more than %(most)s characters, so this does not look like a table. "
        "Save it as CSV again and import that."
    ),
    "too_hard": _(
        "Reading %(value)s takes too much memory or time. Save the sheet you need as CSV, or split it into smaller "
        "files, and import those."
    ),
    "busy_reading": _("Other files are being read right now. Try again in a minute."),
    "open_quote": _(
        "A quotation mark opened in line %(line)s is never closed, so the rest of the file would be one cell. Fix "
        "that line and import the file again."
    ),
    "unknown_encoding": _("There is no encoding called %(value)s. Try utf-8, cp1254 (Turkish) or cp1252."),
    "wrong_encoding": _("The file is not in the encoding %(value)s: line %(line)s cannot be read in it."),
    "is_utf8": _(
        "The file is UTF-8. Read as %(value)s, letters such as ş would turn into pairs such as ÅŸ: leave the encoding "
        "out."
    ),
    "no_encoding_fits": _("The file fits no encoding we know. Save it as UTF-8 and import it again."),
    "is_bank_statement": _(
        "This is a bank statement, not a list of invoices. Payments come in with the invoices they settle."
    ),
    "is_card_payments": _(
        "This is a list of card payments without invoice numbers. Export the invoices instead: they show what was paid."
    ),
    "is_time_entries": _("This is a list of time entries. Import the invoices made from them."),
    "is_projects": _("This is a list of projects. Import invoices or clients."),
    "is_expenses": _("This is a list of expenses. Import the invoices made from them."),
    "is_vendors": _("This is a list of vendors. Only clients and their invoices are imported."),
    "is_aged_summary": _(
        "This is an ageing summary: one row for each client. Export the detail instead (ageing detail, open invoices, "
        "açık faturalar), with one row for each invoice."
    ),
    "is_balance_summary": _(
        "This is a list of balances: one row for each client. Export the open invoices instead, with one row for each "
        "invoice."
    ),
    "is_trial_balance": _(
        "This is a trial balance: one row for each account. Export the open invoices or the statements of the clients."
    ),
    "is_general_ledger": _(
        "This is a general ledger: accounts, but no clients. Export the invoices, or the clients' statements of "
        "account "
        "with a column that names the client."
    ),
    "is_account_movements": _(
        "These are movements of one account that name no client: a bank statement or one client's statement. "
        "Export the "
        "invoices, or the statements of all clients with a column that names the client."
    ),
    "no_header": _(
        "The file has no column names: line %(line)s is a row already. Put a row above it that names each column, or "
        "export the list with its column names."
    ),
    "is_clients_file": _("This is a list of clients. Import it with: mainstay import clients FILE"),
    "is_invoices_file": _("This is a list of invoices. Import it with: mainstay import invoices FILE"),
    # A mapping
    "not_json": _("The mapping is no JSON document: %(value)s"),
    "not_a_mapping": _('The mapping must be an object with "fields".'),
    "unknown_setting": _("The mapping has a setting that does not exist: %(value)s"),
    "unknown_field": _("The mapping names a field that does not exist: %(value)s"),
    "not_a_column": _("The mapping gives no column name for a field: %(value)s"),
    "not_an_option": _("%(value)s is not one of the options."),
    "no_such_column": _("The file has no column %(value)s."),
    "field_not_mapped": _("No column is named for: %(value)s"),
    # A row
    "too_many_cells": _(
        "The row has %(cells)s cells, the header %(columns)s; a delimiter inside a cell needs quotation marks."
    ),
    "missing_client": _("The client's name is missing: enter it."),
    "name_too_long": _("The client's name is longer than %(most)s characters."),
    "missing_number": _("The invoice number is missing: enter it."),
    "number_too_long": _("The invoice number is longer than %(most)s characters."),
    "missing_date": _("The date is missing: enter it."),
    "unreadable_date": _("%(value)s isn’t a valid date in the order chosen for this file: correct it."),
    "missing_amount": _("The amount is missing: enter it."),
    "not_a_number": _("%(value)s is not an amount in the decimal style chosen for this file: correct it."),
    "too_many_decimals": _("%(value)s has more decimals than the currency: correct the amount or the currency."),
    "amount_too_large": _("%(value)s is larger than any amount Mainstay keeps."),
    "other_currency": _("The amount %(value)s names another currency than its row."),
    "unknown_currency": _("%(value)s is not a currency in use: write its three letters, such as GBP or TRY."),
    "no_currency": _("No currency is named for this row; choose one for the file."),
    "zero_amount": _("The amount is zero: enter what is owed, or leave the row out."),
    "negative_amount": _("%(value)s is negative: correct the amount."),
    "unknown_status": _("It is not known what the status “%(value)s” means: say whether such an invoice is owed."),
    "open_not_said": _("The status says “%(value)s”, but not how much is open: add the open amount."),
    "paid_but_open": _(
        "The status says “%(value)s”, but the amounts show something still open: check which is right, or ignore "
        "one of the columns."
    ),
    "terms_unclear": _("The terms “%(value)s” are not understood: enter the due date, or say what they mean."),
    "number_cut": _(
        "The number %(value)s was cut by a spreadsheet, so several invoices may look the same: format the column "
        "as text "
        "and export it again."
    ),
    "far_day": _("The year of %(value)s is out of range: correct it."),
    "day_ahead": _("%(value)s is in the future: correct the day."),
    "both_sides": _("The row has a debit and a credit (%(value)s): split it into two."),
    "tax_rate_unclear": _("The rate of tax “%(value)s” is not understood: write it in per cent."),
    "damaged_text": _("“%(value)s” holds letters that could not be read: correct them."),
    "not_an_invoice": _("This is not a sales invoice (%(value)s): leave the row out."),
    "due_before_issued": _("It is due on %(value)s, before it was issued (%(issued)s): correct one of the two."),
    "written_off_above_open": _("More is written off (%(value)s) than was open: correct the amount."),
    "balance_above_total": _("More is open (%(value)s) than was invoiced: correct the amount."),
    "does_not_add_up": _("The open amount is %(value)s, but the total less what was paid is %(expected)s."),
    "lines_unclear": _("The lines %(value)s can’t be read, or don’t add up to the total: correct them."),
    "instalments_differ": _(
        "The instalments %(value)s don’t add up to the total, or the last isn’t due on the due date: correct them."
    ),
    "unclear_flag": _("%(value)s is neither yes nor no: write one of the two."),
    "too_many_lines": _("Invoice %(value)s has %(lines)s lines, more than one invoice may have."),
    "lines_differ_total": _("The lines of invoice %(number)s name different totals: %(first)s and %(value)s."),
    "lines_differ_client_name": _("The lines of invoice %(number)s name different clients: %(first)s and %(value)s."),
    "lines_differ_issued_on": _("The lines of invoice %(number)s name different dates: %(first)s and %(value)s."),
    "lines_differ_currency": _("The lines of invoice %(number)s name different currencies: %(first)s and %(value)s."),
    "lines_differ_paid": _("The lines of invoice %(number)s name different paid amounts: %(first)s and %(value)s."),
    "lines_differ_balance": _("The lines of invoice %(number)s name different open amounts: %(first)s and %(value)s."),
}

LEFT_OUT: Final = {
    "draft": _("drafts"),
    "void": _("void or cancelled invoices"),
    "quote": _("quotes"),
    "other_account": _("entries on other accounts"),
    "no_customer": _("entries without a customer"),
    "vendor": _("vendors"),
    "total_row": _("total rows"),
    "heading": _("headings and page lines"),
    "applied": _("credit notes and payments that the open amounts of the file allow for already"),
    "repeated": _("rows that repeat another row of the same invoice"),
    "credited": _("invoices credited in full"),
    "left_out": _("rows left out as you said"),
}

FIELDS: Final = {
    "number": _("invoice number"),
    "external_id": _("identifier in the other system"),
    "client_name": _("client"),
    "client_external_id": _("client's identifier"),
    "name": _("client's name"),
    "issued_on": _("invoice date"),
    "due_on": _("due date"),
    "total": _("total"),
    "tax": _("tax"),
    "currency": _("currency"),
    "paid": _("amount paid"),
    "balance": _("open amount"),
    "paid_on": _("payment date"),
    "disputed": _("disputed"),
    "terms": _("terms of payment"),
    "status": _("status"),
    "kind": _("kind of document"),
    "channel": _("channel"),
    "client_group": _("group of clients"),
    "responsible": _("who looks after the client"),
    "written_off": _("amount written off"),
    "written_off_on": _("date of the write-off"),
    "reference": _("reference"),
    "expected_on": _("your expected date"),
    "expected_reason": _("reason for the expected date"),
    "forecast_on": _("what the forecast said then"),
    "standing": _("rating"),
    "standing_reason": _("reason for the rating"),
    "lifted_on": _("removed on"),
    "lifted_by": _("removed by"),
    "proposed_on": _("suggested on"),
    "proposed_terms": _("suggested terms"),
    "terms_before": _("terms before"),
    "proposed_deposit": _("suggested deposit"),
    "deposit_before": _("deposit before"),
    "proposed_limit": _("suggested credit limit"),
    "limit_before": _("credit limit before"),
    "state": _("state"),
    "answered_on": _("answered on"),
    "answered_by": _("answered by"),
    "answer": _("answer"),
    "who": _("who"),
    "later": _("put off because"),
    "facts": _("facts"),
    "version": _("version"),
    "set_on": _("set on"),
    "set_by": _("set by"),
    "ended_on": _("ended on"),
    "email": _("e-mail"),
    "phone": _("phone"),
    "street": _("street"),
    "city": _("city"),
    "region": _("region"),
    "postal_code": _("postcode"),
    "country": _("country"),
    "tax_number": _("tax number"),
    "tax_office": _("tax office"),
    "time_zone": _("time zone"),
    "website": _("website"),
    "credit_limit": _("credit limit"),
    "deposit": _("deposit"),
    "language": _("language"),
    "notes": _("notes"),
    "line_amount": _("amount of the line"),
    "quantity": _("quantity"),
    "unit_amount": _("price"),
    "discount_percent": _("discount (per cent)"),
    "payment_status": _("whether it is paid"),
    "total_home": _("total in your own currency"),
    "debit": _("debit"),
    "credit": _("credit"),
    "credited": _("amount credited"),
    "applies_to": _("invoice it refers to"),
    "discount_taken": _("discount taken"),
    "line_tax": _("tax of the line"),
    "line_tax_rate": _("rate of tax of the line"),
    "instalments": _("instalments"),
    "lines": _("lines of the invoice"),
    "payment_id": _("identifier of the payment"),
    "date_cells": _("days in date cells"),
    "prices": _("prices"),
    "unread": _("column that is not read"),
    "day_known": _("whether the day of payment is known"),
    "date_order": _("order of day and month"),
    "decimal": _("decimal sign"),
    "encoding": _("encoding"),
}


def sentence(problem: Problem) -> str:
    """Say in one sentence, in the language active now, what is wrong."""
    return str(SENTENCES[problem.code]) % {"value": problem.value, **problem.params}
