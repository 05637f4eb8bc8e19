"""Pieces of SQL by which tasks are read."""

from __future__ import annotations

from typing import Final

MINE: Final = "{who} = %(me)s"
"""Whether, in SQL, the person whose e-mail address `{who}` holds is the one of `%(me)s`."""
