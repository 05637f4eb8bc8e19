"""The pages of allauth that we open. Left out: signing up, changing the address, and what would send mail.

Its lists of second steps, passkeys and sessions are one page of ours.
"""

from __future__ import annotations

from allauth.account import views
from django.urls import include, path
from django.views.generic import RedirectView

_to_you = RedirectView.as_view(pattern_name="you")

urlpatterns = [
    path("login/", views.login, name="account_login"),
    path("logout/", views.logout, name="account_logout"),
    path("inactive/", views.account_inactive, name="account_inactive"),
    path("reauthenticate/", views.reauthenticate, name="account_reauthenticate"),
    path("password/change/", views.password_change, name="account_change_password"),
    path("2fa/", _to_you, name="mfa_index"),
    path("2fa/webauthn/", _to_you, name="mfa_list_webauthn"),
    path("2fa/", include("allauth.mfa.urls")),
]
