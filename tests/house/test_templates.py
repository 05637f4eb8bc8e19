"""The lint of the templates finds what it is for, and nothing in the templates that there are."""

from __future__ import annotations

import re

import pytest
from django.template import engines
from jinja2 import UndefinedError

import check_templates
from mainstay.web import environment


def test_templates_keep_to_the_rules():
    assert check_templates.main() == 0


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (f"<p>{'a' * 120}</p>", "has 127 columns: 120 at most"),
        ("<ul><li>one</li></ul>", "opens two blocks: each stands on a line of its own"),
        ("{% if page.pages > 1 %}a{% endif %}", "decides: ask for a boolean of the page"),
        ('{% if page.is_open and kind == "paid" %}a{% endif %}', "decides: ask for a boolean of the page"),
        ('{% if "amount" in fields %}a{% endif %}', "decides: ask for a boolean of the page"),
        ("{% if page.rows[1:] %}a{% endif %}", "decides: ask for a boolean of the page"),
        ("{% if page.a %}{% elif not (page.b + 1) %}a{% endif %}", "decides: ask for a boolean of the page"),
        ('{{ "a" if number < 2 else "b" }}', "decides: ask for a boolean of the page"),
        ('<p style="color: red">a</p>', "has style or script within the page: the browser refuses it"),
        ('<p onclick="go()">a</p>', "has style or script within the page: the browser refuses it"),
        ("{{ name|titel }}", "cannot be read: No filter named 'titel'."),
        ("{% if a %}", "cannot be read: "),
        ("{% load shown %}", "cannot be read: Encountered unknown tag 'load'."),
    ],
)
def test_fault_is_found(text, sentence):
    (fault,) = check_templates.faults_in(text)

    assert fault.sentence.startswith(sentence)


def test_empty_states_and_tables_of_cards_are_the_components():
    own = re.compile(r'class="(?:empty|empty-title|empty-action|table-responsive|[^"]*card-table[^"]*)"')
    pages = [path for path in check_templates.TEMPLATES.rglob("*.html") if path.parent.name != "importing"]
    by_hand = [path.name for path in pages if own.search(path.read_text("utf-8"))]
    assert by_hand == ["components.html"]  # tables of a file's own columns, on the pages of imports, are of their own


def test_booleans_of_the_page_may_be_joined():
    text = "{% if page.is_open and not (page.is_late or rows) %}\n  <p>{{ rows|length }}</p>\n{% endif %}\n"

    assert check_templates.faults_in(text) == []


def test_lint_knows_the_filters_of_the_environment():
    ours = set(engines["jinja2"].env.filters) - set(check_templates.plain_filters())

    assert ours == set(check_templates.OWN_FILTERS)


def test_name_that_nobody_gave_breaks_the_page():
    template = engines["jinja2"].from_string("{{ pgae }}")

    with pytest.raises(UndefinedError, match="'pgae' is undefined"):
        template.render({})


def test_what_people_wrote_is_escaped():
    template = engines["jinja2"].from_string(
        '{{ name }}{% trans name=name %}to {{ name }}{% endtrans %}{{ _("Save") }}'
    )

    assert template.render({"name": "<b>&"}) == "&lt;b&gt;&amp;to &lt;b&gt;&amp;Save"


def test_address_is_the_one_that_django_makes():
    for part in ("c-1", "a b", "ü/ü", "%41", "a?b#c", "a@b"):
        if "/" not in part:
            assert environment.url("client", part) == environment.reverse("client", args=[part])
    assert environment.url("today") == environment.reverse("today")
    assert environment.url("mfa_edit_webauthn", pk=3) == environment.reverse("mfa_edit_webauthn", kwargs={"pk": 3})


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ('{{ _("%(name)s has 100%%", name="<b>") }}', "&lt;b&gt; has 100%"),
        ("{% trans n=2 %}{{ n }} page{% pluralize n %}{{ n }} pages{% endtrans %}", "2 pages"),
        ('{% for name in ["<i>"] %}{% trans %}Page {{ name }}{% endtrans %}{% endfor %}', "Page &lt;i&gt;"),
        ('{{ initials(name="Ann Lee") }}', "AL"),
        ('{% macro url(name) %}of {{ name }}{% endmacro %}{{ url("here") }}', "of here"),
    ],
)
def test_what_is_called_by_name_answers_as_jinja_would(text, shown):
    assert engines["jinja2"].from_string(text).render({}) == shown
