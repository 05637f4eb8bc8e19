"""Mainstay in a browser: parses, calls one query or action, shows the page, decides nothing. Rows M2, M3, M9, M11."""
