"""Terms of payment as people and products write them: days after the invoice, month ends, a day of the next month."""

from __future__ import annotations

import calendar
import re
from datetime import date, timedelta
from typing import Final, NamedTuple

from mainstay.kernel.text import fold

MOST_DAYS: Final = 999
_DAY_WORDS: Final = (
    r"(?:d|days?|calendar days|gun|gunluk|gundur|tage?n?|tagen|jours?|giorni|gg|dias?|dagen|dager|dagar|dage|dni|"
    r"working days|is gunu)"
)
_AT_ONCE: Final = frozenset(
    {"due on receipt", "on receipt", "upon receipt", "due upon receipt", "due on receipt of invoice", "receipt",
     "immediate", "immediately", "due immediately", "immediate payment", "payable immediately", "cod", "cash",
     "cash on delivery", "prepaid", "cash in advance", "cia", "pia", "payment in advance", "pesin", "hemen", "nakit",
     "on odeme", "sofort", "sofort fallig", "a reception", "comptant", "contado", "al contado", "contanti",
     "rimessa diretta", "teslimde nakit", "kapida odeme"},
)  # fmt: skip
_BEFORE: Final = (
    r"(?:[0-9.,]+\s*(?:%\s*)?/\s*[0-9]+,?\s*)?(?:(?:n|net|netto|vade|vadeli|due in|due within|within|payable within|"
    r"payment due in|zahlbar (?:innerhalb|in)(?: von)?|innerhalb von)\s*[-/:]?\s*)?"
)
_AFTER: Final = (
    r"(?:\s*(?:net|netto|vade|vadeli|from (?:the )?(?:invoice|issue|bill)(?: date)?|after (?:the )?(?:invoice|"
    r"issue|bill)"
    r"(?: date)?|of (?:the )?invoice(?: date)?|after invoice date|date facture|data fattura|d\.?f\.?|sonra|icinde))?\.?"
)
_PLAIN: Final = re.compile(rf"{_BEFORE}(?P<days>[0-9]{{1,3}})(?:[.,]0+)?\s*{_DAY_WORDS}?{_AFTER}")
_FROM_INVOICE: Final = re.compile(
    rf"fatura tarihinden (?:itibaren |sonra )?(?P<days>[0-9]{{1,3}})\s*{_DAY_WORDS}(?: sonra| icinde)?"
)
_WEEKS: Final = re.compile(rf"{_BEFORE}(?P<weeks>[0-9]{{1,2}})\s*(?:weeks?|hafta|wochen?|semaines?){_AFTER}")
_MONTHS: Final = re.compile(rf"{_BEFORE}(?P<months>[0-9]{{1,2}})\s*(?:months?|ay|monate?|mois|mesi){_AFTER}")
_END: Final = (
    r"(?:e\.?o\.?m\.?|end of (?:the |this |current )?month|month[- ]end|month end|ay sonu|ayin sonu|fin de mois|"
    r"fine mese|f\.?m\.?|monatsende|ende des monats|einde maand|fin de mes)"
)
_NEXT: Final = (
    r"(?:end of (?:the )?(?:following|next) month|end of (?:the )?month following(?: (?:the )?(?:month of )?invoice"
    r"(?: date| month)?)?|following month end|next month end|eom following|following eom|eofm|"
    r"(?:ertesi|gelecek|sonraki|izleyen|takip eden|muteakip|bir sonraki) ay(?:in)? sonu|fin du mois suivant|"
    r"ende des folgemonats)"
)
_MONTH_END: Final = re.compile(rf"{_BEFORE}{_END}")
_NEXT_END: Final = re.compile(rf"{_BEFORE}{_NEXT}")
_END_THEN_DAYS: Final = re.compile(
    rf"(?:net\s*)?{_END}\s*(?:\+|plus|arti|and)?\s*(?P<days>[0-9]{{1,3}})\s*{_DAY_WORDS}?(?:\s*sonra)?|"
    rf"(?P<days2>[0-9]{{1,3}})\s*{_DAY_WORDS}?\s*(?:after|from)\s*(?:the )?{_END}|"
    rf"ay sonundan (?:itibaren )?(?P<days3>[0-9]{{1,3}})\s*{_DAY_WORDS}(?: sonra)?"
)
_DAYS_THEN_END: Final = re.compile(
    rf"{_BEFORE}(?P<days>[0-9]{{1,3}})\s*{_DAY_WORDS}?\s*(?:vade(?:li)?|net|sonra|sonrasi)?\s*,?\s*(?:d\.?f\.?\s*)?{_END}"
)
_DAY_OF_NEXT: Final = re.compile(
    r"(?:due )?(?:on )?(?:the )?(?P<day>[0-9]{1,2})(?:st|nd|rd|th|\.)?(?: day)?(?: of)? (?:the )?(?:following|"
    r"next) month|"
    r"(?P<day2>[0-9]{1,2})(?:st|nd|rd|th)?\s*(?:m\.?f\.?i\.?|month following(?: invoice)?)|"
    r"(?:ertesi|gelecek|sonraki|izleyen|takip eden) ayin (?P<day3>[0-9]{1,2})\S{0,4}(?: gunu)?"
)


