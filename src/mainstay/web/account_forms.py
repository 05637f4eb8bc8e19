"""allauth's forms in our words."""

from __future__ import annotations

from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import TYPE_CHECKING, Any

from allauth.account.forms import ChangePasswordForm, LoginForm, ReauthenticateForm
from allauth.core import context
from allauth.mfa.base.forms import AuthenticateForm as CodeForm
from allauth.mfa.base.forms import ReauthenticateForm as ConfirmByCodeForm
from allauth.mfa.totp.forms import ActivateTOTPForm
from allauth.mfa.webauthn.forms import AddWebAuthnForm, EditWebAuthnForm, LoginWebAuthnForm
from django.core.validators import MaxLengthValidator
from django.utils.http import int_to_base36
from django.utils.translation import gettext_lazy as _

from mainstay.firm.phrases import PASSWORD_HINT
from mainstay.web.accounts import failed

if TYPE_CHECKING:
    from django import forms

_CODE = _("Six digits from your authenticator app, or one of your recovery codes.")


def _worded(field: forms.Field, label: object, help_text: object = "") -> None:
    field.label, field.help_text = label, help_text  # type: ignore[assignment]  # lazy text is text
    field.widget.attrs.pop("placeholder", None)


class SignIn(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """E-mail address and password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["login"], _("E-mail address"))
        self.fields["login"].widget.attrs["autocomplete"] = "username webauthn"
        _worded(self.fields["password"], _("Password"))
        _worded(self.fields["remember"], _("Keep me signed in on this device"))


class NewPassword(ChangePasswordForm):  # type: ignore[misc]  # allauth is untyped
    """The present password and, twice, the new one."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["oldpassword"], _("Your present password"))
        _worded(self.fields["password1"], _("The new password"), PASSWORD_HINT)
        self.fields["password1"].validators.append(MaxLengthValidator(128))
        _worded(self.fields["password2"], _("The new password once more"))


class ConfirmByPassword(ReauthenticateForm):  # type: ignore[misc]  # allauth is untyped
    """The password once more."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["password"], _("Your password"))


class _Code:
    fields: dict[str, forms.Field]
    user: Any

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["code"], _("Code"), _CODE)

    def _emit_authentication_failed(self, authenticator: object) -> None:
        del authenticator
        failed(context.request, self.user.email)


class SignInByCode(_Code, CodeForm):  # type: ignore[misc]  # allauth is untyped
    """Two-step verification of signing in."""


class ConfirmByCode(_Code, ConfirmByCodeForm):  # type: ignore[misc]  # allauth is untyped
    """A code once more."""


class AddApp(ActivateTOTPForm):  # type: ignore[misc]  # allauth is untyped
    """The first code proves that the app was set up."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["code"], _("Code"), _("The six digits that the app shows now."))


class AddPasskey(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A name to know it by, and whether it signs in without a password."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["name"], _("Name"), _("A name to recognise it by, such as the device."))
        _worded(
            self.fields["passwordless"],
            _("Sign in with it alone, without the password"),
            _("The device then asks for your finger, your face or its PIN."),
        )
        self.fields["name"].max_length = 100


class RenamePasskey(EditWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """Another name."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:  # noqa: ANN401 -- handed on
        super().__init__(*args, **kwargs)
        _worded(self.fields["name"], _("Name"))


class SignInByPasskey(LoginWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey alone. Its handle names person and firm; the number before the firm is whom allauth looks for."""

    def clean_credential(self) -> object:
        """Find the person; whether the passkey is theirs is proved after it."""
        said = self.cleaned_data["credential"]
        response = said.get("response") if isinstance(said, dict) else None
        handle = response.get("userHandle") if isinstance(response, dict) else None
        if isinstance(response, dict) and isinstance(handle, str):
            response["userHandle"] = _number_in(handle)
        return super().clean_credential()


def _number_in(handle: str) -> str:
    try:
        said = urlsafe_b64decode(handle + "=" * (-len(handle) % 4)).decode()
    except ValueError:
        return handle
    number, at, _firm = said.partition("@")
    if not at or not (number.isascii() and number.isdigit()):
        return handle
    return urlsafe_b64encode(int_to_base36(int(number)).encode()).decode("ascii").rstrip("=")
