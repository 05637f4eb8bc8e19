"""Static files under an address that names their content, so that a browser keeps them for good, and packed once."""

from __future__ import annotations

import hashlib
import shutil
import tempfile
from contextlib import suppress
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Final

from django.conf import settings
from django.contrib.staticfiles.storage import StaticFilesStorage
from whitenoise.compress import Compressor

# Package -> the folder of its static files that our pages use.
_FOLDERS: Final = (
    ("mainstay.web", "web"), ("django_htmx", "django_htmx"), ("allauth.account", "account"), ("allauth.mfa", "mfa"),
)  # fmt: skip
_MARK_LENGTH: Final = 12


def _sources() -> list[tuple[str, Path]]:
    """Where each file lies, by its address below STATIC_URL, in order."""
    roots = [(name, Path(str(files(package))) / "static" / name) for package, name in _FOLDERS]
    found = [(f"{name}/{path.relative_to(root).as_posix()}", path) for name, root in roots for path in root.rglob("*")]
    return sorted((address, path) for address, path in found if path.is_file())


@cache
def mark() -> str:
    """A short name of the content of all static files together: another when any of them changes."""
    digest = hashlib.sha256()
    for address, path in _sources():
        digest.update(f"{address}\0{path.stat().st_size}\0".encode() + path.read_bytes())
    return digest.hexdigest()[:_MARK_LENGTH]


def packed_folder() -> Path | None:
    """A folder of all static files, each beside its gzip, made at the first start and kept in the home.

    None where the home cannot be written: then they are served as they are. Those of another version are removed.
    """
    root = Path(settings.STATIC_ROOT)
    folder = root / mark()
    if folder.is_dir():
        return folder
    try:
        root.mkdir(parents=True, exist_ok=True)
        unfinished = Path(tempfile.mkdtemp(dir=root, prefix="unfinished-"))
        packer = Compressor(use_brotli=False, quiet=True)
        for address, path in _sources():
            to = unfinished / address
            to.parent.mkdir(parents=True, exist_ok=True)
            shutil.copyfile(path, to)
            if packer.should_compress(address):
                list(packer.compress(str(to)))
        others = [other for other in root.iterdir() if not other.name.startswith("unfinished-")]
        with suppress(OSError):  # another process was first
            unfinished.rename(folder)
        for other in (*others, unfinished):
            shutil.rmtree(other, ignore_errors=True)
    except OSError:
        return None
    return folder if folder.is_dir() else None


def plain_folders() -> list[tuple[str, Path]]:
    """The folders as installed, by name below STATIC_URL."""
    return [(name, Path(str(files(package))) / "static" / name) for package, name in _FOLDERS]


class MarkedStorage(StaticFilesStorage):
    """Puts the mark of the content into every address, for templates as for the server."""

    def url(self, name: str | None) -> str:
        """The address of a static file."""
        return f"{settings.STATIC_URL}{mark()}/{name or ''}"
