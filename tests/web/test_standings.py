"""What a client is to the firm, in a browser: shown with its reasons, set by hand and lifted, found in the list."""

from __future__ import annotations

import html
import re
from datetime import UTC, datetime, timedelta

import pytest
from tests import clock
from tests.builders import (
    ACT,
    ISIK,
    OBRIEN,
    OWNER,
    OZGE,
    START,
    a_client,
    a_paid_invoice,
    an_issued_invoice,
    day,
    questions,
    timeline,
)
from tests.tables import statements_of_packages

from mainstay.clients.actions.standings import override_standing
from mainstay.clients.models import StandingOverride
from mainstay.scoring.actions.scoring import score_book

WHY = "They signed “for three years” <b>twice</b>"


@pytest.fixture
def owner(book, browser):
    return browser(book, "owner")


@pytest.fixture
def isik(book):
    """Işık pays eight monthly invoices a day early: new, then steady. O'Brien never had an invoice."""
    client = a_client(ISIK)
    for month in range(8):
        issued = day(30 * month)
        a_paid_invoice(client, on=issued, paid_on=issued + timedelta(days=29))
    a_client(OBRIEN)
    for number in (20, 240):
        score_book(as_of=day(number), by=OWNER, now=datetime(2024, 12, 1, tzinfo=UTC))
    return client


def home(slug: str, client) -> str:
    return f"/{slug}/clients/{client.ref}/"


def by_hand(client, standing: str, reason: str = "New boss") -> StandingOverride:
    return override_standing(client_ref=client.ref, standing=standing, reason=reason, today=START, **ACT)


def words_of(answer) -> str:
    return re.sub(r"\s+", " ", html.unescape(re.sub(r"<[^>]+>", " ", answer.content.decode())))


def card_of(answer) -> str:
    page = answer.content.decode()
    begins = page.index('id="standing"')
    return page[begins : page.index("</section>", begins)]


def told() -> list[str]:
    return [row[0] for row in timeline() if row[0] in {"standing.overridden", "standing.lifted"}]


def kept() -> list[tuple[str, str, bool]]:
    rows = StandingOverride.objects.order_by("id").values_list("standing", "reason", "lifted_on")
    return [(standing, reason, lifted_on is None) for standing, reason, lifted_on in rows]


def test_the_page_says_what_a_client_is_and_why(book, owner, isik) -> None:
    card = card_of(owner.get(home(book, isik)))
    assert 'class="tag standing-steady">Steady</span>' in card
    words = re.sub(r"\s+", " ", re.sub(r"<[^>]+>", " ", card))
    for said in (
        "Pays on time, 8 invoices in 8 months, orders every month.",
        "since 26 Oct 2024 · as of 26 Oct 2024", "Losses Nothing lost in three years. 0",
        "Agreement Not known whether there is an agreement. – nothing known",
        "Share of income 100% of the income of the last year. 10 / 10", "Together; steady from 60 on",
        "20 Mar 2024 – 26 Oct 2024", "What does this mean?", "Override",
    ):  # fmt: skip
        assert said in words
    assert '<rect class="points-most" width="200" height="12"/><rect class="points-won" width="200"' in card
    assert "style=" not in card


def test_a_client_without_invoices_and_one_not_scored_yet(book, owner, isik) -> None:
    assert "No invoice yet." in card_of(owner.get(home(book, a_client(OBRIEN))))
    ozge = card_of(owner.get(home(book, a_client(OZGE))))
    assert "Not rated yet: this runs overnight." in ozge
    assert "tag standing-" not in ozge


def test_set_by_hand_it_stands_beside_the_evidence_until_it_is_lifted(book, owner, isik) -> None:
    form = f"{home(book, isik)}standing/"
    sent = {"key": "set", "standing": "drifting", "reason": WHY, "saw": ""}
    for _ in range(2):  # a double click
        answer = owner.post(form, sent)
        assert (answer.status_code, answer["Location"]) == (302, f"{home(book, isik)}#standing")
    assert kept() == [("drifting", WHY, True)]
    page = owner.get(home(book, isik))
    card = card_of(page)
    assert card.index(">Drifting away<") < card.index("rating-reasons")  # the line says what holds
    reasons = card.partition("rating-reasons")[2]
    places = [reasons.index(said) for said in (
        "Set by hand", ">Drifting away<", html.escape(WHY, quote=False), "owner Çağlar",
        "The automatic rating differs", ">Steady<",
    )]  # fmt: skip
    assert places == sorted(places)
    assert f"owner Çağlar Rating set by hand: Drifting away, because: {WHY}" in words_of(page)
    shown = owner.get(form)
    assert WHY in words_of(shown)
    assert re.search(r'value="drifting"[^>]* checked', shown.content.decode())
    saw = re.findall(r'name="saw" value="(s-\w+)"', shown.content.decode())
    assert len(saw) == 2
    for _ in range(2):  # a double click
        assert owner.post(form, {"key": "lift", "lift": "1", "saw": saw[0]}).status_code == 302
    assert kept() == [("drifting", WHY, False)]
    assert told() == ["standing.overridden", "standing.lifted"]
    assert "Set by hand" not in card_of(owner.get(home(book, isik)))


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ({"reason": WHY}, "Choose one of the ratings listed."),
        ({"standing": "great", "reason": WHY}, "Choose one of the ratings listed."),
        ({"standing": "new", "reason": " "}, "Say in a few words why."),
        ({"standing": "new", "reason": "x" * 301}, "The reason has 301 characters, 300 are kept: shorten it."),
        ({"lift": "1"}, f"The rating of {ISIK} isn’t set by hand: the automatic rating applies."),
    ],
)
def test_what_cannot_be_comes_back_as_typed(book, owner, isik, typed, sentence) -> None:
    answer = owner.post(f"{home(book, isik)}standing/", typed)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert sentence in words_of(answer)
    assert f">\n{html.escape(typed.get('reason', ''), quote=False)}</textarea>" in page
    chosen = re.findall(r'name="standing" value="(\w+)"[^>]* checked', page)
    assert chosen == ["new"] * (typed.get("standing") == "new")
    assert not StandingOverride.objects.exists()


