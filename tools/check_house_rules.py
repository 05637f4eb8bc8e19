"""The house's own rules that no linter knows, read from the syntax tree.

Each rule is one small function; its docstring is the reason. Run it without arguments; it prints `path:line: sentence`
and ends with 1 when it found something. tests/house shows for each rule a snippet that it catches.
"""

from __future__ import annotations

import ast
import re
import sys
from typing import TYPE_CHECKING, Final

from house_exceptions import (
    FOR_MIGRATIONS,
    WITHOUT_ACTOR,
    WITHOUT_KEY,
    WITHOUT_REQUIRE,
    WITHOUT_TIMELINE,
    WITHOUT_TRANSACTION,
)
from references import dotted, full_name, reached
from sources import Finding, Function, House, Source, package_sources, public_actions, read_house, short_name
from sql_rules import RULES as SQL_RULES

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator

LINES_AT_MOST: Final = 500
DELIVERY: Final = frozenset({"cli", "web"})

DJANGO_METHODS: Final = frozenset(
    {
        "get_absolute_url", "get_command", "get_connection_params", "get_context", "get_help", "get_new_connection",
        "get_params", "get_queryset", "handle", "get_by_natural_key", "process_exception", "process_view",
        "get_totp_issuer", "get_public_key_credential_user_entity", "get_password_change_redirect_url",
        "get_reauthentication_methods",
    },
)  # fmt: skip
"""Methods that Django, allauth and click call by these names."""

WRITE_METHODS: Final = frozenset(
    {
        "save", "create", "delete", "update", "bulk_create", "bulk_update", "get_or_create", "update_or_create",
        "execute", "executemany",
    },
)  # fmt: skip
NOT_ROWS: Final = frozenset({"progress", "bar", "live", "status"})
"""What a terminal updates: not rows."""

CLOCKS: Final = frozenset(
    {
        "datetime.date.today", "datetime.datetime.now", "datetime.datetime.today", "datetime.datetime.utcnow",
        "django.utils.timezone.localdate", "django.utils.timezone.localtime", "django.utils.timezone.now",
        "django.db.models.functions.Now", "time.gmtime", "time.localtime", "time.time", "time.time_ns",
    },
)  # fmt: skip
SQL_CLOCK: Final = re.compile(
    r"\bCURRENT_(?:DATE|TIME|TIMESTAMP)\b|\b(?:now|clock_timestamp|statement_timestamp)\(\)|'now'", re.IGNORECASE
)
IDEMPOTENCY: Final = "mainstay.firm.idempotency"
BAD_WORDS: Final = frozenset({"Manager", "Service", "Helper", "Handler", "Info", "Data"})
BAD_PREFIXES: Final = ("get_", "do_", "handle_", "process_", "manage_")


def actions_are_keyword_only(house: House) -> Iterator[Finding]:
    """A reader of the call sees what each value is, and no caller breaks when one is added."""
    for source, function in public_actions(house):
        args = function.args
        if args.args or args.posonlyargs or args.vararg:
            yield Finding(source.path, function.lineno, f"{function.name} takes keyword arguments only: put `*` first")


def actions_name_who_and_when(house: House) -> Iterator[Finding]:
    """Every write says who acted and when; nobody below delivery reads the clock."""
    for source, function in public_actions(house):
        given = {arg.arg for arg in function.args.kwonlyargs}
        missing = [name for name in ("by", "now") if name not in given]
        if missing and short_name(source, function) not in WITHOUT_ACTOR:
            sentence = f"{function.name} takes no {' and no '.join(f'`{name}`' for name in missing)}"
            yield Finding(source.path, function.lineno, sentence)


def actions_ask_first(house: House) -> Iterator[Finding]:
    """Whether somebody may is asked below delivery, before anything is read or written: on every surface alike."""
    for source, function in public_actions(house):
        body = function.body[1:] if ast.get_docstring(function) else function.body
        call = body[0].value if isinstance(body[0], ast.Expr) else None
        is_asked = (
            isinstance(call, ast.Call)
            and full_name(call.func, source.names) == "mainstay.firm.permissions.require"
            and ast.unparse(call.args[0]) == "by"
        )
        if not is_asked and short_name(source, function) not in WITHOUT_REQUIRE:
            yield Finding(source.path, function.lineno, f"{function.name} begins without `require(by, …)`")


