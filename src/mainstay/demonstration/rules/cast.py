"""Who the clients of the demonstration firm are, how they are billed, how they pay, and what went wrong with them.

All of it is relative to the day the story ends, so that any day has a morning worth reading. Names are made up.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final


@dataclass(frozen=True, slots=True)
class InvoicingRhythm:
    """`count` invoices, `every_months` apart on the same day of the month, the latest `days_ago` before the end."""

    every_months: int
    count: int
    days_ago: int


@dataclass(frozen=True, slots=True)
class PaymentHabit:
    """How a client pays, in days beyond terms: between two days, later by `slower_tenths` / 10 with each invoice.

    `lapse` is one payment far from the habit: (which invoice, counted back from the latest; days). `withheld` is how
    many of the latest invoices stay unpaid. `gathered` invoices are paid together. `is_exact` pays on weekends, too.
    """

    earliest: int
    latest: int
    slower_tenths: int = 0
    lapse: tuple[int, int] | None = None
    withheld: int = 0
    gathered: int = 1
    is_exact: bool = False
    never: bool = False


@dataclass(frozen=True, slots=True)
class Incident:
    """Something out of the ordinary about one invoice, counted `back` from the client's latest (0)."""

    kind: str
    back: int


@dataclass(frozen=True, slots=True)
class Character:
    """A client: `net` is the price of one invoice at the end of the story, in whole TRY or GBP without VAT.

    Without a `service` the invoices are for maintenance. Contacts are written "Name / role".
    """

    name: str
    city: str
    net: int
    rhythm: InvoicingRhythm
    terms: int
    habit: PaymentHabit
    contacts: tuple[str, ...]
    service: str = ""
    incidents: tuple[Incident, ...] = ()


@dataclass(frozen=True, slots=True)
class Twin:
    """A client of the cast that somebody added once more under another name, and merged some days later."""

    of: str
    name: str
    contact: str
    days_ago: int
    merged_days_ago: int


def _monthly(days_ago: int, count: int = 24) -> InvoicingRhythm:
    return InvoicingRhythm(1, count, days_ago)


def _quarterly(days_ago: int, count: int = 8) -> InvoicingRhythm:
    return InvoicingRhythm(3, count, days_ago)


def _once(days_ago: int) -> InvoicingRhythm:
    return InvoicingRhythm(1, 1, days_ago)


PROMPT: Final = PaymentHabit(-3, 3)
RELAXED: Final = PaymentHabit(2, 7)
EARLY: Final = PaymentHabit(-12, -6)
NEVER: Final = PaymentHabit(0, 0, never=True)

TWINS: Final = (Twin("Calder Print Works", "Calder Printworks Ltd", "Ken Sutcliffe / accounts", 34, 31),)
ARCHIVED: Final = {"Pennine Outdoor Supplies": 25}
"""Client -> so many days ago it was archived."""

