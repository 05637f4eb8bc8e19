"""Labels and sentences for what is known, and refused, about clients."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Final, NamedTuple

from django.utils.translation import get_language, gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from mainstay.clients.rules.ratings import RENAMED
from mainstay.clients.rules.receiving import received_in
from mainstay.insight.phrases import STANDINGS
from mainstay.intake.phrases import sentence as intake_sentence
from mainstay.kernel import formatting
from mainstay.kernel.money import Money

if TYPE_CHECKING:
    from collections.abc import Mapping

    from mainstay.clients.rules.proposing import OpenProposal
    from mainstay.kernel.problem import Problem

FIELDS: Final = {
    "name": _("Name"),
    "external_id": _("Number in your other product"),
    "email": _("E-mail"),
    "phone": _("Phone"),
    "street": _("Street"),
    "city": _("City"),
    "region": _("Region"),
    "postal_code": _("Postcode"),
    "country": _("Country"),
    "tax_number": _("Tax number"),
    "tax_office": _("Tax office"),
    "billing_address": _("Billing address"),
    "delivery_address": _("Delivery address"),
    "time_zone": _("Time zone"),
    "website": _("Website"),
    "language": _("Language"),
    "terms_days": _("Payment terms (days)"),
    "currency": _("Currency"),
    "credit_limit": _("Credit limit"),
    "deposit_percent": _("Deposit in percent"),
    "client_group": _("Group"),
    "responsible": _("Looked after by"),
    "tags": _("Tags"),
    "notes": _("Notes"),
    "role": _("Role"),
    "receives": _("Receives"),
}
"""What is known of a client or a contact -> its label."""

RECEIVED: Final = {
    "invoices": _("Invoices"),
    "reminders": _("Reminders"),
    "reports": _("Reports"),
    "articles": _("Articles"),
}
"""What a contact may receive -> its label."""

WAYS: Final = {
    "call": pgettext_lazy("way of contact", "Call"),
    "visit": pgettext_lazy("way of contact", "Visit"),
    "write": pgettext_lazy("way of contact", "Write"),
    "meet": pgettext_lazy("way of contact", "Meet"),
}
"""How one speaks to a client -> its label."""

STANDING_MEANINGS: Final = {
    "steady": _("Pays well and keeps coming back: you can plan with this client."),
    "stepping_stone": _("Brings work now and then, or pays late: welcome, but nothing to build on yet."),
    "new": _("The first invoice is at most ninety days old."),
    "drifting": _("Hasn’t ordered for longer than ever before, and longer than your clients usually stay away."),
    "too_early": _("Too little to go by: one or two jobs, nothing due yet, or just back after a long break."),
    "on_time": _("Nearly every invoice is paid by its due date."),
    "slow_but_sure": _("Every invoice is paid, but many of them late."),
    "at_risk": _("An invoice waits much longer than usual, or payments come too late to plan with."),
    "not_paying": _("Has left an invoice unpaid for good, has never paid one, or has stopped paying."),
}
"""Rating of a client -> what the word means."""

HAPPENINGS: Final = {
    "client.added": _("Client added"),
    "client.changed": _("Client details changed: %(changes)s"),
    "client.archived": _("Client archived"),
    "client.unarchived": _("Client brought back from the archive"),
    "client.merged": _("%(name)s was merged into this client"),
    "client.unmerged": _("Merge undone: %(name)s is a client of its own again"),
    "contact.added": _("Contact added: %(name)s"),
    "contact.changed": _("Contact %(name)s changed: %(changes)s"),
    "contact.removed": _("Contact removed: %(listed)s"),
    "next_contact.set": _("Next contact: %(way)s on %(on)s, about %(about)s"),
    "next_contact.moved": _(
        "Next contact moved: %(way)s on %(on)s, about %(about)s "
        "(before: %(was_way)s on %(was_on)s, about %(was_about)s)"
    ),
    "next_contact.done": _("%(way)s of %(on)s about %(about)s done: %(outcome)s"),
    "next_contact.dropped": _("%(way)s of %(on)s about %(about)s cancelled: %(outcome)s"),
    "standing.changed": "%(became)s",
    "standing.overridden": _("Rating set by hand: %(standing)s, because: %(reason)s"),
    "standing.lifted": _("Rating set by hand was lifted: %(standing)s, because: %(reason)s"),
    "proposal.accepted": _("Accepted: %(proposed)s"),
    "proposal.declined": _("Suggestion put off: %(proposed)s (%(answer)s)"),
    "proposal.reopened": _("Answer undone, suggestion open again: %(proposed)s"),
    "proposal.postponed": _("Put off until %(until)s: %(proposed)s (%(answer)s)"),
    "note.added": _("Note: %(text)s"),
    "mapping.saved": _("Columns of a file kept as the mapping “%(name)s”"),
}
"""Kind of event -> its sentence."""

_BECAME: Final = {
    "steady": _("Now a steady client; before: %(before)s."),
    "stepping_stone": _("Now a stepping stone; before: %(before)s."),
    "new": _("Now a new client; before: %(before)s."),
    "drifting": _("Drifting away now; before: %(before)s."),
    "too_early": _("Too early to say again; before: %(before)s."),
    "on_time": _("Now pays on time; before: %(before)s."),
    "slow_but_sure": _("Payment is now slow but sure; before: %(before)s."),
    "at_risk": _("Payment is now at risk; before: %(before)s."),
    "not_paying": _("Not paying any more; before: %(before)s."),
}

STANDING_CHANGED: Final = (_("now: %(standing)s"), _("%(name)s: %(standing)s since the last update."))
"""What changed since yesterday: beside the client, and by itself."""

RATINGS_CHANGED: Final = _("Ratings changed")
"""The heading above several of them."""
CONTACTS_MOVED: Final = _("Contacts")
NEXT_CONTACTS_MOVED: Final = _("Planned contacts")
RATINGS_MOVED: Final = _("Ratings set by hand")
PROPOSALS_MOVED: Final = _("Suggestions answered")
"""What goes along when two clients become one."""

CLIENTS_FOUND: Final = _("Clients")
"""What a search finds: the heading."""

FAULTS: Final = {
    "client_key": _("%(subject)s (%(ref)s) is kept under the %(key)s “%(is_now)s”; it should be “%(should_be)s”."),
    "client_currency_unknown": _("The client %(subject)s has the currency “%(currency)s”, which is not one in use."),
    "client_person_unknown": _("%(subject)s is looked after by %(person)s, who is not a person of this firm."),
    "entry_without_client": _(
        "Entry %(entry)s of the timeline (%(subject)s) tells of client %(missing)s, who is not there."
    ),
}
"""Code of a fault -> what is wrong, where, and what it should be."""

PROBLEMS: Final = {
    "name_missing": _("The client has no name: enter one."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
    "unknown_currency": _("“%(value)s” is not a currency in use: write its three letters, such as GBP or TRY."),
    "negative_terms": _("The terms are %(value)s days: enter 0 or more."),
    "long_terms": _("The terms are %(value)s days: enter %(limit)s or fewer."),
    "not_an_email": _("“%(value)s” has no @: enter a valid e-mail address."),
    "unknown_time_zone": _("“%(value)s” is not a time zone: write it as Europe/London."),
    "mistyped_tax_number": _("“%(value)s” can’t be right: its check digit doesn’t fit. Compare it with a document."),
    "many_tags": _("These are %(value)s tags: %(limit)s at most can be kept."),
    "unknown_language": _("“%(value)s” isn’t supported: choose English or Turkish."),
    "limit_without_currency": _("A credit limit needs a currency: choose the currency, or leave the limit empty."),
    "negative_limit": _("The credit limit is negative: enter 0 or more."),
    "deposit_is_no_part": _("The deposit is %(value)s percent: enter 1 to 100, or leave it empty."),
    "large_limit": _("The credit limit is above the largest amount allowed: correct it."),
}
"""Problem code -> what is wrong and what to do, in one sentence."""


CONTACT_PROBLEMS: Final = {
    "day_has_passed": _("%(value)s has passed: choose today or a later day."),
    "day_is_far_off": _("%(value)s is more than ten years ahead: correct the year."),
    "unknown_way": _("“%(value)s” is no way to speak to a client: choose to call, visit, write or meet."),
    "about_missing": _("Say in a few words what it will be about."),
    "too_long": _("“%(value)s” is longer than %(limit)s characters: shorten it."),
}
"""Problem code of a planned contact -> what is wrong and what to do."""

IMPORT_PROBLEMS: Final = {
    "client_ambiguous": _("%(count)s clients are called “%(value)s”: give the client’s own number in the file, too."),
    "client_unclear": _("%(count)s clients match “%(value)s” and its tax number: add the client number to the file."),
    "other_tax_number": _(
        "“%(value)s” has the tax number %(ours)s here: correct it, or add the client number to the file."
    ),
    "tax_numbers_differ": _(
        "“%(value)s” appears with different tax numbers: add client numbers to the file, or keep one row."
    ),
    "value_unfit": "%(why)s",
    "zone_left_out": _("“%(value)s” is not a time zone, so it was left out: write it as Europe/London."),
    "client_unknown": _("There is no client “%(value)s” in the book: import the clients first, then this file again."),
    "not_a_word_of_an_export": _("“%(value)s” isn’t what an export says here: leave the file as it was exported."),
    "reason_missing": _("The reason is missing: enter it."),
    "lifted_before_it_was_set": _("%(value)s is before the day it was set (%(set_on)s): correct one of the two."),
    "rated_otherwise": _("Another rating of “%(value)s” is set by hand here: remove it first, or leave this row out."),
    "answer_differs": _("The state is “%(state)s”, and the day of the answer “%(value)s”: correct one of the two."),
}
"""Problem code -> why a row of a file does not come into this book, and what to do."""


def import_sentence(problem: Problem) -> str:
    """Tell a person why a row of a file does not come in, in the language active now."""
    if problem.code in IMPORT_PROBLEMS:
        return str(IMPORT_PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}
    return intake_sentence(problem)


def problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a draft, in the language active now."""
    return str(PROBLEMS[problem.code]) % {"value": problem.value, **problem.params}


