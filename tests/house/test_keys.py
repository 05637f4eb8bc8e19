"""Every form and command that asks for an act with a key hands one on."""

from __future__ import annotations

import ast
import re

import check_house_rules as lint
import sources
from references import full_name
from sources import ROOT

TEMPLATES = ROOT / "src/mainstay/web/templates/web"
# What a form is sent to -> why it carries no key.
FORMS = {
    "import": "each file that is brought is one, under a token of its own",
    "import_files": "the token of the files is their key",
    "import_file": "the token of the file is its key",
    "imports": "an import is undone once, and what was dealt with waits no longer",
    "update_scores": "the job has a key of its own",
    "unsaved": "thrown away twice, it is thrown away",
    "one.address": "what was kept is sent again with the key that it had",
    "payments_act": "it only writes a file",
    "profile_language": "the same choice again is the same choice",
    "list_look": "the same choice again is the same choice",
    "profile_theme": "the same choice again is the same choice",
    "settings_backup": "a download changes nothing",
    "settings_demonstration": "there is one demonstration",
    "settings_bring_back": "each file that is brought is one, under a token of its own",
    "settings_returning": "the token of the file is its key",
    "settings_export": "a download changes nothing",
    "settings_invite": "the second link ends the first",
    "settings_reset": "each link ends with the password it replaces",
    "you_seen": "what was seen is seen",
    "you_sessions": "again means the sessions begun since",
    "people/join.html": "the link works once",
    "people/reset.html": "the link works once",
}
# Function of delivery -> why it calls an action without its key.
CALLS = {
    "mainstay.cli.import_proposals.keep_mapping": "a mapping is saved beside an import, under its name",
    "mainstay.web.views.list_looks.choose": "the same choice again is the same choice",
    "mainstay.web.views.settings.language": "the same choice again is the same choice",
    "mainstay.web.views.settings.theme": "the same choice again is the same choice",
    "mainstay.web.views.starting._founded": "the first start founds a firm: there is one of the name",
}


def forms(name: str, text: str) -> list[tuple[str, str]]:
    """Each form that posts: where to (else its own page, by file), and all of it."""
    found = re.findall(r'<form[^>]*method="post".*?</form>', text, flags=re.DOTALL)
    heads = [(re.search(r"action=\"\{\{ (?:url\(\"?([\w.]+)\"?|([\w.]+) \}\})", form), form) for form in found]
    return [(next(filter(None, head.groups())) if head else name, form) for head, form in heads]


def without_key(name: str, text: str) -> set[str]:
    return {to for to, form in forms(name, text) if 'name="key" value="{{ form_key }}' not in form}


def pages() -> dict[str, str]:
    paths = (path for path in TEMPLATES.rglob("*.html") if path.parent.name != "plain")
    return {path.relative_to(TEMPLATES).as_posix(): path.read_text(encoding="utf-8") for path in paths}


def test_every_form_that_writes_carries_a_key():
    bare = set().union(*(without_key(name, text) for name, text in pages().items()))
    assert bare == set(FORMS)


def test_a_form_without_a_key_is_noticed():
    form = '<form method="post" action="{{ url("payment", ref) }}">{{ csrf_input }}<input name="key" value="x"></form>'
    assert without_key("a.html", form) == {"payment"}
    assert without_key("a.html", '<form class="x" method="post" novalidate></form>') == {"a.html"}
    assert without_key("a.html", form.replace('"x"', '"{{ form_key }}.reverse"')) == set()


def keyless(house: sources.House) -> set[str]:
    """Functions of delivery that call an action which takes a key, and hand none on (`key=` or `**`)."""
    keyed = {
        f"{source.module}.{function.name}"
        for source, function in sources.public_actions(house)
        if sources.short_name(source, function) not in lint.WITHOUT_KEY
    }
    found = set()
    for source in house.sources:
        if source.package not in lint.DELIVERY:
            continue
        for function in (node for node in source.tree.body if isinstance(node, sources.Function)):
            for call in (node for node in ast.walk(function) if isinstance(node, ast.Call)):
                is_act = full_name(call.func, source.names) in keyed
                if is_act and not any(word.arg in {None, "key"} for word in call.keywords):
                    found.add(f"{source.module}.{function.name}")
    return found


def test_delivery_hands_a_key_to_every_act():
    assert keyless(sources.read_house()) == set(CALLS)


def unopened(house: sources.House) -> set[str]:
    """Functions of the terminal that take a key and open the book without it: its day would be another tomorrow."""
    return {
        f"{source.module}.{function.name}"
        for source in house.sources
        if source.package == "cli"
        for function in (node for node in source.tree.body if isinstance(node, sources.Function))
        if "key" in {one.arg for one in (*function.args.args, *function.args.kwonlyargs)}
        for call in (node for node in ast.walk(function) if isinstance(node, ast.Call))
        if isinstance(call.func, ast.Name) and call.func.id in {"opened", "_at"} and "key" not in ast.unparse(call)
    }


def test_a_command_with_a_key_opens_the_book_on_the_day_of_its_key():
    assert unopened(sources.read_house()) == set()
    bare = "def pay(asked, key):\n    with opened(asked) as book: ..."
    house = {"src/mainstay/cli/money.py": bare, "src/mainstay/cli/more.py": bare.replace("asked)", "asked, key=key)")}
    assert unopened(sources.house_of(house)) == {"mainstay.cli.money.pay"}


def test_a_view_that_hands_on_no_key_is_noticed():
    house = sources.house_of({
        "src/mainstay/billing/actions/payments.py": "def pay(*, by, now, key=''): ...",
        "src/mainstay/web/views/money.py": """
from mainstay.billing.actions.payments import pay
def bare(request): pay(by=1, now=2)
def whole(request): pay(by=1, now=2, key='k')
def acting(request): pay(**request)
""",
    })  # fmt: skip
    assert keyless(house) == {"mainstay.web.views.money.bare"}
