"""Amounts, days, shares and the words of the trade as a page shows them, in the language active now."""

from __future__ import annotations

from decimal import Decimal
from typing import TYPE_CHECKING, Final, NamedTuple
from zoneinfo import ZoneInfo

from django.utils.translation import get_language, ngettext, pgettext
from django.utils.translation import gettext as _
from markupsafe import Markup

from mainstay.billing.phrases.sentences import AGES
from mainstay.billing.rules.lines import quantity_text
from mainstay.clients.forms import PostponeForm, ProposalAnswerForm
from mainstay.clients.phrases import (
    WAYS,
    TermChange,
    answered_sentence,
    due_sentence,
    proposal_sentence,
    proposed,
    term_change,
)
from mainstay.clients.rules.proposing import RESTS_DAYS
from mainstay.firm.queries.own_currency import own_currency
from mainstay.firm.rules.permissions import OWNER
from mainstay.insight.phrases import STANDINGS
from mainstay.kernel import formatting, text
from mainstay.overview.phrases import happening_sentence
from mainstay.rates.phrases import total_sentence
from mainstay.scoring.phrases import moved_sentence
from mainstay.tasks.phrases import REPEATS

if TYPE_CHECKING:
    from collections.abc import Collection, Mapping
    from datetime import date, datetime

    from mainstay.billing.queries.receivables import Ageing
    from mainstay.clients.rules.drafts import Postponement, ProposalAnswer
    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.firm.forms.drafts import DraftForm
    from mainstay.rates.rules.converting import TotalAtRates
    from mainstay.scoring.queries.standings import StandingEvidence
    from mainstay.timeline.queries.events import Event

_LONG_NUMBER: Final = 15


def _language() -> str:
    return get_language() or "en"


def money(minor: int, currency: str) -> str:
    """£1,234.50."""
    return formatting.money(minor, currency, _language())


def about(minor: int, currency: str) -> str:
    """£1,200 for an amount nobody knows to the penny."""
    return formatting.about(minor, currency, _language())


def number_words(number: int) -> str:
    """1,234."""
    return formatting.number(number, 0, _language())


def figure(minor: int, currency: str) -> str:
    """1,234.50, a dash for nothing."""
    return formatting.figure(minor, currency, _language()) if minor else "–"


def quantity(millionths: int) -> str:
    """1.5, with as many decimals as it has."""
    exact = Decimal(quantity_text(millionths))
    return formatting.decimal(exact, max(-int(exact.as_tuple().exponent), 0), _language())


def amounts(by_currency: Mapping[str, int]) -> str:
    """£1.00 + ₺2.00, the firm's own currency first."""
    return formatting.amounts(by_currency, _language(), first=own_currency())


def total_words(total: TotalAtRates) -> str:
    """About £12,340 at your rates (EUR of 3 Nov)."""
    return total_sentence(total)


def day(value: date) -> str:
    """3 Mar 2026."""
    return formatting.day(value, _language())


def unbroken(text: str) -> str:
    """The same, which no line breaks: a day inside a sentence."""
    return text.replace(" ", "\N{NO-BREAK SPACE}")


def short_day(value: date) -> str:
    """3 Mar, where the year is plain."""
    return formatting.short_day(value, _language())


def moment(value: datetime, zone: str) -> str:
    """3 Mar 2026, 14:05, on the firm's clock."""
    return formatting.moment(value.astimezone(ZoneInfo(zone)), _language())


def long_day(value: date) -> str:
    """Monday 2 March 2026."""
    return formatting.long_day(value, _language())


def percent(share: float | None) -> str:
    """64%, a dash where nobody knows."""
    return "–" if share is None else formatting.percent(share, _language())


def lateness(days: float | None) -> str:
    """“3 days late”, “2 days early”, “on the day”; a dash where nobody knows."""
    if days is None:
        return "–"
    places = 0 if float(days).is_integer() else 1
    shown = formatting.number(abs(days), places, _language())
    text = ngettext("%(count)s day", "%(count)s days", 1 if abs(days) == 1 else 2) % {"count": shown}
    if days > 0:
        return _("%(days)s late") % {"days": text}
    return _("%(days)s early") % {"days": text} if days < 0 else _("on the day")


def event_sentence(happened: Event) -> str:
    """What happened, as a sentence."""
    return happening_sentence(
        happened.kind, happened.facts, lambda amount: formatting.money(amount.minor, amount.currency, _language())
    )


_PAGES: Final = {
    ("invoice", "i"): "invoice", ("allocation", "i"): "invoice", ("payment", "i"): "invoice",
    ("payment", "p"): "payment", ("task", "k"): "task", ("proposal", "p"): "proposal",
    ("attachment", "a"): "attachment",
}  # fmt: skip
"""What an event is about, and the first letter of its reference -> the page of that."""


def event_address(happened: Event) -> tuple[str, str] | None:
    """The page of what an event speaks of, and its reference there; None where it has no page."""
    page = _PAGES.get((happened.kind.partition(".")[0], happened.subject_ref.partition("-")[0]))
    return (page, happened.subject_ref) if page else None


def way_word(name: str) -> str:
    """“Call”, “Visit”, “Write”, “Meet”."""
    return str(WAYS.get(name, name))