def contact_problem_sentence(problem: Problem) -> str:
    """Tell a person what is wrong with a planned contact, in the language active now."""
    value = _day(problem.value) if problem.field == "on" else problem.value
    return str(CONTACT_PROBLEMS[problem.code]) % {"value": value, **problem.params}


def planned(on: date, way: str, about: str) -> str:
    """Say what is planned: "Call on 3 Mar 2026: the renewal"."""
    return gettext("%(way)s on %(day)s: %(about)s") % {"way": WAYS[way], "day": _day(str(on)), "about": about}


_CONTACT_TITLES: Final = {
    "call": _("Call %(name)s"),
    "visit": _("Visit %(name)s"),
    "write": _("Write to %(name)s"),
    "meet": _("Meet %(name)s"),
}


def contact_title(way: str, name: str) -> str:
    """Say what is to be done: "Call Işık İnşaat"."""
    return str(_CONTACT_TITLES[way]) % {"name": name}


def contact_why(about: str, days: int, on: date) -> str:
    """Say about what, and since or until when: "The renewal. Planned for today."."""
    said = gettext("planned for today") if days == 0 else gettext("planned for %(day)s") % {"day": _day(str(on))}
    return gettext("%(about)s, %(when)s") % {"about": about, "when": said}


TO_DO: Final = {
    "stop": _("stop work until they have paid"),
    "call_payment": _("call about the overdue invoice"),
    "call_drifting": _("call and ask what has changed"),
    "agree_pay_day": _("agree on a fixed day for payments"),
    "offer_agreement": _("offer a maintenance agreement"),
}
"""What there may be to do about a client."""


