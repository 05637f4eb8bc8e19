"""Serving the app in a browser: one command, one process tree, stopped by one Ctrl-C."""

from __future__ import annotations

import os
import sys
from pathlib import Path

import click

from mainstay.cli.opening import DEMO, OWN, Asked, faults, refuse, start
from mainstay.cli.words import _


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
    "--threads", type=click.IntRange(1, 64), default=16, show_default=True, help=_("Requests answered at once.")
)
@click.pass_obj
def serve(asked: Asked, host: str, port: int, tls_certificate: Path | None, tls_key: Path | None, threads: int) -> None:
    """Start the server and wait until it is stopped."""
    with faults():
        if (tls_certificate is None) != (tls_key is None):
            refuse(_("Give both the certificate and its key."))
        for file in (tls_certificate, tls_key):
            if file is not None and not file.is_file():
                refuse(_("There is no file %(value)s.") % {"value": file})
        if tls_certificate is not None:
            os.environ["MAINSTAY_TLS"] = "1"
        _make_secret()
        start(asked)
        _say_where(host, port, is_tls=tls_certificate is not None)
        sys.stdout.flush()
        from granian import Granian
        from granian.constants import Interfaces
        from granian.log import LogLevels

        Granian(
            "mainstay.config.wsgi:application",
            address=host,
            port=port,
            interface=Interfaces.WSGI,
            workers=1,
            blocking_threads=threads,
            respawn_failed_workers=True,
            log_level=LogLevels.warning,
            ssl_cert=tls_certificate,
            ssl_key=tls_key,
        ).serve()


def _make_secret() -> None:
    from platformdirs import user_data_dir

    from mainstay.config.serving import make_secret

    make_secret(Path(os.environ.get("MAINSTAY_HOME") or user_data_dir("mainstay")).expanduser().absolute())


def _say_where(host: str, port: int, *, is_tls: bool) -> None:
    from mainstay.firm.queries.firms import firm_slugs
    from mainstay.firm.queries.people import is_waiting_for_its_owner

    shown = "127.0.0.1" if host in {"0.0.0.0", "::"} else host  # noqa: S104 -- only compared
    address = f"{'https' if is_tls else 'http'}://{shown}:{port}/"
    own = [slug for slug in firm_slugs() if slug != DEMO]
    if not own or is_waiting_for_its_owner(OWN):
        from mainstay.config.serving import start_key

        click.echo(
            _("Create your firm and your account at %(address)s") % {"address": f"{address}start/?key={start_key()}"}
        )
    else:
        click.echo(_("Mainstay is at %(address)s") % {"address": address})
    click.echo(_("Stop it with Ctrl-C."))
