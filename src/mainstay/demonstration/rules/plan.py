"""Two years of a small IT support firm, made up from a seed and ending on a given day.

The cast says who the clients are and how they pay; here their invoices and payments get days and amounts. Days and
amounts do not depend on the language, and one client's do not depend on the others.
"""

from __future__ import annotations

import random
from calendar import monthrange
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from decimal import Decimal
from typing import TYPE_CHECKING, Final
from zoneinfo import ZoneInfo

from mainstay.billing.rules.demonstration import (
    CreditNoteIssued,
    DisputeClosed,
    InvoiceDisputed,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceWrittenOff,
    LossRecovery,
    PaymentExpected,
    PaymentReceived,
    PaymentRefunded,
    PaymentReversed,
)
from mainstay.clients.rules.demonstration import ClientAdded, ClientArchived, ClientMerged, DemonstrationContact
from mainstay.demonstration.rules.cast import ARCHIVED, IN_BRITAIN, IN_TURKIYE, TWINS, Character
from mainstay.demonstration.rules.words import FIRMS, WORDS, maintenance_text, spoken
from mainstay.kernel.money import Money
from mainstay.kernel.text import match_key

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable, Iterator
    from datetime import datetime

    from mainstay.kernel.offers import Dated

ORDER_IN_A_DAY: Final[tuple[type[Dated], ...]] = (
    ClientAdded,
    InvoiceIssued,
    InvoiceVoided,
    InvoiceDisputed,
    DisputeClosed,
    CreditNoteIssued,
    InvoiceWrittenOff,
    PaymentReceived,
    LossRecovery,
    PaymentReversed,
    PaymentRefunded,
    PaymentExpected,
    ClientMerged,
    ClientArchived,
)
"""What happens first when several things happen on one day."""


@dataclass(frozen=True, slots=True)
class DemonstrationPlan:
    """The demonstration firm and everything that ever happened in it, the oldest first."""

    name: str
    country: str
    language: str
    currency: str
    time_zone: str
    events: tuple[Dated, ...]

    @property
    def clients(self) -> tuple[ClientAdded, ...]:
        """The clients in the order in which they came, but for those that were merged into others."""
        gone = {event.client for event in self.events if isinstance(event, ClientMerged)}
        return tuple(event for event in self.events if isinstance(event, ClientAdded) and event.client not in gone)


DEFAULT_SEED: Final = 1453
_VAT: Final = Decimal("0.20")
_RISES: Final = {"TRY": ((1, Decimal("1.25")), (7, Decimal("1.15"))), "GBP": ((4, Decimal("1.05")),)}
"""Currency -> months on whose first day prices rise, and by how much."""
_ROUND_TO_MINOR: Final = {"TRY": 50_00, "GBP": 5_00}
_SATURDAY: Final = 5


def plan(seed: int, today: date, language: str) -> DemonstrationPlan:
    """Make up the demonstration firm as it stands on `today`; the same seed and day give the same story.

    Told in Turkish for "tr", otherwise in English. Nothing in it is dated after `today`.
    """
    in_language = spoken(language)
    name, country, currency, time_zone = FIRMS[in_language]
    events: list[Dated] = []
    for place, cast in (("TR", IN_TURKIYE), ("GB", IN_BRITAIN)):
        for number, character in enumerate(cast):
            key = _key_of(character.name)
            chance = random.Random(f"{seed}:{key}")  # noqa: S311 -- the same story again is wanted, not a secret
            events += _Story(character, key, place, number, today, in_language, chance).to_events()
    events += _tidied(events, today, in_language)
    rank = {kind: position for position, kind in enumerate(ORDER_IN_A_DAY)}
    events.sort(key=lambda event: (event.on, rank[type(event)]))
    return DemonstrationPlan(name, country, in_language, currency, time_zone, tuple(events))


def _key_of(name: str) -> str:
    return match_key(name).replace(" ", "-")


