"""The house lint catches what it says it catches, and finds nothing in the house."""

from __future__ import annotations

from textwrap import dedent

import pytest

import check_house_rules as lint
import sources

ACTION = "src/mainstay/billing/actions/payments.py"
QUERY = "src/mainstay/billing/queries/payments.py"
CLI = "src/mainstay/cli/payments.py"
TEST = "tests/billing/test_payments.py"
MODELS = "src/mainstay/billing/models.py"
MIGRATION = "src/mainstay/billing/migrations/0002_payments_have_a_day.py"
RECORDING = "src/mainstay/timeline/actions/recording.py"

RECORD = "def record(*, happening, by, now):\n    print(by)\n"
GOOD = """
    from django.db import transaction
    from mainstay.firm.idempotency import keyed
    from mainstay.firm.permissions import require
    from mainstay.timeline.actions.recording import record

    @transaction.atomic
    @keyed(RECORD)
    def record_payment(*, amount, by, now, key=""):
        require(by, RECORD)
        record(happening=amount, by=by, now=now)
    """
PAY_ALL = """
    @keyed(PAY)
    def pay_all(*, by, now, key=""):
        require(by, PAY)
        record_payment(amount=1, by=by, now=now)
    """

KEYED = "from mainstay.firm.idempotency import keyed\n"

CASES = [
    (lint.actions_are_keyword_only, ACTION, "def pay(amount, *, by, now): ...", "pay takes keyword arguments only"),
    (lint.actions_are_keyword_only, ACTION, "def pay(*amounts, by, now): ...", "pay takes keyword arguments only"),
    (lint.actions_name_who_and_when, ACTION, "def pay(*, amount): ...", "pay takes no `by` and no `now`"),
    (lint.actions_name_who_and_when, ACTION, "def pay(*, by): ...", "pay takes no `now`"),
    (lint.actions_ask_first, ACTION, "def pay(*, by, now): ...", "pay begins without `require(by, …)`"),
    (lint.actions_ask_first, ACTION, "def pay(*, by, now):\n    x = 1\n    require(by, PAY)", "pay begins without"),
    (lint.nobody_discards_who_asks, QUERY, "def pays(*, by): ...", "pays takes `by` and does not use it"),
    (lint.nobody_discards_who_asks, QUERY, "def pays(*, by):\n    del by", "pays takes `by` and does not use it"),
    (lint.actions_are_atomic, ACTION, "def pay(*, by, now): ...", "pay opens no transaction"),
    (lint.actions_stand_on_the_timeline, ACTION, "def pay(*, by, now): ...", "pay records nothing on the timeline"),
    (lint.actions_are_keyed, ACTION, "def pay(*, by, now, key=''): ...", "pay takes no key"),
    (lint.actions_are_keyed, ACTION, f"{KEYED}@keyed(PAY)\ndef pay(*, by, now): ...", "pay takes no key"),
    (lint.actions_are_keyed, ACTION, f"{KEYED}@keyed\ndef pay(*, by, now, key=''): ...", "pay takes no key"),
    (lint.actions_are_keyed, ACTION, f"{KEYED}@keyed(PAY)\n@atomic\ndef pay(*, key=''): ...", "pay takes no key"),
    (lint.actions_are_keyed, ACTION, f"{KEYED}@keyed(PAY)\ndef pay(*, by, key=''):\n    require(by, OWE)",
     "pay requires another act than its key does"),
    (lint.actions_use_what_they_take, ACTION, "def pay(*, amount, by): use(by)", "pay does not use `amount`"),
    (lint.actions_use_what_they_take, ACTION, "def _pay(a, b): return a", "_pay does not use `b`"),
    (lint.delivery_writes_nothing, CLI, "payment.save()", ".save() in delivery"),
    (lint.delivery_writes_nothing, CLI, "rows.filter(day=1).update(day=2)", ".update() in delivery"),
    (lint.delivery_writes_nothing, CLI, "connection.cursor().executemany(sql, rows)", ".executemany() in delivery"),
    (lint.delivery_knows_no_database, CLI, "from django.db import transaction", "django.db in delivery"),
    (lint.delivery_knows_no_database, CLI, "from django import db", "django.db in delivery"),
    (lint.delivery_knows_no_database, CLI, "import django.db.models", "django.db in delivery"),
    (lint.only_the_kernel_cases_text, QUERY, "name.upper()", ".upper outside kernel.text"),
    (lint.only_the_kernel_cases_text, QUERY, "sorted(names, key=str.lower)", ".lower outside kernel.text"),
    (lint.only_delivery_reads_the_clock, QUERY, "from datetime import date\ndate.today()", "date.today below delivery"),
    (lint.only_delivery_reads_the_clock, QUERY, "import datetime as dt\ndt.datetime.now()", "dt.datetime.now below"),
    (lint.only_delivery_reads_the_clock, QUERY, "from django.utils import timezone\ntimezone.now()", "timezone.now"),
    (lint.only_the_kernel_drops_nul, QUERY, "text.replace('\\x00', '')", "NUL is dropped by kernel.text"),
    (lint.tests_read_one_clock, TEST, "from datetime import UTC, datetime\nNOW = datetime.now(UTC)", "datetime.now in"),
    (lint.only_delivery_reads_the_clock, QUERY, "from time import time\ntime()", "time below delivery"),
    (lint.only_delivery_reads_the_clock, QUERY, "SQL = 'SELECT julianday(CURRENT_DATE)'", "the database's clock"),
    (lint.only_delivery_reads_the_clock, MODELS, "models.DateTimeField(auto_now_add=True)", "auto_now_add reads"),
    (lint.migrations_import_no_app_code, MIGRATION, "from mainstay.kernel.text import fold", "imports app code"),
    (lint.migrations_import_no_app_code, MIGRATION, "import mainstay.kernel.text", "imports app code"),
    (lint.imports_stand_at_the_head, QUERY, "def f():\n    from mainstay.scoring import rules", "hides a cycle"),
    (lint.classes_are_named_for_what_they_are, QUERY, "class PaymentHelper: ...", "Helper says nothing"),
    (lint.classes_are_named_for_what_they_are, QUERY, "class ClientInfo(Base): ...", "Info says nothing"),
    (lint.functions_are_named_for_what_they_do, QUERY, "def get_payment(): ...", "get_ says nothing"),
    (lint.functions_are_named_for_what_they_do, QUERY, "def _handle_rows(): ...", "handle_ says nothing"),
    (lint.packages_say_what_they_decide, "src/mainstay/billing/__init__.py", "", "has no docstring"),
    (lint.packages_re_export_nothing, "src/mainstay/billing/__init__.py", "from mainstay.kernel import text", "re-exp"),
    (lint.models_decide_nothing, MODELS, "class Invoice:\n    def save(self): ...", "overrides save()"),
    (lint.models_decide_nothing, MODELS, "class Invoice:\n    def clean(self): ...", "overrides clean()"),
    (lint.models_have_no_order_of_their_own, MODELS, "class Meta:\n    ordering = ['day']", "Meta.ordering"),
    (lint.models_list_no_choices, MODELS, "kind = models.CharField(choices=KINDS)", "choices on a model"),
    (lint.models_protect_what_they_point_at, MODELS, "models.ForeignKey(C, on_delete=models.CASCADE)", "use PROTECT"),
    (lint.models_protect_what_they_point_at, MODELS, "models.ForeignKey(C, on_delete=models.SET(1))", "use PROTECT"),
    (lint.models_keep_whole_numbers, MODELS, "total = models.DecimalField()", "DecimalField: keep whole minor units"),
    (lint.models_keep_whole_numbers, "src/mainstay/scoring/models/risk.py", "FloatField()", "FloatField: keep whole"),
    (lint.files_are_short, QUERY, "x = 1\n" * 501, "501 lines"),
]  # fmt: skip

