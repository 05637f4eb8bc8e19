"""A person's own views of the list of clients: kept, renamed, removed."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING, Any, Final

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from mainstay.firm.actions.saved_views import remove_view, rename_view, save_view
from mainstay.firm.forms.firm import ViewNameForm
from mainstay.firm.rules.saved_views import query_of, wishes_in
from mainstay.kernel.refusal import Refusal
from mainstay.web.keys import done, key_of
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import actor_of, show_clients

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_PAGE = "clients"
FORMS: Final = {"view_save": (ViewNameForm,), "view_rename": (ViewNameForm,)}
"""Page -> its forms."""


@require_POST
def save(request: HttpRequest) -> HttpResponse:
    """Keep what the list is asked now under a name."""
    return _saved(request, "save", _("View saved: you’ll find it above the list."))


@require_POST
def rename(request: HttpRequest) -> HttpResponse:
    """Give a view another name."""
    return _saved(request, "rename", _("View renamed."))


@require_POST
def remove(request: HttpRequest) -> HttpResponse:
    """Forget a view; the list stays as it is."""
    return _saved(request, "remove", _("View removed."))


def _saved(request: HttpRequest, act: str, said: str) -> HttpResponse:
    acting: dict[str, Any] = {"user_id": request.user.pk or 0, "page": _PAGE}
    acting |= {"by": actor_of(request), "now": datetime.now(UTC), "key": key_of(request)}
    form, name = ViewNameForm(request.POST), request.POST.get("view", "")
    typed = form.draft.name if form.is_valid() else ""
    query = query_of(wishes_in(_PAGE, request.POST))
    try:
        if act == "save":
            save_view(name=typed, query=query, **acting)
        elif act == "rename":
            rename_view(name=name, to=typed, **acting)
        else:
            remove_view(name=name, **acting)
    except Refusal as refusal:
        form.refuse(refusal)
        return show_clients(request, request.POST, status=REFUSED, view_form=form)
    done(request, said)
    return HttpResponseRedirect(f"{reverse(_PAGE)}?{query}" if query else reverse(_PAGE))
