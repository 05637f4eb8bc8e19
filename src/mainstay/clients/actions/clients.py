"""Add a client."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import Client
from mainstay.clients.phrases import problem_sentence
from mainstay.clients.rules.keys import keys_of
from mainstay.firm import bulk
from mainstay.firm.refs import new_ref
from mainstay.kernel.refusal import Refusal
from mainstay.timeline.actions.recording import Happening, record

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.clients.rules.drafts import ClientDraft
    from mainstay.kernel.actor import Actor


class ClientRefused(Refusal):
    """The draft has problems; the sentence lists them."""

    code = "client_refused"
    sentence = "%(problems)s"


class ClientIsKnown(Refusal):
    """A client with this external id or this name is in the book already."""

    code = "client_is_known"
    sentence = _("%(name)s is in the book already (%(ref)s): use that client.")


@transaction.atomic
def add_client(*, draft: ClientDraft, by: Actor, now: datetime) -> Client:
    """Add a client to the book; refuses a draft with problems, and a client that is known already."""
    problems = draft.problems()
    if problems:
        raise ClientRefused(problems=" ".join(problem_sentence(p) for p in problems))
    # Two people, or an import, may be adding the same client: one after the other.
    bulk.import_lock()
    name = " ".join(draft.name.split())
    keys = keys_of(name, draft.email, draft.city, draft.external_id)
    known = Client.objects.filter(match_key=keys.match_key).first()
    if known is None and draft.external_id:
        known = Client.objects.filter(external_id=draft.external_id).first()
    if known is not None:
        raise ClientIsKnown(name=known.name, ref=known.ref)
    client = Client.objects.create(
        ref=new_ref("c"),
        external_id=draft.external_id,
        name=name,
        **keys._asdict(),
        email=draft.email,
        phone=draft.phone,
        city=draft.city,
        country=draft.country,
        currency=draft.currency,
        language=draft.language,
        terms_days=draft.terms_days,
        client_group=draft.client_group,
        notes=draft.notes,
        recorded_at=now,
    )
    record(happening=Happening(client.pk, "client.added", now.date(), client.ref, {}), by=by, now=now)
    return client
