"""The key of a form: made when the form is shown, sent with it, and still its key when it comes back refused."""

from __future__ import annotations

import secrets
from typing import TYPE_CHECKING, Final

from django.contrib import messages
from django.urls import reverse

from mainstay.firm.idempotency import action_of_key

if TYPE_CHECKING:
    from django.http import HttpRequest

_LETTERS: Final = 200


def form_key(request: HttpRequest) -> str:
    """The key of the forms on this page; where there are several, each adds a name: `{{ form_key }}.reverse`.

    A page that shows a refused form again keeps its key, so that a double click is still one; once the key is used,
    what is sent from this page is something new.
    """
    sent = key_of(request)
    return secrets.token_urlsafe(16) if not sent or action_of_key(sent) else sent.partition(".")[0]


def key_of(request: HttpRequest) -> str:
    """The key that the form was sent with; "" where it was sent without."""
    return request.POST.get("key", "")[:_LETTERS]


def done(request: HttpRequest, sentence: str, *, undo: str = "") -> None:
    """Say on the next page what was done; what waits to be said already is not said twice.

    `undo` is the reference of what was recorded, where one click undoes it: the button stands beside the sentence.
    """
    waiting = messages.get_messages(request)
    shown = [str(message) for message in waiting]
    waiting.used = False  # type: ignore[union-attr]  # the middleware is there
    if sentence not in shown:
        messages.success(request, sentence, extra_tags=reverse("undo", args=[undo]) if undo else "")
