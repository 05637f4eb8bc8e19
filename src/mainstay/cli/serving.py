"""Serving the app in a browser: one command, one process tree, stopped by one Ctrl-C."""

from __future__ import annotations

import errno
import os
import socket
import sys
from ipaddress import ip_address
from pathlib import Path
from typing import TYPE_CHECKING

import click

from mainstay.cli.opening import DEMO, Asked, faults, refuse, start
from mainstay.cli.words import _

if TYPE_CHECKING:
    from collections.abc import Callable, Iterable


@click.command(help=_("Open the app in a browser: http://127.0.0.1:8000 unless told otherwise."))
@click.option(
    "--host",
    default="127.0.0.1",
    show_default=True,
    help=_("The address to listen on; this machine only, unless you say otherwise."),
)
@click.option(
    "--port", type=click.IntRange(1, 65535), default=8000, show_default=True, help=_("The port to listen on.")
)
@click.option(
    "--tls-certificate", type=click.Path(path_type=Path, dir_okay=False), help=_("A certificate file (PEM), for https.")
)
@click.option("--tls-key", type=click.Path(path_type=Path, dir_okay=False), help=_("The certificate's key file (PEM)."))
@click.option(
    "--threads", type=click.IntRange(1, 64), default=4, show_default=True, help=_("Requests answered at once.")
)
@click.option("--no-worker", is_flag=True, help=_("Leave imports and the nightly upkeep to “mainstay worker”."))
@click.option("--open", "is_opened", is_flag=True, help=_("Open the browser, too, where there is a desktop."))
@click.pass_obj
def serve(
    asked: Asked,
    host: str,
    port: int,
    tls_certificate: Path | None,
    tls_key: Path | None,
    threads: int,
    *,
    no_worker: bool,
    is_opened: bool,
) -> None:
    """Start the server and wait until it is stopped."""
    with faults():
        if (tls_certificate is None) != (tls_key is None):
            refuse(_("Give both the certificate and its key."))
        for file in (tls_certificate, tls_key):
            if file is not None and not file.is_file():
                refuse(_("There is no file %(value)s.") % {"value": file})
        if tls_certificate is not None:
            os.environ["MAINSTAY_TLS"] = "1"
        _require_free(host, port)
        # Many threads share this memory: small page caches.
        os.environ["MAINSTAY_SERVING"] = "1"
        _make_secret()
        start(asked)
        shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- only compared
        first = _say_where(f"{'http' if tls_certificate is None else 'https'}://{shown}:{port}/")
        _warn_of_plain_http(host, is_tls=tls_certificate is not None)
        sys.stdout.flush()
        if is_opened:
            from mainstay.cli.desktop import open_when_ready

            open_when_ready(first, shown, port)
        _serve(host, port, threads, tls_certificate, tls_key, has_worker=not no_worker)


def _serve(host: str, port: int, threads: int, certificate: Path | None, key: Path | None, *, has_worker: bool) -> None:
    from granian import Granian
    from granian.constants import Interfaces
    from granian.log import LogLevels

    from mainstay.cli.working import WorkerBeside
    from mainstay.config.serving import load_app

    load_app()
    server = Granian(
        "mainstay.config.wsgi:application",
        address=host,
        port=port,
        interface=Interfaces.WSGI,
        workers=1,
        blocking_threads=threads,
        respawn_failed_workers=True,
        workers_kill_timeout=10,
        # A warning would be about our number of threads, which is as we want it: they wait for the disk.
        log_level=LogLevels.error,
        log_access=False,  # addresses may hold the token of a link
        ssl_cert=certificate,
        ssl_key=key,
    )
    worker = WorkerBeside() if has_worker else None
    try:
        server.serve(target_loader=_app, wrap_loader=False)
    finally:
        if worker is not None:
            worker.stop()


def _app() -> Callable[..., Iterable[bytes]]:
    """The app, in the process that answers: which leaves with its parent and hears Ctrl-C through it alone."""
    from mainstay.cli.working import be_a_child
    from mainstay.config.serving import app_in_child

    be_a_child()
    return app_in_child()


def _require_free(host: str, port: int) -> None:
    """Refuse a place that cannot be listened on; two of our servers could share one, and would."""
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM, flags=socket.AI_PASSIVE)[0]
        with socket.socket(found[0], socket.SOCK_STREAM) as trial:
            if os.name == "posix":  # elsewhere this would allow what it is to find out
                trial.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            trial.bind(found[4])
            trial.listen()
    except OSError as error:
        if error.errno == errno.EADDRINUSE:
            refuse(
                _("Port %(port)s is in use: another program, or another Mainstay, listens there. "
                  "Stop it, or choose another with --port.") % {"port": port}
            )  # fmt: skip
        refuse(
            _("Mainstay cannot listen on %(host)s, port %(port)s. Choose another address with --host and --port.")
            % {"host": host, "port": port}
        )


def _warn_of_plain_http(host: str, *, is_tls: bool) -> None:
    """Say that others on the network can read passwords, where other machines are answered without https."""
    if is_tls or os.environ.get("MAINSTAY_TLS", "") == "1" or _is_this_machine(host):
        return
    click.echo(
        _("Warning: this isn’t encrypted, so others on the network can read passwords and figures. "
          "Use --tls-certificate and --tls-key, or a proxy that does https (MAINSTAY_PROXY=1 MAINSTAY_TLS=1)."),
        err=True,
    )  # fmt: skip


def _is_this_machine(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _make_secret() -> None:
    from platformdirs import user_data_dir

    from mainstay.config.serving import make_secret

    make_secret(Path(os.environ.get("MAINSTAY_HOME") or user_data_dir("mainstay")).expanduser().absolute())


def _say_where(address: str) -> str:
    """Print the ways in, and return the one to open first."""
    from mainstay.config.serving import look_key, start_key
    from mainstay.firm.queries.firms import firm_slugs
    from mainstay.firm.queries.people import firms_waiting

    slugs = firm_slugs()
    waiting = firms_waiting()
    has_own = any(slug != DEMO for slug in slugs)
    # With no firm of one's own there is nothing yet that could be taken, so this key may lead on to founding one.
    look = f"{address}look/?key={look_key() if has_own else start_key()}"
    start_at = f"{address}start/?key={start_key()}"
    if not has_own:
        click.echo(_("Create your firm and your account at %(address)s") % {"address": start_at})
    elif set(slugs) - {DEMO, *waiting}:
        click.echo(_("Mainstay is at %(address)s") % {"address": address})
        start_at = address
    for slug in waiting:
        start_at = owner_at = f"{address}start/?firm={slug}&key={start_key(slug)}"
        click.echo(_("Give the firm “%(firm)s” its owner at %(address)s") % {"firm": slug, "address": owner_at})
    if DEMO in slugs:
        click.echo(_("Look around in the demonstration firm at %(address)s") % {"address": look})
    click.echo(_("Stop it with Ctrl-C."))
    return look if DEMO in slugs and not has_own else start_at
