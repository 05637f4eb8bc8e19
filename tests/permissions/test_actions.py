"""One table: every action times every role, with a key and without; and the proof that no `require` goes unseen."""

from __future__ import annotations

import ast
import importlib
import inspect
import traceback
from pathlib import Path
from typing import TYPE_CHECKING, Any, Final

import pytest
from tests.builders import questions
from tests.tables import of_packages

import check_house_rules as lint
from mainstay.firm import idempotency
from mainstay.firm.permissions import NotAllowed, decisions, may
from mainstay.firm.rules.permissions import ROLES
from mainstay.kernel.actor import Actor
from sources import ROOT

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from types import CodeType, FunctionType

KINDS: Final = (*ROLES, "terminal", "demo", "schedule", "client", "stranger", "nobody")
OWNERS: Final = {"owner", "terminal", "demo"}
WORKERS: Final = OWNERS | {"colleague", "bookkeeper"}
PEOPLE: Final = WORKERS | {"reader"}
MAY: Final[dict[str, set[str]]] = {
    "billing.importing.take_invoices": WORKERS,
    "billing.importing_files.import_invoice_file": WORKERS,
    "billing.importing_several.import_files": WORKERS,
    "billing.importing_credit_sheets.import_credit_sheets": WORKERS,
    "billing.importing_invoice_sheets.import_dispute_sheet": WORKERS,
    "billing.importing_invoice_sheets.import_write_off_sheet": WORKERS,
    "billing.importing_payment_sheets.import_payment_sheet": WORKERS,
    "billing.importing_payment_sheets.take_payment_records": WORKERS,
    "billing.importing_payments.take_payments": WORKERS,
    "billing.importing_credits.take_credits": WORKERS,
    "billing.importing_expected_dates.take_expected_dates": WORKERS,
    "billing.imports.record_import": WORKERS,
    "billing.imports.deal_with_unbooked": WORKERS,
    "billing.taking_back.take_import_back": WORKERS,
    "billing.invoices.close_dispute": WORKERS,
    "billing.invoices.dispute_invoice": WORKERS,
    "billing.expected_dates.set_expected_date": WORKERS,
    "billing.expected_dates.remove_expected_date": WORKERS,
    "billing.invoices.issue_invoice": WORKERS,
    "billing.invoices.void_invoice": WORKERS,
    "billing.invoices.write_off_invoice": WORKERS,
    "billing.outlooks.store_outlooks": WORKERS | {"schedule"},
    "billing.search_texts.store_search_texts": WORKERS | {"schedule"},
    "billing.payments.allocate": WORKERS,
    "billing.payments.issue_credit_note": WORKERS,
    "billing.payments.move_allocation": WORKERS,
    "billing.payments.record_payment": WORKERS,
    "billing.payments.recover": WORKERS,
    "billing.payments.refund": WORKERS,
    "billing.payments.reverse_payment": WORKERS,
    "billing.payments.take_back_allocation": WORKERS,
    "demonstration.demonstrating.make_demonstration": OWNERS,
    "demonstration.demonstrating.remove_demonstration": OWNERS,
    "overview.founding.withdraw_empty_firm": OWNERS,
    "clients.importing_decisions.take_standings": WORKERS,
    "clients.importing_decisions.take_proposals": WORKERS,
    "clients.clients.add_client": WORKERS,
    "clients.clients.change_client": WORKERS,
    "clients.contacts.add_contact": WORKERS,
    "clients.contacts.change_contact": WORKERS,
    "clients.contacts.remove_contact": WORKERS,
    "clients.importing.import_client_file": WORKERS,
    "clients.importing.take_clients": WORKERS,
    "clients.mappings.save_mapping": WORKERS,
    "clients.next_contacts.drop_next_contact": WORKERS,
    "clients.notes.correct_note": WORKERS,
    "clients.notes.remove_note": WORKERS,
    "clients.erasing.erase_words": OWNERS,
    "timeline.erasing.erase": OWNERS,
    "timeline.erasing.correct_words": WORKERS,
    "timeline.erasing.remove_words": WORKERS,
    "clients.next_contacts.finish_next_contact": WORKERS,
    "clients.next_contacts.move_next_contact": WORKERS,
    "clients.next_contacts.set_next_contact": WORKERS,
    "clients.notes.add_note": WORKERS,
    "clients.proposals.accept_proposal": WORKERS,
    "clients.proposals.decline_proposal": WORKERS,
    "clients.proposals.postpone_proposal": WORKERS,
    "clients.proposals.reopen_proposal": WORKERS,
    "clients.proposals.store_proposals": WORKERS | {"schedule"},
    "clients.client_matching.match_clients": WORKERS,
    "clients.renaming.rename_clients": WORKERS,
    "clients.standings.store_standings": WORKERS | {"schedule"},
    "clients.standings.lift_standing": WORKERS,
    "clients.standings.override_standing": WORKERS,
    "firm.firms.store_details": OWNERS,
    "timeline.describing.describe_firm": OWNERS,
    "firm.firms.note_code_page": PEOPLE,
    "firm.firms.found_firm": OWNERS,
    "firm.further_firms.found_further_firm": OWNERS,
    "firm.firms.remove_firm": OWNERS,
    "jobs.jobs.ask_for_day": {"schedule"},
    "jobs.jobs.ask_for_job": PEOPLE | {"schedule"},
    "jobs.jobs.begin_job": PEOPLE | {"schedule"},
    "jobs.jobs.lease_job": {"schedule"},
    "jobs.jobs.fail_job": {"schedule"},
    "jobs.jobs.finish_job": {"schedule"},
    "jobs.jobs.hand_back_job": {"schedule"},
    "jobs.jobs.put_off_job": {"schedule"},
    "jobs.jobs.show_life": {"schedule"},
    "jobs.jobs.record_progress": {"schedule"},
    "firm.people.accept_invitation": PEOPLE | {"stranger"},
    "firm.people.add_person": OWNERS,
    "firm.people.admit_visitor": OWNERS,
    "firm.people.change_role": OWNERS,
    "firm.people.choose_language": PEOPLE,
    "firm.people.choose_name": PEOPLE,
    "firm.list_looks.choose_list_look": PEOPLE,
    "firm.people.choose_theme": PEOPLE,
    "firm.people.deactivate_person": OWNERS,
    "firm.people.invite": OWNERS,
    "firm.people.withdraw_invitation": OWNERS,
    "firm.permissions.change_role_acts": OWNERS,
    "firm.saved_views.remove_view": PEOPLE,
    "firm.saved_views.rename_view": PEOPLE,
    "firm.saved_views.save_view": PEOPLE,
    "firm.security.end_sessions": PEOPLE,
    "firm.security.make_reset_link": OWNERS,
    "firm.security.notice_security_events": PEOPLE,
    "firm.security.record_failed_sign_in": PEOPLE | {"stranger"},
    "firm.security.record_security_event": PEOPLE,
    "firm.security.reset_password": PEOPLE,
    **of_packages("MAY"),
}
SOURCES: Final = {
    lint.short_name(source, function): (source, function) for source, function in lint.public_actions(lint.read_house())
}
KEYED: Final = sorted(MAY.keys() - lint.WITHOUT_KEY.keys())