def proposed(kind: str, value: int | None, currency: str = "") -> str:
    """Say what is proposed: "terms of 14 days", "a deposit of 30% of each job", "stop work until they have paid"."""
    language = get_language() or "en"
    if kind in TO_DO or value is None:
        return str(TO_DO[kind])
    if kind == "terms":
        return ngettext("terms of %(days)d day", "terms of %(days)d days", value) % {"days": value}
    if kind == "deposit":
        return gettext("a deposit of %(percent)s of each job") % {"percent": formatting.percent(value / 100, language)}
    return gettext("a credit limit of %(amount)s") % {"amount": formatting.money(value, currency, language)}


class TermChange(NamedTuple):
    """What accepting a suggestion changes: which term, from what to what, and from when on."""

    label: str
    before: str
    after: str
    since: str


def term_change(proposal: OpenProposal) -> TermChange | None:
    """Say what would change, or did, by accepting it, in the language active now; None of what is to be done."""
    if proposal.is_act:
        return None
    label, none, since = _TERMS[proposal.kind]
    before = _term(proposal, proposal.agreed) or str(none)
    if proposal.kind == "terms" and proposal.agreed is None:
        usual = _term(proposal, int(str(proposal.reason["terms_days"])))
        before = gettext("none agreed, usually %(days)s") % {"days": usual}
    return TermChange(str(label), before, _term(proposal, proposal.value), str(since))


