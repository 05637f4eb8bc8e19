"""What is known of other products stands in TOML files: every field is one of ours, every word means one thing."""

from __future__ import annotations

import subprocess
import sys
import tomllib
from collections import Counter
from itertools import chain
from pathlib import Path

import pytest

import mainstay
from mainstay.billing.formats import layouts, statuses
from mainstay.clients.formats import client_layouts
from mainstay.intake import foreign
from mainstay.intake.headers import header_key
from mainstay.intake.mapping import loose_key
from mainstay.intake.reading_phrases import CONTENTS

SOURCE = Path(mainstay.__file__).parent
SUBJECTS = {"billing": layouts, "clients": client_layouts}
PRODUCTS = sorted(SOURCE.glob("*/formats/products/*.toml"))
LANGUAGES = {"english", "turkish", "others"}
KINDS = {
    "billing": {"invoices", "payments", "ledger", "statement", "expected_dates"},
    "clients": {"clients", "standings", "proposals"},
}
SETTINGS = {"name", "title", "kind", "grouping", "signature", "without", "columns"}
STATES = {"draft", "void", "quote", "credited", "paid", "partly_paid", "owed", "written_off", "disputed"}
DOCUMENTS = {"invoice", "credit_note", "refund", "payment", "not_an_invoice"}
TWICE = {
    "billing": {"tax", "line_tax"},  # a tax is that of the invoice, or that of its line where there is no total
    "clients": set(),
}
"""Fields that may be named alike, because the rest of the header says which of them is meant."""


def read(path):
    return tomllib.loads(path.read_text(encoding="utf-8"))


def short(path):
    return str(path.relative_to(SOURCE))


def repeated(words):
    return [word for word, count in Counter(words).items() if count > 1]


def test_all_toml_files_are_read():
    words = {f"{subject}/formats/words/columns.toml" for subject in SUBJECTS}
    words |= {f"billing/formats/words/{name}.toml" for name in ("states", "kinds", "payment_states")}
    assert {short(path) for path in SOURCE.rglob("*.toml")} == {
        *words, *map(short, PRODUCTS), "intake/foreign.toml",
    }  # fmt: skip


def test_what_is_in_a_file_is_said_in_words_that_are_translated():
    titles = [layout["title"] for path in PRODUCTS for layout in read(path)["layouts"]]
    assert {title.split(", ")[1] for title in titles} == set(CONTENTS)


@pytest.mark.parametrize("path", PRODUCTS, ids=short)
def test_a_product_names_fields_of_ours(path):
    subject = path.relative_to(SOURCE).parts[0]
    document = read(path)
    assert set(document) == {"layouts"}
    for layout in document["layouts"]:
        assert set(layout) <= SETTINGS
        assert layout["kind"] in KINDS[subject]
        assert layout.get("grouping", "lines") in {"lines", "payments"}
        assert set(layout["columns"]) <= set(SUBJECTS[subject].FIELDS)
        signature = [header_key(name) for name in layout["signature"]]
        assert not repeated(signature)
        assert not set(signature) & {header_key(name) for name in layout.get("without", ())}


@pytest.mark.parametrize("known", [layouts.invoice_layouts, client_layouts.client_layouts, foreign.foreign_headers])
def test_no_two_layouts_are_known_by_the_same_header(known):
    found = known()
    assert found
    assert not repeated(frozenset(map(header_key, layout.signature)) for layout in found)
    assert not repeated(layout.name for layout in found if layout.name)


@pytest.mark.parametrize("subject", SUBJECTS)
def test_a_name_of_a_column_means_one_field(subject):
    document = read(SOURCE / subject / "formats/words/columns.toml")
    assert set(document) <= set(SUBJECTS[subject].FIELDS)
    fields = {}
    for field, tiers in document.items():
        assert all(set(tier) <= LANGUAGES for tier in tiers)
        names = list(chain.from_iterable(chain.from_iterable(tier.values()) for tier in tiers))
        keys = [loose_key(name) for name in names]
        assert not repeated(keys)
        for key in keys:
            fields.setdefault(key, set()).add(field)
    assert {key: both for key, both in fields.items() if len(both) > 1 and not both <= TWICE[subject]} == {}


@pytest.mark.parametrize(
    ("name", "meanings"),
    [
        ("states", STATES),
        ("kinds", DOCUMENTS),
        ("payment_states", {statuses.PAID, "void"}),
    ],
)
def test_a_word_means_one_thing(name, meanings):
    document = read(SOURCE / f"billing/formats/words/{name}.toml")
    assert set(document) == meanings
    assert all(set(languages) <= LANGUAGES for languages in document.values())
    words = list(chain.from_iterable(chain.from_iterable(each.values()) for each in document.values()))
    assert not repeated(map(statuses.word_key, words))
    assert all(map(statuses.word_key, words))


@pytest.mark.parametrize("command", ["--help", "clients --help", "import --help", "import invoices --help"])
def test_a_command_that_imports_nothing_reads_no_layout(command):
    started = subprocess.run(
        [sys.executable, "-X", "importtime", "-c", "from mainstay.cli.main import main; main()", *command.split()],
        check=True,
        capture_output=True,
    )
    assert b"mainstay.cli.main" in started.stderr
    assert b"layout_files" not in started.stderr
