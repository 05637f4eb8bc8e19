"""Mappings the owner saved, by name."""

from __future__ import annotations

import json

from django.utils.translation import gettext_lazy as _

from mainstay.clients.models import ImportMapping
from mainstay.kernel.refusal import NotFound


class MappingNotFound(NotFound):
    """No mapping of this name was saved."""

    code = "mapping_not_found"
    sentence = _("No mapping is called “%(name)s”; these are: %(names)s")


def saved_mapping(*, kind: str, name: str) -> str:
    """The JSON document of a saved mapping; MappingNotFound lists those there are."""
    found = ImportMapping.objects.filter(kind=kind, name=name).first()
    if found is None:
        names = ImportMapping.objects.filter(kind=kind).order_by("name").values_list("name", flat=True)
        raise MappingNotFound(name=name, names=", ".join(names) or "-")
    return json.dumps(found.document, ensure_ascii=False)


def has_saved_mappings() -> bool:
    """Say whether any mapping was saved."""
    return ImportMapping.objects.exists()
