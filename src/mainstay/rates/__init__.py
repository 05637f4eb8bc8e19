"""Exchange rates that the owner types, each of a day, and what sums in several currencies come to at them."""
