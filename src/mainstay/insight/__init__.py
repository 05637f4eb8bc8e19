"""Scores and forecasts from facts: when an invoice will be paid, whether it ever will be, what each client is, and why.

Pure: columns in, columns and reasons out; no database, no clock. Rows M1, M2, M5, M29, M39. The formulas:
docs/developer/outlook.md and docs/developer/standing.md.
"""
