"""Files people bring: from bytes in a CSV or XLSX file to rows of text, readings of them, and a list of bad rows.

Pure: no database, no clock. It knows tables, dates, amounts and column names, not what an invoice or a client is.
"""
