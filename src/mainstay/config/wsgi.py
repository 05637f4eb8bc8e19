"""The app as a WSGI application: static files by whitenoise, everything else by Django."""

from __future__ import annotations

from django.conf import settings
from django.core.wsgi import get_wsgi_application
from whitenoise import WhiteNoise

from mainstay.config.starting import start
from mainstay.config.static_files import mark, packed_folder, plain_folders

start()
# The address changes with the content, so what it once gave is good for ever.
application = WhiteNoise(get_wsgi_application(), autorefresh=False, immutable_file_test=lambda *_: True)
_prefix = f"{settings.STATIC_URL}{mark()}/"
if _packed := packed_folder():
    application.add_files(str(_packed), prefix=_prefix)
else:
    for _name, _folder in plain_folders():
        application.add_files(str(_folder), prefix=f"{_prefix}{_name}/")
