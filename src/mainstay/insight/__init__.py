"""Opinions from facts: when an invoice will be paid, whether it ever will be, and why we think so.

Pure: columns in, columns and reasons out; no database, no clock. Row M2. The formulas: docs/developer/outlook.md.
"""
