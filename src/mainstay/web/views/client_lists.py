"""What is done with many clients of the list at once, and the list as a file."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.http import HttpResponseRedirect
from django.urls import reverse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST, require_safe

from mainstay.clients.actions.labelling import group_clients, tag_clients
from mainstay.fields.queries.definitions import fields_in_use
from mainstay.firm.rules.saved_views import query_of, wishes_in
from mainstay.kernel.refusal import Refusal
from mainstay.overview.actions.archiving import MoneyIsOpen, archive_settled_clients
from mainstay.overview.queries.list_files import write_clients, write_invoices
from mainstay.web.keys import done, key_of
from mainstay.web.list_look import columns_of_file
from mainstay.web.lists import file_kind, list_file
from mainstay.web.pages import REFUSED
from mainstay.web.views.book import (
    actor_of,
    client_day,
    client_filter,
    invoice_filter,
    now_there,
    show_clients,
    today_there,
)

if TYPE_CHECKING:
    from collections.abc import Mapping

    from django.http import FileResponse, HttpRequest, HttpResponse


@require_POST
def act(request: HttpRequest) -> HttpResponse | FileResponse:
    """Tag, group, archive or export the clients that are ticked."""
    by, now = actor_of(request), now_there(request)
    refs = tuple(request.POST.getlist("client"))
    wanted = request.POST.get("act", "")
    if wanted == "export" and refs:
        return _file(request, request.POST, refs, "csv")
    acting: dict[str, Any] = {"client_refs": refs, "by": by, "now": now, "key": key_of(request)}
    try:
        if wanted == "archive":
            is_confirmed = "confirmed" in request.POST
            count = archive_settled_clients(is_confirmed=is_confirmed, today=now.date(), **acting)
        elif wanted == "group":
            count = group_clients(group=request.POST.get("label", ""), **acting)
        else:
            label, is_removal = request.POST.get("label", ""), wanted == "untag"
            count = tag_clients(add="" if is_removal else label, remove=label if is_removal else "", **acting)
    except Refusal as refusal:
        confirm = refs if isinstance(refusal, MoneyIsOpen) else ()
        said = {"bulk_problem": str(refusal), "confirm": confirm, "ticked": refs}
        return show_clients(request, request.POST, status=REFUSED, **said)
    done(request, ngettext("%(count)d client changed.", "%(count)d clients changed.", count) % {"count": count})
    query = query_of(wishes_in("clients", request.POST))
    return HttpResponseRedirect(f"{reverse('clients')}?{query}" if query else reverse("clients"))


@require_safe
def file(request: HttpRequest) -> FileResponse:
    """The list as it is asked for, as CSV or XLSX."""
    return _file(request, request.GET, (), file_kind(request))


def _file(request: HttpRequest, asked: Mapping[str, str], refs: tuple[str, ...], kind: str) -> FileResponse:
    by, as_of = actor_of(request), client_day(request, asked).on or today_there(request)
    wanted = client_filter(request, asked, by=by, refs=refs)
    columns = columns_of_file(request, "clients", fields_in_use(by=by))
    return list_file(
        "clients",
        kind,
        as_of,
        lambda target: write_clients(target, kind, wanted=wanted, as_of=as_of, by=by, columns=columns),
    )


@require_safe
def invoices_file(request: HttpRequest) -> FileResponse:
    """The list of invoices as it is asked for, as CSV or XLSX."""
    by, kind, wanted = actor_of(request), file_kind(request), invoice_filter(request.GET)
    until, today = client_day(request, request.GET), today_there(request)
    as_of = until.on or today
    columns = columns_of_file(request, "invoices")
    return list_file(
        "invoices",
        kind,
        as_of,
        lambda target: write_invoices(
            target, kind, wanted=wanted, as_of=as_of, by=by, is_past=as_of < today, columns=columns
        ),
    )
