"""The time zone of a client: as set, else guessed from its country, its region or its telephone number. Pure."""

from __future__ import annotations

import re
from functools import cache
from typing import Final, NamedTuple

from mainstay.clients.rules.countries import country_code
from mainstay.kernel.text import fold

_MAIN: Final = {
    "CY": "Asia/Nicosia", "DE": "Europe/Berlin", "ES": "Europe/Madrid", "PT": "Europe/Lisbon", "UA": "Europe/Kyiv",
    "NZ": "Pacific/Auckland", "CN": "Asia/Shanghai", "MY": "Asia/Kuala_Lumpur", "UZ": "Asia/Tashkent",
    "AR": "America/Argentina/Buenos_Aires", "CL": "America/Santiago", "EC": "America/Guayaquil",
}  # fmt: skip
"""Countries of several zones in one of which nearly everybody lives."""
_STATES: Final = {
    "US": {
        "America/New_York": "ct dc de fl ga in ma md me mi nc nh nj ny oh pa ri sc va vt wv connecticut delaware "
        "florida georgia indiana massachusetts maryland maine michigan ohio pennsylvania vermont virginia",
        "America/Chicago": "al ar ia il ks la mn mo ms nd ne ok sd tn tx wi alabama arkansas iowa illinois kansas "
        "louisiana minnesota missouri mississippi nebraska oklahoma tennessee texas wisconsin",
        "America/Denver": "co id mt nm ut wy colorado idaho montana utah wyoming",
        "America/Los_Angeles": "ca nv or wa california nevada oregon washington",
        "America/Phoenix": "az arizona",
        "America/Anchorage": "ak alaska",
        "Pacific/Honolulu": "hi hawaii",
    },
    "CA": {
        "America/Toronto": "on qc ontario quebec",
        "America/Winnipeg": "mb manitoba",
        "America/Regina": "sk saskatchewan",
        "America/Edmonton": "ab alberta",
        "America/Vancouver": "bc",
        "America/Halifax": "ns nb pe",
        "America/St_Johns": "nl",
    },
    "AU": {
        "Australia/Sydney": "nsw act",
        "Australia/Melbourne": "vic victoria",
        "Australia/Brisbane": "qld queensland",
        "Australia/Adelaide": "sa",
        "Australia/Perth": "wa",
        "Australia/Hobart": "tas tasmania",
        "Australia/Darwin": "nt",
    },
}
"""Country -> zone -> its states by code or name, folded."""
_CALLING: Final = {
    "20": "EG", "27": "ZA", "30": "GR", "31": "NL", "32": "BE", "33": "FR", "34": "ES", "36": "HU", "39": "IT",
    "40": "RO", "41": "CH", "43": "AT", "44": "GB", "45": "DK", "46": "SE", "47": "NO", "48": "PL", "49": "DE",
    "60": "MY", "65": "SG", "66": "TH", "81": "JP", "82": "KR", "84": "VN", "86": "CN", "90": "TR", "91": "IN",
    "92": "PK", "212": "MA", "213": "DZ", "216": "TN", "351": "PT", "352": "LU", "353": "IE", "354": "IS",
    "356": "MT", "357": "CY", "358": "FI", "359": "BG", "370": "LT", "371": "LV", "372": "EE", "380": "UA",
    "381": "RS", "385": "HR", "386": "SI", "389": "MK", "420": "CZ", "421": "SK", "852": "HK", "961": "LB",
    "962": "JO", "964": "IQ", "965": "KW", "966": "SA", "971": "AE", "972": "IL", "973": "BH", "974": "QA",
    "994": "AZ", "995": "GE",
}  # fmt: skip
"""Calling code -> the country it leads to."""


class Zone(NamedTuple):
    """A time zone by its name, "" for none, and whether nobody set it."""

    name: str
    is_guess: bool


def zone_of(*, time_zone: str, country: str, region: str, phone: str) -> Zone:
    """The client's time zone: the one that was set, else the one its country, region or number suggests."""
    if time_zone:
        return Zone(time_zone, is_guess=False)
    code = country_code(country)[0] if country.strip() else _country_called(phone)
    return Zone(_zone_in(code, region), is_guess=True)


def _country_called(phone: str) -> str:
    found = re.match(r"(?:\+|00)\s*((?:[0-9]\s?){1,3})", phone.strip())
    digits = re.sub(r"\s", "", found[1]) if found else ""
    return next((_CALLING[digits[:n]] for n in (3, 2) if digits[:n] in _CALLING), "")


def _zone_in(code: str, region: str) -> str:
    zones = _zones().get(code, ())
    if len(zones) == 1:
        return zones[0]
    words = fold(region)
    return next(
        (zone for zone, states in _STATES.get(code, {}).items() if words in states.split()), _MAIN.get(code, "")
    )


@cache
def _zones() -> dict[str, list[str]]:
    from babel.core import get_global  # noqa: PLC0415 -- loaded only where a zone is guessed

    return dict(get_global("territory_zones"))