def nobody_discards_who_asks(house: House) -> Iterator[Finding]:
    """What takes `by` and leaves it unused looks as if it asked who may see and do what."""
    for source in house.sources:
        if source.drawer not in {"actions", "queries"}:
            continue
        for function in (node for node in ast.walk(source.tree) if isinstance(node, Function)):
            if "by" not in {arg.arg for arg in (*function.args.args, *function.args.kwonlyargs)}:
                continue
            uses = {type(node.ctx) for node in ast.walk(function) if isinstance(node, ast.Name) and node.id == "by"}
            if ast.Load not in uses or ast.Del in uses:
                yield Finding(source.path, function.lineno, f"{function.name} takes `by` and does not use it")


def actions_are_atomic(house: House) -> Iterator[Finding]:
    """One thing happens or nothing does. Opening it in another action that is called counts."""
    for source, function in public_actions(house):
        mentioned = reached(house.graph, [f"{source.module}.{function.name}"])
        if "django.db.transaction.atomic" not in mentioned and short_name(source, function) not in WITHOUT_TRANSACTION:
            yield Finding(source.path, function.lineno, f"{function.name} opens no transaction: use transaction.atomic")


def actions_stand_on_the_timeline(house: House) -> Iterator[Finding]:
    """What happened is told where it happened; no signal and no job tells it later."""
    record = "mainstay.timeline.actions.recording.record"
    for source, function in public_actions(house):
        mentioned = reached(house.graph, [f"{source.module}.{function.name}"])
        if {record, f"{record}_many"} & mentioned or short_name(source, function) in WITHOUT_TIMELINE:
            continue
        yield Finding(source.path, function.lineno, f"{function.name} records nothing on the timeline")


def actions_are_keyed(house: House) -> Iterator[Finding]:
    """A form sent twice is one: the key says so, never what the form says. The decorator stands next to `def`.

    It names the act that the action requires: a key must not answer whom the action would refuse.
    """
    for source, function in public_actions(house):
        if short_name(source, function) in WITHOUT_KEY:
            continue
        act = _act_of_key(source, function)
        if act is None or not any(arg.arg == "key" for arg in function.args.kwonlyargs):
            put = 'put @keyed(ACT) next to def, and `key: str = ""` among its arguments'
            yield Finding(source.path, function.lineno, f"{function.name} takes no key: {put}")
        elif f"require(by, {ast.unparse(act)})" not in map(ast.unparse, function.body):
            yield Finding(source.path, function.lineno, f"{function.name} requires another act than its key does")


def _act_of_key(source: Source, function: Function) -> ast.expr | None:
    """What stands in `@keyed(ACT)` next to `def`; None where that is missing."""
    match function.decorator_list[-1:]:
        case [ast.Call(func=called, args=[act])] if full_name(called, source.names) == f"{IDEMPOTENCY}.keyed":
            return act
    return None


def actions_use_what_they_take(house: House) -> Iterator[Finding]:
    """Ruff's ARG001 is off in actions, for `key` is read by the decorator: every other argument is used or deleted."""
    for source in house.sources:
        if source.drawer != "actions":
            continue
        for function in (node for node in ast.walk(source.tree) if isinstance(node, Function)):
            args = function.args
            given = [*args.posonlyargs, *args.args, *args.kwonlyargs, *filter(None, (args.vararg, args.kwarg))]
            used = {node.id for line in function.body for node in ast.walk(line) if isinstance(node, ast.Name)}
            for arg in given:
                if arg.arg not in used and arg.arg not in {"key", "self", "cls"}:
                    yield Finding(source.path, arg.lineno, f"{function.name} does not use `{arg.arg}`: leave it out")


