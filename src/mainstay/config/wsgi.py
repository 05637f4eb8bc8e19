"""The app as a WSGI application: static files by whitenoise, everything else by Django."""

from __future__ import annotations

from importlib.resources import files
from pathlib import Path

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from mainstay.config.starting import start

start()
application = WhiteNoise(get_wsgi_application(), autorefresh=False)
# Package -> the folders of its static files that our pages use.
for _package, _names in (("mainstay.web", ("web",)), ("django_htmx", ("django_htmx",)),
                         ("allauth.account", ("account",)), ("allauth.mfa", ("mfa",))):  # fmt: skip
    _static = Path(str(files(_package))) / "static"
    for _name in _names:
        application.add_files(str(_static / _name), prefix=f"{settings.STATIC_URL}{_name}/")
