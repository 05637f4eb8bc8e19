"""What other packages ask of scoring in SQL of their own: pieces of a statement, each with what it needs."""

from __future__ import annotations

from typing import Final

LAST_SCORING: Final = """
    SELECT as_of, figures, inputs FROM scoring_scoring WHERE as_of <= %(today)s ORDER BY as_of DESC LIMIT 1
"""
"""The last scores of the book by the end of the day: of which day they are, their figures, on what they rest."""
