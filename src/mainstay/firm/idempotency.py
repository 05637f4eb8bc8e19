"""An action that is sent a key happens once: sent again with the same key, it answers as it did the first time."""

from __future__ import annotations

import hashlib
import json
import sys
from collections.abc import Callable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import fields, is_dataclass
from datetime import date
from functools import partial, wraps
from inspect import signature, unwrap
from types import NoneType
from typing import TYPE_CHECKING, Any, Final, ParamSpec, TypeVar, cast, get_type_hints

from django.db import models, transaction
from django.utils.translation import gettext_lazy as _

from mainstay.firm.models import IdempotencyKey
from mainstay.firm.permissions import require
from mainstay.kernel.actor import Actor
from mainstay.kernel.refusal import NotFound, Refusal
from mainstay.store import bulk

if TYPE_CHECKING:
    from datetime import datetime

    from mainstay.firm.rules.permissions import Act

_Params = ParamSpec("_Params")
_Answer = TypeVar("_Answer")

_PLAIN: Final = (str, int, bool, NoneType)
_CLOCK: Final = frozenset({"now", "today"})
"""What the clock says differs when the same thing is sent again."""
_TAKE: Final = (
    "INSERT INTO firm_idempotencykey (key, action, digest, used_at) VALUES (%s, %s, %s, %s) ON CONFLICT DO NOTHING"
)
_keyed: Final[dict[str, str]] = {}
"""Action as `name_of` names it -> its module."""


class KeyUsedForAnother(Refusal):
    """The key was used before, by another action, by somebody else or with other values."""

    code = "key_used_for_another"
    sentence = _(
        "This was already sent once with other values, so nothing was saved this time. "
        "Look at what was saved before you send it again."
    )


class AnswerIsGone(NotFound):
    """The key was used before, and what it made has been removed since."""

    code = "answer_is_gone"
    sentence = _("This was already saved, and what was saved has been removed since.")


def keyed(act: Act) -> Callable[[Callable[_Params, _Answer]], Callable[_Params, _Answer]]:
    """Let an action take a `key`, which makes the same call again answer with the first result and write nothing.

    It stands directly under `@transaction.atomic`. `act` is the one that the action requires first: whoever does not
    have it, or no longer, is refused before the key is looked at, so nobody reads a stored answer by its key.

    The key is claimed by a row before the action begins, in the same transaction: of two at once the second waits for
    the first, and a refusal gives the key back. Used before for another action, or with other arguments (but for the
    clock's), it is refused with KeyUsedForAnother. Without a key the action is simply called; an action that calls
    another passes none on.

    An action may answer with None, a str, an int, a bool, a row of the book (which is read again), or a NamedTuple of
    these. Its annotation says how the stored answer is read; nothing that is stored names a type.
    """
    return partial(_keyed_by, act)


def _keyed_by(act: Act, action: Callable[_Params, _Answer]) -> Callable[_Params, _Answer]:
    name = name_of(action)
    if name in _keyed:
        msg = f"two actions are called {name}: a key tells them apart by package and name"
        raise ValueError(msg)
    usual = {argument.name: argument.default for argument in signature(action).parameters.values()}

    @wraps(action)
    def answered(*args: _Params.args, **kwargs: _Params.kwargs) -> _Answer:
        key = str(kwargs.get("key") or "")
        if not key:
            return action(*args, **kwargs)
        require(cast("Actor", kwargs["by"]), act)
        row = {"key": _hash(key), "action": name, "digest": _digest(kwargs, usual)}
        with transaction.atomic():
            if _is_taken(row, cast("datetime", kwargs["now"])):
                answer = action(*args, **kwargs)
                IdempotencyKey.objects.filter(key=row["key"]).update(answer=_stored(answer))
                return answer
            used = IdempotencyKey.objects.get(key=row["key"])
        if (used.action, used.digest) != (row["action"], row["digest"]):
            raise KeyUsedForAnother
        return cast("_Answer", _read(answer_type(action), used.answer))

    _keyed[name] = action.__module__
    return answered


def name_of(action: Callable[..., object]) -> str:
    """Package and name of an action, as a key remembers which one used it: "billing.record_payment"."""
    return f"{action.__module__.removeprefix('mainstay.').partition('.')[0]}.{action.__name__}"


def keyed_actions() -> Mapping[str, str]:
    """Every action that takes a key, of the modules imported so far, as `name_of` names it, with its module."""
    return _keyed


def action_of_key(key: str) -> str:
    """The action that used this key, as `name_of` names it, "" where none did.

    For a surface that must know before it acts, because what it would ask for depends on what is there.
    """
    rows = IdempotencyKey.objects.filter(key=_hash(key)) if key else IdempotencyKey.objects.none()
    return rows.values_list("action", flat=True).first() or ""


