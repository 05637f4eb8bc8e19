"""Mainstay in a terminal. Prints the pages that queries return, or encodes them as JSON; decides nothing."""
