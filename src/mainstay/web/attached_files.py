"""Files that come with a form to be attached: taken into memory, no more of each than tells that it is too big."""

from __future__ import annotations

from functools import wraps
from io import BytesIO
from typing import TYPE_CHECKING, Any

from django.contrib import messages
from django.core.exceptions import TooManyFilesSent
from django.core.files.uploadedfile import InMemoryUploadedFile
from django.core.files.uploadhandler import FileUploadHandler, SkipFile
from django.http import HttpResponseRedirect
from django.urls import reverse
from django.views.decorators.csrf import csrf_exempt, csrf_protect

from mainstay.attachments.phrases import problem_sentence
from mainstay.attachments.rules.chosen import MOST_AT_ONCE, MOST_BYTES, ChosenFile
from mainstay.kernel.problem import Problem

if TYPE_CHECKING:
    from collections.abc import Callable

    from django.http import HttpRequest, HttpResponse


class TakenFiles(FileUploadHandler):
    """Takes the files of the field `file`: their first MOST_BYTES and one more; of those beyond MOST_AT_ONCE a byte."""

    def __init__(self) -> None:
        super().__init__()
        self._count = 0
        self._taken = BytesIO()

    def new_file(self, field_name: str, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        """Begin with one more."""
        super().new_file(field_name, *args, **kwargs)
        if field_name != "file":
            raise SkipFile
        self._count += 1
        self._taken = BytesIO()

    def receive_data_chunk(self, raw_data: bytes, start: int) -> None:
        """Take as much as is needed."""
        del start
        most = MOST_BYTES + 1 if self._count <= MOST_AT_ONCE else 1
        self._taken.write(raw_data[: max(most - self._taken.tell(), 0)])

    def file_complete(self, file_size: int) -> InMemoryUploadedFile:
        """Hand on what was taken, under the name it came with."""
        self._taken.seek(0)
        return InMemoryUploadedFile(
            self._taken, self.field_name, self.file_name or "-", self.content_type, file_size, self.charset
        )


def takes_files(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """Let a view of a client (`ref`) be sent files; what it is sent is read after the place for them is made."""
    protected = csrf_protect(view)

    @wraps(view)
    def taking(request: HttpRequest, ref: str) -> HttpResponse:
        request.upload_handlers = [TakenFiles()]
        try:
            return protected(request, ref)
        except TooManyFilesSent as many:
            problem = Problem("file", "too_many_files", "", {"count": f"{MOST_AT_ONCE}+"})
            del many
            messages.error(request, problem_sentence(problem))
            return HttpResponseRedirect(reverse("client", args=[ref]))

    return csrf_exempt(taking)  # only until the place is made: `protected` asks for the token


def files_of(request: HttpRequest) -> tuple[ChosenFile, ...]:
    """The files that were chosen, nothing where none was."""
    return tuple(ChosenFile(one.name or "-", one.read()) for one in request.FILES.getlist("file"))