def exceptions_are_alive(house: House) -> Iterator[Finding]:
    """An exception whose action is gone hides the next mistake of that name."""
    known = {short_name(source, function) for source, function in public_actions(house)}
    here = "tools/house_exceptions.py"
    lists = {
        "WITHOUT_ACTOR": WITHOUT_ACTOR,
        "WITHOUT_TRANSACTION": WITHOUT_TRANSACTION,
        "WITHOUT_TIMELINE": WITHOUT_TIMELINE,
        "WITHOUT_REQUIRE": WITHOUT_REQUIRE,
        "WITHOUT_KEY": WITHOUT_KEY,
    }
    for title, listed in lists.items():
        for name in listed:
            if name not in known:
                yield Finding(here, 1, f"{title} names {name}, which is no action any more: remove it")


def delivery_writes_nothing(house: House) -> Iterator[Finding]:
    """Delivery calls one action; an action may be called from anywhere and is right everywhere."""
    for source in house.sources:
        if source.package not in DELIVERY:
            continue
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute)):
                continue
            receiver = node.func.value
            is_action = ".actions" in full_name(receiver, source.names)
            is_screen = dotted(receiver).rpartition(".")[2].lstrip("_") in NOT_ROWS
            if node.func.attr in WRITE_METHODS and not is_action and not is_screen:
                yield Finding(source.path, node.lineno, f".{node.func.attr}() in delivery: call an action")


def delivery_knows_no_database(house: House) -> Iterator[Finding]:
    """import-linter sees Django as one whole, so this part of "no tables in delivery" is checked here."""
    for source in house.sources:
        if source.package not in DELIVERY:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ImportFrom):
                modules = [node.module or "", *(f"{node.module}.{alias.name}" for alias in node.names)]
            elif isinstance(node, ast.Import):
                modules = [alias.name for alias in node.names]
            else:
                continue
            if any(module == "django.db" or module.startswith("django.db.") for module in modules):
                yield Finding(source.path, node.lineno, "django.db in delivery: ask a query, call an action")


def only_the_kernel_cases_text(house: House) -> Iterator[Finding]:
    """`"İstanbul".lower()` is wrong, and so is `"istanbul".upper()`: kernel.text knows the language."""
    words = {"upper", "lower", "title", "capitalize", "swapcase"}
    for source in house.sources:
        if not source.path.startswith("src/") or source.path.endswith("/kernel/text.py"):
            continue
        called = {node.func for node in ast.walk(source.tree) if isinstance(node, ast.Call)}
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.Attribute) and node.attr in words):
                continue
            # A heading may be called a title: only the method counts, called or handed on as str.title.
            if node not in called and dotted(node.value) != "str":
                continue
            is_kernel = full_name(node.value, source.names) == "mainstay.kernel.text"
            if not is_kernel and not source.says(node, "machine text"):
                sentence = f".{node.attr} outside kernel.text: use kernel.text, or say `# machine text` on the line"
                yield Finding(source.path, node.lineno, sentence)


def only_the_kernel_drops_nul(house: House) -> Iterator[Finding]:
    """PostgreSQL stores no NUL: whoever tidies text does all of it, and in one way."""
    for source in package_sources(house):
        if source.path.endswith("/kernel/text.py"):
            continue
        for node in ast.walk(source.tree):
            first = node.args[:1] if isinstance(node, ast.Call) and dotted(node.func).endswith(".replace") else []
            if [one.value for one in first if isinstance(one, ast.Constant)] == ["\x00"]:
                yield Finding(source.path, first[0].lineno, "NUL is dropped by kernel.text: one_line or clean_lines")


def only_delivery_reads_the_clock(house: House) -> Iterator[Finding]:
    """Today depends on the firm's time zone, and a test stands on any day: `today` and `now` are arguments."""
    for source in house.sources:
        if not source.path.startswith("src/") or source.package in DELIVERY:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Name | ast.Attribute) and full_name(node, source.names) in CLOCKS:
                yield Finding(
                    source.path, node.lineno, f"{dotted(node)} below delivery: take today or now as an argument"
                )
            elif isinstance(node, ast.Constant) and isinstance(node.value, str) and SQL_CLOCK.search(node.value):
                yield Finding(source.path, node.lineno, "the database's clock in SQL: pass the day or the moment")
            elif isinstance(node, ast.keyword) and node.arg in {"auto_now", "auto_now_add"}:
                yield Finding(source.path, node.value.lineno, f"{node.arg} reads the clock: the action passes `now`")


