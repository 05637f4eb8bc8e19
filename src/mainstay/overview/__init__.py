"""What spans packages: the client's page, the invoice's page, the lists, search, export, check.

Rows M3, M5, M39.
"""
