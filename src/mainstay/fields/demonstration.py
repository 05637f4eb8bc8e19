"""How the custom fields of the demonstration firm are recorded: by the actions of the package."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from mainstay.fields.actions.definitions import define_field
from mainstay.fields.actions.values import fill_fields
from mainstay.fields.rules.demonstration import FieldDefined, FieldsFilled
from mainstay.fields.rules.drafts import FieldValuesDraft

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.offers import Dated, Stage


def _define(event: FieldDefined, stage: Stage) -> None:
    stage.refs["field"][event.field] = define_field(draft=event.draft, by=stage.by, now=stage.now).ref


def _fill(event: FieldsFilled, stage: Stage) -> None:
    values = tuple((stage.refs["field"][field], text) for field, text in event.values)
    client = stage.refs["client"][event.client]
    fill_fields(client_ref=client, draft=FieldValuesDraft(values), today=event.on, by=stage.by, now=stage.now)


RECORDED: Final[dict[type[Dated], Callable[[Any, Stage], None]]] = {FieldDefined: _define, FieldsFilled: _fill}
"""Kind of event -> what records one."""
