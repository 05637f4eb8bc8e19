"""Two thin database backends that open the book of the active firm, and no other, on the one alias `default`."""
