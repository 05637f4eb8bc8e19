"""The environment of our templates: what every page can say, the same for all of them."""

from __future__ import annotations

from functools import cache
from pathlib import Path
from typing import TYPE_CHECKING, Final
from urllib.parse import quote

from django.forms import renderers
from django.forms.renderers import Jinja2
from django.template.defaultfilters import linebreaksbr, truncatechars
from django.templatetags.static import static
from django.urls import NoReverseMatch, get_script_prefix, reverse
from django.utils import translation
from django.utils.functional import cached_property
from django.utils.html import json_script
from django.utils.timesince import timeuntil
from jinja2 import Environment, StrictUndefined, nodes
from jinja2.compiler import CodeGenerator
from markupsafe import Markup

from mainstay.briefing.phrases import change_words
from mainstay.web import fields, outlooks, shown
from mainstay.web.drawn_once import drawn_once

if TYPE_CHECKING:
    from collections.abc import MutableMapping
    from typing import Any

    from django.template.backends.base import BaseEngine
    from jinja2 import BaseLoader
    from jinja2.compiler import Frame

_PLACE: Final = "0place0"
"""Stands for the one part of an address that differs from row to row."""
_SAFE: Final = "!$&'()*+,;=/~:@"
"""What Django leaves as it is in a path."""
FUNCTIONS: Final = (
    shown.quantity, shown.money, shown.about, shown.figure, shown.amounts, shown.number_words, shown.percent,
    shown.share_of, shown.total_words,
    shown.of_currency, shown.day, shown.short_day, shown.long_day, shown.moment, shown.unbroken, shown.lateness,
    shown.until_words, shown.event_sentence, shown.event_address,
    shown.way_word, shown.standing_word, shown.is_praise, shown.proposal_title,
    shown.repeat_word, shown.undo_word,
    shown.why_proposed, shown.what_changes, shown.how_answered, shown.rests_days,
    shown.answer_form, shown.initials, shown.actor_name, shown.pages_around,
    shown.is_late, shown.selected, shown.checked, shown.checked_among, shown.current, shown.number_dress,
    change_words,
    shown.moved_since, shown.due_by, shown.later_form, shown.other_language, shown.ages_of, shown.age_words,
    outlooks.how_late, outlooks.how_lost, outlooks.outlook_why, outlooks.turn_words, outlooks.what_if,
    outlooks.outlook_arithmetic,
    outlooks.own_date_words, outlooks.own_date_forecast,
    fields.styled, fields.in_row, fields.is_tick, fields.look_beside, fields.column_of, fields.buttons_of,
    static, json_script, timeuntil,
)  # fmt: skip
"""What a template calls by name: amounts, days, words, fields of forms."""


_CALLED: Final = {function.__name__ for function in FUNCTIONS} | {"url", "language", "icon", "_", "gettext", "ngettext"}
"""What is called as it is: it wants nothing of the page that calls it."""


class _PlainCalls(CodeGenerator):
    """Calls our functions as Python does; Jinja asks each at every call whether it wants the context of the page."""

    def visit_Call(  # type: ignore[override]  # noqa: N802 -- Jinja's name; its own decorator takes keywords alone
        self, node: nodes.Call, frame: Frame, *, forward_caller: bool = False
    ) -> None:
        """Write the call."""
        is_ours = isinstance(node.node, nodes.Name) and node.node.name in _CALLED
        if not is_ours or forward_caller or node.dyn_args or node.dyn_kwargs:
            super().visit_Call(node, frame, forward_caller=forward_caller)
            return
        self.visit(node.node, frame)
        self.write("(")
        for part in (*node.args, *node.kwargs):
            self.visit(part, frame)
            self.write(", ")
        self.write(")")


class Pages(Environment):
    """The environment of our pages: its functions are the same for every template, and called as they are."""

    code_generator_class = _PlainCalls

    def make_globals(self, d: MutableMapping[str, Any] | None) -> MutableMapping[str, Any]:
        """The functions themselves where a template has none of its own: one mapping less to look through."""
        return super().make_globals(d) if d else self.globals


