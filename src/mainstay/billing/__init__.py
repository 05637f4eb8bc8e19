"""Invoices, credit notes, payments and what settles what: a record with a life, corrected only by a second record.

Words: an *allocation* says which payment, credit note or write-off reduced which invoice; *open* is what is left.
Rows M2, M3, M8.
"""