class Terms(NamedTuple):
    """When an invoice falls due, counted from its day.

    First `months` are added, then `days`. `month_end` says where the end of a month comes in: "" nowhere, "after" the
    counting, "before" it (the end of the month of the invoice, then months and days). `day` is a day of that month.
    """

    days: int = 0
    months: int = 0
    month_end: str = ""
    day: int = 0

    @property
    def plain_days(self) -> int | None:
        """The days after the invoice where the terms are no more than that."""
        return None if self.months or self.month_end or self.day else self.days

    def due_on(self, issued: date) -> date:
        """The day an invoice of this day falls due."""
        start = _month_end(issued) if self.month_end == "before" else issued
        if self.months:
            month = issued.month - 1 + self.months
            year, month = issued.year + month // 12, month % 12 + 1
            last = calendar.monthrange(year, month)[1]
            is_last = self.month_end == "before" or start.day > last
            start = date(year, month, last if is_last else start.day)
        if self.day:
            return start.replace(day=min(self.day, calendar.monthrange(start.year, start.month)[1]))
        due = start + timedelta(self.days)
        return _month_end(due) if self.month_end == "after" else due


def read_terms(text: str) -> Terms | None:  # noqa: C901, PLR0911 -- one line for each way of writing terms
    """Read terms ("Net 30", "2/10 net 30", "30 gün", "EOM + 30", "ay sonu", "20 MFI"); None when unclear."""
    words = fold(text).replace("_", " ")
    if words in _AT_ONCE:
        return Terms()
    for pattern in (_PLAIN, _FROM_INVOICE):
        if match := pattern.fullmatch(words):
            return Terms(int(match["days"]))
    if match := _WEEKS.fullmatch(words):
        return Terms(7 * int(match["weeks"]))
    if match := _MONTHS.fullmatch(words):
        return Terms(months=int(match["months"]))
    if _NEXT_END.fullmatch(words):
        return Terms(months=1, month_end="before")
    if _MONTH_END.fullmatch(words):
        return Terms(month_end="after")
    if match := _END_THEN_DAYS.fullmatch(words):
        return Terms(_days(match), month_end="before")
    if match := _DAYS_THEN_END.fullmatch(words):
        return Terms(int(match["days"]), month_end="after")
    if (match := _DAY_OF_NEXT.fullmatch(words)) and 1 <= (day := _days(match)) <= 31:  # noqa: PLR2004 -- days of a month
        return Terms(months=1, day=day)
    return None


def terms_days(text: str) -> int | None:
    """Read terms that are days after issue ("Net 30", "30 gün", "Due on receipt"); None when they are not."""
    terms = read_terms(text)
    return None if terms is None else terms.plain_days


def _days(match: re.Match[str]) -> int:
    return int(next(value for value in match.groups() if value))


def _month_end(day: date) -> date:
    return day.replace(day=calendar.monthrange(day.year, day.month)[1])
