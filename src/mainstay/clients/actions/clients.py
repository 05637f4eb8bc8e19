"""Add a client; change what is known about one, without losing what somebody else wrote meanwhile."""

from __future__ import annotations

from dataclasses import asdict, replace
from typing import TYPE_CHECKING, NamedTuple

from django.db import transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client
from mainstay.clients.phrases import problem_sentence
from mainstay.clients.queries.fetching import client_for, draft_of
from mainstay.clients.queries.labels import tag_spellings
from mainstay.clients.rules.acts import ADD_CLIENT, CHANGE_CLIENT
from mainstay.clients.rules.audit_diff import field_changes
from mainstay.clients.rules.happenings import CLIENT_ADDED, CLIENT_CHANGED, parted
from mainstay.clients.rules.keys import keys_of
from mainstay.clients.rules.merging import differing, merge
from mainstay.clients.rules.tags import as_spelt
from mainstay.firm.idempotency import keyed
from mainstay.firm.permissions import require
from mainstay.firm.queries.people import colleague_called
from mainstay.kernel.refusal import Refusal
from mainstay.store import bulk
from mainstay.store.refs import new_ref
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import datetime

    from mainstay.clients.rules.drafts import ClientDraft
    from mainstay.kernel.actor import Actor
    from mainstay.kernel.problem import Problem


class ClientRefused(Refusal):
    """The draft has problems; the sentence lists them, `fields` has one for each field."""

    code = "client_refused"
    sentence = "%(problems)s"


class ClientIsKnown(Refusal):
    """A client with this external id or this name is in the book already."""

    code = "client_is_known"
    sentence = _("%(name)s already exists (%(ref)s): use that client.")


class NameIsTaken(Refusal):
    """Another client bears the name."""

    code = "name_is_taken"
    sentence = _("Another client is called %(name)s already (%(ref)s): make the two names differ.")


class ClientChangedMeanwhile(Refusal):
    """Somebody else changed a field that this person changed, too; `fields` names them."""

    code = "client_changed_meanwhile"
    sentence = _("Someone else has changed %(name)s: check both values, then save again.")


class Changed(NamedTuple):
    """A client after somebody saved its details, and whether anything differed."""

    client: Client
    is_changed: bool


class Saw(NamedTuple):
    """What a person had before their eyes when they began to type: the client's version and its details."""

    version: int
    draft: ClientDraft


@transaction.atomic
@keyed(ADD_CLIENT)
def add_client(*, draft: ClientDraft, key: str = "", by: Actor, now: datetime) -> Client:
    """Add a client to the book; refuses a draft with problems, and a client that is known already.

    The day it happened is that of `now` where `now` is.
    """
    require(by, ADD_CLIENT)
    draft = _spelt(draft.tidied())
    _refuse(draft.problems())
    draft = _with_person(draft)
    # Two people, or an import, may be adding the same client: one after the other.
    bulk.import_lock()
    keys = keys_of(draft.name, draft.email, draft.city, draft.external_id)
    known = Client.objects.filter(match_key=keys.match_key).first()
    if known is None and draft.external_id:
        known = Client.objects.filter(external_id=draft.external_id).first()
    if known is not None:
        raise ClientIsKnown(name=known.name, ref=known.ref)
    client = Client.objects.create(ref=new_ref("c"), **asdict(draft), **keys._asdict(), version=1, recorded_at=now)
    record(happening=Happening(client.pk, CLIENT_ADDED, now.date(), client.ref, {}), by=by, now=now)
    return client


@transaction.atomic
@keyed(CHANGE_CLIENT)
def change_client(
    *, client_ref: str, draft: ClientDraft, saw: Saw | None = None, by: Actor, now: datetime, key: str = ""
) -> Changed:
    """Change what is known about a client to what the draft says, and tell each field with its value before and after.

    `saw` is what the person had before them: a field they left as it was keeps the book's value, even if somebody
    changed it meanwhile; one that both changed is refused with ClientChangedMeanwhile (`fields` names them). Without
    `saw` the whole draft holds. Nothing is written when nothing differs. Refuses problems in what was touched, and a
    name another client bears.
    """
    require(by, CHANGE_CLIENT)
    draft = _spelt(draft.tidied())
    # An import writes every detail of a client that it read before: one after the other.
    bulk.import_lock()
    client = client_for(ref=client_ref, by=by)
    stored = draft_of(client)
    seen = stored if saw is None or saw.version == client.version else saw.draft
    merged = merge(seen=seen, typed=draft, stored=stored)
    changed = differing(stored, merged.draft)
    if not changed:
        return Changed(client, is_changed=False)
    if merged.clashes:
        raise ClientChangedMeanwhile(name=client.name, fields=merged.clashes)
    # What was there before is not this person's to mend.
    _refuse(problem for problem in merged.draft.problems() if problem.field in merged.touched)
    if "name" in changed:
        _refuse_name_of_another(client, merged.draft.name)
    if "responsible" in changed:
        merged = merged._replace(draft=_with_person(merged.draft))
        changed = differing(stored, merged.draft)
    if not _is_written(client, merged.draft):
        raise ClientChangedMeanwhile(name=client.name, fields=changed)
    facts, words = parted(field_changes(asdict(stored), asdict(merged.draft)))
    happening = Happening(client.pk, CLIENT_CHANGED, now.date(), client.ref, {"changes": facts}, {"changes": words})
    record(happening=happening, by=by, now=now)
    client.refresh_from_db()
    return Changed(client, is_changed=True)


def _spelt(draft: ClientDraft) -> ClientDraft:
    """The draft with its tags as they are spelt on other clients."""
    return replace(draft, tags=as_spelt(draft.tags, tag_spellings())) if draft.tags else draft


def _with_person(draft: ClientDraft) -> ClientDraft:
    """The draft with the address of the person who is meant by an address or a name; refuses PersonNotFound."""
    return replace(draft, responsible=colleague_called(draft.responsible).email) if draft.responsible else draft


def _is_written(client: Client, draft: ClientDraft) -> bool:
    """Write, unless somebody wrote since the client was read: whoever forgets the lock is noticed here."""
    keys = keys_of(draft.name, draft.email, draft.city, draft.external_id)
    rows = Client.objects.filter(pk=client.pk, version=client.version)
    return bool(rows.update(**asdict(draft), **keys._asdict(), version=F("version") + 1))


def _refuse(problems: Iterable[Problem]) -> None:
    sentences = {problem.field: problem_sentence(problem) for problem in problems}
    if sentences:
        raise ClientRefused(problems=" ".join(sentences.values()), fields=sentences)


def _refuse_name_of_another(client: Client, name: str) -> None:
    key = keys_of(name).match_key
    if key == client.match_key:
        return
    other = Client.objects.filter(match_key=key).exclude(pk=client.pk).first()
    if other is not None:
        raise NameIsTaken(name=other.name, ref=other.ref)
