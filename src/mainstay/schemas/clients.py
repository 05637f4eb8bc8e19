"""What clients knows as JSON: contacts and terms, the next contact."""

from __future__ import annotations

from typing import TYPE_CHECKING

from mainstay.kernel.money import decimal_text

if TYPE_CHECKING:
    from mainstay.clients.queries.found import ClientFound
    from mainstay.clients.queries.merging import MergeRow
    from mainstay.clients.queries.next_contacts import PlannedContact
    from mainstay.clients.queries.panels import (
        ContactsDuePanel,
        ContactsPanel,
        CountryPanel,
        FactsPanel,
        NextContactPanel,
    )
    from mainstay.clients.rules.drafts import ContactDraft


def contact_document(contact: PlannedContact) -> dict[str, object]:
    """A next contact that is open, with the last word there was."""
    last = contact.last_word
    return {
        "ref": contact.client_ref,
        "name": contact.client_name,
        "on": str(contact.on),
        "how": contact.way,
        "about": contact.about,
        "days": contact.days,
        "when": contact.when,
        "last_word": None
        if last is None
        else {"on": str(last.happened_on), "kind": last.kind, "by": last.actor, **last.facts},
    }


def next_contact_document(panel: NextContactPanel) -> dict[str, object]:
    """The next contact with a client."""
    return {"next_contact": None if panel.next_contact is None else contact_document(panel.next_contact)}


def contacts_due_document(panel: ContactsDuePanel) -> dict[str, object]:
    """The next contacts that are due."""
    return {"contacts": [contact_document(contact) for contact in panel.contacts]}


def country_document(panel: CountryPanel) -> dict[str, object]:
    """A country that is not known, and the codes of those that may be meant."""
    return {"unknown_country": {"country": panel.country, "likely": list(panel.likely)}}


def contacts_document(panel: ContactsPanel) -> dict[str, object]:
    """The people to speak to, and what was agreed."""
    limit = panel.credit_limit_minor
    return {
        "terms_days": panel.terms_days,
        "deposit_percent": panel.deposit_percent,
        "credit_limit": None if limit is None else f"{decimal_text(limit, panel.currency)} {panel.currency}",
        "looked_after_by": panel.responsible or None,
        "contacts": [_person(one) for one in panel.contacts],
    }


def facts_document(panel: FactsPanel) -> dict[str, object]:
    """What else is known, and the time zone."""
    zone = {"name": panel.zone.name or None, "is_guess": panel.zone.is_guess}
    return {"facts": dict(panel.facts), "time_zone": zone}


def _person(one: ContactDraft) -> dict[str, object]:
    """A contact; what is not known beside name, e-mail and telephone is left out."""
    more = {"role": one.role, "language": one.language, "time_zone": one.time_zone, "receives": sorted(one.received)}
    return {"name": one.name, "email": one.email, "phone": one.phone, **{name: of for name, of in more.items() if of}}


def found_clients(row: ClientFound) -> dict[str, object]:
    """A client that a search found."""
    return {
        "ref": row.ref,
        "name": row.name,
        "city": row.city,
        "email": row.email,
        "contact": row.contact,
        "standing": row.standing or None,
        "payment_rating": row.payment or None,
        "is_archived": row.is_archived,
    }


def merge_document(merge: MergeRow) -> dict[str, object]:
    """A client that went into another."""
    return {
        "ref": merge.ref,
        "gone": {"ref": merge.gone_ref, "name": merge.gone_name},
        "stays": {"ref": merge.stays_ref, "name": merge.stays_name},
        "merged_on": str(merge.merged_on),
        "undone_on": merge.undone_on and str(merge.undone_on),
    }