def environment(*, loader: BaseLoader, auto_reload: bool, **_asked: object) -> Environment:
    """The one environment: strict about names, in the catalogues of Django, compiled once a process."""
    made = Pages(
        loader=loader,
        autoescape=True,
        auto_reload=auto_reload,
        undefined=StrictUndefined,
        extensions=["jinja2.ext.i18n"],
        trim_blocks=True,
        lstrip_blocks=True,
        keep_trailing_newline=False,
        cache_size=-1,
    )
    made.install_gettext_callables(  # type: ignore[attr-defined]  # the extension adds it
        translation.gettext,
        translation.ngettext,
        newstyle=True,
        pgettext=translation.pgettext,
        npgettext=translation.npgettext,
    )
    made.globals |= {function.__name__: function for function in FUNCTIONS}
    made.globals |= {"url": url, "language": language, "icon": _icons_of(loader, made), "drawn_once": drawn_once}
    made.globals |= {"_": translated, "gettext": translated, "ngettext": translated_number}
    made.filters |= {"linebreaksbr": linebreaksbr, "truncatechars": truncatechars}
    return made


class Inputs(Jinja2):
    """Draws the inputs of forms in this environment: by a template of ours where there is one, else by Django's."""

    @cached_property
    def engine(self) -> BaseEngine:
        """The templates of inputs."""
        folders = [Path(__file__).parent / "templates", Path(renderers.__file__).parent / "jinja2"]
        asked = {"environment": f"{__name__}.{environment.__name__}"}
        return self.backend({"APP_DIRS": False, "DIRS": folders, "NAME": "inputs", "OPTIONS": asked})


def translated(text: str, /, **values: object) -> Markup:
    """The text in the language active now, with what it names escaped."""
    said = _said(translation.get_language(), text)
    return said % values if "%" in said else said


@cache
def _said(language: str | None, text: str) -> Markup:
    """The text of the catalogue, found once a process: a page of a list says the same in each row."""
    del language  # part of the key alone: Django asks for it itself
    return Markup(translation.gettext(text))  # noqa: S704 -- of our catalogues


def translated_number(one: str, several: str, num: int, /, **values: object) -> Markup:
    """The text for so many in the language active now, with what it names escaped."""
    said = Markup(translation.ngettext(one, several, num))  # noqa: S704 -- of our catalogues
    return said % {"num": num, **values} if "%" in said else said


def language() -> str:
    """The language active now: en or tr."""
    return translation.get_language() or "en"


def url(name: str, *parts: object, **named: object) -> str:
    """The address of a page; its form is worked out once for each firm, since a list asks for it in each row."""
    if not named and not parts:
        return _address(get_script_prefix(), name)
    if not named and len(parts) == 1 and isinstance(part := parts[0], str) and part and "/" not in part:
        around = _around(get_script_prefix(), name)
        if around is not None:
            return f"{around[0]}{quote(part, safe=_SAFE)}{around[1]}"
    return reverse(name, args=parts, kwargs=named) if parts else reverse(name, kwargs=named)


@cache
def _address(prefix: str, name: str) -> str:
    del prefix  # part of the key alone: Django asks for it itself
    return reverse(name)


@cache
def _around(prefix: str, name: str) -> tuple[str, str] | None:
    """What stands before and behind the one part of an address; None where it takes no text."""
    del prefix
    try:
        before, _, after = reverse(name, args=[_PLACE]).partition(_PLACE)
    except NoReverseMatch:
        return None
    return before, after


def _icons_of(loader: BaseLoader, made: Environment) -> object:
    @cache
    def icon(name: str) -> Markup:
        """A drawing of the vendored set, to stand beside a word."""
        source, _, _ = loader.get_source(made, f"web/icons/{name}.svg")
        return Markup(source)  # noqa: S704 -- a file of ours

    return icon
