"""The fields of the trade for Django's forms, and the reading of what people and programs type into them."""

from __future__ import annotations

import re
from datetime import date, timedelta
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.contrib.auth.password_validation import validate_password
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator
from django.utils.choices import BaseChoiceIterator
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mainstay.firm.forms.typed_days import typed_day
from mainstay.firm.phrases import PASSWORD_HINT
from mainstay.intake.amounts import OTHER_CURRENCY, TOO_LARGE, TOO_MANY_DECIMALS, DecimalSign, amount_reader
from mainstay.intake.dates import FIRST_YEAR, LAST_YEAR
from mainstay.kernel import formatting
from mainstay.kernel.currencies import EXPONENTS, exponent_of, is_currency
from mainstay.kernel.text import clean_lines, one_line
from mainstay.kernel.zones import time_zones

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator


_PLAIN_DAY: Final = re.compile(r"\d{4}-\d{2}-\d{2}", re.ASCII)
_LONGEST_DAY: Final = 40
_LONGEST_NUMBER: Final = len("-100000")
SHOWN: Final = 40
"""So many characters of a text that cannot be read stand in the sentence about it."""

NO_TIME_ZONE: Final = lazy("There is no time zone “%(value)s”: write it as Europe/Istanbul.")


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
    values = {"value": text[:SHOWN], "currency": currency, "example": example}
    if read == TOO_MANY_DECIMALS:
        raise UnreadableError(_("“%(value)s” has more decimals than %(currency)s: write it as %(example)s.") % values)
    if read == TOO_LARGE:
        raise UnreadableError(_("“%(value)s” is more than the largest amount allowed: correct it.") % values)
    if read == OTHER_CURRENCY:
        raise UnreadableError(
            _("“%(value)s” names another currency than %(currency)s: correct one of the two.") % values
        )
    if decimal is not None:
        raise UnreadableError(
            _("“%(value)s” is not an amount in %(currency)s: write it plainly, such as 1234.50.") % values
        )
    raise UnreadableError(_("“%(value)s” is not an amount: write it as %(example)s.") % values)


def day_of(text: str, *, today: date | None = None, is_past: bool = False) -> date:
    """A day as people type it (3 Nov, 3.11, tomorrow; 2026-11-03), read as `typed_day` does.

    Raises UnreadableError for what is no day.
    """
    if not text.strip():
        raise UnreadableError(_("Enter the date."))
    read = typed_day(text, today=today, is_past=is_past)
    if read is None:
        raise UnreadableError(
            _("“%(value)s” isn’t a date: write it like %(example)s.")
            % {"value": text[:SHOWN], "example": _("3 Nov 2026, 3.11 or tomorrow")}
        )
    return read


def plain_day_of(text: str) -> date:
    """A day as programs write it, 2026-11-03; raises UnreadableError for anything else."""
    if not text:
        raise UnreadableError(_("Enter the date."))
    if _PLAIN_DAY.fullmatch(text) and (read := typed_day(text, today=None)) is not None:
        return read
    raise UnreadableError(_("“%(value)s” is not a day: write it as 2026-03-31.") % {"value": text[:SHOWN]})


class _TextField(forms.CharField):
    """Text that is tidied and told to be too long in the sentence of the drafts."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.validators = [one for one in self.validators if not isinstance(one, MaxLengthValidator)]

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Refuse what is longer than what is kept."""
        super().validate(value)
        if self.max_length is not None and len(value) > self.max_length:
            values = {"value": value[:SHOWN] + "…", "limit": self.max_length}
            raise ValidationError(_("“%(value)s” is longer than %(limit)s characters: shorten it.") % values)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Let each text run in the direction of its own script, and nothing be suggested by the browser."""
        return {**super().widget_attrs(widget), "dir": "auto", "autocomplete": "off"}


class LineField(_TextField):
    """One line of text, kept with single spaces and without NUL, which PostgreSQL does not store."""

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the tidied text."""
        return one_line(str(value or ""))


