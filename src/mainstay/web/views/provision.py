"""The provision for doubtful debts in a browser, and as a file."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Final

from django.http import FileResponse
from django.shortcuts import render
from django.views.decorators.http import require_safe

from mainstay.overview.queries.provision_file import write_provision
from mainstay.scoring.phrases import unscored_sentence
from mainstay.scoring.queries.provision import provision as read_provision
from mainstay.web.views.book import actor_of, today_there

if TYPE_CHECKING:
    from django.http import HttpRequest, HttpResponse

_SHOWN: Final = 100


@require_safe
def provision(request: HttpRequest) -> HttpResponse:
    """The provision by age, and by client the largest."""
    page = read_provision(as_of=today_there(request), by=actor_of(request))
    groups = tuple(
        {
            "group": group,
            "clients": group.clients[:_SHOWN],
            "has_more": len(group.clients) > _SHOWN,
            "unscored": unscored_sentence(group.unscored) if group.unscored else "",
        }
        for group in page.currencies
    )
    return render(request, "web/book/provision.html", {"page": page, "groups": groups, "shown": _SHOWN})


@require_safe
def provision_file(request: HttpRequest) -> FileResponse:
    """The same as a CSV file, with every client."""
    today, file = today_there(request), BytesIO()
    write_provision(file, as_of=today, by=actor_of(request))
    file.seek(0)
    return FileResponse(file, as_attachment=True, filename=f"provision-{today}.csv", content_type="text/csv")
