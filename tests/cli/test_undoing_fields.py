"""What was changed last in the custom fields of a client is undone by a command."""

from __future__ import annotations

ISIK = "Işık İnşaat"


def test_what_one_changed_last_in_the_fields_of_a_client_is_undone(new_firm) -> None:
    book = new_firm()
    book("record", "client", ISIK)
    book("fields", "define", "Sector", "--kind", "choice", "--choice", "Retail", "--choice", "Food")

    def those_with_food() -> list[str]:
        found = book("search", "Food", "--json").words
        return [ISIK] if ISIK in found else []

    assert "You have changed nothing in the custom fields" in book("fields", "undo", ISIK, code=2).err
    book("fields", "set", ISIK, "Sector", "Food")
    assert those_with_food() == [ISIK]
    assert book("fields", "undo", ISIK).out == "Undone: the fields are as they were.\n"
    assert those_with_food() == []
    assert book("fields", "undo", ISIK, "--json").document["changed"] == 1
    assert those_with_food() == [ISIK]