def standing_word(name: str) -> str:
    """“steady client”, “drifting away”, “slow but sure”, “not paying”; a dash where nobody knows."""
    return str(STANDINGS.get(name, "–"))


def is_praise(name: str) -> bool:
    """Whether a rating praises: one that nobody shows beside money that is late for this client."""
    return name == "on_time"


def moved_since(evidence: StandingEvidence) -> str:
    """What a client was rated before, and which points changed most since."""
    return moved_sentence(evidence.was, [(one.label, one.moved) for one in evidence.moved])


def proposal_title(proposal: OpenProposal) -> str:
    """“Terms of 14 days”, “A deposit of 30% of each job”, “A credit limit of £500.00”."""
    words = proposed(proposal.kind, proposal.value, proposal.currency)
    return text.upper(words[:1], _language()) + words[1:]


def why_proposed(proposal: OpenProposal) -> str:
    """The sentence why."""
    return proposal_sentence(proposal)


def what_changes(proposal: OpenProposal) -> TermChange | None:
    """What accepting it changes: the term, from what to what, and from when on; None of something to do."""
    return term_change(proposal)


def how_answered(proposal: OpenProposal) -> str:
    """Who accepted or declined it, when and why."""
    return answered_sentence(proposal)


def rests_days() -> int:
    """For how many days something declined is not suggested again."""
    return RESTS_DAYS


def due_by(proposal: OpenProposal) -> str:
    """Who is to do it by when, and why it was put off."""
    return due_sentence(proposal)


def later_form() -> DraftForm[Postponement]:
    """The form that puts off, for each of the proposals on a page."""
    return PostponeForm.for_rows()


def answer_form() -> DraftForm[ProposalAnswer]:
    """The form that says not now, for each of the proposals on a page."""
    return ProposalAnswerForm.for_rows()


def until_words(days: int) -> str:
    """“3 days overdue”, “today”, “in 2 days”."""
    if days == 0:
        return _("today")
    if days < 0:
        return ngettext("%(count)d day overdue", "%(count)d days overdue", -days) % {"count": -days}
    return ngettext("in %(count)d day", "in %(count)d days", days) % {"count": days}


def share_of(part: int, whole: int) -> int:
    """A part of a whole in thousandths, for the width of a drawn bar."""
    return round(1000 * part / whole) if whole else 0


def undo_word(address: str) -> str:
    """What a button says that undoes what was done; in Turkish a record is cancelled, and anything else taken back."""
    return pgettext("what was recorded", "Undo") if "/undo/" in address else _("Undo")


def repeat_word(code: str) -> str:
    """How often a task comes again: “Every month”."""
    return str(REPEATS[code])


def initials(name: str) -> str:
    """The first letters of the first and the last word, in capitals as the language has them."""
    words = [word for word in name.split() if word[0].isalnum()]
    return text.upper("".join(word[0] for word in [*words[:1], *words[1:][-1:]]), _language())


def actor_name(actor: str) -> str:
    """Who did it: a person by name, or what the terminal acts as."""
    return _("the owner, in the terminal") if actor == OWNER else actor


def of_currency(amounts: Mapping[str, int], currency: str) -> int:
    """The amount in one currency; nothing where there is none."""
    return amounts.get(currency, 0)


class PagesAround(NamedTuple):
    """What leads from one page of a list to those beside it."""

    is_needed: bool
    has_previous: bool
    has_next: bool
    previous: int
    next: int


def pages_around(number: int, pages: int) -> PagesAround:
    """The pages before and after this one; none are needed where there is one page."""
    return PagesAround(pages > 1, number > 1, number < pages, number - 1, number + 1)


def is_late(days: int) -> bool:
    """Say whether so many days after the due day is late."""
    return days > 0


def selected(code: object, chosen: object) -> Markup:
    """The mark of the option that is chosen."""
    return Markup(" selected") if code == chosen else Markup("")


def checked(code: object, chosen: object) -> Markup:
    """The mark of the box or button that is chosen."""
    return Markup(" checked") if code == chosen else Markup("")


def checked_among(code: str, chosen: Collection[str]) -> Markup:
    """The mark of a box that is one of the ticked ones."""
    return Markup(" checked") if code in chosen else Markup("")


def current(place: str, here: str) -> Markup:
    """The mark of the place in the menu where one is."""
    return Markup(' aria-current="page"') if place == here else Markup("")


def number_dress(number: str) -> str:
    """The class of a document's number: a short one stays on its line."""
    return "text-nowrap" if len(number) < _LONG_NUMBER else "text-break"


class Age(NamedTuple):
    """What is open of one age: its place among the ages, its name in an address, its word."""

    place: int
    name: str
    word: str
    minor: int


def ages_of(ageing: Ageing) -> list[Age]:
    """The ages of which anything is open, the youngest first."""
    named = zip(AGES.items(), ageing.buckets_minor, strict=True)
    return [Age(place, name, str(word), minor) for place, ((name, word), minor) in enumerate(named) if minor]


def age_words() -> list[str]:
    """“not yet due”, “1-30 days”, ….."""
    return [str(word) for word in AGES.values()]


class Language(NamedTuple):
    """A language that the pages speak."""

    code: str
    name: str


def other_language() -> Language:
    """The one that is not spoken now."""
    return Language("en", "English") if _language() == "tr" else Language("tr", "Türkçe")
