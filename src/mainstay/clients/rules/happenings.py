"""The kinds of event that clients put on the timeline: of each, what is fact and what is words of people. Pure."""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

from mainstay.timeline.rules.kinds import Kind

if TYPE_CHECKING:
    from collections.abc import Sequence

CLIENT_ADDED: Final = Kind("client.added")
CLIENT_CHANGED: Final = Kind("client.changed", facts=("changes",), words=("changes",))
CLIENT_ARCHIVED: Final = Kind("client.archived")
CLIENT_UNARCHIVED: Final = Kind("client.unarchived")
CLIENT_MERGED: Final = Kind("client.merged", facts=("client",), words=("name",))
CLIENT_UNMERGED: Final = Kind("client.unmerged", facts=("client",), words=("name",))
CONTACT_ADDED: Final = Kind("contact.added", words=("name",))
CONTACT_CHANGED: Final = Kind("contact.changed", facts=("changes",), words=("name", "changes"))
CONTACT_REMOVED: Final = Kind("contact.removed", words=("name", "email", "phone", "role"))
# The name is how people call a way to read files: it refers to that, and to no person.
MAPPING_SAVED: Final = Kind("mapping.saved", facts=("name",))
NEXT_CONTACT_SET: Final = Kind("next_contact.set", facts=("on", "way"), words=("about",))
NEXT_CONTACT_MOVED: Final = Kind(
    "next_contact.moved", facts=("on", "way", "was_on", "was_way"), words=("about", "was_about")
)
NEXT_CONTACT_DONE: Final = Kind("next_contact.done", facts=("on", "way"), words=("about", "outcome"))
NEXT_CONTACT_DROPPED: Final = Kind("next_contact.dropped", facts=("on", "way"), words=("about", "outcome"))
NOTE_ADDED: Final = Kind("note.added", facts=("key",), words=("text",))
PROPOSAL_ACCEPTED: Final = Kind(
    "proposal.accepted", facts=("proposal", "value", "currency", "currency_before"), words=("answer",)
)
PROPOSAL_DECLINED: Final = Kind("proposal.declined", facts=("proposal", "value", "currency"), words=("answer",))
PROPOSAL_POSTPONED: Final = Kind(
    "proposal.postponed", facts=("proposal", "value", "currency", "until"), words=("answer",)
)
PROPOSAL_REOPENED: Final = Kind("proposal.reopened", facts=("proposal", "value", "currency"))
# The reason is the codes and figures of the evidence.
STANDING_CHANGED: Final = Kind("standing.changed", facts=("from", "to", "reason"))
STANDING_OVERRIDDEN: Final = Kind("standing.overridden", facts=("standing",), words=("reason",))
STANDING_LIFTED: Final = Kind("standing.lifted", facts=("standing",), words=("reason",))

FIGURES: Final = frozenset(
    {"terms_days", "currency", "credit_limit", "deposit_percent", "language", "country", "time_zone", "receives"}
)
"""The fields of a client whose values are figures or codes; a value of any other field is words."""


def parted(changes: Sequence[dict[str, object]]) -> tuple[list[dict[str, object]], list[dict[str, object]]]:
    """Part changes of fields ({"field", "before", "after"}) into facts and words, two lists side by side."""
    facts = [change if change["field"] in FIGURES else {"field": change["field"]} for change in changes]
    words = [
        {} if change["field"] in FIGURES else {name: change[name] for name in ("before", "after")} for change in changes
    ]
    return facts, words
