"""From what a person or a program typed to a draft and back: Django forms with the fields of the trade.

A form is declared once, beside the package's drafts, and serves the browser (a POST), the terminal and the API (a
document): the same texts are read, the same draft is made, the same sentences stand beside the fields.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date, timedelta
from operator import attrgetter
from typing import TYPE_CHECKING, Any, ClassVar, Final, Generic, TypeVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mainstay.intake.amounts import OTHER_CURRENCY, TOO_LARGE, TOO_MANY_DECIMALS, DecimalSign, amount_reader
from mainstay.kernel import formatting
from mainstay.kernel.currencies import EXPONENTS, exponent_of, is_currency
from mainstay.kernel.money import Money, decimal_text

if TYPE_CHECKING:
    from collections.abc import Iterable

    from mainstay.kernel.problem import Problem
    from mainstay.kernel.refusal import Refusal

D = TypeVar("D")

_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_NUMBER: Final = len("-100000")
_SHOWN: Final = 40
"""So many characters of a text that cannot be read stand in the sentence about it."""


class UnreadableError(ValueError):
    """A text is no amount or no day; the message says so to a person and tells how to write it."""


def amount_of(text: str, currency: str, *, decimal: DecimalSign | None = None) -> int:
    """Whole minor units of an amount as people write it in the active language, or plainly, with a `decimal` given.

    Raises UnreadableError for a text that is no amount in this currency.
    """
    language = get_language() or "en"
    if not text.strip():
        raise UnreadableError(_("Enter the amount."))
    sign: DecimalSign = decimal or ("comma" if language == "tr" else "point")
    read = amount_reader(sign, exponent_of(currency), currency)(text)
    if isinstance(read, int):
        return read
    example = formatting.figure(123_456 * 10 ** exponent_of(currency) // 100, currency, language)
    values = {"value": text[:_SHOWN], "currency": currency, "example": example}
    if read == TOO_MANY_DECIMALS:
        raise UnreadableError(_("“%(value)s” has more decimals than %(currency)s: write it as %(example)s.") % values)
    if read == TOO_LARGE:
        raise UnreadableError(_("“%(value)s” is more than a book can hold: correct the amount.") % values)
    if read == OTHER_CURRENCY:
        raise UnreadableError(
            _("“%(value)s” names another currency than %(currency)s: correct one of the two.") % values
        )
    if decimal is not None:
        raise UnreadableError(
            _("“%(value)s” is not an amount in %(currency)s: write it plainly, such as 1234.50.") % values
        )
    raise UnreadableError(_("“%(value)s” is not an amount: write it as %(example)s.") % values)


def day_of(text: str) -> date:
    """A day written as 2026-03-31, which is what browsers send; raises UnreadableError for anything else."""
    if not text:
        raise UnreadableError(_("Enter the day."))
    try:
        if _DAY.fullmatch(text):
            return date.fromisoformat(text)
    except ValueError:
        pass
    raise UnreadableError(_("“%(value)s” is not a day: write it as 2026-03-31.") % {"value": text[:_SHOWN]})


class _TextField(forms.CharField):
    """Text that is tidied and told to be too long in the sentence of the drafts."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, MaxLengthValidator)]

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Refuse what is longer than what is kept."""
        super().validate(value)
        if self.max_length is not None and len(value) > self.max_length:
            values = {"value": value[:_SHOWN] + "…", "limit": self.max_length}
            raise ValidationError(_("“%(value)s” is longer than %(limit)s characters: shorten it.") % values)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let each text run in the direction of its own script, and nothing be suggested by the browser."""
        return {**super().widget_attrs(widget), "dir": "auto", "autocomplete": "off"}


class LineField(_TextField):
    """One line of text, kept with single spaces and without NUL, which PostgreSQL does not store."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the tidied text."""
        return " ".join(str(value or "").replace("\x00", "").split())


class LinesField(_TextField):
    """Several lines of text, kept without trailing spaces and without NUL."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the tidied text."""
        plain = str(value or "").replace("\x00", "")
        return "\n".join(line.rstrip() for line in plain.splitlines()).strip()