INNOCENT = [
    (ACTION, GOOD),
    (ACTION, GOOD + PAY_ALL),
    (ACTION, GOOD + "\n    def _step(amount): return amount\n"),
    (ACTION, GOOD + "\n    def _step(amount, key): del amount\n"),
    ("src/mainstay/billing/actions/_settling.py", "def settle(invoice): return invoice"),
    (CLI, "from mainstay.firm.actions import firms\nfirms.create(name='x', by=by, now=now)"),
    (CLI, "progress.update(task, advance=1)"),
    (CLI, "from datetime import date\ndef today():\n    from mainstay.scoring import queries\n    return date.today()"),
    (TEST, "from tests import clock\nNOW = clock.now()"),
    (QUERY, "import time\ntime.monotonic()\ntime.perf_counter()"),
    (QUERY, "code.upper()  # machine text"),
    (QUERY, "from mainstay.kernel import text\ntext.upper(name, 'tr')"),
    (
        QUERY,
        "class BookManager(models.Manager): ...\nclass Line(logging.Handler): ...\nclass DatabaseFull(Exception): ...",
    ),
    (QUERY, "class Rows:\n    def get_queryset(self): ..."),
    (MIGRATION, "from mainstay.store.triggers import NeverDeleted"),
    (MODELS, "class Meta:\n    constraints = ()\nclass Line:\n    client = F(C, on_delete=models.PROTECT)"),
    ("src/mainstay/billing/__init__.py", '"""Invoices."""\n\nfrom __future__ import annotations'),
    ("src/mainstay/billing/rules/__init__.py", ""),
    ("src/mainstay/billing/models/__init__.py", "from mainstay.billing.models.documents import Invoice"),
]


@pytest.fixture(autouse=True)
def _without_exceptions(monkeypatch):
    for listed in ("WITHOUT_ACTOR", "WITHOUT_TRANSACTION", "WITHOUT_TIMELINE", "WITHOUT_REQUIRE", "WITHOUT_KEY"):
        monkeypatch.setattr(lint, listed, {})


@pytest.mark.parametrize(("rule", "path", "snippet", "sentence"), CASES)
def test_rule_catches(rule, path, snippet, sentence):
    found = [f for f in rule(sources.house_of({path: snippet, RECORDING: RECORD})) if f.path == path]

    assert sentence in found[0].sentence


@pytest.mark.parametrize(("path", "snippet"), INNOCENT)
def test_rules_leave_in_peace(path, snippet):
    found = lint.findings(sources.house_of({path: dedent(snippet), RECORDING: RECORD}))

    assert [f for f in found if f.path == path] == []


def test_dead_exception_is_found(monkeypatch):
    monkeypatch.setattr(lint, "WITHOUT_ACTOR", {"billing.payments.gone": "once"})

    found = list(lint.exceptions_are_alive(sources.house_of({ACTION: dedent(GOOD)})))

    assert [f.sentence for f in found] == [
        "WITHOUT_ACTOR names billing.payments.gone, which is no action any more: remove it",
    ]


def test_exception_is_obeyed(monkeypatch):
    monkeypatch.setattr(lint, "WITHOUT_ACTOR", {"billing.payments.pay": "why"})

    assert list(lint.actions_name_who_and_when(sources.house_of({ACTION: "def pay(*, amount): ..."}))) == []


def test_every_rule_has_a_case_and_a_reason():
    assert {rule for rule, *_ in CASES} | {lint.exceptions_are_alive, *lint.SQL_RULES} == set(lint.RULES)
    assert all(rule.__doc__ for rule in lint.RULES)


def test_the_house_is_clean(monkeypatch):
    monkeypatch.undo()

    assert lint.findings(sources.read_house()) == []