def tests_read_one_clock(house: House) -> Iterator[Finding]:
    """A test that stands in the present fails on another day: it chooses its day, or says that it needs the present."""
    for source in house.sources:
        if not source.path.startswith("tests/") or source.path in {"tests/clock.py", "tests/patience.py"}:
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Name | ast.Attribute) and full_name(node, source.names) in CLOCKS:
                yield Finding(source.path, node.lineno, f"{dotted(node)} in a test: choose a day, or use tests.clock")


def migrations_import_no_app_code(house: House) -> Iterator[Finding]:
    """App code of today is not that of the day the migration was written."""
    for source in house.sources:
        if source.drawer != "migrations":
            continue
        for node in ast.walk(source.tree):
            module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
            names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [module]
            if any(name.split(".")[0] == "mainstay" and name not in FOR_MIGRATIONS for name in names):
                yield Finding(
                    source.path, getattr(node, "lineno", 1), "a migration imports app code: write it out here"
                )


def imports_stand_at_the_head(house: House) -> Iterator[Finding]:
    """An import inside a function hides a cycle. Nobody imports cli and config: there it waits for the settings."""
    for source in house.sources:
        if not source.path.startswith("src/") or source.package in {"cli", "config"}:
            continue
        for function in (n for n in ast.walk(source.tree) if isinstance(n, Function)):
            for node in ast.walk(function):
                module = node.module or "" if isinstance(node, ast.ImportFrom) else ""
                names = [alias.name for alias in node.names] if isinstance(node, ast.Import) else [module]
                if any(name.split(".")[0] == "mainstay" for name in names):
                    yield Finding(source.path, getattr(node, "lineno", 1), "an import inside a function hides a cycle")


def classes_are_named_for_what_they_are(house: House) -> Iterator[Finding]:
    """Manager, Helper or Data say nothing; a class that extends Django's Manager or logging's Handler is one."""
    for source in house.sources:
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.ClassDef) and source.path.startswith("src/")):
                continue
            bases = " ".join(ast.unparse(base) for base in node.bases)
            for word in re.findall(r"[A-Z][a-z]*", node.name):
                if word in BAD_WORDS and word not in bases and not (word == "Manager" and "from_queryset" in bases):
                    yield Finding(source.path, node.lineno, f"{node.name}: {word} says nothing, name what it is")


def functions_are_named_for_what_they_do(house: House) -> Iterator[Finding]:
    """get_, do_ and handle_ say nothing; Django's own method names are not ours to choose."""
    for source in house.sources:
        if not source.path.startswith("src/"):
            continue
        for node in ast.walk(source.tree):
            if isinstance(node, Function) and node.name not in DJANGO_METHODS:
                plain = node.name.lstrip("_")
                for prefix in BAD_PREFIXES:
                    if plain.startswith(prefix):
                        yield Finding(
                            source.path, node.lineno, f"{node.name}: {prefix} says nothing, name what it does"
                        )


def packages_say_what_they_decide(house: House) -> Iterator[Finding]:
    """The first thing a reader opens says what the package decides and which rows of the practice it serves."""
    for source in house.sources:
        parts = source.path.split("/")
        if parts[:2] == ["src", "mainstay"] and parts[3:] == ["__init__.py"] and not ast.get_docstring(source.tree):
            yield Finding(source.path, 1, "the package's __init__ has no docstring: say what it decides")


def packages_re_export_nothing(house: House) -> Iterator[Finding]:
    """One thing has one import path."""
    for source in house.sources:
        if not (source.path.startswith("src/") and source.path.endswith("/__init__.py")):
            continue
        if source.drawer.startswith("backend") or source.drawer == "models":  # Django looks for these in their package
            continue
        for node in source.tree.body:
            is_future = isinstance(node, ast.ImportFrom) and node.module == "__future__"
            if isinstance(node, ast.Import | ast.ImportFrom) and not is_future:
                yield Finding(source.path, node.lineno, "__init__ re-exports nothing: import it where it lives")