def actor(kind: str) -> Actor:
    """Somebody of this role, or of this kind."""
    if kind in ROLES:
        return Actor("person", "7", "Özge Çağlar", kind)
    if kind == "nobody":
        return Actor("person", "7", "Özge Çağlar", "")
    # Whatever role they bring: a stranger who says that they are the owner is a stranger.
    return Actor(kind, "7", "Özge Çağlar", "owner", "c-7" if kind == "client" else "")


def action(name: str) -> Callable[..., Any]:
    source, function = SOURCES[name]
    found: Callable[..., Any] = getattr(importlib.import_module(source.module), function.name)
    return found


def dummies(name: str, key: str) -> dict[str, object]:
    """Arguments that mean nothing: whoever looks at one of them before asking fails with another error."""
    return {arg.arg: key if arg.arg == "key" else object() for arg in SOURCES[name][1].args.kwonlyargs}


def asker(name: str, key: str) -> CodeType:
    """What requires the act: the action, or with a key what stands around it."""
    found: Any = action(name)
    code: CodeType = (found.__wrapped__ if key else inspect.unwrap(found)).__code__
    return code


def is_refused(name: str, kind: str, key: str = "") -> bool:
    """Call the action; say whether it refused before it asked the database anything and looked at an argument."""
    decisions()
    with questions() as asked:
        try:
            action(name)(**{**dummies(name, key), "by": actor(kind)})
        except NotAllowed as refusal:
            frames = [frame.f_code for frame, _ in traceback.walk_tb(refusal.__traceback__)]
            if frames[-2] is not asker(name, key):
                return False  # another action refused, later
            return not [sql for sql in asked if not sql.startswith(("BEGIN", "SAVEPOINT", "ROLLBACK", "RELEASE"))]
        except Exception:  # noqa: BLE001 -- it went on and stumbled over what means nothing
            return False
    return False


