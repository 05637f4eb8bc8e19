"""Turkish is complete at every landing: nothing untranslated, unsure or left over, and the compiled file is current."""

from __future__ import annotations

import ast
import io
import re

import pytest
from babel.messages.pofile import read_po

import catalogue

PLACEHOLDER = re.compile(r"%\(\w+\)[#0 +\-]*\d*(?:\.\d+)?[a-zA-Z]|(?<!%)%[sdif]|\{\w*\}")


def texts(entry):
    return [entry] if isinstance(entry, str) else list(entry)


def placeholders(text):
    return sorted(PLACEHOLDER.findall(text))


def known(catalog):
    return {(m.context, texts(m.id)[0]): m for m in catalog if m.id}


def faults(catalog):
    """List what is wrong with the entries of a catalogue, in words."""
    found = [f"left over: {texts(m.id)[0]}" for m in catalog.obsolete.values()]
    for message in catalog:
        if not message.id:
            continue
        ids, strings = texts(message.id), texts(message.string)
        if not all(strings):
            found.append(f"untranslated: {ids[0]}")
        elif message.fuzzy:
            found.append(f"fuzzy: {ids[0]}")
        elif any(placeholders(s) not in [placeholders(i) for i in ids] for s in strings):
            found.append(f"other placeholders: {ids[0]}")
    return found


def test_every_entry_is_translated():
    assert faults(catalogue.stored()) == []


def test_every_text_of_the_source_stands_in_the_catalogue_and_no_other():
    assert set(known(catalogue.stored())) == set(known(catalogue.extracted())), "run tools/catalogue.py extract"


def test_every_name_under_which_a_module_translates_is_known():
    """A text marked by another name would be missing from the catalogue, and English on a Turkish page."""
    names = set()
    for path in catalogue.SOURCE.rglob("*.py"):
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("django.utils.translation"):
                names |= {one.asname or one.name for one in node.names if "gettext" in one.name}
    assert names - catalogue.KEYWORDS.keys() == set()


def test_compiled_catalogue_is_current():
    assert catalogue.PO.with_suffix(".mo").read_bytes() == catalogue.mo_bytes(catalogue.stored()), (
        "run tools/catalogue.py compile"
    )


def test_catalogue_is_written_as_the_tool_writes_it():
    assert catalogue.PO.read_bytes() == catalogue.po_bytes(
        catalogue.updated(catalogue.extracted(), catalogue.stored())
    ), "run tools/catalogue.py extract"


@pytest.mark.parametrize(
    ("entry", "fault"),
    [
        ('msgid "a"\nmsgstr ""', "untranslated: a"),
        ('msgid "a"\nmsgid_plural "b"\nmsgstr[0] "x"\nmsgstr[1] ""', "untranslated: a"),
        ('#, fuzzy\nmsgid "a"\nmsgstr "x"', "fuzzy: a"),
        ('#~ msgid "a"\n#~ msgstr "x"', "left over: a"),
        ('msgid "a %(name)s"\nmsgstr "x %(nane)s"', "other placeholders: a %(name)s"),
        ('msgid "a {name}"\nmsgstr "x"', "other placeholders: a {name}"),
    ],
)
def test_fault_is_found(entry, fault):
    catalog = read_po(io.BytesIO(catalogue.po_bytes(catalogue.empty()) + b"\n" + entry.encode()), locale="tr")

    assert faults(catalog) == [fault]


def test_extract_keeps_what_is_translated_and_drops_what_is_gone(tmp_path):
    (tmp_path / "phrases.py").write_text('_("kept")\nngettext("one %(n)s", "many %(n)s", n)\npgettext("c", "new")\n')
    before = catalogue.empty()
    before.add("kept", "kaldı")
    before.add(("one %(n)s", "many %(n)s"), ("bir %(n)s", "çok %(n)s"))
    before.add("gone", "gitti")

    after = catalogue.updated(catalogue.extracted(tmp_path, tmp_path), before)

    assert [(m.context, m.id, m.string) for m in after if m.id] == [
        (None, "kept", "kaldı"),
        (None, ("one %(n)s", "many %(n)s"), ("bir %(n)s", "çok %(n)s")),
        ("c", "new", None),
    ]
    assert catalogue.mo_bytes(after) == catalogue.mo_bytes(read_po(io.BytesIO(catalogue.po_bytes(after)), locale="tr"))