# A table, two lines to a client.
# fmt: off
IN_TURKIYE: Final = (
    # Billed today; always reliable.
    Character("Işık İnşaat", "İstanbul", 48_000, _monthly(0), 30, PROMPT,
              ("Işıl Işık / owner", "İlker Şen / accounts")),
    # Always on the 45th day after the invoice, whatever the terms say.
    Character("Özge Çağlar Mimarlık", "İzmir", 21_500, _monthly(10), 30, PaymentHabit(15, 15, is_exact=True),
              ("Özge Çağlar / owner",)),
    # Slower month by month, and now longer than ever.
    Character("Çınar Lojistik", "Kocaeli", 64_000, _monthly(21), 30, PaymentHabit(0, 4, slower_tenths=17, withheld=3),
              ("Çağdaş Çınar / owner", "Gülşah Uğur / accounts")),
    Character("Kılıç Hukuk Bürosu", "Ankara", 27_000, _monthly(18), 30,
              PaymentHabit(0, 3, slower_tenths=13, lapse=(6, 62), withheld=3), ("Iraz Kılıç / owner",)),
    # Pays before it is due, every time.
    Character("Yıldız Tekstil", "Bursa", 52_500, _monthly(12), 30, EARLY,
              ("Yiğit Yıldız / owner", "Şule Öz / accounts")),
    # Has never paid; the work stopped.
    Character("Gökçe Gıda", "Mersin", 33_000, _monthly(75, 6), 30, NEVER,
              ("Tuğrul Gökçe / owner",)),
    # Later than usual today, though not for the first time.
    Character("Şahin Yedek Parça", "Ankara", 24_000, _monthly(12, 20), 14,
              PaymentHabit(-2, 4, lapse=(9, 41), withheld=2), ("Şükrü Şahin / owner",)),
    # Overdue since yesterday, as so often.
    Character("Kadıköy Kedi ve Köpek Kliniği", "İstanbul", 12_500, _monthly(16, 17), 14, PaymentHabit(5, 9),
              ("Ülkü Özdağ / owner",)),
    # Paid yesterday, and paid today.
    Character("Ünlü Eczanesi", "İzmir", 9_500, _monthly(15, 13), 14, PROMPT,
              ("Ayşegül Ünlü / owner",), incidents=(Incident("yesterday", 0),)),
    Character("Topçu Mali Müşavirlik", "İstanbul", 18_000, _monthly(27, 21), 30, PROMPT,
              ("Ümit Topçu / owner",), incidents=(Incident("today", 0),)),
    Character("Akağaç Mobilya", "Kayseri", 16_500, _monthly(24, 19), 30, RELAXED,
              ("Dağhan Akağaç / owner",)),
    Character("Deniz Diş Kliniği", "Antalya", 14_500, _monthly(9, 22), 30, PROMPT,
              ("İnci Deniz / owner",), incidents=(Incident("goodwill", 5),)),
    Character("İpek Turizm", "Muğla", 22_000, _monthly(11, 15), 30, PROMPT,
              ("İpek Güngör / owner",), incidents=(Incident("twice", 4),)),
    Character("Çelik Makine", "Konya", 71_000, _monthly(25), 30, RELAXED,
              ("Emre Çelik / owner", "Nilüfer Ağır / accounts")),
    Character("Yağmur Sigorta Aracılık", "Adana", 11_000, _monthly(6, 17), 14, PROMPT,
              ("Yağmur Işıksel / owner",)),
    # Gone quiet: all is paid, nothing was ordered for months.
    Character("Güneş Enerji", "Gaziantep", 30_000, _monthly(215, 14), 30, PROMPT,
              ("Oğuz Güneş / owner",)),
    # Closed down; both last invoices were written off.
    Character("Ferah Apart Otel", "Aydın", 13_500, _monthly(330, 9), 30, PaymentHabit(6, 20),
              ("Ferah Öztuna / owner",), incidents=(Incident("lost", 1), Incident("lost", 0))),
    Character("Bağlarbaşı Anaokulu", "İstanbul", 28_000, _quarterly(44, 6), 30, PROMPT,
              ("Gönül Aksüt / office",)),
    Character("Ege Zeytincilik", "Balıkesir", 36_000, _quarterly(20), 30, RELAXED,
              ("Müjgan Ege / owner",)),
    Character("Ilgaz Orman Ürünleri", "Kastamonu", 25_500, _quarterly(62), 30, RELAXED,
              ("Ilgaz Türkoğlu / owner",)),
    # Stepping stones: one piece of work, perhaps a second.
    Character("Öztürk Kuyumculuk", "İstanbul", 96_000, _once(410), 14, PROMPT,
              ("Özcan Öztürk / owner",), "cameras"),
    Character("Üçler Nakliyat", "Samsun", 58_000, _once(255), 14, RELAXED,
              ("Sıtkı Üçler / owner",), "network"),
    Character("Doğu Matbaa", "Erzurum", 42_000, InvoicingRhythm(8, 2, 33), 14, PaymentHabit(4, 7, withheld=1),
              ("Doğu Karabıyık / owner",), "server"),
    # A new client whose first invoice is late.
    Character("Şirin Pastanesi", "Eskişehir", 31_500, _once(24), 14, NEVER,
              ("Şirin Bozkır / owner",), "tills"),
)