_TERMS: Final = {
    "terms": (
        _("Payment terms"),
        _("none agreed"),
        _("For invoices you write from now on. Those already written keep their due dates."),
    ),
    "deposit": (
        _("Deposit"),
        _("none agreed"),
        _("For jobs you take on from now on. Jobs already agreed stay as they are."),
    ),
    "credit_limit": (
        _("Credit limit"),
        _("none set"),
        _("For what is open from now on. Invoices already written stay as they are."),
    ),
}
"""Kind -> what the term is called, what is said where there is none, and from when on it holds."""


def _term(proposal: OpenProposal, value: int | None) -> str:
    """A value of the term; "" for none."""
    language = get_language() or "en"
    if value is None:
        return ""
    if proposal.kind == "terms":
        return ngettext("%(days)d day", "%(days)d days", value) % {"days": value}
    if proposal.kind == "deposit":
        return gettext("%(percent)s of each job") % {"percent": formatting.percent(value / 100, language)}
    return formatting.money(value, proposal.currency, language)


def change_sentence(proposal: OpenProposal) -> str:
    """Say what would change in one line: "Payment terms: 30 days → 14 days. …"; "" of what is to be done."""
    change = term_change(proposal)
    return f"{change.label}: {change.before} → {change.after}. {change.since}" if change else ""


def answered_sentence(proposal: OpenProposal) -> str:
    """Say what became of it, by whom and when, in the language active now; "" while it is open."""
    if proposal.answered_on is None or proposal.state not in _ANSWERED:
        return ""
    values = {"who": proposal.answered_by, "day": formatting.day(proposal.answered_on, get_language() or "en")}
    said = str(_ANSWERED[proposal.state]) % values
    return f"{said} {proposal.answer}".strip()


_ANSWERED: Final = {
    "accepted": _("Accepted by %(who)s on %(day)s."),
    "declined": _("Declined by %(who)s on %(day)s."),
    "withdrawn": _("Withdrawn on %(day)s: the reason for it has gone."),
}


def due_sentence(proposal: OpenProposal) -> str:
    """Say who is to do it by when, and why it was put off; "" where neither is known."""
    if proposal.due_on is None:
        return ""
    values = {"who": proposal.who, "day": formatting.day(proposal.due_on, get_language() or "en")}
    said = gettext("%(who)s, by %(day)s.") if proposal.who else gettext("By %(day)s.")
    later = gettext("Put off: %(reason)s") % {"reason": proposal.later} if proposal.later else ""
    return f"{said % values} {later}".strip()


def proposal_sentence(proposal: OpenProposal) -> str:
    """Say why it is proposed, in the language active now."""
    language, figures = get_language() or "en", proposal.reason
    code, late = figures["code"], int(str(figures.get("late_days", 0)))
    if code in _WHY_TO_DO:
        return _why_to_do(str(code), int(str(figures.get("overdue_days", 0))))
    if code == "pays_late":
        said = ngettext(
            "Usually pays within %(days)d day of the due date. Shorter terms would bring the money in sooner.",
            "Usually pays within %(days)d days of the due date. Shorter terms would bring the money in sooner.",
            late,
        )
        return said % {"days": late}
    if code == "has_not_paid":
        said = ngettext(
            "Has not paid anything yet and is %(days)d day overdue; the next invoice should fall due sooner.",
            "Has not paid anything yet and is %(days)d days overdue; the next invoice should fall due sooner.",
            late,
        )
        return said % {"days": late}
    values = {"percent": formatting.percent(int(str(figures["chance_percent"])) / 100, language)}
    if code == "may_not_pay":
        said = gettext(
            "There is a %(percent)s chance the next job won’t be paid; this deposit keeps your expected loss below "
            "about 5%%."
        )
        return said % values
    values |= {
        name: formatting.money(int(str(figures[f"{name}_minor"])), proposal.currency, language)
        for name in ("income", "typical")
    }
    if code == "bears_one" and not int(str(figures["income_minor"])):
        said = gettext(
            "There is a %(percent)s chance an invoice won’t be paid, and you invoiced them nothing last year: one "
            "usual invoice open (%(typical)s) is enough."
        )
        return said % values
    if code == "bears_one":
        said = gettext(
            "There is a %(percent)s chance an invoice won’t be paid; next to the %(income)s you invoiced them last "
            "year, one usual invoice open (%(typical)s) is enough."
        )
        return said % values
    said = gettext(
        "There is a %(percent)s chance an invoice won’t be paid. This limit keeps your expected loss below about "
        "2%% of the %(income)s you invoiced them last year."
    )
    return said % values


