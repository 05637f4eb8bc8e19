"""A child process reads a file before the server opens it; one that it dies of is refused, and nothing of it stays."""

from __future__ import annotations

from threading import BoundedSemaphore

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from tests.web.test_importing import GOOD, Browser, form_of

from mainstay.intake import confined
from mainstay.intake.confined import Limits
from mainstay.store.paths import home
from mainstay.web import vetting


@pytest.mark.parametrize(("limits", "status"), [(Limits(memory=1 << 20), 422), (Limits(clock=0), 422), (None, 503)])
def test_a_file_that_its_reader_dies_of_is_refused_and_removed(book, monkeypatch, limits, status):
    owner = Browser(book)
    if limits is None:
        monkeypatch.setattr(confined, "_AT_ONCE", BoundedSemaphore(1))
        monkeypatch.setattr(confined, "_WAIT_SECONDS", 0)
        confined._AT_ONCE.acquire()
    else:
        monkeypatch.setattr(Limits, "for_size", lambda size: limits)

    page = owner.post("import/", {"kind": "invoices", "file": SimpleUploadedFile("book.csv", GOOD)})

    said = "Reading book.csv takes too much memory or time" if limits else "Other files are being read"
    assert (page.status, said in page.text) == (status, True)
    assert list((home() / "uploads" / owner.slug).iterdir()) == []


def test_a_file_is_read_by_a_child_once_for_each_way_to_take_it_apart(book, monkeypatch):
    owner = Browser(book)
    seen = []
    real = vetting.vet

    def watched(path, kind, said, **more):
        seen.append((kind, said))
        return real(path, kind, said, **more)

    monkeypatch.setattr(vetting, "vet", watched)
    page = owner.bring(GOOD)
    owner.post(page.at, {**form_of(page), "currency": "GBP", "act": "look"})
    owner.get(page.at)
    assert seen == [("", {})]  # what it holds is found and read at once

    owner.post(page.at, {**form_of(page), "encoding": "cp1254", "act": "look"})
    owner.get(page.at)
    assert seen[1:] == [("invoices", {"encoding": "cp1254"})]

    monkeypatch.setattr(Limits, "for_size", lambda size: Limits(memory=1 << 20))
    owner.post(page.at, {**form_of(page), "encoding": "cp1252", "act": "look"})
    refused = owner.get(page.at)
    assert (refused.status, "takes too much memory or time" in refused.text) == (422, True)
    assert owner.get(page.at).status == 422
    assert len(seen) == 3
