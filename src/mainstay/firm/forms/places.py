"""Countries, currencies and time zones to choose from, by the names CLDR gives them in the language active now."""

from __future__ import annotations

import re
from functools import cache
from typing import TYPE_CHECKING, Any, ClassVar, Final

from django import forms
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy as lazy

from mainstay.kernel.currencies import EXPONENTS
from mainstay.kernel.text import name_sort_key
from mainstay.kernel.zones import time_zones

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable

_LIKELY_COUNTRIES: Final = ("GB", "TR", "IE", "DE", "NL", "US")
_LIKELY_CURRENCIES: Final = ("GBP", "TRY", "EUR", "USD")
_CONTINENTS: Final = {
    "Africa": lazy("Africa"),
    "America": lazy("America"),
    "Antarctica": lazy("Antarctica"),
    "Arctic": lazy("Arctic"),
    "Asia": lazy("Asia"),
    "Atlantic": lazy("Atlantic Ocean"),
    "Australia": lazy("Australia"),
    "Europe": lazy("Europe"),
    "Indian": lazy("Indian Ocean"),
    "Pacific": lazy("Pacific Ocean"),
}
"""How names of the time zone database begin -> what stands above their cities."""
_LETTERS: Final = re.compile(r"[A-Z]{2}")
_NO_COUNTRIES: Final = frozenset({
    "AC", "CP", "CQ", "DG", "EA", "EU", "EZ", "IC", "QO", "TA", "UN", "XA", "XB", "ZZ",
})  # fmt: skip
"""What CLDR names among its territories and ISO 3166-1 does not: parts of countries, unions, letters for testing."""


class CountryField(forms.ChoiceField):
    """A country by its name; its value are the two letters of ISO 3166-1."""

    default_error_messages: ClassVar = {
        "invalid_choice": lazy("“%(value)s” is no country: write its two letters, as TR or GB.")
    }

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(choices=_now(_countries), **kwargs)


class CurrencyByNameField(forms.ChoiceField):
    """A currency by its name; its value are the three letters of ISO 4217."""

    default_error_messages: ClassVar = {
        "invalid_choice": lazy("“%(value)s” is no currency: write its three letters, as TRY or GBP.")
    }

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(choices=_now(_currencies), **kwargs)


class ZoneField(forms.ChoiceField):
    """A time zone from the list of the system; `data-guessed` lets the browser choose its own in a new form."""

    default_error_messages: ClassVar = {
        "invalid_choice": lazy("There is no time zone “%(value)s”: write it as Europe/Istanbul.")
    }

    def __init__(self, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        widget = kwargs.pop("widget", None) or forms.Select(attrs={"data-guessed": "time-zone"})
        super().__init__(choices=zone_choices, widget=widget, **kwargs)


def country_of_browser(accepted: str) -> str:
    """The country named by the first language that a browser accepts (“en-IE,en;q=0.9” says IE); "" for none."""
    region = accepted.partition(",")[0].partition(";")[0].strip().rpartition("-")[2].upper()  # machine text
    return region if region in dict(_territories("en")) else ""


def currency_of_country(code: str) -> str:
    """The currency in use in a country, "" where none of ours is."""
    from babel.numbers import get_territory_currencies  # noqa: PLC0415 -- its data are loaded only here

    return next((one for one in get_territory_currencies(code) if one in EXPONENTS), "")


def _now(listed: Callable[[str], list[Any]]) -> Callable[[], list[Any]]:
    """The choices in the language of whoever the form is drawn for."""
    return lambda: listed(get_language() or "en")


@cache
def _territories(language: str) -> tuple[tuple[str, str], ...]:
    from babel import Locale  # noqa: PLC0415 -- its names are loaded only where a country is chosen

    named = Locale(language).territories.items()
    return tuple((code, str(name)) for code, name in named if _LETTERS.fullmatch(code) and code not in _NO_COUNTRIES)


@cache
def _countries(language: str) -> list[Any]:
    names = dict(_territories(language))
    rest = _in_order(((code, name) for code, name in names.items() if code not in _LIKELY_COUNTRIES), language)
    return [*((code, names[code]) for code in _LIKELY_COUNTRIES), (_("All others"), rest)]


@cache
def _currencies(language: str) -> list[Any]:
    from babel import Locale  # noqa: PLC0415 -- its names are loaded only where a currency is chosen

    names = Locale(language).currencies
    said = {code: f"{code} · {names[code]}" if code in names else code for code in sorted(EXPONENTS)}
    rest = [(code, said[code]) for code in said if code not in _LIKELY_CURRENCIES]
    return [*((code, said[code]) for code in _LIKELY_CURRENCIES), (_("All others"), rest)]


def zone_choices() -> list[Any]:
    """UTC, then the zones of each continent by their cities, in the language active now."""
    return _zones(get_language() or "en")


@cache
def _zones(language: str) -> list[Any]:
    from babel import Locale  # noqa: PLC0415 -- its names are loaded only where a time zone is chosen

    named = Locale(language).time_zones
    found: list[Any] = [("UTC", "UTC")]
    for continent, name in _CONTINENTS.items():
        inside = ((zone, zone.partition("/")[2]) for zone in time_zones() if zone.startswith(f"{continent}/"))
        cities = ((zone, named.get(zone, {}).get("city") or rest.replace("_", " ")) for zone, rest in inside)
        found.append((str(name), _in_order(cities, language)))
    return found


def _in_order(named: Iterable[tuple[str, str]], language: str) -> list[tuple[str, str]]:
    return sorted(named, key=lambda one: name_sort_key(one[1], language))
