"""Fields for what a business prints on its letters: its bank accounts and its address on the web."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

from mainstay.firm.forms.fields import SHOWN, LineField
from mainstay.firm.rules.bank_accounts import number_of
from mainstay.firm.rules.drafts import is_web_address
from mainstay.kernel.currencies import is_currency


class AccountCurrencyField(LineField):
    """The currency of a bank account, three letters."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give it in capitals."""
        code = self.to_python(value).upper()  # machine text
        if not is_currency(code):
            raise ValidationError(
                _("“%(value)s” is no currency: write its three letters, as TRY or GBP.") % {"value": code[:SHOWN]}
            )
        return code


class AccountNumberField(LineField):
    """An IBAN with its check digits, or an account number where there is none."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give an IBAN in capitals without spaces, another number as it is."""
        text = self.to_python(value)
        if not text:
            raise ValidationError(_("Enter the IBAN or the account number."))
        number = number_of(text)
        if number is None:
            raise ValidationError(
                _("“%(value)s” is not a valid IBAN or account number: compare it with your bank’s papers.")
                % {"value": text[:SHOWN]}
            )
        return number


class WebAddressField(LineField):
    """An address of the web; “https://” may be left out."""

    def clean(self, value: Any) -> str:  # noqa: ANN401 -- Django's signature
        """Give the whole address, or "" for none."""
        text = super().clean(value)
        whole = text if not text or "://" in text else f"https://{text}"
        if whole and not is_web_address(whole):
            raise ValidationError(
                _("“%(value)s” is not a web address: write it as https://example.com.") % {"value": text[:SHOWN]}
            )
        return whole
