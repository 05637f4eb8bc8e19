"""Parts of pages that are drawn once for as long as the answer that they show is remembered (store.result_cache)."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any, Final
from weakref import ref

from django.urls import get_script_prefix
from django.utils.translation import get_language

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable

    from markupsafe import Markup

_drawn: Final[dict[int, tuple[ref[Any], dict[Hashable, Markup]]]] = {}


def drawn_once(answer: object, /, *rests_on: Hashable, caller: Callable[[], Markup]) -> Markup:
    """What the block draws of an answer: drawn when it is first shown, then shown again until the answer goes.

    The answer is remembered for whoever may see it, until something is written. `rests_on` names all else that the
    block reads: whoever leaves something out shows one person what another one asked for.
    """
    key = (get_language(), get_script_prefix(), *rests_on)
    place = id(answer)
    found = _drawn.get(place)
    if found is None or found[0]() is not answer:
        found = _drawn[place] = (ref(answer, lambda gone: _forget(place, gone)), {})
    parts = found[1]
    part = parts.get(key)
    if part is None:
        part = parts[key] = caller()
    return part


def _forget(place: int, gone: ref[Any]) -> None:
    """An answer is gone, and with it what was drawn of it; another one may stand in its place by now."""
    found = _drawn.get(place)
    if found is not None and found[0] is gone:
        del _drawn[place]
