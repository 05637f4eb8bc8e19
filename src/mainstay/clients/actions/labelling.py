"""Tag and group many clients at once; give a tag another name everywhere, or remove it."""

from __future__ import annotations

from dataclasses import replace
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.phrases import problem_sentence
from mainstay.clients.queries.labels import tag_spellings
from mainstay.clients.queries.visible import clients_for
from mainstay.clients.rules.acts import CHANGE_CLIENT
from mainstay.clients.rules.audit_diff import field_changes
from mainstay.clients.rules.drafts import LENGTHS, ClientDraft
from mainstay.clients.rules.happenings import CLIENT_CHANGED, parted
from mainstay.clients.rules.tags import as_spelt, tag_line, tags_of, with_tags
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.kernel.text import fold, one_line
from mainstay.store import bulk
from mainstay.store.sql import rows_of
from mainstay.timeline.actions.recording import Happening, record_many

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Sequence
    from datetime import datetime

    from django.db.models import QuerySet

    from mainstay.clients.models import Client
    from mainstay.kernel.actor import Actor

_NOBODY: Final = ClientDraft("-")
_TAGS: Final = "UPDATE clients_client SET tags = %s, version = version + 1 WHERE id = %s"
_GROUP: Final = "UPDATE clients_client SET client_group = %s, version = version + 1 WHERE id = %s"


class NoClientsChosen(Refusal):
    """Nothing was ticked, or nothing of it is there."""

    code = "no_clients_chosen"
    sentence = _("No clients are selected: tick the ones you mean.")


class LabelRefused(Refusal):
    """A tag or a group does not fit."""

    code = "label_refused"
    sentence = "%(problem)s"


class NoTagGiven(Refusal):
    """There is no tag to add or to remove."""

    code = "no_tag_given"
    sentence = _("Enter a tag.")


class TagNotFound(NotFound):
    """No client bears the tag."""

    code = "tag_not_found"
    sentence = _("No client has the tag “%(tag)s”.")


class _Labelled(NamedTuple):
    """A client with what people sort it by."""

    id: int
    ref: str
    tags: str
    client_group: str


@transaction.atomic
@keyed(CHANGE_CLIENT)
def tag_clients(
    *, client_refs: Sequence[str], add: str = "", remove: str = "", by: Actor, now: datetime, key: str = ""
) -> int:
    """Add tags to the clients and remove others; returns how many clients differ afterwards.

    A tag that is in use already is spelt as it is there. Refuses no client, no tag, and more or longer tags than a
    client may have.
    """
    require(by, CHANGE_CLIENT)
    if not tags_of(add) and not tags_of(remove):
        raise NoTagGiven
    bulk.import_lock()
    add = as_spelt(add, tag_spellings())
    chosen = _chosen(client_refs, by)
    return _written(chosen, "tags", _TAGS, lambda row: with_tags(row.tags, add=add, remove=remove), by, now)


@transaction.atomic
@keyed(CHANGE_CLIENT)
def group_clients(*, client_refs: Sequence[str], group: str, by: Actor, now: datetime, key: str = "") -> int:
    """Put the clients into a group, or into none; returns how many differ. Refuses no client, and too long a name."""
    require(by, CHANGE_CLIENT)
    bulk.import_lock()
    group = one_line(group)
    if len(group) > LENGTHS["client_group"]:
        _refuse(replace(_NOBODY, client_group=group))
    return _written(_chosen(client_refs, by), "client_group", _GROUP, lambda _row: group, by, now)


@transaction.atomic
@keyed(CHANGE_CLIENT)
def rename_tag(*, tag: str, to: str, by: Actor, now: datetime, key: str = "") -> int:
    """Give a tag another name on every client that bears it ("" removes it there); returns how many that are.

    Where a client bears the other one, too, the two become one. Refuses a tag that no client bears.
    """
    require(by, CHANGE_CLIENT)
    bulk.import_lock()
    spelt = tag_spellings()
    wanted = spelt.get(fold(one_line(tag)))
    if wanted is None:
        raise TagNotFound(tag=tag[:40])
    others = {folded: other for folded, other in spelt.items() if other != wanted}
    new = as_spelt(to, others)
    rows = rows_of(_Labelled, clients_for(by).filter(tags__contains=wanted).order_by("id"))
    having = [row for row in rows if wanted in tags_of(row.tags)]
    return _written(having, "tags", _TAGS, lambda row: _renamed(row.tags, wanted, new), by, now)


def _renamed(line: str, tag: str, to: str) -> str:
    return tag_line([*(to if one == tag else one for one in tags_of(line))])


def _chosen(refs: Iterable[str], by: Actor) -> list[_Labelled]:
    found: QuerySet[Client] = clients_for(by).filter(ref__in=list(refs)).order_by("id")
    rows = rows_of(_Labelled, found)
    if not rows:
        raise NoClientsChosen
    return rows


def _written(  # noqa: PLR0917 -- what is written where, by whom
    rows: Iterable[_Labelled], field: str, statement: str, after: Callable[[_Labelled], str], by: Actor, now: datetime
) -> int:
    """Write the new value of each row that differs, and tell it on its client's timeline."""
    updates, happenings = [], []
    for row in rows:
        before, becomes = getattr(row, field), after(row)
        if before == becomes:
            continue
        _refuse(replace(_NOBODY, **_named(field, becomes)))
        updates.append((becomes, row.id))
        facts, words = parted(field_changes({field: before}, {field: becomes}))
        happenings.append(
            Happening(row.id, CLIENT_CHANGED, now.date(), row.ref, {"changes": facts}, {"changes": words})
        )
    bulk.update_rows(statement, updates)
    record_many(happenings=happenings, by=by, now=now)
    return len(updates)


def _named(field: str, value: str) -> dict[str, Any]:
    return {field: value}


def _refuse(draft: ClientDraft) -> None:
    for problem in draft.problems():
        raise LabelRefused(problem=problem_sentence(problem))
