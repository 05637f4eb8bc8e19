"""What clients adds to the tables of the house."""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, ISIK, START, a_client, day

from mainstay.billing.rules.invoice_filter import InvoiceFilter
from mainstay.clients.actions.archiving import archive_clients
from mainstay.clients.actions.labelling import TagNotFound, group_clients, tag_clients
from mainstay.clients.actions.merging import ClientIsMerged, ClientIsNotMerged
from mainstay.clients.queries import labels, visible
from mainstay.clients.queries.merging import all_merges
from mainstay.overview.actions.merging import merge_clients
from mainstay.overview.queries.list_files import write_clients, write_invoices
from mainstay.overview.queries.merging import merge_preview
from mainstay.overview.rules.client_filter import ClientFilter

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor


def _rows_of(write: Callable[..., None], wanted: object, by: Actor) -> int:
    """How many rows a file of a list has under its headings."""
    file = BytesIO()
    write(file, "csv", wanted=wanted, as_of=day(200), by=by)
    return file.getvalue().count(b"\n") - 1


_WORKERS: Final = {"owner", "terminal", "demo", "colleague", "bookkeeper"}
MAY: Final[dict[str, set[str]]] = {
    "clients.labelling.tag_clients": _WORKERS,
    "clients.labelling.group_clients": _WORKERS,
    "clients.labelling.rename_tag": _WORKERS,
    "clients.archiving.archive_clients": _WORKERS,
    "clients.archiving.bring_clients_back": _WORKERS,
    "clients.merging.store_merge": _WORKERS,
    "clients.merging.store_unmerge": _WORKERS,
    "overview.merging.merge_clients": _WORKERS,
    "overview.merging.unmerge_client": _WORKERS,
    "overview.importing_merges.import_merges": _WORKERS,
    "overview.archiving.archive_settled_clients": _WORKERS,
}
"""Action -> who may."""
_PAGES: Final = ("client_archive", "client_merge", "client_unmerge")
MAY_OPEN: Final[dict[str, set[str]]] = {
    page: {"owner", "colleague", "bookkeeper"} for page in (*_PAGES, "clients_act")
} | {page: {"owner", "colleague", "bookkeeper", "reader"} for page in ("clients_file", "invoices_file")}
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    **dict.fromkeys(_PAGES, (200, 422)),
    "clients_act": (405, 422),
    "clients_file": (200, 405),
    "invoices_file": (200, 405),
}
"""Page -> what GET and an empty POST answer."""
ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "overview.list_files.write_clients": lambda _b, by: _rows_of(write_clients, ClientFilter(), by),
    "overview.list_files.write_invoices": lambda _b, by: _rows_of(write_invoices, InvoiceFilter("all"), by),
    "overview.merging.merge_preview": lambda b, by: merge_preview(gone_ref=b.client, stays_ref=b.client, by=by),
    "clients.merging.all_merges": lambda _b, by: all_merges(by=by),
    "clients.visible.listed_clients": lambda _b, by: list(visible.listed_clients(by)),
    "clients.labels.labels_in_use": lambda _b, by: labels.labels_in_use(by=by).tags,
}
"""Query -> how it is asked of a small book, by somebody."""
RECORDED: Final[dict[str, Callable[[Any], object]]] = {
    "clients.merging": lambda book: merge_clients(
        gone_ref=a_client("gone").ref, stays_ref=book.client, today=START, **ACT
    ),
    "clients.labels": lambda book: (
        tag_clients(client_refs=(book.client,), add="VIP", **ACT),
        group_clients(client_refs=(book.client,), group="North", **ACT),
    ),
}
"""What the small book holds beside."""


def _chosen(**more: object) -> dict[str, Any]:
    return {"client_refs": (a_client(ISIK, tags="VIP").ref,), **more}


def _archived() -> dict[str, Any]:
    chosen = _chosen(today=START)
    archive_clients(**chosen, **ACT)
    return chosen


def _merged() -> dict[str, Any]:
    gone = a_client("gone").ref
    merge_clients(gone_ref=gone, stays_ref=a_client(ISIK).ref, today=START, **ACT)
    return {"client_ref": gone, "today": START}


def _merges_file() -> dict[str, Any]:
    rows = f"{a_client('gone').ref},{a_client(ISIK).ref},2024-02-01,"
    return {"text": f"Client ID,Merged into ID,Merged on,Undone on\n{rows}\n", "today": START}


_SAME: Final = "sets what is set"
CASES: Final[dict[str, tuple[Callable[[], dict[str, Any]], Any]]] = {
    "clients.tag_clients": (lambda: _chosen(add="Retail"), _SAME),
    "clients.group_clients": (lambda: _chosen(group="North"), _SAME),
    "clients.rename_tag": (lambda: _chosen() and {"tag": "VIP", "to": "Retail"}, TagNotFound),
    "clients.archive_clients": (lambda: _chosen(today=START), _SAME),
    "clients.bring_clients_back": (_archived, _SAME),
    "overview.merge_clients": (
        lambda: {"gone_ref": a_client("gone").ref, "stays_ref": a_client(ISIK).ref, "today": START},
        ClientIsMerged,
    ),
    "overview.unmerge_client": (_merged, ClientIsNotMerged),
    "overview.import_merges": (_merges_file, _SAME),
    "overview.archive_settled_clients": (lambda: _chosen(today=START), _SAME),
}
"""Action -> what it is asked, and what comes of it without a key a second time."""
OF_THE_FIRM: Final = {"clients.merging.all_merges": "it tells of all clients"}
"""Queries that show nothing to the access of a client."""
