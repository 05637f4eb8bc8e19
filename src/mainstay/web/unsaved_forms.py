"""What was typed into a form that could not be saved is kept for whoever typed it, until they have signed in again.

It lies in this browser's session, under the person that a signed cookie names; a browser nobody signed in with before
keeps nothing. Passwords and files are never kept, nor are forms larger than a person types.
"""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING, Any, Final

from django.conf import settings
from django.contrib import messages
from django.core import signing
from django.utils.translation import gettext as _

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_COOKIE: Final = "mainstay_person"
_COOKIE_SECONDS: Final = 60 * 86_400
_IN_SESSION: Final = "unsaved"
_LIFETIME: Final = timedelta(hours=12)
_LETTERS: Final = 200_000
_FIELDS: Final = 600
_FORMS: Final = 5
SENT_AS: Final = "sent_as"
"""The field by which a form that is sent again says which kept one it is."""
_NOT_SAVED: Final = frozenset({"csrfmiddlewaretoken", SENT_AS})
_FORM_TYPES: Final = frozenset({"application/x-www-form-urlencoded", "multipart/form-data"})
"""Of a form with files what was typed is kept, and the files are not."""
_FORBIDDEN: Final = 403
_TOO_MANY: Final = 429
_BROKEN: Final = 500


@dataclass(frozen=True, slots=True)
class SentForm:
    """One form as it was sent: where to, the name of that page, every field.

    Why it was not saved: the session had ended, or else the page's token.
    """

    mark: str
    address: str
    page: str
    fields: tuple[tuple[str, str], ...]
    has_session_ended: bool = True


def save_unsaved(request: HttpRequest, page: str) -> bool:
    """Keep what this request carries to the page of this name.

    False when there is nobody to keep it for, or nothing that may be kept.
    """
    owner = request.user.pk if request.user.is_authenticated else _person_known(request)
    if owner is None or request.content_type not in _FORM_TYPES:
        return False
    fields: list[list[str]] = [
        [name, value]
        for name, values in request.POST.lists()
        if name not in _NOT_SAVED and "password" not in name
        for value in values
    ]
    if not any(value for _name, value in fields) or len(fields) > _FIELDS:
        return False
    if sum(len(name) + len(value) for name, value in fields) > _LETTERS:
        return False
    said = f"{request.POST.get('csrfmiddlewaretoken')} {request.get_full_path()} {fields}"
    mark = request.POST.get(SENT_AS) or hashlib.sha256(said.encode("utf-8", "replace")).hexdigest()[:32]
    if "key" not in request.POST:
        # A page shown by an earlier version: what is kept is sent again as one form, however often.
        fields.append(["key", mark])
    form = {
        "owner": owner,
        "mark": mark,
        "address": request.get_full_path(),
        "page": page,
        "fields": fields,
        "at": datetime.now(UTC).isoformat(),
        "has_session_ended": not request.user.is_authenticated,
    }
    others = [one for one in _all(request) if one["mark"] != mark]
    request.session[_IN_SESSION] = [form, *others][:_FORMS]
    if not request.user.is_authenticated:
        messages.info(request, _("Your session had ended. What you typed is kept: sign in, and it comes back."))
    return True


def words_of(request: HttpRequest) -> tuple[SentForm, ...]:
    """The forms kept for the person signed in, the latest first; those of anybody else are thrown away."""
    found = _all(request)
    own = [one for one in found if one["owner"] == request.user.pk]
    if own != found:
        request.session[_IN_SESSION] = own
    return tuple(
        SentForm(
            one["mark"],
            one["address"],
            one.get("page", ""),
            tuple((name, value) for name, value in one["fields"]),
            one.get("has_session_ended", True),
        )
        for one in own
    )


def drop(request: HttpRequest, mark: str) -> None:
    """Keep this form no longer."""
    request.session[_IN_SESSION] = [one for one in _all(request) if one["mark"] != mark]


def drop_sent(request: HttpRequest, response: HttpResponse) -> None:
    """Keep a form no longer that was sent again and answered: saved, or come back with what was typed."""
    mark = request.POST.get(SENT_AS, "") if request.method == "POST" and _IN_SESSION in request.session else ""
    if mark and request.user.is_authenticated and response.status_code not in {_FORBIDDEN, _TOO_MANY}:
        drop(request, mark)


def remember_person(request: HttpRequest, response: HttpResponse) -> None:
    """Let this browser know who signed in last, so that what they type is theirs after the session, too."""
    said = _signer(request).sign(str(request.user.pk))
    if request.COOKIES.get(_COOKIE) != said:
        response.set_cookie(
            _COOKIE, said, max_age=_COOKIE_SECONDS, httponly=True, samesite="Lax",
            secure=settings.SESSION_COOKIE_SECURE,
        )  # fmt: skip


def _person_known(request: HttpRequest) -> int | None:
    try:
        return int(_signer(request).unsign(request.COOKIES.get(_COOKIE, "")))
    except (signing.BadSignature, ValueError):
        return None


def _signer(request: HttpRequest) -> signing.Signer:
    return signing.Signer(salt=f"mainstay.web.person.{request.firm}")  # type: ignore[attr-defined]


def _all(request: HttpRequest) -> list[dict[str, Any]]:
    oldest = (datetime.now(UTC) - _LIFETIME).isoformat()
    return [one for one in request.session.get(_IN_SESSION, []) if one["at"] > oldest]
