"""Two people change one client at once: what was left alone takes the book's value, what both touched is asked."""

from __future__ import annotations

from dataclasses import fields, replace

from hypothesis import given
from hypothesis import strategies as st

from mainstay.clients.rules.drafts import ClientDraft
from mainstay.clients.rules.merging import merge

SEEN = ClientDraft("Işık İnşaat", email="a@isik.example", city="İzmir", currency="TRY", credit_limit_minor=500)
TEXTS = ("name", "email", "phone", "city", "notes")
drafts = st.builds(
    ClientDraft,
    **dict.fromkeys(TEXTS, st.sampled_from(("", "a", "b"))),
    terms_days=st.sampled_from((None, 0, 30)),
    currency=st.sampled_from(("GBP", "JPY")),
    credit_limit_minor=st.sampled_from((None, 100)),
)


def test_different_fields_are_merged_without_a_question() -> None:
    mine, theirs = replace(SEEN, phone="1"), replace(SEEN, city="Bursa")
    merged = merge(seen=SEEN, typed=mine, stored=theirs)
    assert merged == (replace(SEEN, phone="1", city="Bursa"), frozenset({"phone"}), ())


def test_a_field_both_touched_is_a_clash_unless_they_agree() -> None:
    mine = replace(SEEN, city="Bursa", email="b@isik.example")
    merged = merge(seen=SEEN, typed=mine, stored=replace(SEEN, city="Ankara", email="b@isik.example"))
    assert (merged.draft, merged.clashes) == (mine, ("city",))


def test_a_limit_goes_with_its_currency() -> None:
    mine, theirs = replace(SEEN, credit_limit_minor=900), replace(SEEN, currency="JPY")
    merged = merge(seen=SEEN, typed=mine, stored=theirs)
    assert (merged.draft, merged.clashes) == (mine, ("currency", "credit_limit_minor"))


@given(drafts, drafts, drafts)
def test_nobodys_words_are_lost_without_a_question(seen, mine, theirs) -> None:
    merged = merge(seen=seen, typed=mine, stored=theirs)
    for field in fields(ClientDraft):
        was, typed, stored, after = (getattr(draft, field.name) for draft in (seen, mine, theirs, merged.draft))
        if field.name not in merged.clashes:
            assert typed in (was, after) or field.name in {"currency", "credit_limit_minor"}
            assert stored in (was, after) or field.name in {"currency", "credit_limit_minor"}
        if field.name not in merged.touched:
            assert after == stored


@given(drafts, drafts)
def test_what_one_person_typed_alone_stands_as_typed(seen, mine) -> None:
    assert merge(seen=seen, typed=mine, stored=seen)[::2] == (mine, ())