class DayField(forms.Field):
    """A day; a browser shows its calendar. `unhappened` is the sentence for a day that has not come (`today`)."""

    widget = forms.DateInput(attrs={"type": "date"})

    def __init__(self, *, unhappened: object = "", **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.unhappened = unhappened
        self.today: date | None = None

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 -- Django's signature
        """Read the day; nothing typed is no day."""
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text and not self.required:
            return None
        try:
            return day_of(text)
        except UnreadableError as error:
            raise ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Refuse a day that has not come, where the form is about something that happened."""
        super().validate(value)
        if value is None or self.today is None or not self.unhappened:
            return
        if value > self.today + timedelta(days=1):  # tomorrow has begun somewhere
            raise ValidationError(str(self.unhappened) % {"day": formatting.day(value, get_language() or "en")})

    def prepare_value(self, value: object) -> object:
        """Write a day as the browser's calendar takes it."""
        return value.isoformat() if isinstance(value, date) else value


class WholeField(forms.Field):
    """A whole number, such as days or percent; nothing typed is None. `unread` is the sentence for another text."""

    widget = forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off", "maxlength": 100})

    def __init__(self, *, unread: object, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.unread = unread

    def to_python(self, value: Any) -> int | None:  # noqa: ANN401 -- Django's signature
        """Read the number; a percent sign may stand beside it."""
        if isinstance(value, int) and not isinstance(value, bool):
            return value
        text = str("" if value is None else value).strip().strip("%").strip()
        if not text:
            return None
        if text.isascii() and text.removeprefix("-").isdigit() and len(text) <= _LONGEST_NUMBER:
            return int(text)
        raise ValidationError(str(self.unread) % {"value": text[:_SHOWN]})


class AmountField(forms.CharField):
    """An amount in the currency that stands in another field of the form, or that the form was made with.

    The form reads it (DraftForm.clean), for the field alone does not know the currency. Cleaned: minor units or None.
    """

    widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off", "maxlength": 100})
    default_error_messages: ClassVar = {"required": lazy("Enter the amount.")}

    def __init__(self, *, currency_from: str = "", **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.currency_from = currency_from
        self.validators = []  # the form reads whatever it is


class CurrencyField(forms.ChoiceField):
    """One of the currencies in use; those that are likely stand first (`likely`, set by the form)."""

    default_error_messages: ClassVar = {
        "required": lazy("Choose a currency."),
        "invalid_choice": lazy("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY."),
    }

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.offer(())

    def offer(self, likely: Iterable[str]) -> None:
        """List the likely ones first, then all others by their letters."""
        first = [code for code in dict.fromkeys(likely) if is_currency(code)]
        rest = [(code, code) for code in sorted(EXPONENTS.keys() - set(first))]
        empty = [] if self.required else [("", "–")]
        others: list[Any] = [(_("All others"), rest)] if first else rest
        self.choices = [*empty, *((code, code) for code in first), *others]


class DraftForm(forms.Form, Generic[D]):
    """A form whose cleaned values make one draft; what is wrong with the draft stands beside its fields.

    A subclass names its fields and says how they make the draft (`make`) and how a problem is told (`told`).
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
    told: ClassVar[Any] = str
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
        shown = {} if seen is None else self.texts(seen)
        self.cleaned_data: dict[str, Any] = {}
        super().__init__(data, initial={**shown, **(initial or {})}, label_suffix="", auto_id=auto_id)
        for name, field in self.fields.items():
            if isinstance(field, DayField):
                field.today = today
            if isinstance(field, CurrencyField):
                field.offer((str(shown.get(name) or ""), money_in, *likely))

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
                               % {"name": str(name)[:_SHOWN], "names": names})  # fmt: skip
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
            texts[name] = formatting.figure(value[0], value[1], language) if isinstance(value, tuple) else value
        return {name: value for name, value in texts.items() if value is not None}

    @classmethod
    def document_of(cls, draft: D, *, money_in: str = "") -> dict[str, str]:
        """A draft as `from_document` reads it: days as 2026-03-31, amounts as "1200.50", nothing as ""."""
        document = {}
        for name, field in cls.base_fields.items():
            value = cls._value_in(draft, name, field, money_in)
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
        currency_from = cls.sources.get(field.currency_from, field.currency_from)
        return amount, str((attrgetter(currency_from)(draft) if currency_from else "") or money_in)

    def problems_of(self, draft: D) -> Iterable[Problem]:
        """What keeps the draft from being saved; a subclass whose draft asks for more than itself says so here.

        A draft without problems of its own is judged by its action alone.
        """
        return getattr(draft, "problems", tuple)()

    def clean(self) -> dict[str, Any]:
        """Read the amounts, make the draft, and put what is wrong with it beside the fields."""
        values = self.cleaned_data
        for name, field in self.fields.items():
            if isinstance(field, AmountField) and name in values:
                self._read_amount(name, field)
        if self.errors:
            return values
        draft = self.make(dict(values))
        told = type(self).told
        for problem in self.problems_of(draft):
            self.add_error(self.field_of(problem), told(problem))
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


def _plain(value: object) -> object:
    return "" if value is None else value
