"""The addresses of the product and one more, with the act that opens it."""

from __future__ import annotations

from django.urls import path

from mainstay.promises.rules.acts import RECORD_PROMISE
from mainstay.web import urls
from mainstay.web.opening import ACTS_OF
from mainstay.web.urls import *  # noqa: F403 -- the handlers
from mainstay.web.views import promises

urlpatterns = [*urls.urlpatterns, path("invoices/<str:ref>/promise/", promises.record, name="promise_record")]
ACTS_OF["promise_record"] = (RECORD_PROMISE,)
