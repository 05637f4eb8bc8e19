"""From what a person or a program typed to a draft and back.

A form is declared once, beside the package's drafts, and serves the browser (a POST), the terminal and the API (a
document): the same texts are read, the same draft is made, the same sentences stand beside the fields.
"""

from __future__ import annotations

from collections.abc import Mapping
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, Self, TypeVar

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from mainstay.kernel import formatting
from mainstay.kernel.currencies import is_currency
from mainstay.kernel.money import Money, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable
    from datetime import date

    from mainstay.intake.amounts import DecimalSign
    from mainstay.kernel.problem import Problem
    from mainstay.kernel.refusal import Refusal

from mainstay.firm.forms.fields import SHOWN, AmountField, CurrencyField, DayField, UnreadableError, amount_of
from mainstay.firm.forms.rows import RowsField

D = TypeVar("D")
ROW: Final = "0row0"
"""Stands for the row of a list in the ids of a form drawn for all of them."""


class DraftForm(forms.Form, Generic[D]):
    """A form whose cleaned values make one draft; what is wrong with the draft stands beside its fields.

    A subclass names its fields and says how they make the draft (`make`) and how a problem is told (`sentence_of`).
    `money_in` is the currency of amounts whose field names no other field; `seen` is the draft the form was opened
    with. An amount called `limit` stands in the draft as `limit_minor`. `today` is the firm's day, for drafts that ask
    for it and for days that have to have come.
    """

    label_suffix = ""
    columns: ClassVar[Mapping[str, str]] = {}
    """Field -> how many of twelve columns it takes, "6 sm-4" for six on a telephone and four beside; else all."""
    meanings: ClassVar[Mapping[str, Mapping[str, object]]] = {}
    """Field -> choice -> what it means, for choices that stand side by side as buttons."""
    sources: ClassVar[Mapping[str, str]] = {}
    """Field -> where its value lies in the draft, where the two are not called the same."""
    sentence_of: ClassVar[Any] = str
    """Problem -> sentence, one of the package's phrases."""
    refused: ClassVar[Mapping[str, str]] = {}
    """Code of a refusal of the action -> the field it is about."""

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        seen: D | None = None,
        money_in: str = "",
        likely: Iterable[str] = (),
        decimal: DecimalSign | None = None,
        initial: Mapping[str, Any] | None = None,
        today: date | None = None,
        auto_id: str = "%s",
    ) -> None:
        self.seen = seen
        self.today = today
        self.beside: dict[str, str] = {}
        """Field -> what a person should look at there, though nothing is wrong with it."""
        self.money_in = money_in
        self.decimal = decimal
        self._made: D | None = None
        self.wrong_cells: dict[str, dict[tuple[int, str], str]] = {}
        """Field of rows -> place and cell -> what is wrong there."""
        shown = {} if seen is None else self.texts(seen)
        self.cleaned_data: dict[str, Any] = {}
        super().__init__(data, initial={**shown, **(initial or {})}, label_suffix="", auto_id=auto_id)
        for name, field in self.fields.items():
            if field.error_messages["required"] is forms.Field.default_error_messages["required"]:
                field.error_messages["required"] = _("“%(field)s” is empty: fill it in.") % {"field": field.label}
            for day in field.cells.values() if isinstance(field, RowsField) else (field,):
                if isinstance(day, DayField):
                    day.today, day.is_plain = today, decimal is not None
            if isinstance(field, CurrencyField):
                field.offer((str(shown.get(name) or ""), money_in, *likely))

    @classmethod
    def for_rows(cls) -> Self:
        """The empty form that stands in each row of a list, drawn once: in its ids `ROW` stands for the row."""
        return cls(auto_id=f"%s-{ROW}")

    @classmethod
    def from_document(cls, document: Mapping[str, Any], **made_with: Any) -> DraftForm[D]:  # noqa: ANN401 -- as __init__
        """The form filled in by a program: days as 2026-03-31, amounts as "1200.50" whatever the language.

        A name the form does not have is an error of the whole form, so that a slip of the pen is not passed over.
        """
        form = cls({name: _plain(value) for name, value in document.items()}, decimal="point", **made_with)
        for name in document:
            if name not in form.fields:
                names = ", ".join(form.fields)
                form.add_error(None, _("There is no field “%(name)s”; these are: %(names)s.")
                               % {"name": str(name)[:SHOWN], "names": names})  # fmt: skip
        return form

    def make(self, values: dict[str, Any]) -> D:
        """The draft that the cleaned values make."""
        raise NotImplementedError

    def texts(self, draft: D) -> dict[str, Any]:
        """What stands in the fields when the form is opened on a draft: its values, amounts as figures."""
        language = get_language() or "en"
        texts = {}
        for name, field in self.base_fields.items():
            value = self._value_in(draft, name, field, self.money_in)
            if isinstance(field, RowsField):
                value = field.written(value, self._currency_in(draft, field, self.money_in), is_plain=False)
            texts[name] = formatting.figure(value[0], value[1], language) if isinstance(value, tuple) else value
        return {name: value for name, value in texts.items() if value is not None}

    @classmethod
    def document_of(cls, draft: D, *, money_in: str = "") -> dict[str, Any]:
        """A draft as `from_document` reads it: days as 2026-03-31, amounts as "1200.50", ticks as a list, else ""."""
        document: dict[str, Any] = {}
        for name, field in cls.base_fields.items():
            value = cls._value_in(draft, name, field, money_in)
            if isinstance(value, frozenset):
                document[name] = sorted(value)
                continue
            if isinstance(field, RowsField):
                document[name] = field.written(value, cls._currency_in(draft, field, money_in), is_plain=True)
                continue
            text = decimal_text(*value) if isinstance(value, tuple) else value
            document[name] = "" if text is None else str(text)
        return document

    @classmethod
    def _value_in(cls, draft: D, name: str, field: forms.Field, money_in: str) -> Any:  # noqa: ANN401 -- any field's
        """What a draft holds for a field; an amount as (minor units, currency), None for nothing."""
        source = cls.sources.get(name, name)
        if not isinstance(field, AmountField):
            return attrgetter(source)(draft)
        amount = getattr(draft, source if name in cls.sources else f"{name}_minor", None)
        if amount is None:
            amount = getattr(draft, source, None)
        if isinstance(amount, Money):
            return amount.minor, amount.currency
        if amount is None:
            return None
        return amount, cls._currency_in(draft, field, money_in)

    @classmethod
    def _currency_in(cls, draft: D, field: AmountField | RowsField, money_in: str) -> str:
        """The currency of an amount of a draft."""
        currency_from = cls.sources.get(field.currency_from, field.currency_from)
        return str((attrgetter(currency_from)(draft) if currency_from else "") or money_in)

    def problems_of(self, draft: D) -> Iterable[Problem]:
        """What keeps the draft from being saved; a subclass whose draft asks for more than itself says so here.

        A draft without problems of its own is scored by its action alone.
        """
        return getattr(draft, "problems", tuple)()

    def clean(self) -> dict[str, Any]:
        """Read the amounts, make the draft, and put what is wrong with it beside the fields."""
        values = self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, AmountField) and name in values:
                self._read_amount(name, field)
            if isinstance(field, RowsField) and name in values:
                self._read_rows(name, field)
        if self.errors:
            return values
        draft = self.make(dict(values))
        sentence_of = type(self).sentence_of
        for problem in self.problems_of(draft):
            self.add_error(self.field_of(problem), sentence_of(problem))
        self._made = draft
        return values

    def field_of(self, problem: Problem) -> str | None:
        """The field beside which a problem stands; None, above the form, for one about no field of it."""
        fields = {source: name for name, source in self.sources.items()}
        name = fields.get(problem.field, problem.field.removesuffix("_minor"))
        return name if name in self.fields else None

    @property
    def draft(self) -> D:
        """The draft of a valid form."""
        if not self.is_valid() or self._made is None:
            raise ValueError(self.errors)
        return self._made

    @property
    def sentences(self) -> list[str]:
        """Everything that is wrong, each sentence once, in the order of the fields, for the page and for a terminal."""
        order = [*self.fields, *self.errors]
        found = (str(error) for name in order if name in self.errors for error in self.errors[name])
        return list(dict.fromkeys(found))

    def refuse(self, refusal: Refusal) -> None:
        """Put what an action refused beside the fields it is about, or above the form where it is about no field."""
        said = refusal.params.get("fields")
        if not isinstance(said, Mapping):
            said = {self.refused.get(refusal.code, ""): str(refusal)}
        for name, sentence in said.items():
            plain = str(name).removesuffix("_minor")
            self.add_error(plain if plain in self.fields else None, str(sentence))

    def _read_amount(self, name: str, field: AmountField) -> None:
        text = self.cleaned_data[name]
        if not text and not field.required:
            self.cleaned_data[name] = None
            return
        currency = str(self.cleaned_data.get(field.currency_from) or self.money_in)
        if not is_currency(currency):
            # The currency has an error of its own, or the draft will ask for one.
            self.cleaned_data[name] = 0
            return
        try:
            self.cleaned_data[name] = amount_of(text, currency, decimal=self.decimal)
        except UnreadableError as error:
            self.add_error(name, str(error))

    def _read_rows(self, name: str, field: RowsField) -> None:
        currency = str(self.cleaned_data.get(field.currency_from) or self.money_in)
        found, wrong = field.read_rows(self.cleaned_data[name], currency, self.decimal)
        self.cleaned_data[name], self.wrong_cells[name] = found, wrong
        for (place, _cell), sentence in wrong.items():
            self.add_error(name, _("Line %(line)s: %(sentence)s") % {"line": place + 1, "sentence": sentence})


def _plain(value: object) -> object:
    return "" if value is None else value
