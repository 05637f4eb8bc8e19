"""What the owner of the demonstration firm wrote into the book, in English and Turkish.

These are entries of a made-up owner, kept in the book like any other; no screen, so not gettext. Both languages hold
the same codes, and only the words differ.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Final

if TYPE_CHECKING:
    from datetime import date

_MONTHS: Final = {
    "en": "January February March April May June July August September October November December".split(),
    "tr": "Ocak Şubat Mart Nisan Mayıs Haziran Temmuz Ağustos Eylül Ekim Kasım Aralık".split(),
}

FIRMS: Final = {
    "en": ("Harbour IT", "GB", "GBP", "Europe/London"),
    "tr": ("Liman Bilişim", "TR", "TRY", "Europe/Istanbul"),
}
"""Language -> the firm's name, country, currency and time zone; it has an office in Leeds and one in Istanbul."""

_ACCOUNTS: Final = (
    "GBP; Wharf Bank; GB82WEST12345698765432\nTRY; Rıhtım Bank; TR330006100519786457841326\n"
    "EUR; Wharf Bank; DE89370400440532013000"
)
BUSINESS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "legal_name": "Harbour IT Support Ltd",
        "street": "14 Wharf Street",
        "postal_code": "LS2 7EQ",
        "city": "Leeds",
        "vat_number": "GB246801310",
        "company_number": "09876543",
        "opening_hours": "Mon–Fri 9:00–17:30",
        "public_address": "https://harbour.example",
        "bank_accounts": _ACCOUNTS,
    },
    "tr": {
        "legal_name": "Liman Bilişim Hizmetleri Ltd. Şti.",
        "street": "Rıhtım Caddesi 12",
        "postal_code": "34710",
        "city": "Kadıköy/İstanbul",
        "tax_office": "Kadıköy",
        "tax_number": "4820001018",
        "opening_hours": "Hafta içi 09.00–18.00",
        "public_address": "https://liman.example",
        "bank_accounts": _ACCOUNTS,
    },
}
"""Language -> what the firm prints on its letters, as `store_details` takes it; numbers and banks are made up."""

WORDS: Final[dict[str, dict[str, str]]] = {
    "en": {
        "every_1": "Maintenance, %(month)s %(year)d",
        "every_3": "Quarterly maintenance, %(month)s %(year)d",
        "backup": "Off-site backup, set-up",
        "cameras": "Entrance cameras",
        "laptops": "Five laptops with set-up",
        "migration": "Move to a new mail system",
        "network": "Network cabling",
        "server": "Server replacement",
        "tills": "Till system, installation",
        "website": "Website repaired after a break-in",
        "maintained": "Maintenance",
        "occasional": "Occasional",
        "owner": "Owner",
        "accounts": "Accounts",
        "office": "Office manager",
        "mailbox": "accounts",
        "warranty": "Says that the new server was promised with three years of warranty, not one.",
        "visits": "Two visits were charged that did not take place.",
        "visits_settled": "One visit credited, the other confirmed by the log.",
        "visit_credited": "One visit that did not take place.",
        "goodwill": "Goodwill for a day without mail.",
        "wrong_amount": "Wrong amount; issued again.",
        "bounced": "Returned by the bank.",
        "twice": "Paid twice by mistake.",
        "rest_promised": "Jude promised the rest by phone.",
        "closed_down": "Closed down; nothing left to collect.",
        "insolvent": "Insolvent; claim lodged with the administrator.",
    },
    "tr": {
        "every_1": "Aylık bakım, %(month)s %(year)d",
        "every_3": "Üç aylık bakım, %(month)s %(year)d",
        "backup": "Uzak yedekleme kurulumu",
        "cameras": "Giriş kameraları",
        "laptops": "Beş dizüstü bilgisayar ve kurulumu",
        "migration": "Yeni e-posta sistemine geçiş",
        "network": "Ağ kablolama",
        "server": "Sunucu yenileme",
        "tills": "Kasa sistemi kurulumu",
        "website": "Saldırıya uğrayan web sitesinin onarımı",
        "maintained": "Bakım",
        "occasional": "Tek seferlik",
        "owner": "İşletme sahibi",
        "accounts": "Muhasebe",
        "office": "Ofis müdürü",
        "mailbox": "muhasebe",
        "warranty": "Yeni sunucuya bir değil üç yıl garanti sözü verildiğini söylüyor.",
        "visits": "Yapılmamış iki ziyaret faturalanmış.",
        "visits_settled": "Bir ziyaretin bedeli düşüldü, öbürü kayıtlarla doğrulandı.",
        "visit_credited": "Yapılmamış bir ziyaret.",
        "goodwill": "E-postasız geçen bir gün için indirim.",
        "wrong_amount": "Tutar yanlıştı; yeniden düzenlendi.",
        "bounced": "Banka ödemeyi geri çevirdi.",
        "twice": "Yanlışlıkla iki kez ödendi.",
        "rest_promised": "Jude kalanı ödeyeceğine telefonda söz verdi.",
        "closed_down": "İş yeri kapandı; tahsil edilecek bir şey kalmadı.",
        "insolvent": "İflas etti; alacak iflas masasına bildirildi.",
    },
}
"""Language -> code -> what the owner wrote."""


def spoken(language: str) -> str:
    """The language of ours that the firm is told in: Turkish when asked for, English otherwise."""
    return "tr" if language.startswith("tr") else "en"


def maintenance_text(language: str, every_months: int, on: date) -> str:
    """What a maintenance invoice is for: the agreement's rhythm and the month."""
    return WORDS[language][f"every_{every_months}"] % {"month": _MONTHS[language][on.month - 1], "year": on.year}
