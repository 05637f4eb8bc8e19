"""A text to a client, and the links that open it in a program of the person's own."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

if TYPE_CHECKING:
    from mainstay.clients.queries.reachable import Reachable

_LONGEST_LINK: Final = 1_500
"""Characters of a text that are put into a link; programs cut longer ones."""


@dataclass(frozen=True, slots=True)
class Message:
    """A text to a client, and links that open it in a program; "" where there is no address or number for one."""

    text: str
    email: str
    text_message: str
    whatsapp: str


def message_to(there: Reachable, text: str, subject: str) -> Message:
    """The text with its links to whoever is reached at the client's."""
    body = quote(text[:_LONGEST_LINK])
    number = "".join(letter for letter in there.phone if letter.isdigit() or letter == "+")
    is_abroad = number.startswith("+")
    return Message(
        text,
        email=f"mailto:{quote(there.email, safe='@')}?subject={quote(subject)}&body={body}" if there.email else "",
        text_message=f"sms:{number}?body={body}" if number else "",
        whatsapp=f"https://wa.me/{number[1:]}?text={body}" if is_abroad else "",
    )