class LinesField(_TextField):
    """Several lines of text, kept without trailing spaces and without NUL."""

    widget = forms.Textarea

    def to_python(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the tidied text."""
        return clean_lines(str(value or ""))


class PasswordField(forms.CharField):
    """A password that a person chooses: one that is not easily guessed, never shown again."""

    widget = forms.PasswordInput(render_value=False, attrs={"autocomplete": "new-password"})

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(max_length=128, help_text=PASSWORD_HINT, **kwargs)

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Refuse what is easily guessed."""
        super().validate(value)
        validate_password(value)


class TimeZoneField(forms.CharField):
    """A time zone by its name, such as Europe/Istanbul."""

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(max_length=64, **kwargs)

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Refuse one that there is not."""
        super().validate(value)
        if value and value not in time_zones():
            raise ValidationError(NO_TIME_ZONE % {"value": value[:SHOWN]})


class TicksField(forms.MultipleChoiceField):
    """Boxes that are ticked, as a frozenset of codes; one that is no choice any more is passed over."""

    widget = forms.CheckboxSelectMultiple

    def clean(self, value: Any) -> frozenset[str]:  # noqa: ANN401 -- Django's signature
        """Give the codes that are ticked."""
        return frozenset(filter(self.valid_value, self.to_python(value)))

    def prepare_value(self, value: Any) -> list[str]:  # noqa: ANN401 -- Django's signature
        """Tick these boxes."""
        return sorted(value or ())


class DayInput(forms.TextInput):
    """A day written in the language of whoever types it, with the calendar of the browser beside it."""

    template_name = "web/inputs/day.html"


class DayField(forms.Field):
    """A day, typed as people say it. `unhappened` is the sentence for a day that has not come (`today`).

    Years that an import rejects are refused here, too.
    """

    widget = DayInput(attrs={"autocomplete": "off", "maxlength": _LONGEST_DAY})

    def __init__(self, *, unhappened: object = "", **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(**kwargs)
        self.unhappened = unhappened
        self.today: date | None = None
        self.is_plain = False
        """Whether a program fills in the form: it writes 2026-11-03 and no other way."""

    def to_python(self, value: Any) -> date | None:  # noqa: ANN401 -- Django's signature
        """Read the day; nothing typed is no day."""
        if isinstance(value, date):
            return value
        text = str(value or "").strip()
        if not text and not self.required:
            return None
        try:
            return (
                plain_day_of(text) if self.is_plain else day_of(text, today=self.today, is_past=bool(self.unhappened))
            )
        except UnreadableError as error:
            raise ValidationError(str(error)) from error

    def validate(self, value: Any) -> None:  # noqa: ANN401 -- Django's signature
        """Refuse a year that cannot be meant, and a day that has not come, where the form is about what happened."""
        super().validate(value)
        if value is None:
            return
        today = self.today if self.unhappened else None
        if today is not None and value > today + timedelta(days=1):  # tomorrow has begun somewhere
            raise ValidationError(str(self.unhappened) % {"day": formatting.day(value, get_language() or "en")})
        if not FIRST_YEAR <= value.year <= LAST_YEAR:
            raise ValidationError(_("The year of %(value)s is out of range: correct it.") % {"value": value})

    def prepare_value(self, value: object) -> object:
        """Write a day as it is written elsewhere on the page."""
        return formatting.day(value, get_language() or "en") if isinstance(value, date) else value


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
        raise ValidationError(str(self.unread) % {"value": text[:SHOWN]})


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


class _Currencies(BaseChoiceIterator):
    """The likely currencies, then all others by their letters; written out when a form is drawn or read."""

    def __init__(self, likely: Iterable[str], *, is_required: bool) -> None:
        self._first = [code for code in dict.fromkeys(likely) if is_currency(code)]
        self._is_required = is_required

    def __iter__(self) -> Iterator[Any]:
        rest = [(code, code) for code in sorted(EXPONENTS.keys() - set(self._first))]
        if not self._is_required:
            yield ("", "–")
        yield from ((code, code) for code in self._first)
        yield from [(_("All others"), rest)] if self._first else rest


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
        self.choices = _Currencies(likely, is_required=self.required)
