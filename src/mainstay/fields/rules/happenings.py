"""The kinds of event that custom fields put on the timeline. Pure."""

from __future__ import annotations

from typing import Final

from mainstay.timeline.rules.kinds import Kind

# What a field is called is the owner's word for all clients: it refers to no person.
FIELD_DEFINED: Final = Kind("field.defined", facts=("name",))
FIELD_CHANGED: Final = Kind("field.changed", facts=("name",))
FIELD_RETIRED: Final = Kind("field.retired", facts=("name",))
FIELD_REINSTATED: Final = Kind("field.reinstated", facts=("name",))
FIELD_REMOVED: Final = Kind("field.removed", facts=("name",))
FIELD_FILLED: Final = Kind("field.filled", facts=("name", "kind"), words=("before", "after"))