def test_nobody_replaces_what_another_set_unseen(book, owner, isik) -> None:
    form = f"{home(book, isik)}standing/"
    by_hand(isik, "stepping_stone")
    answer = owner.post(form, {"standing": "drifting", "reason": WHY, "saw": ""})
    assert answer.status_code == 422
    assert ": Stepping stone, because: New boss. Check it, then save again." in words_of(answer)
    assert WHY in words_of(answer)
    saw = re.findall(r'name="saw" value="(s-\w+)"', answer.content.decode())[-1]
    assert owner.post(form, {"standing": "drifting", "reason": WHY, "saw": saw}).status_code == 302
    assert kept() == [("stepping_stone", "New boss", False), ("drifting", WHY, True)]


def test_a_reader_sees_both_and_sets_neither(book, browser, isik) -> None:
    by_hand(isik, "drifting")
    reader, form = browser(book, "reader"), f"{home(book, isik)}standing/"
    card = card_of(reader.get(home(book, isik)))
    assert ("Set by hand" in card, "The automatic rating differs" in card, form in card) == (
        True, True, False
    )  # fmt: skip
    for said in ({"standing": "new", "reason": "x"}, {"lift": "1"}):
        assert reader.post(form, said).status_code == 403
    assert reader.get(form).status_code == 403
    assert kept() == [("drifting", "New boss", True)]
    assert "What the ratings mean" in words_of(reader.get(f"/{book}/standings/"))


def test_the_list_shows_it_is_chosen_by_it_and_a_view_keeps_that(book, owner, isik) -> None:
    by_hand(a_client(OBRIEN), "drifting")
    page = owner.get(f"/{book}/clients/").content.decode()
    assert page.count('class="tag standing-steady">') == page.count('class="tag standing-drifting">') == 2
    for standing, names in (("steady", [ISIK]), ("drifting", ["O&#x27;Brien &amp; Sons"]), ("new", []),
                            ("great", [ISIK, "O&#x27;Brien &amp; Sons"])):  # fmt: skip
        listed = owner.get(f"/{book}/clients/", {"standing": standing}).content.decode()
        assert re.findall(r'clients/c-\w+/"[^>]*>([^<]+)</a></', listed) == names
    assert 'value="steady" selected' in owner.get(f"/{book}/clients/?standing=steady").content.decode()
    owner.post(f"/{book}/views/save/", {"standing": "drifting", "show": "owing", "name": "Ask them"})
    kept_view = owner.get(f"/{book}/clients/").content.decode()
    assert f'href="/{book}/clients/?show=owing&amp;standing=drifting">Ask them' in kept_view.replace(' dir="auto"', "")


def test_the_search_shows_it(book, owner, isik) -> None:
    found = owner.get(f"/{book}/search/", {"q": "isik"}).content.decode()
    assert 'class="tag standing-steady">Steady</span>' in found


def test_the_pages_ask_no_more_for_more(book, owner, isik) -> None:
    addresses = (home(book, isik), f"{home(book, isik)}standing/", f"/{book}/standings/",
                 f"/{book}/clients/?standing=steady", f"/{book}/search/?q=a")  # fmt: skip

    def ask() -> list[int]:
        counts = []
        for address in addresses:
            with questions() as asked:
                assert owner.get(address).status_code == 200
            counts.append(len(asked))
        return counts

    for_one = ask()
    for number in range(3):
        by_hand(isik, "steady", f"Reason {number}")
        by_hand(a_client(OBRIEN), "steady", f"Reason {number}")
    assert ask() == for_one
    assert max(for_one) <= 12 + statements_of_packages("client"), for_one


def test_what_would_change_it_is_worked_out_when_asked_for(book, browser):
    """Of a client who paid eight monthly invoices a day early, and then stopped."""
    today, client = clock.today(), a_client(ISIK)
    for month in range(8):
        issued = today - timedelta(days=40 + 30 * month)
        a_paid_invoice(client, on=issued, paid_on=issued + timedelta(days=29))
    score_book(as_of=today, by=OWNER, now=clock.now())
    reader, asked = browser(book, "reader"), '<a class="btn" href="?what-if#standing"'
    assert asked in card_of(reader.get(home(book, client)))
    page = reader.get(home(book, client) + "?what-if")
    assert asked not in card_of(page)
    assert "What could change this Nothing we know of." in words_of(page)
    for ago in (39, 38, 37):
        an_issued_invoice(client, on=today - timedelta(days=ago), due=today - timedelta(days=ago - 10))
    page = words_of(reader.get(home(book, client) + "?what-if"))
    assert "If what is overdue stays unpaid for 60 more days: Stepping stone, " in page