def act_of(name: str) -> Any:
    source, function = SOURCES[name]
    call = first_statement(function)
    return getattr(importlib.import_module(source.module), call.args[1].id)  # type: ignore[attr-defined]


def first_statement(function: lint.Function) -> ast.Call:
    first = function.body[1]
    assert isinstance(first, ast.Expr), function.name
    call = first.value
    assert isinstance(call, ast.Call), function.name
    assert ast.unparse(call.func) == "require", function.name
    assert ast.unparse(call.args[0]) == "by", function.name
    return call


def test_every_action_is_in_the_table_and_asks_first() -> None:
    assert set(SOURCES) - set(lint.WITHOUT_REQUIRE) == set(MAY)
    for name in MAY:
        first_statement(SOURCES[name][1])


@pytest.mark.parametrize("name", sorted(MAY))
def test_who_may_is_what_the_table_says(name: str, book: str) -> None:
    allowed = {kind for kind in KINDS if may(actor(kind), act_of(name))}
    assert allowed == MAY[name]


@pytest.mark.parametrize("name", sorted(MAY))
def test_whoever_may_not_is_refused_before_anything_is_touched(name: str, book: str) -> None:
    refused = {kind for kind in KINDS if kind not in MAY[name] and is_refused(name, kind)}
    assert refused == set(KINDS) - MAY[name]


@pytest.mark.parametrize("name", KEYED)
def test_a_key_is_looked_at_for_whoever_may_alone(name: str, book: str, monkeypatch: pytest.MonkeyPatch) -> None:
    """Whether it was used before, by whom and with what answer: nothing of it is said to anybody else."""
    refused = {kind for kind in KINDS if kind not in MAY[name] and is_refused(name, kind, key="k")}
    assert refused == set(KINDS) - MAY[name]
    monkeypatch.setattr(idempotency, "require", lambda _by, _act: None)
    assert not [kind for kind in refused if is_refused(name, kind, key="k")]


# -- taking each `require` out -----------------------------------------------------------------------------------------


@pytest.fixture
def without_require() -> Iterator[Callable[[str], None]]:
    """Takes the first statement out of an action, wherever it was imported to: its code object is another."""
    undo: list[tuple[FunctionType, CodeType]] = []

    def take_out(name: str) -> None:
        source, function = SOURCES[name]
        tree = ast.parse(Path(ROOT, source.path).read_text(encoding="utf-8"))
        (found,) = (node for node in tree.body if isinstance(node, lint.Function) and node.name == function.name)
        del found.body[1]
        plain: FunctionType = inspect.unwrap(action(name))  # type: ignore[assignment]
        code = compile(tree, source.path, "exec", dont_inherit=True, flags=plain.__code__.co_flags & ~0x7F)
        (mutant,) = (c for c in code.co_consts if inspect.iscode(c) and c.co_name == function.name)
        undo.append((plain, plain.__code__))
        plain.__code__ = mutant

    yield take_out
    for plain, code in undo:
        plain.__code__ = code


@pytest.mark.parametrize("name", sorted(MAY))
def test_a_require_that_is_taken_out_is_missed(name: str, book: str, without_require: Callable[[str], None]) -> None:
    kind = next(kind for kind in KINDS if kind not in MAY[name])
    assert is_refused(name, kind)
    without_require(name)
    assert not is_refused(name, kind)
