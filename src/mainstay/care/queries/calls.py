"""Calls as pages read them, and the last call to each client as a reason to call or not."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final, NamedTuple

from django.utils.translation import gettext_lazy as _

from mainstay.care.models import Call
from mainstay.care.rules.calls import FRESH_DAYS, PUT_OFF, LastCall
from mainstay.clients.queries.naming import of_client
from mainstay.clients.queries.visible import rows_for, visible_clients
from mainstay.kernel.offers import Panel, PanelPlace
from mainstay.kernel.refusal import NotFound
from mainstay.store.sql import as_day, rows

if TYPE_CHECKING:
    from collections.abc import Iterator, Mapping

    from mainstay.kernel.actor import Actor
    from mainstay.kernel.offers import Shown

_LAST: Final = f"""
    SELECT c.ref AS client_ref, k.outcome, k.happened_on, k.until_on, k.promised_minor, k.currency
    FROM care_call k {of_client("k")}
    WHERE k.until_on >= %(since)s AND k.happened_on <= %(today)s AND k.withdrawn_on IS NULL AND NOT EXISTS (
        SELECT 1 FROM care_call n WHERE n.client_id = k.client_id AND n.withdrawn_on IS NULL
        AND n.happened_on <= %(today)s
        AND (n.happened_on > k.happened_on OR (n.happened_on = k.happened_on AND n.id > k.id))
    ) {{visible}}
"""
"""The last call to each client whose time of peace lasts or ended of late; `{visible}` limits the clients."""
_OF_CLIENT: Final = """
    SELECT k.ref, k.happened_on, k.outcome, k.note, k.until_on, k.promised_on, k.promised_minor, k.currency, k.logged_by
    FROM care_call k
    WHERE k.client_id = %(client)s AND k.happened_on <= %(today)s AND k.withdrawn_on IS NULL {visible}
    ORDER BY k.happened_on DESC, k.id DESC LIMIT 10
"""
"""The last calls to a client; `{visible}` limits the clients."""


class CallNotFound(NotFound):
    """No call has this reference."""

    code = "call_not_found"
    sentence = _("There is no call %(wanted)s, or it was withdrawn.")


class _LastRow(NamedTuple):
    """A row of _LAST; days as the engine returns them."""

    client_ref: str
    outcome: str
    happened_on: object
    until_on: object
    promised_minor: int | None
    currency: str


class _CallRow(NamedTuple):
    """A row of _OF_CLIENT; days as the engine returns them."""

    ref: str
    happened_on: object
    outcome: str
    note: str
    until_on: object
    promised_on: object
    promised_minor: int | None
    currency: str
    logged_by: str


@dataclass(frozen=True, slots=True)
class LoggedCall:
    """A call to a client, or one that was put off."""

    ref: str
    happened_on: date
    outcome: str
    note: str
    until_on: date
    promised_on: date | None
    promised_minor: int | None
    currency: str
    logged_by: str


@dataclass(frozen=True, slots=True)
class CallsPanel(Panel):
    """The last calls to a client, the latest first."""

    name: ClassVar[str] = "calls"
    place: ClassVar[PanelPlace] = PanelPlace("side", 12, terminal=36, tabs=("activity",))

    calls: tuple[LoggedCall, ...]

    @property
    def is_blank(self) -> bool:
        """Whether nobody called."""
        return not self.calls


def last_calls(today: date, by: Actor) -> Mapping[str, object]:
    """The last call to each client of late, by the client's ref."""
    visible, theirs = visible_clients(by, "k.client_id")
    since = {"today": today, "since": today - timedelta(days=FRESH_DAYS), **theirs}
    found = rows(_LastRow, _LAST.format(visible=visible), since)
    return {row.client_ref: _last(row, today) for row in found}


def _last(row: _LastRow, today: date) -> LastCall:
    until = as_day(row.until_on)
    minor = None if row.promised_minor is None else int(row.promised_minor)
    return LastCall(row.outcome, as_day(row.happened_on), until, minor, row.currency, today >= until)


def calls_of_client(*, client_id: int, today: date, by: Actor) -> tuple[LoggedCall, ...]:
    """The last calls to a client, those alone that were made; none for whoever may not see the client."""
    visible, theirs = visible_clients(by, "k.client_id")
    found = rows(_CallRow, _OF_CLIENT.format(visible=visible), {"client": client_id, "today": today, **theirs})
    return tuple(_call(row) for row in found if row.outcome != PUT_OFF)


def call_for(*, ref: str, by: Actor) -> Call:
    """The call with this reference, for somebody who may see its client; CallNotFound otherwise."""
    call = rows_for(by, Call.objects.select_related("client")).filter(ref=ref, withdrawn_on=None).first()
    if call is None:
        raise CallNotFound(wanted=ref)
    return call


def client_panels(shown: Shown[Any]) -> Iterator[Panel]:
    """The last calls to this client."""
    yield CallsPanel(calls_of_client(client_id=shown.id, today=shown.as_of, by=shown.by))


def _call(row: _CallRow) -> LoggedCall:
    promised = None if row.promised_on is None else as_day(row.promised_on)
    minor = None if row.promised_minor is None else int(row.promised_minor)
    return LoggedCall(
        row.ref, as_day(row.happened_on), row.outcome, row.note, as_day(row.until_on), promised, minor, row.currency,
        row.logged_by,
    )  # fmt: skip
