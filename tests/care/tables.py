"""What care adds to the tables of the house."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final

from tests.builders import ACT, NOW, OWNER, START, a_client, day

from mainstay.care.actions import calls as acts
from mainstay.care.models import Call
from mainstay.care.queries import calls, messages
from mainstay.care.rules.drafts import CallDraft
from mainstay.clients.queries import reachable

if TYPE_CHECKING:
    from collections.abc import Callable

    from mainstay.kernel.actor import Actor

TODAY: Final = day(200)
_EVERYBODY: Final = {"owner", "colleague", "bookkeeper", "reader"}
_WORKERS: Final = {"owner", "colleague", "bookkeeper"}
_MAY_ACT: Final = _WORKERS | {"terminal", "demo"}
FILE: Final = (
    "Mainstay ref,Client ID,Called on,Outcome,Left in peace until\nh-1,Işık İnşaat,2024-02-28,spoke,2024-03-08\n"
)


def called(outcome: str = "spoke") -> dict[str, Any]:
    """A call in the book, as the actions name it."""
    draft = CallDraft(outcome, call_back_on=day(3))
    return {"ref": acts.log_call(client_ref=a_client().ref, draft=draft, today=START, **ACT).ref, "today": START}


def _recorded(small: Any) -> None:
    acts.log_call(client_ref=small.client, draft=CallDraft("spoke", "Soon."), today=day(199), by=OWNER, now=NOW)


ASKED: Final[dict[str, Callable[[Any, Actor], object]]] = {
    "care.calls.last_calls": lambda _b, by: calls.last_calls(TODAY, by),
    "care.calls.calls_of_client": lambda _b, by: calls.calls_of_client(client_id=a_client().pk, today=TODAY, by=by),
    "care.calls.call_for": lambda _b, by: calls.call_for(ref=Call.objects.get().ref, by=by),
    "care.messages.overdue_of_client": lambda _b, by: messages.overdue_of_client(
        client_id=a_client().pk, today=TODAY, by=by
    ),
    "clients.reachable.reachable": lambda b, by: reachable.reachable([b.client], by=by),
}
"""Query -> how it is asked of a small book, by somebody."""
RECORDED: Final = {"care": _recorded}
"""What of calls is there in the small book."""
MAY: Final[dict[str, set[str]]] = dict.fromkeys(
    ("care.calls.log_call", "care.calls.put_call_off", "care.calls.withdraw_call", "care.importing.import_calls"),
    _MAY_ACT,
)
"""Action -> who may."""
MAY_OPEN: Final[dict[str, set[str]]] = {
    "client_message": _EVERYBODY, **dict.fromkeys(("client_call", "client_call_later", "call_withdraw"), _WORKERS),
}  # fmt: skip
"""Page -> who may open it."""
ANSWERS: Final[dict[str, tuple[int | str, int | str]]] = {
    "client_call": (200, 422), "client_call_later": (200, 422), "client_message": (200, 405),
    "call_withdraw": (405, 404),
}  # fmt: skip
"""Page -> what GET and an empty POST answer to whoever may."""
NO_SCREEN: Final = {"call_withdraw": "takes a POST and leads back"}
"""Page -> why it is not among the screens."""
STATEMENTS: Final = {"care.today": 1, "care.client": 1}
"""How many statements a page asks more."""
CASES: Final = {
    "care.log_call": (
        lambda: {"client_ref": a_client().ref, "draft": CallDraft("no_answer"), "today": START}, "happens again",
    ),
    "care.put_call_off": (
        lambda: {"client_ref": a_client().ref, "until": day(5), "reason": "Ill", "today": START}, "happens again",
    ),
    "care.withdraw_call": (called, calls.CallNotFound),
    "care.import_calls": (lambda: {"text": FILE, "today": a_client() and START}, "sets what is set"),
}  # fmt: skip
"""Action -> what it is asked, and what comes of it without a key a second time."""