def _tidied(events: Iterable[Dated], today: date, language: str) -> Iterator[Dated]:
    """What the owner puts in order: a client that was added twice, and one with whom nothing is done any more."""
    added = {event.client: event for event in events if isinstance(event, ClientAdded)}
    for twin in TWINS:
        first, key = added[_key_of(twin.of)], _key_of(twin.name)
        name, role = twin.contact.split(" / ")
        address = f"{match_key(name).replace(' ', '.')}@{key}.example"
        yield replace(
            first,
            on=today - timedelta(days=twin.days_ago),
            client=key,
            name=twin.name,
            email="",
            contacts=(DemonstrationContact(name, address, "07700 900999", WORDS[language][role]),),
        )
        yield ClientMerged(today - timedelta(days=twin.merged_days_ago), key, first.client)
    for name, days_ago in ARCHIVED.items():
        yield ClientArchived(today - timedelta(days=days_ago), _key_of(name))


def day_there(language: str, now: datetime) -> date:
    """The day of an instant where the firm is that speaks this language: its story ends on its own today."""
    return now.astimezone(ZoneInfo(FIRMS[spoken(language)][3])).date()


def months_before(day: date, months: int) -> date:
    """The same day of an earlier month, or that month's last day where it is shorter."""
    year, month = divmod(day.year * 12 + day.month - 1 - months, 12)
    return date(year, month + 1, min(day.day, monthrange(year, month + 1)[1]))


