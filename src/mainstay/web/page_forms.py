"""Which declared forms each page takes: their labels tell a person what they had typed there."""

from __future__ import annotations

import sys
from functools import cache
from typing import TYPE_CHECKING

from django.urls import URLPattern, get_resolver

from mainstay.billing.forms import SETTLES, PaymentForm
from mainstay.firm.forms.fields import TicksField
from mainstay.kernel.offers import merged

if TYPE_CHECKING:
    from collections.abc import Iterable, Mapping

    from django import forms


@cache
def page_forms() -> Mapping[str, tuple[type[forms.Form], ...]]:
    """Page -> its forms, as the FORMS of each module of views say; what it is sent beside them is for machines."""
    patterns = (pattern for pattern in get_resolver().url_patterns if isinstance(pattern, URLPattern))
    modules = sorted({pattern.callback.__module__ for pattern in patterns})
    return merged(getattr(sys.modules[module], "FORMS", {}) for module in modules)


def typed_on(page: str, fields: Iterable[tuple[str, str]]) -> list[tuple[str, str]]:
    """What a person typed on a page: the label of each field and what stood in it, without what was left as it was."""
    fields = tuple(fields)
    was_ticked = {value for name, value in fields if name == "was"}
    declared = {name: field for form in page_forms().get(page, ()) for name, field in form.base_fields.items()}
    found = []
    for name, value in fields:
        line = PaymentForm(invoices=[""]).fields[SETTLES] if name.startswith(SETTLES) else None
        field = declared.get(name, line)
        is_left = isinstance(field, TicksField) and value in was_ticked
        if value and field is not None and not is_left:
            chosen = dict(getattr(field, "choices", ()))
            found.append((str(field.label), str(chosen.get(value, value))))
    return found
