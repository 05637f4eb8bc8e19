"""What people decided of clients comes back from an export: ratings set by hand, suggestions, answers, what waits."""

from __future__ import annotations

import csv
from dataclasses import replace
from datetime import timedelta
from typing import TYPE_CHECKING

import pytest
from tests.builders import ACT, OWNER, a_client, day
from tests.overview.test_export import decided, proposed

from mainstay.clients.actions.importing import import_client_file
from mainstay.clients.actions.proposals import accept_proposal, decline_proposal, postpone_proposal
from mainstay.clients.actions.standings import override_standing
from mainstay.clients.formats.client_layouts import SUBJECT
from mainstay.clients.models import Client, Proposal, StandingOverride
from mainstay.clients.rules.acts import OVERRIDE_STANDING
from mainstay.firm.actions.permissions import change_role_acts
from mainstay.intake.import_reading import Wishes, read_import
from mainstay.overview.queries.export import export_to
from mainstay.store.context import use_firm

if TYPE_CHECKING:
    from pathlib import Path

    from mainstay.clients.actions.importing import ClientsOutcome

SHEETS = ("standings-by-hand", "proposals")


def bring(file: Path, **who: object) -> ClientsOutcome:
    reading = read_import(file, SUBJECT, Wishes())
    assert reading.is_settled
    return import_client_file(
        import_reading=reading, rejects_file=None, **{**ACT, "now": ACT["now"] + timedelta(days=60), **who}
    )  # type: ignore[arg-type]


def rows(folder: Path, name: str) -> list[dict[str, str]]:
    with (folder / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
        return [{**row, "Mainstay ref": ""} for row in csv.DictReader(file)]


def answered() -> None:
    """Suggestions in each state, one of them put off to somebody else."""
    client = a_client("Gökçe Gıda", currency="TND", terms_days=30, credit_limit_minor=5_000_500)
    proposed(client, "terms", days=14, agreed=30)
    proposed(client, "deposit", percent=40)
    proposed(client, "credit_limit", minor=1_300_000, currency="TND", agreed=5_000_500)
    proposed(client, "stop", who="Sarah Whitfield", due_on=day(45), state="withdrawn", answered_on=day(44))
    accept_proposal(ref="p-terms", today=day(41), **ACT)
    decline_proposal(ref="p-credit_limit", reason="@we meet in May", today=day(42), **ACT)
    postpone_proposal(ref="p-deposit", until=day(70), reason="=after the fair", who="Özge", today=day(43), **ACT)


@pytest.mark.parametrize("form", ["book.xlsx", "folder"])
def test_all_of_it_is_equal_after_export_and_import(book, new_book, tmp_path, form):
    decided()
    answered()
    export_to(tmp_path / form, by=OWNER)
    export_to(tmp_path / "seen", by=OWNER)
    with use_firm(new_book()):
        if form == "folder":
            for name in ("clients", *SHEETS):
                assert bring(tmp_path / form / f"{name}.csv").rejected == 0
        else:
            found = bring(tmp_path / form)
            assert (found.clients, found.decisions, found.rejected) == (3, 7, 0)
        export_to(tmp_path / "again", by=OWNER)
        for name in SHEETS:
            assert len(rows(tmp_path / "seen", name)) > 2
            assert rows(tmp_path / "again", name) == rows(tmp_path / "seen", name)
            found = bring(tmp_path / "seen" / f"{name}.csv")
            assert (found.decisions, found.unchanged) == (0, len(rows(tmp_path / "seen", name)))


def test_what_an_update_suggested_meanwhile_takes_over_who_does_it_and_when(book, new_book, tmp_path):
    answered()
    export_to(tmp_path / "seen", by=OWNER)
    with use_firm(new_book()):
        bring(tmp_path / "seen" / "clients.csv")
        proposed(Client.objects.get(), "deposit", percent=40, proposed_on=day(50), due_on=day(64))
        bring(tmp_path / "seen" / "proposals.csv")
        [there] = Proposal.objects.filter(kind="deposit")
        assert (there.state, there.who, there.due_on, there.later) == ("open", "Özge", day(70), "=after the fair")
    with use_firm(new_book()):
        bring(tmp_path / "seen" / "clients.csv")
        proposed(Client.objects.get(), "deposit", percent=60, proposed_on=day(50))
        bring(tmp_path / "seen" / "proposals.csv")
        states = Proposal.objects.filter(kind="deposit").order_by("percent").values_list("percent", "state")
        assert list(states) == [(40, "withdrawn"), (60, "open")]


@pytest.mark.parametrize(
    ("sheet", "old", "new", "code"),
    [
        ("standings-by-hand", "steady", "sunny", "not_a_word_of_an_export"),
        ("standings-by-hand", "Signed", "", "reason_missing"),
        ("standings-by-hand", "client", "somebody", "client_unknown"),
        ("proposals", "accepted", "open", "answer_differs"),
        ("proposals", "'@we meet in May", "", "reason_missing"),
        ("proposals", "1300.000", "1300.0001", "not_a_number"),
        ("proposals", '""days"": 21', '""days""', "not_a_word_of_an_export"),
    ],
)
def test_what_is_no_decision_is_rejected_with_its_reason(  # noqa: PLR0917 -- fixtures, and what is spoilt
    book, new_book, tmp_path, sheet, old, new, code
):
    override_standing(
        client_ref=a_client("client", external_id="client").ref, standing="steady", reason="Signed",
        today=day(10), **ACT,
    )  # fmt: skip
    answered()
    export_to(tmp_path / "seen", by=OWNER)
    file = tmp_path / "seen" / f"{sheet}.csv"
    text = file.read_text(encoding="utf-8-sig")
    assert old in text
    file.write_text(text.replace(old, new), encoding="utf-8")
    with use_firm(new_book()):
        bring(tmp_path / "seen" / "clients.csv")
        assert code in [one.problem.code for one in bring(file).rejects]


def test_another_rating_set_by_hand_here_is_left_to_a_person(book, new_book, tmp_path):
    decided()
    export_to(tmp_path / "seen", by=OWNER)
    with use_firm(new_book()):
        bring(tmp_path / "seen" / "clients.csv")
        here = Client.objects.get(name__startswith="O")
        override_standing(client_ref=here.ref, standing="drifting", reason="They moved", today=day(12), **ACT)
        found = bring(tmp_path / "seen" / "standings-by-hand.csv")
        assert [one.problem.code for one in found.rejects] == ["rated_otherwise"]
        [there] = StandingOverride.objects.filter(client=here)
        assert there.standing == "drifting"


def test_who_may_not_set_ratings_brings_none_beside_the_clients(book, new_book, tmp_path):
    decided()
    export_to(tmp_path / "book.xlsx", by=OWNER)
    with use_firm(new_book()):
        change_role_acts(changes={("colleague", OVERRIDE_STANDING): False}, **ACT)
        found = bring(tmp_path / "book.xlsx", by=replace(OWNER, role="colleague"))
        assert (found.clients, found.decisions) == (2, 0)