def _model_sources(house: House) -> Iterator[Source]:
    return (source for source in house.sources if source.drawer == "models")


def models_decide_nothing(house: House) -> Iterator[Finding]:
    """set-based writes pass by save() and clean(): the rule decides, a constraint or a trigger guards."""
    for source in _model_sources(house):
        for node in ast.walk(source.tree):
            if isinstance(node, Function) and node.name in {"save", "clean", "full_clean", "delete"}:
                yield Finding(
                    source.path, node.lineno, f"a model overrides {node.name}(): put it into a rule or a constraint"
                )


def models_have_no_order_of_their_own(house: House) -> Iterator[Finding]:
    """A hidden ORDER BY costs every query and breaks grouping: the query says its order."""
    for source in _model_sources(house):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.ClassDef) and node.name == "Meta":
                for line in node.body:
                    if isinstance(line, ast.Assign) and dotted(line.targets[0]) == "ordering":
                        yield Finding(source.path, line.lineno, "Meta.ordering: the query says its order")


def models_list_no_choices(house: House) -> Iterator[Finding]:
    """A check constraint guards, phrases label; choices do neither in bulk."""
    for source in _model_sources(house):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.keyword) and node.arg == "choices":
                yield Finding(source.path, node.value.lineno, "choices on a model: use a check constraint, and phrases")


def models_protect_what_they_point_at(house: House) -> Iterator[Finding]:
    """Nothing of a book goes away because something else did."""
    for source in _model_sources(house):
        for node in ast.walk(source.tree):
            if not (isinstance(node, ast.keyword) and node.arg == "on_delete"):
                continue
            if dotted(node.value).rpartition(".")[2] != "PROTECT":
                yield Finding(source.path, node.value.lineno, f"on_delete={ast.unparse(node.value)}: use PROTECT")


def models_keep_whole_numbers(house: House) -> Iterator[Finding]:
    """SQLite keeps decimals as floats: money is whole minor units, a ratio is computed."""
    for source in _model_sources(house):
        for node in ast.walk(source.tree):
            if isinstance(node, ast.Attribute | ast.Name):
                last = dotted(node).rpartition(".")[2]
                if last in {"FloatField", "DecimalField"}:
                    yield Finding(source.path, node.lineno, f"{last}: keep whole minor units (…_minor)")


def files_are_short(house: House) -> Iterator[Finding]:
    """A file that no longer fits a head is two files."""
    for source in house.sources:
        if len(source.lines) > LINES_AT_MOST and "/migrations/" not in source.path:  # Django writes those
            sentence = f"{len(source.lines)} lines: more than {LINES_AT_MOST} are two files"
            yield Finding(source.path, LINES_AT_MOST + 1, sentence)


RULES: Final[tuple[Callable[[House], Iterator[Finding]], ...]] = (
    actions_are_keyword_only,
    actions_name_who_and_when,
    actions_ask_first,
    nobody_discards_who_asks,
    actions_are_atomic,
    actions_stand_on_the_timeline,
    actions_are_keyed,
    actions_use_what_they_take,
    exceptions_are_alive,
    delivery_writes_nothing,
    delivery_knows_no_database,
    only_the_kernel_cases_text,
    only_the_kernel_drops_nul,
    only_delivery_reads_the_clock,
    tests_read_one_clock,
    migrations_import_no_app_code,
    imports_stand_at_the_head,
    classes_are_named_for_what_they_are,
    functions_are_named_for_what_they_do,
    packages_say_what_they_decide,
    packages_re_export_nothing,
    models_decide_nothing,
    models_have_no_order_of_their_own,
    models_list_no_choices,
    models_protect_what_they_point_at,
    models_keep_whole_numbers,
    files_are_short,
    *SQL_RULES,
)


def findings(house: House) -> list[Finding]:
    """Everything that every rule finds, by file and line."""
    return sorted(finding for rule in RULES for finding in rule(house))


if __name__ == "__main__":
    found = findings(read_house())
    for finding in found:
        print(f"{finding.path}:{finding.line}: {finding.sentence}")
    sys.exit(1 if found else 0)