def price_on(day: date, today: date, price: Money) -> Money:
    """What cost `price` today on an earlier day: before each rise between the two it was lower. Rounded down."""
    factor = Decimal(1)
    for year in range(day.year, today.year + 1):
        for month, rise in _RISES[price.currency]:
            if day < date(year, month, 1) <= today:
                factor *= rise
    step = _ROUND_TO_MINOR[price.currency]
    return Money(max(price.times(1 / factor).minor // step, 1) * step, price.currency)


@dataclass(frozen=True, slots=True)
class _Bill:
    """One invoice of the story; `back` counts from the client's latest, None for work beside the agreement."""

    key: str
    issued_on: date
    due_on: date
    total: Money
    net: Money
    reference: str
    late: int
    back: int | None


@dataclass(slots=True)
class _Story:
    """One client's story while it is told."""

    character: Character
    key: str
    place: str
    number: int
    today: date
    language: str
    chance: random.Random
    events: list[Dated] = field(default_factory=list)

    @property
    def currency(self) -> str:
        return "TRY" if self.place == "TR" else "GBP"

    def say(self, code: str) -> str:
        """What the firm writes for itself, in the language of the demonstration."""
        return WORDS[self.language][code]

    @property
    def home(self) -> str:
        """The language of the client: what they read of us, and what they are called, is in it."""
        return "tr" if self.place == "TR" else "en"

    def say_there(self, code: str) -> str:
        """What the client reads, in their language."""
        return WORDS[self.home][code]

    def telephone(self, person: int = 0) -> str:
        """A number that rings nowhere: Ofcom keeps 0113 496 0000 to 0999 and 07700 900000 to 900999 for stories.

        Türkiye keeps none; no exchange there begins with 000.
        """
        if self.place == "GB":
            return f"07700 900{self.number * 7 + person:03d}" if person else f"0113 496 0{self.number + 101}"
        return f"0500 000 {self.number:02d} {person:02d}" if person else f"0212 000 {self.number:02d} 00"

    def to_events(self) -> list[Dated]:
        """Tell the whole story: the client comes, is billed, pays or does not."""
        bills = self.bills()
        self.arrive(min(bill.issued_on for bill in bills) - timedelta(days=self.chance.randint(2, 6)))
        incidents = {incident.back: incident.kind for incident in self.character.incidents}
        habit = self.character.habit
        gathered: list[_Bill] = []
        for bill in bills:
            if bill.back is not None and bill.back in incidents:
                _INCIDENTS[incidents[bill.back]](self, bill)
            elif habit.never or (bill.back is not None and bill.back < habit.withheld):
                continue
            else:
                gathered.append(bill)
                if len(gathered) == habit.gathered:
                    self.pay(gathered, self.usual_day(bill))
                    gathered = []
        return self.events

    def arrive(self, on: date) -> None:
        """The client is added, with the people there."""
        character = self.character
        mail = f"{self.key}.example"
        contacts = []
        for place, written in enumerate(character.contacts, start=1):
            name, role = written.split(" / ")
            address = f"{match_key(name).replace(' ', '.')}@{mail}"
            contacts.append(DemonstrationContact(name, address, self.telephone(place), self.say(role)))
        self.events.append(
            ClientAdded(
                on=on,
                client=self.key,
                name=character.name,
                email=f"{WORDS[self.home]['mailbox']}@{mail}",
                phone=self.telephone(),
                city=character.city,
                country=self.place,
                currency=self.currency,
                language=self.home,
                terms_days=character.terms,
                client_group=self.say("occasional" if character.service else "maintained"),
                contacts=tuple(contacts),
            )
        )

    def bills(self) -> list[_Bill]:
        """Issue every invoice of the client, the oldest first."""
        rhythm, service = self.character.rhythm, self.character.service
        price = Money(self.character.net * self.chance.randint(96, 104), self.currency)  # 100 minor units, give or take
        latest = self.today - timedelta(days=rhythm.days_ago)
        bills = []
        for back in reversed(range(rhythm.count)):
            on = months_before(latest, back * rhythm.every_months)
            text = self.say_there(service) if service else maintenance_text(self.home, rhythm.every_months, on)
            bills.append(self.bill(f"{back:02d}", on, price_on(on, self.today, price), text, back))
        return sorted(bills + self.extra_bills(bills[0].issued_on, price), key=lambda bill: bill.issued_on)

    def extra_bills(self, first_on: date, price: Money) -> list[_Bill]:
        """Work beside the agreement, for clients with whom nothing is out of the ordinary."""
        habit = self.character.habit
        is_plain = not (self.character.service or self.character.incidents or habit.never)
        if not is_plain or habit.gathered > 1 or habit.withheld or habit.slower_tenths:
            return []
        extras = []
        for number in range(self.chance.randint(0, 2)):
            on = self.today - timedelta(days=self.chance.randint(80, 660))
            times, service = self.chance.randint(2, 4), self.chance.choice(("laptops", "backup", "migration"))
            if on > first_on:
                net = price_on(on, self.today, Money(price.minor * times, price.currency))
                extras.append(self.bill(f"extra-{number}", on, net, self.say_there(service), None))
        return extras

    def bill(self, key: str, on: date, net: Money, reference: str, back: int | None) -> _Bill:
        """Issue one invoice, and decide how late it would be paid in the ordinary way."""
        habit = self.character.habit
        tax = net.times(_VAT)
        late = self.chance.randint(habit.earliest, habit.latest)
        if back is not None:
            late += habit.slower_tenths * (self.character.rhythm.count - 1 - back) // 10
            if habit.lapse is not None and habit.lapse[0] == back:
                late = habit.lapse[1]
        due_on = on + timedelta(days=self.character.terms)
        bill = _Bill(f"{self.key}-{key}", on, due_on, net + tax, net, reference, late, back)
        self.events.append(InvoiceIssued(on, bill.key, self.key, due_on, bill.total, tax, reference))
        return bill

    def usual_day(self, bill: _Bill) -> date:
        """The day on which the invoice is paid in the ordinary way; banks rest on weekends."""
        day = max(bill.due_on + timedelta(days=bill.late), bill.issued_on)
        if self.character.habit.is_exact or day.weekday() < _SATURDAY:
            return day
        return day + timedelta(days=7 - day.weekday())

    def pay(self, bills: list[_Bill], on: date, *, minor: int | None = None, over: int = 0, nth: int = 1) -> str:
        """Pay invoices (or `minor` of one of them, or `over` too much) unless the day is still to come."""
        payment = f"{bills[-1].key}-paid-{nth}"
        if on <= self.today:
            settles = tuple((bill.key, bill.total.minor if minor is None else minor) for bill in bills)
            amount = Money(sum(part for _, part in settles) + over, self.currency)
            self.events.append(PaymentReceived(on, payment, self.key, amount, settles))
        return payment

    def receive(self, bill: _Bill, on: date, minor: int, nth: int) -> str:
        """Receive money that settles nothing."""
        payment = f"{bill.key}-paid-{nth}"
        self.events.append(PaymentReceived(on, payment, self.key, Money(minor, self.currency), ()))
        return payment


def _after(day: date, days: int) -> date:
    return day + timedelta(days=days)


def _yesterday(story: _Story, bill: _Bill) -> None:
    story.pay([bill], story.today - timedelta(days=1))


def _today(story: _Story, bill: _Bill) -> None:
    story.pay([bill], story.today)


def _goodwill(story: _Story, bill: _Bill) -> None:
    credit = Money(bill.total.minor // 10, bill.total.currency)
    story.events.append(CreditNoteIssued(_after(bill.issued_on, 5), story.key, bill.key, credit, story.say("goodwill")))
    story.pay([bill], max(story.usual_day(bill), _after(bill.issued_on, 6)), minor=(bill.total - credit).minor)


def _twice(story: _Story, bill: _Bill) -> None:
    story.pay([bill], story.usual_day(bill))
    again = story.receive(bill, _after(story.usual_day(bill), 4), bill.total.minor, 2)
    story.events.append(PaymentRefunded(_after(story.usual_day(bill), 9), again, bill.total.minor, story.say("twice")))


def _overpaid(story: _Story, bill: _Bill) -> None:
    story.pay([bill], story.usual_day(bill), over=bill.net.minor // 2)


def _part(story: _Story, bill: _Bill) -> None:
    story.pay([bill], _after(bill.due_on, 2), minor=bill.total.minor * 2 // 5)
    on = story.today - timedelta(days=1)
    story.events.append(PaymentExpected(on, bill.key, _after(story.today, 6), story.say("rest_promised")))


def _instalments(story: _Story, bill: _Bill) -> None:
    half, later = bill.total.minor // 2, _after(bill.due_on, 30)
    parts = ((bill.due_on, half), (later, bill.total.minor - half))
    for place, event in enumerate(story.events):
        if isinstance(event, InvoiceIssued) and event.invoice == bill.key:
            story.events[place] = replace(event, due_on=later, instalments=parts)
    for number, (on, minor) in enumerate(parts, start=1):
        story.pay([bill], on, minor=minor, nth=number)


def _bounced(story: _Story, bill: _Bill) -> None:
    first = story.pay([bill], _after(bill.due_on, 2))
    story.events.append(PaymentReversed(_after(bill.due_on, 6), first, story.say("bounced")))
    story.pay([bill], _after(bill.due_on, 15), nth=2)


def _voided(story: _Story, bill: _Bill) -> None:
    on = _after(bill.issued_on, 3)
    story.events.append(InvoiceVoided(on, bill.key, story.say("wrong_amount")))
    right = Money(bill.net.minor * 4 // 5, bill.net.currency)
    anew = story.bill(f"{bill.back:02d}-anew", on, right, bill.reference, None)
    story.pay([anew], story.usual_day(anew))


def _disputed(story: _Story, bill: _Bill) -> None:
    story.events.append(InvoiceDisputed(_after(bill.due_on, -4), bill.key, story.say("warranty")))


def _settled_dispute(story: _Story, bill: _Bill) -> None:
    credit, end = Money(bill.total.minor // 5, bill.total.currency), _after(bill.issued_on, 41)
    story.events += [
        InvoiceDisputed(_after(bill.issued_on, 8), bill.key, story.say("visits")),
        DisputeClosed(end, bill.key, story.say("visits_settled")),
        CreditNoteIssued(end, story.key, bill.key, credit, story.say("visit_credited")),
    ]
    story.pay([bill], _after(end, 3), minor=(bill.total - credit).minor)


def _lost(story: _Story, bill: _Bill) -> None:
    story.events.append(InvoiceWrittenOff(_after(bill.due_on, 150), bill.key, story.say("closed_down")))


def _recovered(story: _Story, bill: _Bill) -> None:
    story.events.append(InvoiceWrittenOff(_after(bill.due_on, 120), bill.key, story.say("insolvent")))
    minor, on = bill.total.minor * 3 // 10, _after(bill.due_on, 310)
    story.events.append(LossRecovery(on, bill.key, story.receive(bill, on, minor, 1), minor))


_INCIDENTS: Final[dict[str, Callable[[_Story, _Bill], None]]] = {
    "yesterday": _yesterday,
    "today": _today,
    "goodwill": _goodwill,
    "twice": _twice,
    "overpaid": _overpaid,
    "part": _part,
    "instalments": _instalments,
    "bounced": _bounced,
    "voided": _voided,
    "disputed": _disputed,
    "settled_dispute": _settled_dispute,
    "lost": _lost,
    "recovered": _recovered,
}
"""Kind of incident -> what it does to the invoice, in place of an ordinary payment."""
