"""A time zone in a file of clients that is none is told and left out; the client comes in."""

from __future__ import annotations

FILE = "Name,Country,Time zone\nIşık İnşaat,TR,Lunchtime\nO'Brien & Sons,GB,Europe/Istanbul\nAcme,GB,\n"


def zone(book, name: str) -> object:
    return book("client", name, "--json").document["time_zone"]["name"]


def test_a_time_zone_that_is_none_is_told_and_left_out(british, tmp_path) -> None:
    file = tmp_path / "clients.csv"
    file.write_text(FILE, encoding="utf-8")
    said = british("import", "clients", file, "--yes").words
    told = "line 2, Time zone: “Lunchtime” is not a time zone, so it was left out: write it as Europe/London."
    assert told in said
    assert "clients added 3" in said
    assert said.count("is not a time zone") == 1
    assert [zone(british, name) for name in ("Işık İnşaat", "O'Brien & Sons")] == ["Europe/Istanbul"] * 2
    said = british("import", "clients", file, "--yes", "--language", "tr").words
    assert "“Lunchtime” bir saat dilimi olmadığı için alınmadı: Europe/Istanbul gibi yazın." in said