_WHY_TO_DO: Final = {
    "call_drifting": _("They haven’t ordered for longer than ever before. Ask whether they still need you."),
    "agree_pay_day": _("They always pay, but late. A fixed day each month, or a standing order, would help."),
    "offer_agreement": _("They pay on time. An agreement would turn single jobs into steady work."),
    "does_not_pay": _("They left an invoice unpaid. From now on, work only against payment in advance."),
    "stop": "",
    "call_payment": "",
}
"""Code of a reason -> why; of what is overdue, `_why_to_do` says since when."""


def _why_to_do(code: str, overdue: int) -> str:
    if code == "stop":
        said = ngettext(
            "The oldest invoice is %(days)d day overdue. Take on no new work until it is paid, and tell them so.",
            "The oldest invoice is %(days)d days overdue. Take on no new work until it is paid, and tell them so.",
            overdue,
        )
        return said % {"days": overdue}
    if code == "call_payment":
        said = ngettext(
            "The oldest invoice is %(days)d day overdue. Call and agree on a day for the payment.",
            "The oldest invoice is %(days)d days overdue. Call and agree on a day for the payment.",
            overdue,
        )
        return said % {"days": overdue}
    return str(_WHY_TO_DO[code])


def unknown_country_sentence(country: str) -> str:
    """Ask which country is meant by words that name none."""
    return gettext(
        "We don’t know the country “%(country)s”, so its public holidays aren’t taken into account. Which one is it?"
    ) % {"country": country}


def unknown_countries_sentence(count: int) -> str:
    """Say of how many clients the country is not known."""
    return ngettext(
        "%(count)d client has a country we don’t know, so its public holidays aren’t taken into account:",
        "%(count)d clients have a country we don’t know, so its public holidays aren’t taken into account:",
        count,
    ) % {"count": count}


def happening_facts(facts: Mapping[str, object]) -> dict[str, object]:
    """What an event of ours keeps, with days, ways, standings and changed fields as a person reads them."""
    shown = dict(facts)
    for name in ("on", "was_on", "until"):
        if name in facts:
            shown[name] = _day(str(facts[name]))
    for name in ("way", "was_way"):
        if name in facts:
            shown[name] = WAYS.get(str(facts[name]), facts[name])
    shown["listed"] = " · ".join(str(facts[name]) for name in ("name", "role", "email", "phone") if facts.get(name))
    if _word_of(facts, "standing") in STANDINGS:
        shown["standing"] = STANDINGS[_word_of(facts, "standing")]
    if _word_of(facts, "to") in _BECAME:
        before = {"before": STANDINGS.get(_word_of(facts, "from"), facts["from"])}
        shown["became"] = str(_BECAME[_word_of(facts, "to")]) % before
    if "proposal" in facts:
        value = int(str(facts["value"])) if "value" in facts else None
        shown["proposed"] = proposed(str(facts["proposal"]), value, str(facts.get("currency", "")))
    if "fields" in facts:  # as the first imports told it
        names = str(facts["fields"]).split(", ")
        shown["changes"] = ", ".join(str(FIELDS.get(name.removesuffix("_minor"), name)) for name in names)
    elif isinstance(changes := facts.get("changes"), list):
        shown["changes"] = "; ".join(_change(change) for change in changes)
    return shown


def _word_of(facts: Mapping[str, object], name: str) -> str:
    """The word of a rating as it is said today."""
    word = str(facts.get(name, ""))
    return RENAMED.get(word, word)


def _change(change: Mapping[str, str]) -> str:
    field = change["field"]
    if "before" not in change:  # its words are erased
        return str(FIELDS.get(field, field))
    before, after = change["before"], change["after"]
    values = {"field": FIELDS.get(field, field), "before": value_shown(field, before)}
    values["after"] = value_shown(field, after)
    if not before:
        return gettext("%(field)s is now “%(after)s”") % values
    if not after:
        return gettext("%(field)s “%(before)s” was removed") % values
    return gettext("%(field)s “%(before)s” became “%(after)s”") % values


def value_shown(field: str, value: str) -> str:
    """A value of a field as a person reads it: a limit as an amount, a language by its name."""
    if field == "credit_limit" and value:
        amount = Money.from_text(value)
        return formatting.money(amount.minor, amount.currency, get_language() or "en")
    if field == "receives":
        return ", ".join(str(RECEIVED[code]) for code in RECEIVED if code in received_in(value))
    return {"en": "English", "tr": "Türkçe"}.get(value, value) if field == "language" else value


def _day(text: str) -> str:
    return formatting.day(date.fromisoformat(text), get_language() or "en")
