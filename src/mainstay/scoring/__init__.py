"""Gathers facts of all packages, asks insight, and stores the answers of each day.

When invoices will be paid, who each client is to the firm, what the whole firm rests on. Rows M1, M2, M3, M5, M29.
"""