IN_BRITAIN: Final = (
    # Late as ever: usual for them.
    Character("O'Brien & Sons", "Leeds", 620, _monthly(7), 30, PaymentHabit(10, 15),
              ("Niamh O'Brien / owner", "Declan O'Brien / accounts")),
    # Billed today.
    Character("Whitby & Rowe Solicitors", "Leeds", 840, _monthly(0), 30, PROMPT,
              ("Harriet Rowe / owner", "Owen Pugh / office")),
    # Overdue from today on.
    Character("Thornton Dental Care", "Bradford", 395, _monthly(15, 18), 14, PaymentHabit(3, 8),
              ("Imogen Thornton / owner",)),
    # Paid yesterday, before it was due.
    Character("Aire Valley Joinery", "Keighley", 260, _monthly(11, 16), 14, PROMPT,
              ("Tom Ackroyd / owner",), incidents=(Incident("yesterday", 0),)),
    # Disputes the bill for a server.
    Character("Fairweather Estates", "Harrogate", 2_900, InvoicingRhythm(6, 4, 52), 30, PROMPT,
              ("Gemma Fairweather / owner",), "server", (Incident("disputed", 0),)),
    # A dispute that ended well.
    Character("Calder Print Works", "Halifax", 480, _monthly(14, 23), 30, PROMPT,
              ("Joyce Sutcliffe / office",), incidents=(Incident("settled_dispute", 10),)),
    # Part of it came; the rest is promised.
    Character("Holbeck Brewing", "Leeds", 540, _monthly(14, 20), 30, PaymentHabit(-1, 6, lapse=(12, 24)),
              ("Jude Hartley / owner",), incidents=(Incident("part", 1),)),
    # Paid more than was asked: credit on account.
    Character("Marsh & Daughters Bakery", "Otley", 210, _monthly(13, 12), 30, PROMPT,
              ("Edith Marsh / owner",), incidents=(Incident("overpaid", 2),)),
    # Billed wrongly once, voided and billed anew.
    Character("Roundhay Architects", "Leeds", 710, _monthly(22), 30, PROMPT,
              ("Priya Nair / owner",), incidents=(Incident("voided", 3),)),
    Character("Bramley Motors", "Leeds", 330, _monthly(20, 14), 30, RELAXED,
              ("Kev Bramley / owner",), incidents=(Incident("bounced", 6),)),
    # Gathers three invoices and pays them together.
    Character("MacAllister Freight", "Hull", 950, _monthly(10), 30, PaymentHabit(0, 3, gathered=3),
              ("Fiona MacAllister / accounts",)),
    Character("Headingley Physio", "Leeds", 185, _monthly(5, 15), 14, PROMPT,
              ("Marcus Bell / owner",)),
    Character("St Aidan's Nursery", "York", 450, _quarterly(48), 30, PROMPT,
              ("Ruth Dyson / office",)),
    Character("Wharfe Veterinary Centre", "Ilkley", 690, _quarterly(25, 5), 30, PROMPT,
              ("Alun Rhys / owner",)),
    # Insolvent; part of what was written off came back.
    Character("Pennine Outdoor Supplies", "Skipton", 3_400, _once(430), 30, NEVER,
              ("Craig Holroyd / owner",), "network", (Incident("recovered", 0),)),
    Character("Kirkgate Coffee Roasters", "Leeds", 1_150, _once(300), 14, EARLY,
              ("Sofia Lindqvist / owner",), "tills"),
    Character("D'Arcy Interiors", "Harrogate", 1_980, InvoicingRhythm(5, 3, 140), 14, RELAXED,
              ("Eloise D'Arcy / owner",), "laptops", (Incident("instalments", 1),)),
    Character("Moorside Stables", "Haworth", 760, _once(180), 14, PaymentHabit(18, 24),
              ("Beth Moorhouse / owner",), "website"),
    # New: the first invoice is not due yet.
    Character("Ilkley Garden Centre", "Ilkley", 880, _once(6), 30, PROMPT,
              ("Hugh Pickering / owner",), "backup"),
)
# fmt: on