def mark_used(key: str, action: str, now: datetime) -> None:
    """Note that an action used this key, where the key could not be claimed before it: its book was not there yet.

    Inside a transaction; nothing is noted of "".
    """
    if key:
        IdempotencyKey.objects.create(key=_hash(key), action=action, digest="", used_at=now)


def used_at(key: str) -> datetime | None:
    """When an action first used this key, None where none did.

    For a surface that gives an act the day of the clock: sent again after midnight, it is still the act of that day.
    """
    rows = IdempotencyKey.objects.filter(key=_hash(key)) if key else IdempotencyKey.objects.none()
    return rows.values_list("used_at", flat=True).first()


def forget_keys(*, used_before: datetime) -> None:
    """Remove the keys used before an instant: what is sent again later happens again. Inside a transaction."""
    IdempotencyKey.objects.filter(used_at__lt=used_before).delete()


def answer_type(action: Callable[..., Any]) -> Any:  # noqa: ANN401 -- a type, or NoneType for None
    """What the action's annotation says it returns; TypeError for what cannot be stored and read again."""
    found = _hints(unwrap(action), ["return"])["return"]
    if not _is_answerable(found):
        msg = f"{action.__name__} answers with {found}, which cannot be stored under a key"
        raise TypeError(msg)
    return found


def _is_taken(row: Mapping[str, str], now: datetime) -> bool:
    """Claim the key; on PostgreSQL this waits for whoever claims the same one, on SQLite the transaction did."""
    return bulk.run_sql(_TAKE, [row["key"], row["action"], row["digest"], bulk.instant_text(now)]) == 1


def _hash(text: str) -> str:
    return hashlib.sha256(text.encode("utf-8", "surrogatepass")).hexdigest()


def _digest(given: Mapping[str, object], usual: Mapping[str, object]) -> str:
    """Tell one set of arguments from another; one left at its default counts as not given."""
    said = {
        name: _plain(value)
        for name, value in given.items()
        if name != "key" and name not in _CLOCK and value != usual[name]
    }
    return _hash(json.dumps(said, sort_keys=True))


def _plain(value: object) -> object:
    """A value as JSON: the same for equal values, another for others. TypeError for what is no value."""
    if isinstance(value, Actor):
        return [value.kind, value.id]
    if isinstance(value, _PLAIN):
        return value
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return hashlib.sha256(value).hexdigest()
    if is_dataclass(value) and not isinstance(value, type):
        return {field.name: _plain(getattr(value, field.name)) for field in fields(value)}
    if isinstance(value, Mapping):
        return sorted(([_plain(name), _plain(one)] for name, one in value.items()), key=json.dumps)
    if isinstance(value, AbstractSet):
        return sorted((_plain(one) for one in value), key=json.dumps)
    if isinstance(value, Sequence):
        return [_plain(one) for one in value]
    msg = f"{type(value).__name__} cannot stand in the digest of a key"
    raise TypeError(msg)


def _stored(answer: object) -> object:
    if isinstance(answer, models.Model):
        return answer.pk
    return [_stored(one) for one in answer] if isinstance(answer, tuple) else answer


def _read(kind: Any, stored: Any) -> Any:  # noqa: ANN401 -- the annotation says of which type
    """The stored answer as the action's annotation describes it."""
    if kind in _PLAIN:
        return stored
    if issubclass(kind, models.Model):
        row = kind._default_manager.filter(pk=stored).first()  # noqa: SLF001 -- Django's name for it
        if row is None:
            raise AnswerIsGone
        return row
    kinds = _hints(kind, kind._fields).values()
    return kind(*(_read(one, value) for one, value in zip(kinds, stored, strict=True)))


def _is_answerable(kind: Any) -> bool:  # noqa: ANN401 -- whatever an annotation may say
    if kind in _PLAIN:
        return True
    if not isinstance(kind, type):
        return False
    if issubclass(kind, tuple) and hasattr(kind, "_fields"):
        return all(map(_is_answerable, _hints(kind, kind._fields).values()))
    return issubclass(kind, models.Model)


def _hints(owner: Any, names: Sequence[str]) -> dict[str, Any]:  # noqa: ANN401 -- a function or a class
    """These annotations of a function or class alone: the others may name what only the type checker imports."""

    def only() -> None:
        """Bear the annotations."""

    only.__annotations__ = {name: owner.__annotations__[name] for name in names}
    space = getattr(owner, "__globals__", None) or vars(sys.modules[owner.__module__])
    return get_type_hints(only, globalns=space)
