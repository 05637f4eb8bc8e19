"""What came of a call, until when a client is left in peace then, and whether that is a reason to call. Pure."""

from __future__ import annotations

from datetime import date, timedelta
from typing import TYPE_CHECKING, Final, NamedTuple

from mainstay.care.rules.drafts import OUTCOMES
from mainstay.kernel.offers import CallAdvice
from mainstay.kernel.problem import Reason
from mainstay.timeline.rules.kinds import Kind

if TYPE_CHECKING:
    from mainstay.care.rules.drafts import CallDraft
    from mainstay.kernel.offers import DebtorFacts

PUT_OFF: Final = "put_off"
"""Instead of one: no call was made, it is put off until a day."""
PEACE_DAYS: Final = 7
"""So long a client whom somebody spoke to is left in peace."""
FRESH_DAYS: Final = 14
"""So long a promise or a wish to be called back that has passed is the reason to call."""
_SATURDAY: Final = 5

CALL_LOGGED: Final = Kind("call.logged", facts=("outcome", "on"), words=("note",))
CALL_PROMISED: Final = Kind("call.promised", facts=("on", "amount"), words=("note",))
CALL_PUT_OFF: Final = Kind("call.put_off", facts=("on",), words=("note",))
CALL_WITHDRAWN: Final = Kind("call.withdrawn", facts=("outcome", "on"))


def left_until(draft: CallDraft, today: date) -> date:
    """The day on which the client stands in Today again.

    After a promise it is the day after it, without an answer the next working day.
    """
    if draft.outcome == "promised" and draft.promised_on is not None:
        return draft.promised_on + timedelta(days=1)
    if draft.outcome == "call_back" and draft.call_back_on is not None:
        return draft.call_back_on
    if draft.outcome == "no_answer":
        return next_working_day(today)
    return today + timedelta(days=PEACE_DAYS)


def next_working_day(today: date) -> date:
    """The next day from Monday to Friday."""
    on = today + timedelta(days=1)
    while on.weekday() >= _SATURDAY:
        on += timedelta(days=1)
    return on


def event_of_call(outcome: str, on: date | None, amount: str) -> tuple[Kind, dict[str, object]]:
    """The kind of event and the facts that tell of a call: a promise of an amount, else what came of it."""
    facts: dict[str, object] = {"amount": amount} if amount else {"outcome": outcome}
    if on is not None:
        facts["on"] = str(on)
    return CALL_PROMISED if amount else CALL_LOGGED, facts


class LastCall(NamedTuple):
    """The last call to a client: what came of it, until when they are left in peace, and whether that day has come."""

    outcome: str
    happened_on: date
    until_on: date
    promised_minor: int | None
    currency: str
    is_over: bool


def call_after_call(debtor: DebtorFacts, own: object) -> CallAdvice | None:
    """Leave a client in peace after a call, and call when a promise or a day to call back has passed.

    `own` is the last call, None where there was none of late.
    """
    del debtor
    if not isinstance(own, LastCall):
        return None
    figures: dict[str, object] = {"on": str(own.happened_on), "until": str(own.until_on)}
    if own.promised_minor is not None:
        figures |= {"minor": own.promised_minor, "currency": own.currency}
    if not own.is_over:
        return CallAdvice(is_due=False, reason=Reason(f"after_{own.outcome}", figures), is_set_aside=True)
    if own.outcome in {"promised", "call_back", PUT_OFF}:
        return CallAdvice(is_due=True, reason=Reason(f"over_{own.outcome}", figures))
    return None


CALL_CODES: Final = (
    *(f"after_{outcome}" for outcome in (*OUTCOMES, PUT_OFF)),
    *(f"over_{one}" for one in ("promised", "call_back", PUT_OFF)),
)
"""The reasons that this may give."""
